"""How each class of message is treated: who goes first, what may wait, what an unknown means."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from cases.tables.outbox import MessageClass


class OnUnknown(enum.StrEnum):
    """What happens to a delivery of which nobody can say whether it arrived."""

    PARK = "park"  # stays visible as unknown until a person decides
    RESEND_MARKED = "resend_marked"  # goes out again, and says that it may be a repeat


@dataclass(frozen=True)
class Policy:
    """
    The treatment of one class.

    Attributes:
        priority: Smaller goes first.
        on_unknown: What an unknown outcome leads to.
        resends: How often an unknown may go out again by itself.
        quiet: Whether it waits for the morning.
        paced: Whether one chat gets at most one a second of it.
        lives: How long it is worth sending, when the caller does not say; None for ever.
        tries: How many failed tries before giving up; None as long as it lives.
        together: The kinds of which several that are ready for one chat go out as one message.
    """

    priority: int
    on_unknown: OnUnknown
    resends: int
    quiet: bool
    paced: bool
    lives: timedelta | None = None
    tries: int | None = None
    together: frozenset[str] = frozenset()


POLICIES: Mapping[MessageClass, Policy] = {
    # A person is waiting: silence is worse than a marked repeat, but only once.
    MessageClass.REPLY: Policy(
        priority=0,
        on_unknown=OnUnknown.RESEND_MARKED,
        resends=1,
        quiet=False,
        paced=False,
        lives=timedelta(days=1),
    ),
    # Never the sole legal service, so a repeat does no harm and a loss would; after two, a person calls.
    MessageClass.LEGAL: Policy(
        priority=10,
        on_unknown=OnUnknown.RESEND_MARKED,
        resends=2,
        quiet=False,
        paced=True,
    ),
    MessageClass.STAFF_ALERT: Policy(
        priority=20,
        on_unknown=OnUnknown.RESEND_MARKED,
        resends=2,
        quiet=False,
        paced=True,
        together=frozenset({"staff_alert", "dates_moved"}),
    ),
    MessageClass.MILESTONE: Policy(
        priority=30,
        on_unknown=OnUnknown.PARK,
        resends=0,
        quiet=True,
        paced=True,
        lives=timedelta(days=3),
        together=frozenset({"milestone", "dates_moved"}),
    ),
    MessageClass.SALON_REMINDER: Policy(
        priority=40, on_unknown=OnUnknown.PARK, resends=0, quiet=True, paced=True, tries=50
    ),
    MessageClass.BROADCAST: Policy(
        priority=50, on_unknown=OnUnknown.PARK, resends=0, quiet=True, paced=True, tries=50
    ),
}


class InvalidQuietHours(ValueError):
    """Quiet hours that cannot be read."""

    def __init__(self, text: str) -> None:
        super().__init__(f"免打扰时段无法识别：{text!r}；请写成 21:00-08:00，留空表示不设")
        self.text = text


@dataclass(frozen=True)
class QuietHours:
    """The part of the local day in which nothing that can wait is sent: ``[start, end)``."""

    start: time
    end: time
    zone: tzinfo

    @classmethod
    def parse(cls, text: str, zone: tzinfo) -> "QuietHours | None":
        """
        Read ``21:00-08:00``; nothing, or a window of no width, means no quiet hours.

        Raises:
            InvalidQuietHours: *text* is not two times of day.
        """
        if not text.strip():
            return None
        start, dash, end = text.replace("—", "-").replace("：", ":").partition("-")
        try:
            window = cls(time.fromisoformat(start.strip()), time.fromisoformat(end.strip()), zone)
        except ValueError:
            raise InvalidQuietHours(text) from None
        if not dash or window.start.tzinfo or window.end.tzinfo:
            raise InvalidQuietHours(text)
        return None if window.start == window.end else window

    def covers(self, at: datetime) -> bool:
        """Whether *at* falls into the window, which may pass midnight."""
        clock = at.astimezone(self.zone).time()
        if self.start < self.end:
            return self.start <= clock < self.end
        return clock >= self.start or clock < self.end

    def over(self, at: datetime) -> datetime:
        """Return the first instant from *at* on that is outside the window."""
        if not self.covers(at):
            return at
        local = at.astimezone(self.zone)
        day = local.date() if local.time() < self.end else local.date() + timedelta(days=1)
        # Of an hour that a clock put back repeats, the end that lies ahead.
        end = self.end.replace(fold=local.fold)
        return datetime.combine(day, end, self.zone).astimezone(at.tzinfo)


LONGEST_WAIT = timedelta(minutes=5)


def backoff(attempts: int) -> timedelta:
    """
    Return how long to wait after *attempts* failed tries: 2 s, 4 s, 8 s … at most five minutes.

    >>> [backoff(n).seconds for n in (1, 2, 3, 20)]
    [2, 4, 8, 300]
    """
    return min(timedelta(seconds=2 ** min(attempts, 16)), LONGEST_WAIT)


def not_before_for(
    message_class: MessageClass, at: datetime, quiet_hours: QuietHours | None
) -> datetime:
    """
    Return the earliest instant at which a message owed *at* may go out.

    Replies, legal notices and alerts to staff do not wait; the rest waits for the morning.
    """
    if quiet_hours is None or not POLICIES[message_class].quiet:
        return at
    return quiet_hours.over(at)
