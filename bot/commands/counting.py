"""The calendar by which a command counts that needs no records."""

from bot.settings import read_settings
from cases import database
from cases.holidays import work_calendar
from cases.rules.calendar import WorkCalendar


def calendar_here() -> WorkCalendar:
    """Return the calendar adopted in this installation; the program's own where there is none."""
    settings = read_settings()
    file = database.file_of(settings.database)
    if file is not None and not file.exists():
        return work_calendar()
    from bot.commands.transactions import Desk, transact

    async def _calendar(_session: database.Session, desk: Desk) -> WorkCalendar:
        return desk.records.calendar

    return transact(_calendar)
