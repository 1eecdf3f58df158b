"""Every ground on which a claimed delivery is not sent at this moment."""

import enum
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.outbox.approvals import Standing, standing_of
from cases.outbox.policies import POLICIES
from cases.outbox.rates import Rates, wait_for_slot
from cases.outbox.stops import EVERYTHING, of_channel, of_class, of_notice, stops_in_force
from cases.preferences import Mode, mode_for
from cases.tables.outbox import Delivery, DeliveryState, OutboxMessage
from cases.tables.people import Chat, ChatStatus


class Refusal(enum.StrEnum):
    """Why a claimed delivery is not sent now."""

    LOST = "lost"  # the lease ran out or somebody else holds it
    STOPPED = "stopped"
    NOTICE_HELD = "notice_held"
    NOTICE_VOID = "notice_void"  # no approval stands for it any more: cancelled
    NOTICE_BROKEN = "notice_broken"  # not what was approved: the notice is paused
    UNREACHABLE = "unreachable"  # suppressed
    TURNED_OFF = "turned_off"  # its reader wants nothing of this kind: suppressed
    EXPIRED = "expired"
    EARLY = "early"
    CHAT_BUSY = "chat_busy"  # another message to this chat is under way
    PACED = "paced"  # no free slot, or a 429 pause


@dataclass(frozen=True)
class Refused:
    """Not now, or not at all."""

    reason: Refusal
    until: datetime | None = None


_BY_STANDING = {
    Standing.HELD: Refusal.NOTICE_HELD,
    Standing.VOID: Refusal.NOTICE_VOID,
    Standing.BROKEN: Refusal.NOTICE_BROKEN,
}


async def refusal(
    session: AsyncSession,
    delivery: Delivery,
    message: OutboxMessage,
    chat: Chat,
    *,
    at: datetime,
    rates: Rates,
) -> Refused | None:
    """
    Return why *delivery* is not sent now, or take its rate slot and return None.

    The caller holds the gate.
    """
    standing_in_the_way = (
        _untimely(delivery, at=at)
        or await _held(session, message, chat)
        or await _chat_is_busy(session, delivery)
    )
    if standing_in_the_way is not None:
        return standing_in_the_way
    until = await wait_for_slot(
        session,
        channel=chat.channel,
        chat_id=chat.id,
        paced=POLICIES[message.message_class].paced,
        rates=rates,
        at=at,
    )
    return None if until is None else Refused(Refusal.PACED, until)


def _untimely(delivery: Delivery, *, at: datetime) -> Refused | None:
    if delivery.expires_at is not None and delivery.expires_at <= at:
        return Refused(Refusal.EXPIRED)
    if delivery.not_before > at:
        return Refused(Refusal.EARLY, delivery.not_before)
    return None


async def _held(session: AsyncSession, message: OutboxMessage, chat: Chat) -> Refused | None:
    scopes = {EVERYTHING, of_channel(chat.channel), of_class(message.message_class)}
    if message.notice_id is not None:
        scopes.add(of_notice(message.notice_id))
    if any(stop.scope in scopes for stop in await stops_in_force(session)):
        return Refused(Refusal.STOPPED)
    if chat.status is not ChatStatus.ACTIVE:
        return Refused(Refusal.UNREACHABLE)
    mode = await mode_for(session, chat.person_id, message.message_class, message.kind)
    if mode is Mode.OFF:
        return Refused(Refusal.TURNED_OFF)
    if message.notice_id is None:
        return None
    standing = await standing_of(session, message, chat.id)
    return None if standing is Standing.GOOD else Refused(_BY_STANDING[standing])


async def _chat_is_busy(session: AsyncSession, delivery: Delivery) -> Refused | None:
    before = or_(
        Delivery.priority < delivery.priority,
        and_(Delivery.priority == delivery.priority, Delivery.position < delivery.position),
    )
    busy = await session.scalar(
        select(
            exists().where(
                Delivery.chat_id == delivery.chat_id,
                Delivery.id != delivery.id,
                or_(
                    Delivery.state == DeliveryState.SENDING,
                    and_(Delivery.state == DeliveryState.CLAIMED, before),
                ),
            )
        )
    )
    return Refused(Refusal.CHAT_BUSY) if busy else None
