"""Opening an attempt: the promise to send one message, made and recorded just before the call."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cases.outbox.approvals import hold_notice
from cases.outbox.checks import Refusal, Refused, refusal
from cases.outbox.claiming import Claimed
from cases.outbox.gate import enter_gate
from cases.outbox.rates import Rates
from cases.preferences import Mode, mode_for
from cases.tables.base import database_now
from cases.tables.outbox import (
    WAITING,
    Attempt,
    Delivery,
    DeliveryState,
    MessageClass,
    OutboxMessage,
)
from cases.tables.people import Chat

CALL_LEASE = timedelta(seconds=60)  # longer than any one call may take


@dataclass(frozen=True)
class Opened:
    """Everything that the one call needs; the attempt is on record."""

    delivery_id: UUID
    token: UUID
    address: str
    channel: str
    kind: str
    payload: dict[str, Any]
    message_class: MessageClass
    repeated: bool  # the text has to say 可能重复
    silent: bool = False  # its reader wants no sound


async def open_attempt(
    session: AsyncSession, claimed: Claimed, *, at: datetime, rates: Rates | None = None
) -> Opened | Refused:
    """
    Check once more that *claimed* may be sent at this moment, and record the attempt.

    Commit before calling: from then on the delivery is ``sending``, and if nothing more is heard of
    it, ``unknown``. A refusal has put the delivery where it belongs already.
    """
    await enter_gate(session)
    found = await _held_by(session, claimed)
    if found is None:
        return Refused(Refusal.LOST)
    delivery, message, chat = found

    refused = await refusal(session, delivery, message, chat, at=at, rates=rates or Rates())
    if refused is not None:
        await _put_back(session, delivery, message, refused, at=at)
        return refused

    repeated = delivery.resends > 0
    session.add(
        Attempt(
            delivery_id=delivery.id,
            token=claimed.token,
            worker=claimed.worker,
            repeated=repeated,
            started_at=at,
        )
    )
    await session.execute(
        update(Delivery)
        .where(Delivery.id == delivery.id, Delivery.token == claimed.token)
        .values(
            state=DeliveryState.SENDING,
            lease_until=database_now(CALL_LEASE.total_seconds()),
            state_at=at,
            reason=None,
        )
        .execution_options(synchronize_session=False)
    )
    await session.flush()
    mode = await mode_for(session, chat.person_id, message.message_class, message.kind)
    return Opened(
        delivery_id=delivery.id,
        token=claimed.token,
        address=chat.address,
        channel=chat.channel,
        kind=message.kind,
        payload=message.payload,
        message_class=message.message_class,
        repeated=repeated,
        silent=mode is Mode.SILENT,
    )


async def _held_by(
    session: AsyncSession, claimed: Claimed
) -> tuple[Delivery, OutboxMessage, Chat] | None:
    rows = await session.execute(
        select(Delivery, OutboxMessage, Chat)
        .join(OutboxMessage, OutboxMessage.id == Delivery.message_id)
        .join(Chat, Chat.id == Delivery.chat_id)
        .where(
            Delivery.id == claimed.delivery_id,
            Delivery.token == claimed.token,
            Delivery.state == DeliveryState.CLAIMED,
            Delivery.lease_until > database_now(0),
        )
        .with_for_update(of=Delivery)
        .execution_options(populate_existing=True)
    )
    row = rows.one_or_none()
    return None if row is None else (row[0], row[1], row[2])


_REASONS = {
    Refusal.EXPIRED: (DeliveryState.EXPIRED, "过了有效时间，未发送"),
    Refusal.UNREACHABLE: (DeliveryState.SUPPRESSED, "对方已停用或屏蔽，未发送"),
    Refusal.TURNED_OFF: (DeliveryState.SUPPRESSED, "对方已关闭此类通知，未发送"),
    Refusal.NOTICE_VOID: (DeliveryState.CANCELLED, "通知已修改或撤销，未发送"),
}


async def _put_back(
    session: AsyncSession,
    delivery: Delivery,
    message: OutboxMessage,
    refused: Refused,
    *,
    at: datetime,
) -> None:
    delivery.state, delivery.reason = _REASONS.get(refused.reason, (DeliveryState.PENDING, None))
    delivery.token = delivery.worker = delivery.lease_until = None
    delivery.state_at = at
    if refused.until is not None:
        delivery.not_before = max(delivery.not_before, refused.until)
        if refused.reason is Refusal.PACED:
            await hold_chat(session, delivery, until=refused.until)
    if refused.reason is Refusal.NOTICE_BROKEN and message.notice_id is not None:
        await hold_notice(session, message.notice_id, "待发内容或对象与批准的不一致，已暂停")
    await session.flush()


async def hold_chat(session: AsyncSession, delivery: Delivery, *, until: datetime) -> None:
    """Let what waits behind *delivery* in its chat wait as long, so that nothing overtakes it."""
    await session.execute(
        update(Delivery)
        .where(
            Delivery.chat_id == delivery.chat_id,
            Delivery.state.in_(WAITING),
            Delivery.priority >= delivery.priority,
            Delivery.not_before < until,
        )
        .values(not_before=until)
        .execution_options(synchronize_session=False)
    )
