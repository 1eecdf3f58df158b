"""The production parts on a real database, against a Bot API server that really listens."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.clock import SandboxClock
from bot.messenger import TelegramMessenger
from bot.relay import Relay
from bot.rendering.messages import render
from bot.sandbox.running import RunningServer
from bot.sandbox.server import create_app, serve
from bot.sandbox.transcript import SandboxMessage
from bot.sandbox.world import World
from cases import outbox, people
from cases.database import Sessions
from cases.outbox import DeliveryState, MessageClass
from cases.tables.outbox import Attempt, Delivery, OutboxMessage
from cases.tables.people import Chat
from tests.cases.outbox_builders import FAST, NOON

ZONE = ZoneInfo("Asia/Shanghai")
ZHANG, LI, WANG = 501, 502, 503
TLS = ssl.create_default_context()  # made once: it takes longer than most of these tests
PATIENCE = 20  # seconds; what takes longer is broken


async def until(holds: Callable[[], Awaitable[Any]], *, patience: float = PATIENCE) -> Any:
    """Look until *holds* returns something true, and return it."""
    async with asyncio.timeout(patience):
        while not (found := await holds()):
            with suppress(TimeoutError):
                async with asyncio.timeout(0.02):
                    await asyncio.Event().wait()
    return found


@asynccontextmanager
async def under_way(*works: Any) -> AsyncIterator[list[asyncio.Task[Any]]]:
    """Run *works* beside the block, and stop them in order at its end; what they raise is raised."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        yield tasks
    finally:
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        for end in ended:
            if end is not None and not isinstance(end, asyncio.CancelledError):
                raise end


@dataclass
class Post:
    """The outbox with a relay, a world to send to, and a clock that can be advanced."""

    sessions: Sessions
    world: World
    clock: SandboxClock
    server: RunningServer
    bot: Bot
    relay: Relay
    chats: dict[int, UUID] = field(default_factory=dict)

    def another_relay(self, **changes: Any) -> Relay:
        values = {"rates": self.relay.rates} | changes
        return Relay(self.sessions, self.relay.messengers, render, self.clock, **values)

    async def owe(
        self,
        user: int = ZHANG,
        text: str = "施工许可已受理",
        *,
        message_class: MessageClass = MessageClass.MILESTONE,
        kind: str = "text",
        payload: dict[str, Any] | None = None,
    ) -> None:
        """Owe one message as a handler does, and wake the relay."""
        async with self.sessions.begin() as session:
            await outbox.owe(
                session,
                dedupe_key=str(uuid4()),
                message_class=message_class,
                kind=kind,
                payload={"html": text, "buttons": []} if payload is None else payload,
                chats=[self.chats[user]],
                at=self.clock.now(),
            )
        self.relay.wake()

    async def reply(self, user: int = ZHANG, text: str = "七个工作日") -> None:
        await self.owe(user, text, message_class=MessageClass.REPLY)

    def advance(self, **by: float) -> None:
        self.clock.advance(timedelta(**by))
        self.relay.wake()

    def read_by(self, user: int = ZHANG) -> list[str]:
        return [message.text for message in self.messages(user)]

    def messages(self, user: int = ZHANG) -> list[SandboxMessage]:
        return [message for message in self.world.transcript(user) if message.from_bot]

    async def deliveries(self) -> list[Delivery]:
        """Return all deliveries in the order in which they were owed."""
        async with self.sessions.begin() as session:
            return list(
                await session.scalars(
                    select(Delivery).order_by(Delivery.created_at, Delivery.position)
                )
            )

    async def attempts(self) -> list[Attempt]:
        async with self.sessions.begin() as session:
            return list(await session.scalars(select(Attempt).order_by(Attempt.started_at)))

    async def chat(self, user: int = ZHANG) -> Chat:
        async with self.sessions.begin() as session:
            return await session.get_one(Chat, self.chats[user])

    async def owed(self) -> list[OutboxMessage]:
        async with self.sessions.begin() as session:
            return list(
                await session.scalars(select(OutboxMessage).order_by(OutboxMessage.created_at))
            )

    async def all_are(self, *states: DeliveryState) -> list[Delivery]:
        """Wait until every delivery is in one of *states*; return them."""

        async def _holds() -> list[Delivery]:
            try:
                found = await self.deliveries()
            except OperationalError:  # an impatient database whose relay is writing at that moment
                return []
            return found if all(one.state in states for one in found) else []

        try:
            return await until(_holds)
        except TimeoutError:
            stand = [(one.state, one.reason, one.not_before) for one in await self.deliveries()]
            msg = f"not all are {states} at {self.clock.now()}: {stand}"
            raise AssertionError(msg) from None

    async def sent(self, **more: Any) -> list[Delivery]:
        """Run the relay until everything owed is delivered."""
        async with under_way(self.relay.run()):
            return await self.all_are(DeliveryState.DELIVERED)


def stock_bot(world: World, url: str) -> Bot:
    """Return PTB's bot at *url*."""
    return Bot(
        world.token,
        request=HTTPXRequest(httpx_kwargs={"verify": TLS, "trust_env": False}),
        get_updates_request=HTTPXRequest(httpx_kwargs={"verify": TLS, "trust_env": False}),
        base_url=f"{url}/bot",
        base_file_url=f"{url}/file/bot",
    )


@pytest.fixture
def clock() -> SandboxClock:
    """A clock that stands at noon of a Monday until a test advances it."""
    return SandboxClock(ZONE, start=NOON, real=lambda: NOON)


@pytest.fixture
def world(clock: SandboxClock) -> World:
    """Three people who have pressed start long ago."""
    world = World(now=clock.now)
    for user, name in ((ZHANG, "张三"), (LI, "李四"), (WANG, "王五")):
        world.add_person(user, name)
        world.press_start(user)
    world.updates.set_webhook(None, forget_pending=True)
    return world


@pytest.fixture
async def api(world: World) -> AsyncIterator[RunningServer]:
    """The Bot API server in front of the world."""
    server = await serve(create_app(world, webhook_patience=timedelta(milliseconds=20)))
    yield server
    await server.stop()


@pytest.fixture
async def post(
    sessions: Sessions, world: World, clock: SandboxClock, api: RunningServer
) -> AsyncIterator[Post]:
    bot = stock_bot(world, api.url)
    async with bot:
        relay = Relay(sessions, {"telegram": TelegramMessenger(bot)}, render, clock, rates=FAST)
        post = Post(sessions, world, clock, api, bot, relay)
        async with sessions.begin() as session:
            for user in world.people:
                chat, _ = await people.register_chat(
                    session, address=str(user), name=world.person(user).first_name, at=clock.now()
                )
                post.chats[user] = chat.id
        yield post


@pytest.fixture(scope="session")
def indexed_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory in which the index of the shipped corpus is built; shared, so only read it."""
    from bot.knowledge_base import synchronise_index  # noqa: PLC0415 — slow to load
    from bot.settings import read_settings  # noqa: PLC0415

    directory = tmp_path_factory.mktemp("assistant")
    synchronise_index(read_settings(_env_file=None, data_dir=directory, database_url=""))
    return directory
