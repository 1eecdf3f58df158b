"""Every ground on which a claimed delivery is not sent at this moment."""

import enum
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy import and_, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from cases.outbox.approvals import Standing, standings
from cases.outbox.policies import POLICIES
from cases.outbox.proving import proved_arrivals
from cases.outbox.rates import Paces, Rates, paces
from cases.outbox.stops import EVERYTHING, of_channel, of_class, of_notice, stops_in_force
from cases.preferences import Mode, Wishes, wishes_of
from cases.tables.outbox import WAITING, Delivery, DeliveryState, OutboxMessage
from cases.tables.people import Chat, ChatStatus


class Refusal(enum.StrEnum):
    """Why a claimed delivery is not sent now."""

    LOST = "lost"  # the lease ran out or somebody else holds it
    ARRIVED = "arrived"  # an earlier attempt is known by now to have arrived
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


@dataclass(frozen=True)
class Held:
    """A delivery that the caller holds, with what is to be sent and where."""

    delivery: Delivery
    message: OutboxMessage
    chat: Chat


UNDER_WAY = (DeliveryState.CLAIMED, DeliveryState.SENDING)
TURN = ("priority", "not_before", "created_at", "position")  # the order in which a claim takes

_BY_STANDING = {
    Standing.HELD: Refusal.NOTICE_HELD,
    Standing.VOID: Refusal.NOTICE_VOID,
    Standing.BROKEN: Refusal.NOTICE_BROKEN,
    Standing.OVER: Refusal.EXPIRED,
}


@dataclass(frozen=True)
class Circumstances:
    """All that decides whether some deliveries may be sent, read behind the gate."""

    stopped: Collection[str]
    standings: Mapping[tuple[UUID, UUID], Standing]  # by message and chat, for notices
    others: Sequence[Held]  # what is under way in their chats, or ready and before them
    paces: Mapping[str, Paces]
    wishes: Wishes
    arrived: Mapping[UUID, str | None]  # under the channel's number, of what would be a repeat

    def refusal(self, held: Held, *, at: datetime, rates: Rates) -> Refused | None:
        """Return why *held* is not sent now, or take its rate slot and return None."""
        if held.delivery.id in self.arrived:
            return Refused(Refusal.ARRIVED)
        in_the_way = _untimely(held.delivery, at=at) or self._held_back(held) or self._busy(held)
        if in_the_way is not None:
            return in_the_way
        until = self.paces[held.chat.channel].take_slot(
            held.chat.id, paced=POLICIES[held.message.message_class].paced, rates=rates, at=at
        )
        return None if until is None else Refused(Refusal.PACED, until)

    def mode(self, held: Held) -> Mode:
        """Return how loudly *held* may reach its reader."""
        message = held.message
        return self.wishes.mode(held.chat.person_id, message.message_class, message.kind)

    def _held_back(self, held: Held) -> Refused | None:
        if self._stopped(held):
            return Refused(Refusal.STOPPED)
        if held.chat.status is not ChatStatus.ACTIVE:
            return Refused(Refusal.UNREACHABLE)
        if self.mode(held) is Mode.OFF:
            return Refused(Refusal.TURNED_OFF)
        standing = self.standings.get((held.message.id, held.chat.id), Standing.GOOD)
        return None if standing is Standing.GOOD else Refused(_BY_STANDING[standing])

    def _stopped(self, held: Held) -> bool:
        message = held.message
        scopes = {EVERYTHING, of_channel(held.chat.channel), of_class(message.message_class)}
        if message.notice_id is not None:
            scopes.add(of_notice(message.notice_id))
        return not scopes.isdisjoint(self.stopped)

    def _busy(self, held: Held) -> Refused | None:
        others = (
            other
            for other in self.others
            if other.chat is held.chat and other.delivery is not held.delivery
        )
        return Refused(Refusal.CHAT_BUSY) if any(self._first(o, held) for o in others) else None

    def _first(self, other: Held, held: Held) -> bool:
        """
        Whether *other* goes before *held* in their chat.

        A claim passes over what another relay has locked at that moment, and may come back with the
        second of two: so one that merely waits counts too, unless something holds it back.
        """
        match other.delivery.state:
            case DeliveryState.SENDING:
                return True
            case DeliveryState.CLAIMED:
                return _place(other.delivery) < _place(held.delivery)
            case _:
                return not self._stopped(other) and other.message.notice_id is None


async def circumstances(session: AsyncSession, held: Sequence[Held], at: datetime) -> Circumstances:
    """Return what decides about *held*. The caller holds the gate."""
    channels = {one.chat.channel for one in held}
    repeats = [one.delivery.id for one in held if one.delivery.resends]
    return Circumstances(
        stopped={stop.scope for stop in await stops_in_force(session)},
        standings=await _standings(session, held, at),
        others=await _others(session, held, at),
        wishes=await wishes_of(session, {one.chat.person_id for one in held}),
        arrived=await proved_arrivals(session, repeats) if repeats else {},
        paces={  # last: what it adds is written together with the slots that are taken
            channel: await paces(
                session, channel, [one.chat.id for one in held if one.chat.channel == channel]
            )
            for channel in channels
        },
    )


async def _others(session: AsyncSession, held: Sequence[Held], at: datetime) -> list[Held]:
    chats = {one.chat.id: one.chat for one in held}
    mine = aliased(Delivery)
    ready = (Delivery.state.in_(WAITING), Delivery.not_before <= at)
    not_expired = or_(Delivery.expires_at.is_(None), Delivery.expires_at > at)
    earlier = tuple_(*map(partial(getattr, Delivery), TURN)) < tuple_(
        *map(partial(getattr, mine), TURN)
    )
    rows = await session.execute(
        select(Delivery, OutboxMessage)
        .join(OutboxMessage, OutboxMessage.id == Delivery.message_id)
        .join(mine, mine.chat_id == Delivery.chat_id)
        .where(
            mine.id.in_([one.delivery.id for one in held]),
            Delivery.id != mine.id,
            or_(Delivery.state.in_(UNDER_WAY), and_(*ready, not_expired, earlier)),
        )
    )
    return [Held(delivery, message, chats[delivery.chat_id]) for delivery, message in rows]


def _place(delivery: Delivery) -> tuple[int, int]:
    return delivery.priority, delivery.position


async def _standings(
    session: AsyncSession, held: Sequence[Held], at: datetime
) -> Mapping[tuple[UUID, UUID], Standing]:
    found: dict[tuple[UUID, UUID], Standing] = {}
    of_notices = {one.message.id: one.message for one in held if one.message.notice_id is not None}
    for message in of_notices.values():
        chats = [one.chat.id for one in held if one.message is message]
        for chat, standing in (await standings(session, message, chats, at=at)).items():
            found[message.id, chat] = standing
    return found


def _untimely(delivery: Delivery, *, at: datetime) -> Refused | None:
    if delivery.expires_at is not None and delivery.expires_at <= at:
        return Refused(Refusal.EXPIRED)
    if delivery.not_before > at:
        return Refused(Refusal.EARLY, delivery.not_before)
    return None
