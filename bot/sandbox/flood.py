"""A model of Telegram's flood limits. The real ones are not published; these are the usual numbers."""

import math
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.sandbox.chats import Chat


@dataclass(frozen=True)
class Limit:
    """*burst* messages at once, then one every *every*."""

    every: timedelta
    burst: int


OVERALL = Limit(timedelta(seconds=1) / 30, burst=30)
PRIVATE = Limit(timedelta(seconds=1), burst=3)
GROUP = Limit(timedelta(minutes=1) / 20, burst=20)


@dataclass
class FloodModel:
    """
    Counts messages, edits and opened topics against three limits.

    A refused call counts nothing, so a bot that waits as long as it was told always gets through.
    """

    overall: Limit = OVERALL
    private: Limit = PRIVATE
    group: Limit = GROUP
    _owed: dict[int | None, datetime] = field(default_factory=dict)  # when a limit is idle again

    def seconds_to_wait(self, chat: Chat, *, at: datetime, messages: int = 1) -> int:
        """Count *messages* and return 0, or count nothing and return how long to wait."""
        limits: dict[int | None, Limit] = {
            None: self.overall,
            chat.id: self.private if chat.private else self.group,
        }
        wait = max(self._wait(key, limit, at, messages) for key, limit in limits.items())
        if wait > timedelta(0):
            return math.ceil(wait.total_seconds())
        for key, limit in limits.items():
            self._owed[key] = max(self._owed.get(key, at), at) + messages * limit.every
        return 0

    def _wait(self, key: int | None, limit: Limit, at: datetime, messages: int) -> timedelta:
        idle = max(self._owed.get(key, at), at) + messages * limit.every
        return idle - limit.burst * limit.every - at
