"""The legal clock of the system of record, as answers use it."""

from datetime import date

from bot.rendering.explanations import row_words
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
        rows = tuple(row_words(row, _day) for row in found.explanation)
        return DueDay(found.due_on, found.provisional, rows)

    return due_day


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"
