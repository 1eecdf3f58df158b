"""One command, one transaction on the open records."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from bot.clock import SystemClock
from bot.records import Records, open_records
from bot.settings import Settings, read_settings
from cases.database import Session

T = TypeVar("T")


@dataclass(frozen=True)
class Desk:
    """What a command on the records works with."""

    settings: Settings
    clock: SystemClock
    records: Records


def transact(act: Callable[[Session, Desk], Awaitable[T]]) -> T:
    """
    Return what *act* returns, done in one transaction: all of it, or nothing when it raises.

    Raises:
        NotReady: The database cannot be opened, or fails on the way.
    """
    return asyncio.run(_transact(read_settings(), act))


async def _transact(settings: Settings, act: Callable[[Session, Desk], Awaitable[T]]) -> T:
    async with open_records(settings) as records:
        desk = Desk(settings, SystemClock(settings.zone), records)
        async with records.sessions.begin() as session:
            return await act(session, desk)
