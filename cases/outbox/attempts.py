"""Opening an attempt: the promise to send one message, made and recorded just before the call."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cases.outbox.approvals import hold_notice
from cases.outbox.checks import Held, Refusal, Refused, circumstances
from cases.outbox.claiming import Claimed
from cases.outbox.coalescing import take_along
from cases.outbox.gate import enter_gate
from cases.outbox.rates import Rates
from cases.preferences import Mode
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
    also: tuple[dict[str, Any], ...] = ()  # payloads of its kind that the same call says


async def open_attempt(
    session: AsyncSession, claimed: Claimed, *, at: datetime, rates: Rates | None = None
) -> Opened | Refused:
    """Open one attempt, as ``open_attempts`` does."""
    (answer,) = await open_attempts(session, [claimed], at=at, rates=rates)
    return answer


async def open_attempts(
    session: AsyncSession,
    claimed: Sequence[Claimed],
    *,
    at: datetime,
    rates: Rates | None = None,
) -> list[Opened | Refused]:
    """
    Check once more that each of *claimed* may be sent at this moment, and record its attempt.

    Commit before calling: from then on a delivery is ``sending``, and if nothing more is heard of it,
    ``unknown``. A refusal has put the delivery where it belongs already. The answers are in the order
    of *claimed*, at most one of which may be for any one chat. What else waits for that chat and goes
    together with it is part of its answer, and of its fate.
    """
    await enter_gate(session)
    return await open_behind_gate(session, claimed, at=at, rates=rates or Rates())


async def open_behind_gate(
    session: AsyncSession, claimed: Sequence[Claimed], *, at: datetime, rates: Rates
) -> list[Opened | Refused]:
    """Do as ``open_attempts`` does. The caller holds the gate."""
    found = await _held_by(session, claimed)
    around = await circumstances(session, list(found.values()), at)
    answers: list[Opened | Refused] = []
    for one in claimed:
        held = found.get(one.token)
        if held is None:
            answers.append(Refused(Refusal.LOST))
            continue
        refused = around.refusal(held, at=at, rates=rates)
        silent = around.mode(held) is Mode.SILENT
        answers.append(refused or _opened(held, one.token, silent=silent))
        if refused is not None:
            if refused.reason is Refusal.ARRIVED:
                held.delivery.external_id = around.arrived[held.delivery.id]
            await _put_back(session, held.delivery, held.message, refused, at=at)
    await _record(session, claimed, answers, at=at)
    leads = [found[answer.token] for answer in answers if isinstance(answer, Opened)]
    along = await take_along(session, leads, lease=CALL_LEASE, at=at)
    return [
        replace(answer, also=along[answer.token])
        if isinstance(answer, Opened) and answer.token in along
        else answer
        for answer in answers
    ]


def _opened(held: Held, token: UUID, *, silent: bool) -> Opened:
    return Opened(
        delivery_id=held.delivery.id,
        token=token,
        address=held.chat.address,
        channel=held.chat.channel,
        kind=held.message.kind,
        payload=held.message.payload,
        message_class=held.message.message_class,
        repeated=held.delivery.resends > 0,
        silent=silent,
    )


async def _record(
    session: AsyncSession,
    claimed: Sequence[Claimed],
    answers: Sequence[Opened | Refused],
    *,
    at: datetime,
) -> None:
    opened = [
        {
            "id": uuid4(),
            "delivery_id": answer.delivery_id,
            "token": answer.token,
            "worker": one.worker,
            "repeated": answer.repeated,
            "started_at": at,
        }
        for one, answer in zip(claimed, answers, strict=True)
        if isinstance(answer, Opened)
    ]
    if opened:
        await session.execute(insert(Attempt), opened)
        await session.execute(
            update(Delivery)
            .where(Delivery.token.in_([one["token"] for one in opened]))
            .values(
                state=DeliveryState.SENDING,
                carried_by=None,
                lease_until=database_now(CALL_LEASE.total_seconds()),
                state_at=at,
                reason=None,
            )
            .execution_options(synchronize_session=False)
        )
    await session.flush()


async def _held_by(session: AsyncSession, claimed: Sequence[Claimed]) -> dict[UUID, Held]:
    """Return what is held under the tokens of *claimed*, by token."""
    rows = await session.execute(
        select(Delivery, OutboxMessage, Chat)
        .join(OutboxMessage, OutboxMessage.id == Delivery.message_id)
        .join(Chat, Chat.id == Delivery.chat_id)
        .where(
            Delivery.token.in_([one.token for one in claimed]),
            Delivery.state == DeliveryState.CLAIMED,
            Delivery.lease_until > database_now(0),
        )
        .order_by(Delivery.id)  # who takes messages back locks them in this order too
        .with_for_update(of=Delivery)
        .execution_options(populate_existing=True)
    )
    return {row[0].token: Held(*row) for row in rows if row[0].token is not None}


_REASONS = {
    Refusal.ARRIVED: (DeliveryState.DELIVERED, None),
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
