"""Looking for legal notices that did not arrive, while the assistant runs."""

import asyncio
import logging

from bot.services import Services
from bot.unbroken import unbroken
from cases.calls import open_calls
from cases.database import DatabaseTrouble

log = logging.getLogger(__name__)

EVERY = 5.0  # seconds between looks; what was told once is never told again


async def follow_calls(services: Services) -> None:
    """Look until cancelled."""
    while True:
        try:
            await unbroken(look(services))
        except DatabaseTrouble as error:
            log.warning("calls.not_followed: %s", type(error).__name__)
        await asyncio.sleep(EVERY)


async def look(services: Services) -> int:
    """Tell staff of what did not arrive; return of how many."""
    async with services.sessions.begin() as session:
        opened = await open_calls(
            session, at=services.clock.now(), quiet_hours=services.quiet_hours
        )
    if opened:
        log.warning("calls.opened: %d legal notices did not arrive", opened)
        services.relay.wake()
    return opened
