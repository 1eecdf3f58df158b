"""The calendar by which a command counts that needs no records."""

from typing import TYPE_CHECKING

from bot.settings import DATABASE_FILE, read_settings
from cases.holidays import work_calendar
from cases.rules.calendar import WorkCalendar

if TYPE_CHECKING:
    from bot.commands.transactions import Desk
    from cases.database import Session


def calendar_here() -> WorkCalendar:
    """Return the calendar adopted in this installation; the program's own where there is none."""
    settings = read_settings()
    if not settings.database_url and not (settings.data_dir / DATABASE_FILE).exists():
        return work_calendar()
    from bot.commands.transactions import transact

    async def _calendar(_session: "Session", desk: "Desk") -> WorkCalendar:
        return desk.records.calendar

    return transact(_calendar)
