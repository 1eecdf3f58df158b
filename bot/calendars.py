"""The calendar in use, kept up to date while the assistant runs."""

import asyncio
import logging

from bot.services import Services
from cases.calendars import current_calendar
from cases.database import DatabaseTrouble

log = logging.getLogger(__name__)

EVERY = 60.0  # seconds: an adopted 放假安排 is counted by in every process within this time


async def keep_calendar(services: Services) -> None:
    """Bring the services' calendar up to date until cancelled."""
    while True:
        await asyncio.sleep(EVERY)
        try:
            await refresh_calendar(services)
        except DatabaseTrouble as error:
            log.warning("calendar.not_read: %s", type(error).__name__)


async def refresh_calendar(services: Services) -> None:
    """Count by the calendar that is adopted now."""
    async with services.sessions.begin() as session:
        found = await current_calendar(session)
    if found != services.calendar:
        services.calendar = found
        log.info("calendar.changed")
