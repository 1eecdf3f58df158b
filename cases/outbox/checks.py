"""Every ground on which a claimed delivery is not sent at this moment."""

import enum
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from cases.outbox.approvals import Standing, standings
from cases.outbox.held import Held
from cases.outbox.policies import POLICIES
from cases.outbox.proving import proved_arrivals
from cases.outbox.rates import Paces, Rates, paces
from cases.outbox.stops import EVERYTHING, of_channel, of_class, of_notice
from cases.preferences import Mode, Wishes, category_of, wishes_of
from cases.tables.outbox import (
    WAITING,
    Delivery,
    DeliveryState,
    MessageClass,
    OutboxMessage,
    in_one_of,
)
from cases.tables.people import ChatStatus


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


class Other(NamedTuple):
    """What may go before *mine* in its chat: it is under way there, or ready and earlier."""

    mine: UUID
    state: DeliveryState
    priority: int
    position: int
    message_class: MessageClass
    notice_id: UUID | None


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
    others: Mapping[UUID, Sequence[Other]]  # by delivery
    paces: Mapping[str, Paces]
    wishes: Wishes
    arrived: Mapping[UUID, str | None]  # under the channel's number, of what would be a repeat

    def refusal(self, held: Held, *, at: datetime, rates: Rates) -> Refused | None:
        """Return why *held* is not sent now, or take its rate slot and return None."""
        if held.delivery_id in self.arrived:
            return Refused(Refusal.ARRIVED)
        in_the_way = _untimely(held, at=at) or self._held_back(held) or self._busy(held)
        if in_the_way is not None:
            return in_the_way
        until = self.paces[held.channel].take_slot(
            held.chat_id, paced=POLICIES[held.message_class].paced, rates=rates, at=at
        )
        return None if until is None else Refused(Refusal.PACED, until)

    def mode(self, held: Held) -> Mode:
        """Return how loudly *held* may reach its reader."""
        return self.wishes.mode(held.person_id, held.message_class, held.kind)

    def _held_back(self, held: Held) -> Refused | None:
        if self._stopped(held.channel, held.message_class, held.notice_id):
            return Refused(Refusal.STOPPED)
        if held.chat_status is not ChatStatus.ACTIVE:
            return Refused(Refusal.UNREACHABLE)
        if self.mode(held) is Mode.OFF:
            return Refused(Refusal.TURNED_OFF)
        standing = self.standings.get((held.message_id, held.chat_id), Standing.GOOD)
        return None if standing is Standing.GOOD else Refused(_BY_STANDING[standing])

    def _stopped(self, channel: str, message_class: MessageClass, notice_id: UUID | None) -> bool:
        scopes = {EVERYTHING, of_channel(channel), of_class(message_class)}
        if notice_id is not None:
            scopes.add(of_notice(notice_id))
        return not scopes.isdisjoint(self.stopped)

    def _busy(self, held: Held) -> Refused | None:
        others = self.others.get(held.delivery_id, ())
        return Refused(Refusal.CHAT_BUSY) if any(self._first(o, held) for o in others) else None

    def _first(self, other: Other, held: Held) -> bool:
        """
        Whether *other* goes before *held* in their chat.

        A claim passes over what another relay has locked at that moment, and may come back with the
        second of two: so one that merely waits counts too, unless something holds it back.
        """
        match other.state:
            case DeliveryState.SENDING:
                return True
            case DeliveryState.CLAIMED:
                return (other.priority, other.position) < (held.priority, held.position)
            case _:
                stopped = self._stopped(held.channel, other.message_class, other.notice_id)
                return not stopped and other.notice_id is None


async def circumstances(
    session: AsyncSession, held: Sequence[Held], *, stopped: Collection[str], at: datetime
) -> Circumstances:
    """Return what decides about *held*. The caller holds the gate and has read the stops behind it."""
    repeats = [one.delivery_id for one in held if one.resends]
    choosers = {one.person_id for one in held if category_of(one.message_class, one.kind)}
    return Circumstances(
        stopped=stopped,
        standings=await _standings(session, held, at),
        others=await _others(session, held, at),
        wishes=await wishes_of(session, choosers),
        arrived=await proved_arrivals(session, repeats) if repeats else {},
        paces={
            channel: await paces(
                session, channel, [one.chat_id for one in held if one.channel == channel]
            )
            for channel in {one.channel for one in held}
        },
    )


async def _others(
    session: AsyncSession, held: Sequence[Held], at: datetime
) -> Mapping[UUID, Sequence[Other]]:
    connection = await session.connection()
    rows = await connection.execute(_OTHERS, {"held": [one.delivery_id for one in held], "at": at})
    found: defaultdict[UUID, list[Other]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(Other(*row))
    return found


def _before_another() -> Select[*tuple[Any, ...]]:
    mine = aliased(Delivery)
    now = bindparam("at", type_=Delivery.not_before.type)
    ready = (in_one_of(WAITING), Delivery.not_before <= now)
    not_expired = or_(Delivery.expires_at.is_(None), Delivery.expires_at > now)
    earlier = tuple_(*map(partial(getattr, Delivery), TURN)) < tuple_(
        *map(partial(getattr, mine), TURN)
    )
    return (
        select(
            mine.id,
            Delivery.state,
            Delivery.priority,
            Delivery.position,
            OutboxMessage.message_class,
            OutboxMessage.notice_id,
        )
        .join(OutboxMessage, OutboxMessage.id == Delivery.message_id)
        .join(mine, mine.chat_id == Delivery.chat_id)
        .where(
            mine.id.in_(bindparam("held", expanding=True)),
            Delivery.id != mine.id,
            or_(Delivery.state.in_(UNDER_WAY), and_(*ready, not_expired, earlier)),
        )
    )


_OTHERS = _before_another()


async def _standings(
    session: AsyncSession, held: Sequence[Held], at: datetime
) -> Mapping[tuple[UUID, UUID], Standing]:
    found: dict[tuple[UUID, UUID], Standing] = {}
    of_notices = {one.message_id: one for one in held if one.notice_id is not None}
    for message_id, message in of_notices.items():
        chats = [one.chat_id for one in held if one.message_id == message_id]
        for chat, standing in (await standings(session, message, chats, at=at)).items():
            found[message_id, chat] = standing
    return found


def _untimely(held: Held, *, at: datetime) -> Refused | None:
    if held.expires_at is not None and held.expires_at <= at:
        return Refused(Refusal.EXPIRED)
    if held.not_before > at:
        return Refused(Refusal.EARLY, held.not_before)
    return None
