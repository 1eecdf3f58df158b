"""Counting working days by subtraction: for reports over thousands of cases, not for a legal date."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from cases.rules.calendar import WorkCalendar
from cases.rules.clock import Stop, Unit, merge

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Workdays:
    """The working days from *first* on, numbered; days outside are counted as the nearest inside."""

    first: date
    counts: tuple[int, ...]  # working days from *first* through the day with that index

    def elapsed(self, start: date, end: date) -> int:
        """Return the working days after *start* up to and including *end*; 0 when *end* is earlier."""
        return max(0, self._through(end) - self._through(start))

    def before(self, day: date, count: int) -> date:
        """Return the latest day after which *count* working days have passed by *day*."""
        while day >= self.first and count > 0:
            count -= self.elapsed(day - DAY, day)
            day -= DAY
        return day

    def _through(self, day: date) -> int:
        at = min((day - self.first).days, len(self.counts) - 1)
        return self.counts[at] if at >= 0 else 0


def workdays(calendar: WorkCalendar, first: date, last: date) -> Workdays:
    """Return the working days of *calendar* from *first* to *last*."""
    days = (first + DAY * n for n in range((last - first).days + 1))
    return Workdays(first, tuple(accumulate(int(calendar.is_working(day)) for day in days)))


@dataclass(frozen=True)
class Decided:
    """A case that was accepted and decided, and the stops of its clock in between."""

    accepted_on: date
    decided_on: date
    stops: tuple[Stop, ...] = ()


def in_time(case: Decided, days: int, unit: Unit, *, workdays: Workdays) -> bool:
    """
    Tell whether *case* was decided by the last day of a limit of *days*.

    The same answer as comparing with the day that ``clock.due`` counts out, which a test asserts.
    """
    if unit is Unit.IMMEDIATE:
        return case.decided_on <= case.accepted_on
    used = _count(case.accepted_on, case.decided_on - DAY, unit, workdays)
    for stop in merge(case.stops):
        start = max(stop.start - DAY, case.accepted_on)
        end = min((stop.end or date.max) - DAY, case.decided_on - DAY)
        used -= _count(start, end, unit, workdays)
    return used < days


def _count(start: date, end: date, unit: Unit, workdays: Workdays) -> int:
    if unit is Unit.CALENDAR:
        return max(0, (end - start).days)
    return workdays.elapsed(start, end)
