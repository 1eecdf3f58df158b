"""
The breaker: when chat after chat refuses us, the fault is ours, and nobody is marked as gone for it.

A notice is judged by its own calls: it may be what they refuse, so it alone is paused. Everything else is
judged together, and then it is the channel that is shut: replies and legal notices wait for its release.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cases.outbox.approvals import hold_notice
from cases.outbox.outcomes import Delivered, Unreachable, recorded
from cases.outbox.stops import engage_stop, of_channel
from cases.rules.waves import CANARY
from cases.tables.notices import Notice
from cases.tables.outbox import Attempt, Delivery, DeliveryState, OutboxMessage
from cases.tables.people import Chat, ChatStatus

IN_A_ROW = 10  # refusals by different chats, with nothing else in between

_DELIVERED = recorded(Delivered)
_UNREACHABLE = recorded(Unreachable)


async def stop_what_everybody_refuses(
    session: AsyncSession, message_id: UUID, channel: str, *, at: datetime
) -> bool:
    """
    Pause the notice of a message that was just refused, or stop *channel*; return whether that happened.

    The chats of that run are active again and their messages wait; not once more those of a notice that
    refuse it again after somebody let it go on. The caller holds the gate.
    """
    notice = await session.scalar(
        select(Notice)
        .join(OutboxMessage, OutboxMessage.notice_id == Notice.id)
        .where(OutboxMessage.id == message_id)
    )
    if notice is not None:
        since = notice.watched_from or notice.created_at
        of_it = OutboxMessage.notice_id == notice.id
        run = await _last_calls(session, of_it, Attempt.finished_at >= since)
        # With fewer calls than that these are all there were: its first wave, refused as a whole.
        if not _all_refused(run, least=CANARY) or await _refused_before(session, run, of_it):
            return False
        await _spare(session, run, at=at)
        reason = (
            f"连续 {len(run)} 个会话都拒收，可能是内容本身或通道的问题，已自动暂停；请核实后再继续"
        )
        await hold_notice(session, notice.id, reason)
        return True

    run = await _last_calls(session, Chat.channel == channel, OutboxMessage.notice_id.is_(None))
    if not _all_refused(run, least=IN_A_ROW) or await _works(session, channel, run[-1].finished_at):
        return False
    await _spare(session, run, at=at)
    reason = f"连续 {IN_A_ROW} 个会话都拒收，可能是通道整体故障；核实后再恢复"
    return await engage_stop(session, of_channel(channel), by="system", reason=reason, at=at)


async def _last_calls(
    session: AsyncSession, *which: ColumnElement[bool]
) -> Sequence[Row[*tuple[Any, ...]]]:
    latest = (
        select(Attempt.outcome, Attempt.finished_at, Attempt.token, Delivery.id, Delivery.chat_id)
        .join(Delivery, Delivery.id == Attempt.delivery_id)
        .join(OutboxMessage, OutboxMessage.id == Delivery.message_id)
        .join(Chat, Chat.id == Delivery.chat_id)
        .where(Attempt.finished_at.is_not(None), Attempt.carried_by.is_(None), *which)
        .order_by(Attempt.finished_at.desc(), Attempt.id)
        .limit(IN_A_ROW)
    )
    return (await session.execute(latest)).all()


def _all_refused(run: Sequence[Row[*tuple[Any, ...]]], *, least: int) -> bool:
    different = len({row.chat_id for row in run}) == len(run)
    return len(run) >= least and different and all(row.outcome == _UNREACHABLE for row in run)


async def _refused_before(
    session: AsyncSession, run: Sequence[Row[*tuple[Any, ...]]], of_it: ColumnElement[bool]
) -> bool:
    """Whether all of *run* had refused it already when somebody let it go on: they did leave."""
    chats = {row.chat_id for row in run}
    earlier = (
        select(Delivery.chat_id)
        .join(Attempt, Attempt.delivery_id == Delivery.id)
        .join(OutboxMessage, OutboxMessage.id == Delivery.message_id)
        .where(of_it, Delivery.chat_id.in_(chats), Attempt.outcome == _UNREACHABLE)
        .where(Attempt.token.not_in([row.token for row in run]))
    )
    return set(await session.scalars(earlier)) == chats


async def _works(session: AsyncSession, channel: str, since: datetime) -> bool:
    """Whether anything at all, a notice too, arrived since."""
    arrived = (
        exists()
        .where(Attempt.finished_at >= since, Attempt.outcome == _DELIVERED)
        .where(Delivery.id == Attempt.delivery_id, Chat.id == Delivery.chat_id)
        .where(Chat.channel == channel)
    )
    return bool(await session.scalar(select(arrived)))


async def _spare(
    session: AsyncSession, run: Sequence[Row[*tuple[Any, ...]]], *, at: datetime
) -> None:
    await session.execute(
        update(Chat)
        .where(Chat.id.in_([row.chat_id for row in run]), Chat.status == ChatStatus.BLOCKED)
        .values(status=ChatStatus.ACTIVE, status_at=at)
        .execution_options(synchronize_session="fetch")
    )
    await session.execute(
        update(Delivery)
        .where(
            or_(
                Delivery.id.in_([row.id for row in run]),
                Delivery.carried_by.in_([row.token for row in run]),
            ),
            Delivery.state == DeliveryState.FAILED,
        )
        .values(state=DeliveryState.RETRY, not_before=at, state_at=at, token=None)
        .execution_options(synchronize_session="fetch")
    )
