"""The weekly list of silent cases, looked after while the assistant runs."""

import asyncio
import logging

from bot.services import Services
from bot.unbroken import unbroken
from cases.database import DatabaseTrouble
from cases.insights.weekly import owe_weekly_lists

log = logging.getLogger(__name__)

EVERY = 600.0  # seconds between looks; a week's list is owed once however often one looks


async def tell_weekly(services: Services) -> None:
    """Owe the week's lists until cancelled."""
    while True:
        try:
            await unbroken(owe_lists(services))
        except DatabaseTrouble as error:
            log.warning("weekly.not_told: %s", type(error).__name__)
        await asyncio.sleep(EVERY)


async def owe_lists(services: Services) -> int:
    """Owe what is due now, and wake the relay for it."""
    async with services.sessions.begin() as session:
        owed = await owe_weekly_lists(
            session,
            at=services.clock.now(),
            today=services.clock.today(),
            calendar=services.calendar,
            quiet_hours=services.quiet_hours,
        )
    if owed:
        services.relay.wake()
    return owed
