"""A sandbox that really listens on a port, and a stock bot that talks to it."""

import io
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from PIL import Image
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.sandbox.server import RunningServer, create_app, serve
from bot.sandbox.world import World

ZHANG = 501  # has pressed start
STRANGER = 502  # never has
TLS = ssl.create_default_context()  # made once: it takes longer than most of these tests
PATIENCE = timedelta(milliseconds=20)  # of the webhook


@dataclass
class HandClock:
    """A clock that stands still until it is moved."""

    at: datetime = field(default_factory=lambda: datetime(2026, 11, 23, 9, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.at

    def advance(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass
class Sandbox:
    """One world, its server and the bot."""

    world: World
    clock: HandClock
    server: RunningServer
    bot: Bot

    async def updates(self, **more: int) -> list[dict]:
        """Return the updates that wait, as plain JSON, and confirm them."""
        found = await self.bot.get_updates(timeout=0, **more)
        if found:
            await self.bot.get_updates(offset=found[-1].update_id + 1, timeout=0)
        return [update.to_dict() for update in found]


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def world(clock: HandClock) -> World:
    """A world with one person who talks to the bot and one who does not."""
    world = World(now=clock)
    world.add_person(ZHANG, "张三", "zhangsan")
    world.add_person(STRANGER, "李四")
    world.press_start(ZHANG)
    return world


@pytest.fixture
async def sandbox(world: World, clock: HandClock) -> AsyncIterator[Sandbox]:
    server = await serve(create_app(world, webhook_patience=PATIENCE))
    bot = Bot(
        world.token,
        request=HTTPXRequest(httpx_kwargs={"verify": TLS}),
        get_updates_request=HTTPXRequest(httpx_kwargs={"verify": TLS}),
        base_url=f"{server.url}/bot",
        base_file_url=f"{server.url}/file/bot",
    )
    async with bot:
        yield Sandbox(world, clock, server, bot)
    await server.stop()


def picture(width: int = 400, height: int = 300, *, kind: str = "PNG") -> bytes:
    """Return the bytes of a picture."""
    target = io.BytesIO()
    Image.new("RGB", (width, height), "steelblue").save(target, kind)
    return target.getvalue()
