"""Opening an attempt: the promise to send one message, made and recorded just before the call."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import bindparam, insert, update
from sqlalchemy.ext.asyncio import AsyncSession

from cases.outbox.approvals import hold_notice
from cases.outbox.checks import Circumstances, Refusal, Refused, circumstances
from cases.outbox.claiming import Claimed
from cases.outbox.coalescing import take_along
from cases.outbox.gate import enter_gate
from cases.outbox.held import Held, held_under
from cases.outbox.rates import Rates, keep
from cases.outbox.stops import stopped_scopes
from cases.preferences import Mode
from cases.tables.base import database_now
from cases.tables.outbox import WAITING, Attempt, Delivery, DeliveryState, MessageClass

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
    stopped = await stopped_scopes(session)
    found = await held_under(session, [one.token for one in claimed])
    held = [found[one.token] for one in claimed if one.token in found]
    answers = await open_held(session, held, stopped=stopped, at=at, rates=rates or Rates())
    return [answers.get(one.token, Refused(Refusal.LOST)) for one in claimed]


async def open_held(
    session: AsyncSession,
    held: Sequence[Held],
    *,
    stopped: Collection[str],
    at: datetime,
    rates: Rates,
) -> Mapping[UUID, Opened | Refused]:
    """
    Do as ``open_attempts`` does with what the caller holds; return the answers by token.

    The caller holds the gate, and has read behind it what is *stopped*.
    """
    around = await circumstances(session, held, stopped=stopped, at=at)
    answers: dict[UUID, Opened | Refused] = {}
    for one in held:
        refused = around.refusal(one, at=at, rates=rates)
        answers[one.token] = refused or _opened(one, silent=around.mode(one) is Mode.SILENT)
        if refused is not None:
            await _put_back(session, one, refused, around, at=at)
    await keep(session, around.paces.values())
    leads = [one for one in held if isinstance(answers[one.token], Opened)]
    if leads:
        await _record(session, leads, at=at)
    also = await take_along(session, leads, lease=CALL_LEASE, at=at)
    for token, payloads in also.items():
        answer = answers[token]
        if isinstance(answer, Opened):
            answers[token] = replace(answer, also=payloads)
    return answers


def _opened(held: Held, *, silent: bool) -> Opened:
    return Opened(
        delivery_id=held.delivery_id,
        token=held.token,
        address=held.address,
        channel=held.channel,
        kind=held.kind,
        payload=held.payload,
        message_class=held.message_class,
        repeated=held.resends > 0,
        silent=silent,
    )


async def _record(session: AsyncSession, opened: Sequence[Held], *, at: datetime) -> None:
    each = await session.connection()  # not the session: it takes many rows by primary key only
    await each.execute(
        insert(Attempt),
        [
            {
                "id": uuid4(),
                "delivery_id": one.delivery_id,
                "token": one.token,
                "worker": one.worker,
                "repeated": one.resends > 0,
                "started_at": at,
            }
            for one in opened
        ],
    )
    await each.execute(
        _SENDING,
        [
            {"delivery": one.delivery_id, "holder": one.token, "by": one.worker, "at": at}
            for one in opened
        ],
    )


_SENDING = (
    update(Delivery)
    .where(Delivery.id == bindparam("delivery"))
    .values(
        state=DeliveryState.SENDING,
        token=bindparam("holder"),
        worker=bindparam("by"),
        carried_by=None,
        lease_until=database_now(CALL_LEASE.total_seconds()),
        state_at=bindparam("at"),
        reason=None,
    )
)


_REASONS = {
    Refusal.ARRIVED: (DeliveryState.DELIVERED, None),
    Refusal.EXPIRED: (DeliveryState.EXPIRED, "过了有效时间，未发送"),
    Refusal.UNREACHABLE: (DeliveryState.SUPPRESSED, "对方已停用或屏蔽，未发送"),
    Refusal.TURNED_OFF: (DeliveryState.SUPPRESSED, "对方已关闭此类通知，未发送"),
    Refusal.NOTICE_VOID: (DeliveryState.CANCELLED, "通知已修改或撤销，未发送"),
}


async def _put_back(
    session: AsyncSession,
    held: Held,
    refused: Refused,
    around: Circumstances,
    *,
    at: datetime,
) -> None:
    state, reason = _REASONS.get(refused.reason, (DeliveryState.PENDING, None))
    values: dict[str, Any] = {"state": state, "reason": reason, "state_at": at}
    if refused.reason is Refusal.ARRIVED:
        values["external_id"] = around.arrived[held.delivery_id]
    if refused.until is not None:
        values["not_before"] = max(held.not_before, refused.until)
    await session.execute(
        update(Delivery)
        .where(Delivery.id == held.delivery_id)
        .values(token=None, worker=None, lease_until=None, **values)
        .execution_options(synchronize_session=False)
    )
    if refused.reason is Refusal.PACED and refused.until is not None:
        await hold_chat(session, held, until=refused.until)
    if refused.reason is Refusal.NOTICE_BROKEN and held.notice_id is not None:
        await hold_notice(session, held.notice_id, "待发内容或对象与批准的不一致，已暂停")


async def hold_chat(session: AsyncSession, first: Held | Delivery, *, until: datetime) -> None:
    """Let what waits behind *first* in its chat wait as long, so that nothing overtakes it."""
    await session.execute(
        update(Delivery)
        .where(
            Delivery.chat_id == first.chat_id,
            Delivery.state.in_(WAITING),
            Delivery.priority >= first.priority,
            Delivery.not_before < until,
        )
        .values(not_before=until)
        .execution_options(synchronize_session=False)
    )
