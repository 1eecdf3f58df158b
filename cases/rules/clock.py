"""
A legal time limit as a pure function of its anchor, its budget and what stopped it.

The day of the anchor is not counted; a stop is ``[start, end)``: its first day is not counted, the
day on which the clock resumes is.

Source:
    中华人民共和国行政许可法 第四十二条 (limits), 第四十五条 (what is not counted), 第八十二条 (working
    days); 中华人民共和国民法典 第二百零一条、第二百零三条 (first day, last day on a holiday).
"""

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from cases.errors import BadBudget, BadStop
from cases.rules.calendar import WorkCalendar

MOST_DAYS = 3650  # no limit in law is longer than ten years; a typed extra digit is
DAY = timedelta(days=1)


class Unit(enum.StrEnum):
    """What a limit is counted in."""

    WORKING = "working"  # 工作日
    CALENDAR = "calendar"  # 自然日
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
    roll_forward: bool = False,
) -> DueDate:
    """
    Return the last day in time for a limit of *days* after *anchor*.

    Args:
        roll_forward: Move a last day that is no working day to the next one (民法典 第二百零三条).
            A limit in working days ends on one anyhow.

    Raises:
        BadBudget: *days* is not between 1 and 3650, or the count leaves the calendar.
    """
    if unit is Unit.IMMEDIATE:
        return DueDate(anchor, provisional=False, explanation=())
    if not 1 <= days <= MOST_DAYS:
        raise BadBudget(days, MOST_DAYS)
    try:
        return _count(anchor, days, unit, calendar, merge(stops), roll_forward=roll_forward)
    except OverflowError as error:
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


def _count(
    anchor: date,
    days: int,
    unit: Unit,
    calendar: WorkCalendar,
    stops: Sequence[Stop],
    *,
    roll_forward: bool,
) -> DueDate:
    rows: list[ExplanationRow] = []
    day, left = anchor, days
    while left:
        day += DAY
        stop = _stop_over(day, stops)
        if stop is None:
            counted = unit is Unit.CALENDAR or calendar.is_working(day)
            left -= counted
            why = "自然日" if unit is Unit.CALENDAR else calendar.why(day)
            _extend(rows, day, day, counted=counted, why=why)
        elif stop.end is None:
            rows.append(ExplanationRow(day, None, 0, counted=False, why=f"{stop.why}，停表中"))
            return DueDate(None, provisional=False, explanation=tuple(rows))
        else:
            last = stop.end - DAY
            _extend(rows, day, last, counted=False, why=f"{stop.why}，不计入")
            day = last
    while roll_forward and not calendar.is_working(day):
        day += DAY
        _extend(rows, day, day, counted=False, why="末日为休息日，顺延")
    uses_calendar = unit is Unit.WORKING or roll_forward
    provisional = uses_calendar and not calendar.is_announced(anchor + DAY, day)
    return DueDate(day, provisional, tuple(rows))


def _stop_over(day: date, stops: Sequence[Stop]) -> Stop | None:
    return next((s for s in stops if s.start <= day and (s.end is None or day < s.end)), None)


def _extend(
    rows: list[ExplanationRow], first: date, last: date, *, counted: bool, why: str
) -> None:
    if rows and (rows[-1].counted, rows[-1].why) == (counted, why):
        first = rows.pop().from_
    rows.append(ExplanationRow(first, last, (last - first).days + 1, counted, why))
