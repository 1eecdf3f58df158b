"""Looking over all open dates again and again while the assistant runs."""

import asyncio
import logging
from datetime import date

from bot.services import Services
from bot.unbroken import unbroken
from cases.database import DatabaseTrouble
from cases.reminders import Swept, sweep_reminders

log = logging.getLogger(__name__)

EVERY = 300.0  # seconds between sweeps; what was dealt with once is never dealt with again
GLANCE = 2.0  # seconds between looks at the clock


async def remind(services: Services) -> None:
    """
    Sweep until cancelled, at once to begin with: whatever a downtime left is dealt with first.

    A new day does not wait for the next look.
    """
    last: tuple[date, float] | None = None
    while True:
        today, now = services.clock.today(), asyncio.get_running_loop().time()
        if last is None or last[0] != today or now - last[1] >= EVERY:
            try:
                if await unbroken(sweep(services)) is not None:
                    last = (today, now)
            except DatabaseTrouble as error:
                log.warning("reminders.not_swept: %s", type(error).__name__)
        await asyncio.sleep(GLANCE)


async def sweep(services: Services) -> Swept | None:
    """Deal with every rung whose day has come; outside of the reminder hours, later."""
    now = services.clock.now()
    begin, end = services.settings.reminder_hours
    if not begin <= now.astimezone(services.clock.zone).time() < end:
        return None
    async with services.sessions.begin() as session:
        swept = await sweep_reminders(
            session, at=now, calendar=services.calendar, quiet_hours=services.quiet_hours
        )
    if swept.too_late:
        log.warning(
            "reminders.too_late: %d were being sent when they became untrue", swept.too_late
        )
    if swept.messages or swept.deemed:
        services.relay.wake()
        log.info("reminders.swept: %d sent, %d deemed", swept.sent, swept.deemed)
    return swept
