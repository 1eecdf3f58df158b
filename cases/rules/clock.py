"""
A legal time limit as a pure function of its anchor, its budget and what stopped it.

The day of the anchor is not counted; a stop is ``[start, end)``: its first day is not counted, the
day on which the clock resumes is. Months and years end on the day that corresponds to the anchor.

Source:
    中华人民共和国行政许可法 第四十二条 (limits), 第四十五条 (what is not counted), 第八十二条 (working
    days); 中华人民共和国民法典 第二百零一条、第二百零二条、第二百零三条 (first day, months and years,
    last day on a holiday).
"""

import enum
from calendar import monthrange
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from cases.errors import BadBudget, BadStop
from cases.rules.calendar import WorkCalendar

MOST_DAYS = 3650  # no limit in law is longer than ten years; a typed extra digit is
DAY = timedelta(days=1)
MONTHS_A_YEAR = 12


class Unit(enum.StrEnum):
    """What a limit is counted in."""

    WORKING = "working"  # 工作日
    CALENDAR = "calendar"  # 自然日
    MONTH = "month"
    YEAR = "year"
    IMMEDIATE = "immediate"  # 即时: due on the day of the anchor


@dataclass(frozen=True)
class Stop:
    """Days that do not count, ``[start, end)``; ``end`` is ``None`` while the clock still stands."""

    start: date
    end: date | None
    why: str = "停表"

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise BadStop(self.start, self.end)


@dataclass(frozen=True)
class ExplanationRow:
    """A run of days of one kind, both ends included. Open runs (``to`` is ``None``) have 0 days."""

    from_: date
    to: date | None
    days: int
    counted: bool
    why: str

    def as_dict(self) -> dict[str, Any]:
        return {
            "from": self.from_.isoformat(),
            "to": self.to.isoformat() if self.to else None,
            "days": self.days,
            "counted": self.counted,
            "why": self.why,
        }


@dataclass(frozen=True)
class DueDate:
    """
    The last day in time, and why.

    ``due_on`` is ``None`` while the clock stands still. The rows cover every day after the anchor up
    to and including ``due_on``, in order; the counted ones add up to the budget. ``provisional``:
    the count touches a year whose 放假安排 is not out, so the day is an estimate.
    """

    due_on: date | None
    provisional: bool
    explanation: tuple[ExplanationRow, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "due_on": self.due_on.isoformat() if self.due_on else None,
            "provisional": self.provisional,
            "explanation": [row.as_dict() for row in self.explanation],
        }


def due(
    anchor: date,
    days: int,
    unit: Unit = Unit.WORKING,
    *,
    calendar: WorkCalendar,
    stops: Sequence[Stop] = (),
    extension: int = 0,
    roll_forward: bool = False,
) -> DueDate:
    """
    Return the last day in time for a limit of *days* of *unit* after *anchor*.

    Args:
        days: How many of *unit*: days, months or years.
        stops: Days that do not count. Months and years, which bind the enterprise, know no stops.
        extension: So many more of *unit*, which the rows name as such.
        roll_forward: Move a last day that is no working day to the next one (民法典 第二百零三条).
            A limit in working days ends on one anyhow.

    Raises:
        BadBudget: The length is not between one and ten years, or the count leaves the calendar.
    """
    if unit is Unit.IMMEDIATE:
        return DueDate(anchor, provisional=False, explanation=())
    total = days + extension
    if days < 1 or _in_days(total, unit) > MOST_DAYS:
        raise BadBudget(days, MOST_DAYS)
    try:
        if unit in {Unit.MONTH, Unit.YEAR}:
            counted = _months(anchor, total, unit)
        else:
            counting = _natural if unit is Unit.CALENDAR else calendar.kind
            counted = _days(anchor, total, counting, merge(stops), extension=extension)
        if counted.due_on is None or not (roll_forward or unit is Unit.WORKING):
            return counted
        return _on_the_calendar(counted, counted.due_on, anchor, calendar)
    except (OverflowError, ValueError) as error:
        raise BadBudget(days, MOST_DAYS) from error


def merge(stops: Iterable[Stop]) -> tuple[Stop, ...]:
    """Return the same stopped days as disjoint stops in order; empty stops vanish."""
    merged: list[Stop] = []
    for stop in sorted(stops, key=lambda s: (s.start, s.end or date.max)):
        if stop.end == stop.start:
            continue
        last = merged[-1] if merged else None
        if last is None or (last.end is not None and last.end < stop.start):
            merged.append(stop)
        elif last.end is not None and (stop.end is None or stop.end > last.end):
            merged[-1] = Stop(last.start, stop.end, last.why)
    return tuple(merged)


def months_later(day: date, months: int) -> date:
    """
    Return the day that corresponds to *day*, or the end of the month that has none.

    >>> months_later(date(2026, 11, 30), 3)
    datetime.date(2027, 2, 28)

    Source:
        中华人民共和国民法典 第二百零二条.
    """
    year, month = divmod(day.year * MONTHS_A_YEAR + day.month - 1 + months, MONTHS_A_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _natural(_day: date) -> tuple[bool, str]:
    return True, "自然日"


def _in_days(count: int, unit: Unit) -> int:
    return count * {Unit.MONTH: 30, Unit.YEAR: 365}.get(unit, 1)


def _days(
    anchor: date,
    total: int,
    kind: Callable[[date], tuple[bool, str]],
    stops: Sequence[Stop],
    *,
    extension: int,
) -> DueDate:
    rows = _Rows()
    day, left, waiting = anchor, total, list(stops)
    while left:
        day += DAY
        while waiting and waiting[0].end is not None and waiting[0].end <= day:
            del waiting[0]
        if waiting and waiting[0].start <= day:
            stop = waiting[0]
            if stop.end is None:
                return DueDate(None, provisional=False, explanation=rows.standing(day, stop.why))
            rows.add(day, stop.end - DAY, counted=False, why=f"{stop.why}，不计入")
            day = stop.end - DAY
            continue
        counted, why = kind(day)
        if counted and left <= extension:
            why = f"{why}（延长期内）"
        left -= counted
        rows.add(day, day, counted=counted, why=why)
    return DueDate(day, provisional=False, explanation=rows.closed())


def _months(anchor: date, count: int, unit: Unit) -> DueDate:
    each = MONTHS_A_YEAR if unit is Unit.YEAR else 1
    name = "年" if unit is Unit.YEAR else "个月"
    rows = []
    before = anchor
    for number in range(1, count + 1):
        day = months_later(anchor, number * each)
        rows.append(
            ExplanationRow(before + DAY, day, (day - before).days, True, f"第 {number} {name}")
        )
        before = day
    return DueDate(before, provisional=False, explanation=tuple(rows))


def _on_the_calendar(counted: DueDate, last: date, anchor: date, calendar: WorkCalendar) -> DueDate:
    """Move a last day at rest to the next working day, and say whether all of it is certain."""
    day = last
    while not calendar.kind(day)[0]:
        day += DAY
    rows = counted.explanation
    if day != last:
        why = "末日为休息日，顺延"
        rows = (*rows, ExplanationRow(last + DAY, day, (day - last).days, False, why))
    return DueDate(day, not calendar.is_announced(anchor + DAY, day), rows)


class _Rows:
    """Runs of days of one kind, grown a day at a time."""

    def __init__(self) -> None:
        self._rows: list[ExplanationRow] = []
        self._first: date | None = None
        self._last = date.min
        self._kind = (False, "")

    def add(self, first: date, last: date, *, counted: bool, why: str) -> None:
        if self._first is None or self._kind != (counted, why):
            self._close()
            self._first, self._kind = first, (counted, why)
        self._last = last

    def closed(self) -> tuple[ExplanationRow, ...]:
        self._close()
        return tuple(self._rows)

    def standing(self, day: date, why: str) -> tuple[ExplanationRow, ...]:
        """Return the rows up to *day*, from which the clock stands."""
        return (*self.closed(), ExplanationRow(day, None, 0, counted=False, why=f"{why}，停表中"))

    def _close(self) -> None:
        if self._first is None:
            return
        days = (self._last - self._first).days + 1
        self._rows.append(ExplanationRow(self._first, self._last, days, *self._kind))
        self._first = None
