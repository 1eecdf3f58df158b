"""The legal clock of the system of record, as answers use it."""

from datetime import date

from bot.texts.progress import COUNTED, NOT_COUNTED, ROW, SPAN
from cases.errors import BadBudget
from cases.holidays import work_calendar
from cases.rules import clock
from cases.rules.calendar import WorkCalendar
from knowledge.guide_fields import Unit
from retrieval.due_dates import DueDates, DueDay


def due_dates(calendar: WorkCalendar | None = None) -> DueDates:
    """Return the port over *calendar*, or over the official one."""
    counted_on = calendar or work_calendar()

    def due_day(start: date, count: int, unit: Unit) -> DueDay | None:
        try:
            found = clock.due(start, count, clock.Unit(unit.value), calendar=counted_on)
        except BadBudget:
            return None
        if found.due_on is None:
            return None
        return DueDay(found.due_on, found.provisional, tuple(map(_row, found.explanation)))

    return due_day


def _row(row: clock.ExplanationRow) -> str:
    last = row.to or row.from_
    first = _day(row.from_)
    span = first if row.from_ == last else SPAN.format(first=first, last=_day(last))
    counted = (COUNTED if row.counted else NOT_COUNTED).format(days=row.days)
    return ROW.format(span=span, counted=counted, why=row.why)


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"
