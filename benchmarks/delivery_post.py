"""A Bot API server in a process of its own, people to write to, and the production relay before it."""

import asyncio
import multiprocessing
import ssl
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from telegram import Bot
from telegram.request import HTTPXRequest

from bot.clock import SystemClock
from bot.messenger import TelegramMessenger
from bot.relay import PARALLEL, Relay
from bot.rendering.messages import render
from bot.rendering.outgoing import Outgoing
from bot.sandbox.flood import FloodModel
from bot.sandbox.server import create_app, serve
from bot.sandbox.world import World
from bot.spread_request import SpreadRequest
from cases import outbox, people
from cases.database import Sessions, create_engine, create_sessions
from cases.outbox import MessageClass, Outcome, RateLimited, Rates

FIRST_USER = 100_000
ZONE = ZoneInfo("Asia/Shanghai")
TEXT = {"html": "您好", "buttons": []}
TLS = ssl.create_default_context()


@dataclass(frozen=True)
class Address:
    """Where the Bot API is, and by which token."""

    url: str
    token: str


@contextmanager
def bot_api(users: int, *, flood: bool) -> Iterator[Address]:
    """Serve *users* people, with Telegram's usual limits where *flood* says so."""
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(
        target=_serve, args=(theirs, users, flood), daemon=True
    )
    server.start()
    yield Address(*ours.recv())
    server.kill()
    server.join()


def _serve(said: Connection, users: int, flood: bool) -> None:
    asyncio.run(_serving(said, users, flood))


async def _serving(said: Connection, users: int, flood: bool) -> None:
    world = World(now=lambda: datetime.now(UTC))
    for user in range(FIRST_USER, FIRST_USER + users):
        world.add_person(user, "企业")
        world.press_start(user)
    world.flood = FloodModel() if flood else None
    server = await serve(create_app(world))
    said.send((server.url, world.token))
    await asyncio.Event().wait()


@dataclass
class Timed:
    """A messenger that remembers when each call came back, and with what."""

    inner: TelegramMessenger
    ended: list[tuple[float, str, Outcome]] = field(default_factory=list)
    accepted: int = 0
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, address: str, message: Outgoing) -> Outcome:
        outcome = await self.inner.send(address, message)
        self.ended.append((time.perf_counter(), address, outcome))
        self.accepted += isinstance(outcome, outbox.Delivered)
        self._changed.set()
        return outcome

    async def edit(self, address: str, external_id: str, message: Outgoing) -> Outcome:
        return await self.inner.edit(address, external_id, message)

    def delivered(self) -> list[float]:
        """Return when each message was accepted."""
        return [at for at, _, outcome in self.ended if isinstance(outcome, outbox.Delivered)]

    def refused(self) -> int:
        """Return how many calls met a 429."""
        return sum(isinstance(outcome, RateLimited) for _, _, outcome in self.ended)

    async def until(self, count: int) -> None:
        """Wait until *count* messages were accepted."""
        while self.accepted < count:
            await self._next()

    async def reached(self, address: str) -> float:
        """Wait until *address* has got its message, and return when that was."""
        while not any(to == address for _, to, _ in reversed(self.ended)):
            await self._next()
        return next(at for at, to, _ in reversed(self.ended) if to == address)

    async def _next(self) -> None:
        self._changed.clear()
        await self._changed.wait()


def _pool(connections: int) -> HTTPXRequest:
    return HTTPXRequest(
        connection_pool_size=connections, httpx_kwargs={"verify": TLS, "trust_env": False}
    )


@asynccontextmanager
async def messenger(address: Address) -> AsyncIterator[Timed]:
    bot = Bot(address.token, f"{address.url}/bot", request=SpreadRequest(PARALLEL, _pool))
    async with bot:
        yield Timed(TelegramMessenger(bot))


@asynccontextmanager
async def relaying(url: str, timed: Timed, rates: Rates) -> AsyncIterator[tuple[Sessions, Relay]]:
    """Run the production relay on the database at *url* beside the block."""
    engine = create_engine(url)
    sessions = create_sessions(engine)
    relay = Relay(sessions, {"telegram": timed}, render, SystemClock(ZONE), rates=rates)
    running = asyncio.create_task(relay.run())
    yield sessions, relay
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await engine.dispose()


async def chats(sessions: Sessions, users: range) -> list[UUID]:
    """Register the chats of *users*."""
    async with sessions.begin() as session:
        return [
            (
                await people.register_chat(
                    session, address=str(FIRST_USER + user), name="企业", at=datetime.now(UTC)
                )
            )[0].id
            for user in users
        ]


async def owe(sessions: Sessions, to: list[UUID], message_class: MessageClass) -> None:
    """Owe one message to each of *to*, in one transaction."""
    async with sessions.begin() as session:
        await outbox.owe(
            session,
            dedupe_key=str(uuid4()),
            message_class=message_class,
            kind="text",
            payload=TEXT,
            chats=to,
            at=datetime.now(UTC),
        )


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
