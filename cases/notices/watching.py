"""
Watching a notice while it goes out: the next wave when the last went well, a pause when it did not.

All deliveries are owed when the notice is approved. A later wave only waits for an instant that
never comes, until it is let go; so no crash can lose a wave or send one twice.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cases.notices.reading import locked_notice, message_key
from cases.outbox import DeliveryState, MessageClass, QuietHours, not_before_for, owe
from cases.outbox.gate import enter_gate
from cases.people import active_chats
from cases.rules.waves import LAST, troubled
from cases.tables.notices import Notice, NoticeApproval, NoticeRecipient, NoticeState
from cases.tables.outbox import OPEN, WAITING, Delivery, OutboxMessage
from cases.tables.people import Chat

NOT_YET = datetime(9000, 1, 1, tzinfo=UTC)  # of a wave that has not been let go
TROUBLE = (DeliveryState.FAILED, DeliveryState.UNKNOWN)
ENDED = (DeliveryState.DELIVERED, *TROUBLE)


@dataclass(frozen=True)
class Watched:
    """What one look did."""

    let_go: int  # notices whose next wave may go
    paused: int


async def watch_notices(
    session: AsyncSession, *, at: datetime, quiet_hours: QuietHours | None = None
) -> Watched:
    """
    Let the next wave of each notice go, or pause the notice; looking again changes nothing more.

    A wave goes when nothing of the waves before it is left to send. A notice is paused when more than
    a fifth of what ended since it was approved or last resumed failed or is unknown. Whoever wrote
    or approved a notice that is paused, here or because the channel refused its text, is told.
    """
    let_go = paused = 0
    going = select(Notice.id).where(Notice.state.in_([NoticeState.SENDING, NoticeState.PAUSED]))
    found = (await session.scalars(going)).all()
    if found:
        await enter_gate(session)
    for notice_id in found:
        notice = await locked_notice(session, notice_id)
        if notice.state is NoticeState.SENDING:
            if await _pause_if_troubled(session, notice, at=at):
                paused += 1
            else:
                let_go += await _let_next_wave_go(session, notice, at=at, quiet_hours=quiet_hours)
        if notice.state is NoticeState.PAUSED:
            await _tell(session, notice, at=at)
    return Watched(let_go, paused)


async def _pause_if_troubled(session: AsyncSession, notice: Notice, *, at: datetime) -> bool:
    since = notice.watched_from or notice.created_at
    rows = await session.execute(
        select(Delivery.state, func.count().label("ended"))
        .where(_of_current(notice), Delivery.state.in_(ENDED), Delivery.state_at > since)
        .group_by(Delivery.state)
    )
    counts = Counter({row.state: row.ended for row in rows})
    troubles = sum(counts[state] for state in TROUBLE)
    if not troubled(counts.total(), troubles):
        return False
    notice.state, notice.updated_at = NoticeState.PAUSED, at
    notice.held_reason = (
        f"最近 {counts.total()} 条中有 {troubles} 条未送达或情况不明，已自动暂停；请核实后再继续"
    )
    await session.flush()
    return True


async def _let_next_wave_go(
    session: AsyncSession, notice: Notice, *, at: datetime, quiet_hours: QuietHours | None
) -> bool:
    if notice.wave >= LAST:
        return False
    waiting_for = select(func.count()).where(
        _of_current(notice), Delivery.state.in_(OPEN), Delivery.not_before < NOT_YET
    )
    if await session.scalar(waiting_for):
        return False
    notice.wave += 1
    notice.updated_at = at
    await session.flush()
    await session.execute(
        update(Delivery)
        .where(
            _of_current(notice),
            Delivery.state.in_(WAITING),
            Delivery.not_before == NOT_YET,
            Delivery.chat_id.in_(_chats_of_wave(notice)),
        )
        .values(not_before=not_before_for(MessageClass.BROADCAST, at, quiet_hours))
        .execution_options(synchronize_session=False)
    )
    return True


async def _tell(session: AsyncSession, notice: Notice, *, at: datetime) -> None:
    approver = await session.scalar(
        select(NoticeApproval.approver_id).where(
            NoticeApproval.notice_id == notice.id, NoticeApproval.version == notice.version
        )
    )
    who = [notice.created_by, *([] if approver is None else [approver])]
    since = notice.watched_from or notice.created_at
    await owe(
        session,
        dedupe_key=f"notice:{notice.id}:held:v{notice.version}:{since.isoformat()}",
        message_class=MessageClass.STAFF_ALERT,
        kind="notice_held",
        payload={
            "notice_id": str(notice.id),
            "number": notice.number,
            "reason": notice.held_reason or "",
        },
        chats=[chat.id for chat in await active_chats(session, who)],
        at=at,
    )


def _of_current(notice: Notice) -> Any:
    key = message_key(notice.id, notice.version)
    return Delivery.message_id.in_(select(OutboxMessage.id).where(OutboxMessage.dedupe_key == key))


def _chats_of_wave(notice: Notice) -> Any:
    return select(NoticeRecipient.chat_id).where(
        NoticeRecipient.notice_id == notice.id,
        NoticeRecipient.version == notice.version,
        NoticeRecipient.wave == notice.wave,
    )


def first_instant(
    content: dict[str, Any], *, at: datetime, quiet_hours: QuietHours | None
) -> datetime:
    """Return when the first wave of an approved *content* may go: not before its hour, nor at night."""
    wanted = content.get("send_at")
    start = at if wanted is None else max(at, datetime.fromisoformat(wanted))
    return not_before_for(MessageClass.BROADCAST, start, quiet_hours)


async def progress_messages(
    session: AsyncSession, notice_id: UUID
) -> tuple[tuple[str, str, str], ...]:
    """
    Return where the progress of a notice is shown: channel, address and message id.

    One for each chat, the newest; the message was delivered, so it can be edited.
    """
    rows = await session.execute(
        select(Chat.channel, Chat.address, Delivery.external_id)
        .join(Delivery, Delivery.chat_id == Chat.id)
        .join(OutboxMessage, OutboxMessage.id == Delivery.message_id)
        .where(
            OutboxMessage.kind == "notice_progress",
            OutboxMessage.payload["notice_id"].as_string() == str(notice_id),
            Delivery.state == DeliveryState.DELIVERED,
            Delivery.external_id.is_not(None),
        )
        .order_by(Delivery.created_at)
    )
    newest = {(channel, address): str(external) for channel, address, external in rows}
    return tuple((channel, address, external) for (channel, address), external in newest.items())
