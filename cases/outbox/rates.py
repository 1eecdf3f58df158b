"""How fast a channel and a chat may be written to, shared by every relay through the database."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from math import floor
from uuid import UUID

from sqlalchemy import Insert, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.outbox.gate import LONG_AGO
from cases.tables.outbox import RateState
from cases.tables.upsert import insert_into


@dataclass(frozen=True)
class Rates:
    """
    The pace that a channel tolerates.

    Attributes:
        per_second: Messages a second over all chats, smooth: not a bucket that empties at once.
        burst: How many may leave together before the smooth pace rules.
        per_chat: The pause between two messages to one chat, for classes that are paced.
    """

    per_second: float = 25.0
    burst: int = 5  # with 25 a second never more than 30 in any one
    per_chat: timedelta = timedelta(seconds=1)

    @property
    def interval(self) -> timedelta:
        return timedelta(seconds=1 / self.per_second)

    @property
    def tolerance(self) -> timedelta:
        return self.interval * (self.burst - 1)


def channel_scope(channel: str) -> str:
    """Return the name under which a channel's pace is kept."""
    return f"channel:{channel}"


def chat_scope(chat_id: UUID) -> str:
    """Return the name under which a chat's pace is kept."""
    return f"chat:{chat_id}"


async def slots_free(session: AsyncSession, channel: str, rates: Rates, *, at: datetime) -> int:
    """Return how many messages *channel* would take right now; 0 while it is paused."""
    pace = (await _read(session, [channel_scope(channel)]))[channel_scope(channel)]
    if pace.pause_until > at:
        return 0
    ahead = at + rates.tolerance - pace.next_free_at
    return min(max(floor(ahead / rates.interval) + 1, 0), rates.burst)


@dataclass
class Pace:
    """When one channel or chat may be written to next."""

    scope: str
    next_free_at: datetime = LONG_AGO
    pause_until: datetime = LONG_AGO
    changed: bool = False  # since it was read

    def free_at(self, instant: datetime) -> None:
        self.next_free_at, self.changed = instant, True

    def pause(self, until: datetime) -> None:
        """Pause until *until*; a pause is never shortened."""
        if until > self.pause_until:
            self.pause_until, self.changed = until, True


@dataclass(frozen=True)
class Paces:
    """The pace of a channel and of some of its chats; what changes is kept by ``keep``."""

    channel: Pace
    chats: Mapping[UUID, Pace]

    def take_slot(
        self, chat_id: UUID, *, paced: bool, rates: Rates, at: datetime
    ) -> datetime | None:
        """Take a slot and return None, or take nothing and return when to come back."""
        chat = self.chats[chat_id]
        waits = [
            self.channel.pause_until,
            chat.pause_until,
            self.channel.next_free_at - rates.tolerance,
        ]
        if paced:
            waits.append(chat.next_free_at)
        if max(waits) > at:
            return max(waits)
        self.channel.free_at(max(self.channel.next_free_at, at) + rates.interval)
        chat.free_at(max(chat.next_free_at, at) + rates.per_chat)
        return None


async def paces(session: AsyncSession, channel: str, chats: Collection[UUID]) -> Paces:
    """Return the pace of *channel* and of *chats*. The caller holds the gate."""
    scopes = {chat_scope(chat): chat for chat in chats}
    found = await _read(session, [channel_scope(channel), *scopes])
    return Paces(
        found[channel_scope(channel)], {chat: found[scope] for scope, chat in scopes.items()}
    )


async def keep(session: AsyncSession, used: Iterable[Paces]) -> None:
    """Write down what has changed of *used*, for every relay. The caller holds the gate since reading."""
    changed = [
        {"scope": one.scope, "next_free_at": one.next_free_at, "pause_until": one.pause_until}
        for paces in used
        for one in (paces.channel, *paces.chats.values())
        if one.changed
    ]
    if changed:
        connection = await session.connection()
        await connection.execute(_keeping(connection.dialect.name), changed)


async def pause(
    session: AsyncSession, *, channel: str, chat_id: UUID, until: datetime, at: datetime
) -> None:
    """
    Keep away from a chat until *until*; from the whole channel when other chats are paused too.

    The channel does not say whether it refuses one chat or everybody, so that is inferred. A pause
    is never shortened. The caller holds the gate.
    """
    both = await paces(session, channel, [chat_id])
    by_chat = both.chats[chat_id]
    others = await session.scalar(
        select(func.max(RateState.pause_until)).where(
            RateState.scope.like("chat:%"), RateState.scope != by_chat.scope
        )
    )
    by_chat.pause(until)
    if others is not None and others > at:
        both.channel.pause(until)
    await keep(session, [both])


async def _read(session: AsyncSession, scopes: Sequence[str]) -> dict[str, Pace]:
    connection = await session.connection()
    known = {row.scope: Pace(*row) for row in await connection.execute(_PACES, {"scopes": scopes})}
    return {scope: known.get(scope) or Pace(scope) for scope in scopes}


_PACES = select(RateState.scope, RateState.next_free_at, RateState.pause_until).where(
    RateState.scope.in_(bindparam("scopes", expanding=True))
)


@cache
def _keeping(dialect: str) -> Insert:
    row = insert_into(dialect, RateState)
    values = {"next_free_at": row.excluded.next_free_at, "pause_until": row.excluded.pause_until}
    return row.on_conflict_do_update(index_elements=["scope"], set_=values)
