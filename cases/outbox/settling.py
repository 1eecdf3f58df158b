"""Settling: what came of the call, written under the token of the claim that made it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never
from uuid import UUID

from sqlalchemy import and_, bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cases.outbox.approvals import hold_notice
from cases.outbox.attempts import hold_chat
from cases.outbox.breaker import stop_what_everybody_refuses
from cases.outbox.coalescing import carried_by
from cases.outbox.gate import enter_gate
from cases.outbox.outcomes import (
    Delivered,
    Fatal,
    Migrated,
    NotSent,
    Outcome,
    RateLimited,
    Rejected,
    Unknown,
    Unreachable,
    recorded,
)
from cases.outbox.policies import POLICIES, backoff
from cases.outbox.proving import proved_arrivals
from cases.outbox.rates import pause
from cases.outbox.stops import engage_stop, of_channel
from cases.tables.outbox import WAITING, Attempt, Delivery, DeliveryState, OutboxMessage
from cases.tables.people import Chat, ChatStatus

SETTLEABLE = (DeliveryState.SENDING, DeliveryState.UNKNOWN)
_DELIVERED = recorded(Delivered)
TOLD_THERE = "同一会话的新地址已有这条消息"


@dataclass(frozen=True)
class Settled:
    """
    What an outcome did.

    Attributes:
        state: Where the delivery stands now.
        counted: False when the token no longer holds the delivery: only the attempt was completed.
    """

    delivery_id: UUID
    state: DeliveryState
    counted: bool


async def settle(
    session: AsyncSession, token: UUID, outcome: Outcome, *, at: datetime
) -> Settled | None:
    """
    Record *outcome* for the attempt that *token* opened; None when there is no such attempt.

    An outcome that comes late, when the delivery is ``unknown`` already, still counts. Under a token
    that has been replaced it completes the attempt, as evidence, and changes nothing else. Settling
    again is harmless, so a relay that lost the database repeats it until it gets through. What went
    along with it is settled with it.
    """
    along = await carried_by(session, [token])
    if along or not isinstance(outcome, Delivered | Unknown):
        await enter_gate(session)
    for one in along:
        await _settle(session, one, outcome, alone=False, at=at)
    return await _settle(session, token, outcome, alone=not along, at=at)


async def _settle(
    session: AsyncSession, token: UUID, outcome: Outcome, *, alone: bool, at: datetime
) -> Settled | None:
    delivery = await session.scalar(
        select(Delivery)
        .where(Delivery.token == token, Delivery.state.in_(SETTLEABLE))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    attempt = await session.scalar(
        select(Attempt).where(Attempt.token == token).execution_options(populate_existing=True)
    )
    if attempt is None:
        return None
    _complete(attempt, outcome, at=at)
    if delivery is None:
        await session.flush()
        state = await session.scalar(
            select(Delivery.state).where(Delivery.id == attempt.delivery_id)
        )
        return Settled(attempt.delivery_id, state or DeliveryState.CANCELLED, counted=False)

    if isinstance(outcome, Rejected) and not alone:
        # Which of them is at fault shows when each goes alone.
        _again(delivery, outcome.reason, at=at)
    else:
        await _apply(session, delivery, outcome, at=at)
    if delivery.resends and delivery.state is not DeliveryState.DELIVERED:
        await _believe(session, delivery)
    delivery.state_at = at
    delivery.lease_until = None
    if delivery.state is not DeliveryState.UNKNOWN:
        delivery.token = None  # an unknown keeps it: late evidence must find its delivery
    await session.flush()
    return Settled(delivery.id, delivery.state, counted=True)


async def settle_all(
    session: AsyncSession, outcomes: Mapping[UUID, Outcome], *, at: datetime
) -> None:
    """Record several *outcomes* by their tokens, each as ``settle`` does, in one transaction."""
    if len(outcomes) == 1:  # which knows by itself whether it needs the gate
        for token, outcome in outcomes.items():
            await settle(session, token, outcome, at=at)
        return
    await enter_gate(session)
    await settle_behind_gate(session, outcomes, at=at)


async def settle_behind_gate(
    session: AsyncSession, outcomes: Mapping[UUID, Outcome], *, at: datetime
) -> None:
    """Do as ``settle_all`` does. The caller holds the gate."""
    each = await session.connection()  # not the session: it takes many rows by primary key only
    rows = await each.execute(_CALLED, {"tokens": list(outcomes)})
    plain, rest = [], dict(outcomes)
    for token, carrier, held in rows:
        outcome = outcomes[carrier if carrier and carrier in outcomes else token]
        if not isinstance(outcome, Delivered):
            continue  # which takes along by itself what went along with it
        rest[token] = outcome
        if held:
            plain.append({"holder": token, "there": outcome.external_id, "at": at})
            del rest[token]
    if plain:
        await each.execute(_ATTEMPT_DELIVERED, plain)
        await each.execute(_DELIVERY_DELIVERED, plain)
    for token, outcome in rest.items():
        await settle(session, token, outcome, at=at)


# The attempts of some calls, and of what these carried: whether they hold their deliveries still.
_CALLED = (
    select(
        Attempt.token,
        Attempt.carried_by,
        and_(Delivery.token == Attempt.token, Delivery.state.in_(SETTLEABLE)),
    )
    .join(Delivery, Delivery.id == Attempt.delivery_id)
    .where(
        or_(
            Attempt.token.in_(bindparam("tokens", expanding=True)),
            Attempt.carried_by.in_(bindparam("tokens", expanding=True)),
        )
    )
    .with_for_update(of=Delivery)
)
_ATTEMPT_DELIVERED = (
    update(Attempt)
    .where(Attempt.token == bindparam("holder"))
    .values(finished_at=bindparam("at"), outcome=_DELIVERED, external_id=bindparam("there"))
)
_DELIVERY_DELIVERED = (
    update(Delivery)
    .where(Delivery.token == bindparam("holder"))
    .values(
        state=DeliveryState.DELIVERED,
        reason=None,
        external_id=bindparam("there"),
        state_at=bindparam("at"),
        lease_until=None,
        token=None,
    )
)


def _complete(attempt: Attempt, outcome: Outcome, *, at: datetime) -> None:
    if attempt.outcome == _DELIVERED and not isinstance(outcome, Delivered):
        return  # proved by its reader, who knows better than a lost answer
    attempt.finished_at = at
    attempt.outcome = recorded(type(outcome))
    match outcome:
        case Delivered(external_id):
            attempt.external_id = external_id
        case RateLimited(retry_after):
            attempt.reason = f"retry after {retry_after.total_seconds():g} s"
        case Migrated(new_address):
            attempt.reason = f"moved to {new_address}"
        case NotSent(reason) | Unreachable(reason) | Rejected(reason) | Unknown(reason):
            attempt.reason = reason
        case Fatal(reason):
            attempt.reason = reason
        case _ as unreachable:
            assert_never(unreachable)


async def _apply(
    session: AsyncSession, delivery: Delivery, outcome: Outcome, *, at: datetime
) -> None:
    chat = await session.get_one(Chat, delivery.chat_id, populate_existing=True)
    match outcome:
        case Delivered(external_id):
            delivery.state, delivery.reason = DeliveryState.DELIVERED, None
            delivery.external_id = external_id
        case Unknown(reason):
            delivery.state, delivery.reason = DeliveryState.UNKNOWN, reason
        case NotSent(reason):
            await _try_later(session, delivery, reason, at=at)
        case RateLimited(retry_after):
            await _wait(session, delivery, chat, retry_after, at=at)
        case Unreachable(reason):
            delivery.state, delivery.reason = DeliveryState.FAILED, reason
            chat.status, chat.status_at = ChatStatus.BLOCKED, at
            await session.flush()
            await stop_what_everybody_refuses(session, delivery.message_id, chat.channel, at=at)
        case Migrated(new_address):
            await _move(session, delivery, chat, new_address, at=at)
        case Rejected(reason):
            delivery.state, delivery.reason = DeliveryState.FAILED, reason
            message = await session.get_one(OutboxMessage, delivery.message_id)
            if message.notice_id is not None:
                await hold_notice(session, message.notice_id, f"发送被拒：{reason}")
        case Fatal(reason):
            _again(delivery, reason, at=at)
            await engage_stop(session, of_channel(chat.channel), by="system", reason=reason, at=at)
        case _ as unreachable:
            assert_never(unreachable)


async def _believe(session: AsyncSession, delivery: Delivery) -> None:
    """Whatever came of a repeat: what it repeats is known by now to have arrived."""
    proved = await proved_arrivals(session, [delivery.id])
    if delivery.id in proved:
        delivery.state, delivery.reason = DeliveryState.DELIVERED, None
        delivery.external_id = proved[delivery.id]


def _again(delivery: Delivery, reason: str, *, at: datetime) -> None:
    delivery.state, delivery.reason = DeliveryState.RETRY, reason
    delivery.not_before = max(delivery.not_before, at)


async def _try_later(
    session: AsyncSession, delivery: Delivery, reason: str, *, at: datetime
) -> None:
    delivery.attempts += 1
    message = await session.get_one(OutboxMessage, delivery.message_id)
    tries = POLICIES[message.message_class].tries
    if tries is not None and delivery.attempts >= tries:
        delivery.state, delivery.reason = DeliveryState.FAILED, reason
        return
    _again(delivery, reason, at=at + backoff(delivery.attempts))
    await session.flush()
    await hold_chat(session, delivery, until=delivery.not_before)


async def _wait(
    session: AsyncSession, delivery: Delivery, chat: Chat, retry_after: timedelta, *, at: datetime
) -> None:
    until = at + retry_after
    _again(delivery, f"通道限速，{retry_after.total_seconds():g} 秒后再试", at=until)
    await pause(session, channel=chat.channel, chat_id=chat.id, until=until, at=at)
    await session.flush()
    await hold_chat(session, delivery, until=until)


async def _move(
    session: AsyncSession, delivery: Delivery, chat: Chat, new_address: str, *, at: datetime
) -> None:
    _again(delivery, "会话地址已变更", at=at)
    delivery.attempts += 1
    there = await session.scalar(
        select(Chat).where(Chat.channel == chat.channel, Chat.address == new_address)
    )
    if there is None or there.id == chat.id:
        chat.address = new_address
        return
    chat.status, chat.status_at = ChatStatus.MIGRATED, at
    await session.flush()
    theirs = select(Delivery.message_id).where(Delivery.chat_id == there.id)
    waits_here = (Delivery.chat_id == chat.id, Delivery.state.in_(WAITING))
    await session.execute(
        update(Delivery)
        .where(*waits_here, Delivery.message_id.in_(theirs))
        .values(state=DeliveryState.CANCELLED, reason=TOLD_THERE, state_at=at)
        .execution_options(synchronize_session="fetch")
    )
    await session.execute(
        update(Delivery)
        .where(*waits_here)
        .values(chat_id=there.id)
        .execution_options(synchronize_session="fetch")
    )
