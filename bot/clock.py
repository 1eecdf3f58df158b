"""The only reader of the wall clock. Everything else is told the time."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """Tells the time; legal days are counted in its zone."""

    @property
    def zone(self) -> ZoneInfo:
        """The bureau's time zone."""
        ...

    def now(self) -> datetime:
        """Return the instant, aware."""
        ...

    def today(self) -> date:
        """Return the day it is at the bureau."""
        ...


class SystemClock:
    """The machine's clock, read in the bureau's zone."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone

    def now(self) -> datetime:
        return datetime.now(UTC)

    def today(self) -> date:
        return self.now().astimezone(self.zone).date()


class SandboxClock:
    """A clock that starts when it is told to, runs at normal speed and can be advanced."""

    def __init__(
        self,
        zone: ZoneInfo,
        *,
        start: datetime,
        real: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.zone = zone
        self._real = real
        self._offset = start - real()

    def now(self) -> datetime:
        return self._real() + self._offset

    def today(self) -> date:
        return self.now().astimezone(self.zone).date()

    def advance(self, by: timedelta) -> None:
        """
        Move forward by *by*.

        Raises:
            ValueError: *by* is negative; what was sent cannot be unsent.
        """
        if by < timedelta():
            msg = "时钟只能向前拨"
            raise ValueError(msg)
        self._offset += by
