"""A process that is killed with SIGKILL loses nothing, and the next one carries on."""

import asyncio
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.bootstrap import open_records
from bot.knowledge_base import open_index
from bot.sandbox.running import serve
from bot.sandbox.server import create_app
from bot.sandbox.world import World
from bot.settings import Settings, read_settings
from bot.texts.errors import REPEATED
from cases.database import Sessions
from cases.tables.inbox import InboxUpdate
from cases.tables.outbox import Delivery, DeliveryState, OutboxMessage

pytestmark = pytest.mark.timeout(240)

PEOPLE = range(5001, 5013)
KILLS = 3


def environment(settings: Settings) -> dict[str, str]:
    """What the production process reads."""
    return {
        "PATH": "/usr/bin:/bin",
        "BANGBAN_DATA_DIR": str(settings.data_dir),
        "BANGBAN_DATABASE_URL": settings.database,
        "BANGBAN_TELEGRAM_TOKEN": settings.telegram_token.get_secret_value(),
        "BANGBAN_TELEGRAM_BASE_URL": settings.telegram_base_url,
        "BANGBAN_TELEGRAM_FILE_URL": settings.telegram_file_url,
        "BANGBAN_QUIET_HOURS": "off",
    }


@asynccontextmanager
async def process(settings: Settings) -> AsyncIterator[asyncio.subprocess.Process]:
    """``bangban serve`` as a process of its own; killed at the end, whatever it does."""
    running = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "serve",
        "--only",
        "intake,relay",
        env=environment(settings),
        cwd=Path(__file__).parents[2],
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        yield running
    finally:
        if running.returncode is None:
            running.send_signal(signal.SIGKILL)
        await running.wait()


async def let_leases_run_out(sessions: Sessions) -> None:
    """What a dead process held comes back after its lease; stand in for that wait."""
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    async with sessions.begin() as session:
        for table in (InboxUpdate, Delivery):
            await session.execute(
                update(table).where(table.lease_until.is_not(None)).values(lease_until=long_ago)
            )


def answers(world: World) -> int:
    """How many messages the bot has got through to anyone."""
    return sum(m.from_bot for user in PEOPLE for m in world.transcript(user))


async def until(world: World, count: int) -> None:
    """Wait until the bot has got *count* messages through."""
    changes = world.changes()
    async with asyncio.timeout(60):
        while answers(world) < count:
            await anext(changes)


async def at_rest(sessions: Sessions, world: World, wanted: int) -> dict[str, int]:
    """Wait until every answer is owed and every delivery has ended; return the counts."""
    changes = world.changes()
    async with asyncio.timeout(60):
        while True:
            async with sessions.begin() as session:
                states = Counter((await session.scalars(select(Delivery.state))).all())
                messages = len((await session.scalars(select(OutboxMessage.id))).all())
            counts = {
                "messages": messages,
                "delivered": states[DeliveryState.DELIVERED],
                "unknown": states[DeliveryState.UNKNOWN],
            }
            if counts["delivered"] + counts["unknown"] >= wanted:
                return counts
            with suppress(TimeoutError):  # the last one is settled after it is seen
                await asyncio.wait_for(anext(changes), 0.2)


async def test_nothing_is_lost_and_nothing_repeated_in_silence(tmp_path: Path, database_url: str):
    """Killed again and again in mid-work, every answer is delivered or, honestly, unknown; none repeats."""
    world = World(now=lambda: datetime.now(UTC))
    for user in PEOPLE:
        world.add_person(user, f"企业{user}")
    server = await serve(create_app(world))
    settings = read_settings(
        data_dir=tmp_path,
        database_url=database_url,
        telegram_token=world.token,
        telegram_base_url=f"{server.url}/bot",
        telegram_file_url=f"{server.url}/file/bot",
    )
    await asyncio.to_thread(open_index, settings)
    for user in PEOPLE:
        world.press_start(user)
        world.say(user, "/privacy")
        world.say(user, "/help")
    wanted = 3 * len(PEOPLE)

    async with open_records(settings) as records:
        for kill in range(KILLS):
            async with process(settings):
                await until(world, (kill + 1) * wanted // (KILLS + 2))
            await let_leases_run_out(records.sessions)
        async with process(settings):
            rows = await at_rest(records.sessions, world, wanted)
    await server.stop()

    assert rows["messages"] == wanted
    assert rows["delivered"] + rows["unknown"] == wanted
    assert rows["unknown"] <= KILLS * len(PEOPLE)
    assert answers(world) >= rows["delivered"]
    for user in PEOPLE:
        texts = [m.text for m in world.transcript(user) if m.from_bot]
        plain = [text for text in texts if not text.startswith(REPEATED)]
        assert len(plain) == len(set(plain)), "something was said twice without saying so"
