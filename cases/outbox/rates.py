"""How fast a channel and a chat may be written to, shared by every relay through the database."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import floor
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.outbox.gate import LONG_AGO
from cases.tables.outbox import RateState


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
    row = await session.get(RateState, channel_scope(channel), populate_existing=True)
    if row is None:
        return rates.burst
    if row.pause_until > at:
        return 0
    ahead = at + rates.tolerance - row.next_free_at
    return min(max(floor(ahead / rates.interval) + 1, 0), rates.burst)


@dataclass(frozen=True)
class Paces:
    """The pace of a channel and of some of its chats, as rows that are held while they are used."""

    channel: RateState
    chats: Mapping[UUID, RateState]

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
        self.channel.next_free_at = max(self.channel.next_free_at, at) + rates.interval
        chat.next_free_at = max(chat.next_free_at, at) + rates.per_chat
        return None


async def paces(session: AsyncSession, channel: str, chats: Collection[UUID]) -> Paces:
    """Return the pace of *channel* and of *chats*. The caller holds the gate."""
    scopes = {chat_scope(chat): chat for chat in chats}
    rows = await _rows(session, [channel_scope(channel), *scopes])
    return Paces(
        rows[channel_scope(channel)], {chat: rows[scope] for scope, chat in scopes.items()}
    )


async def pause(
    session: AsyncSession, *, channel: str, chat_id: UUID, until: datetime, at: datetime
) -> None:
    """
    Keep away from a chat until *until*; from the whole channel when other chats are paused too.

    The channel does not say whether it refuses one chat or everybody, so that is inferred. A pause
    is never shortened. The caller holds the gate.
    """
    both = await paces(session, channel, [chat_id])
    by_chat, by_channel = both.chats[chat_id], both.channel
    others = await session.scalar(
        select(func.max(RateState.pause_until)).where(
            RateState.scope.like("chat:%"), RateState.scope != by_chat.scope
        )
    )
    by_chat.pause_until = max(by_chat.pause_until, until)
    if others is not None and others > at:
        by_channel.pause_until = max(by_channel.pause_until, until)


async def _rows(session: AsyncSession, scopes: Sequence[str]) -> dict[str, RateState]:
    known = await session.scalars(
        select(RateState)
        .where(RateState.scope.in_(scopes))
        .execution_options(populate_existing=True)
    )
    found = {row.scope: row for row in known}
    # Only who holds the gate adds rows, so what is missing is added by nobody else meanwhile.
    added = {
        scope: RateState(scope=scope, next_free_at=LONG_AGO, pause_until=LONG_AGO)
        for scope in scopes
        if scope not in found
    }
    session.add_all(added.values())
    return found | added
