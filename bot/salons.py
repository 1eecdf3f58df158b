"""Looking after salons while the assistant runs: offers that end, reminders, asking how it was."""

import asyncio
import logging

from bot.services import Services
from bot.unbroken import unbroken
from cases import salons
from cases.database import DatabaseTrouble

log = logging.getLogger(__name__)

EVERY = 5.0  # seconds between looks; what was owed once is never owed again


async def follow_salons(services: Services) -> None:
    """Look until cancelled."""
    while True:
        try:
            await unbroken(look(services))
        except DatabaseTrouble as error:
            log.warning("salons.not_followed: %s", type(error).__name__)
        await asyncio.sleep(EVERY)


async def look(services: Services) -> int:
    """Do what is due now; return how many messages or offers that was."""
    at, quiet_hours = services.clock.now(), services.quiet_hours
    async with services.sessions.begin() as session:
        done = await salons.expire_offers(session, at=at, quiet_hours=quiet_hours)
        done += await salons.remind_of_salons(session, at=at, quiet_hours=quiet_hours)
    if done:
        services.relay.wake()
    return done
