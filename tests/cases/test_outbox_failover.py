"""
Failing over to a copy of the database: what a planned change of servers keeps, and what a sudden one may not.

A copy that lacks the last commits cannot know of the calls that they recorded. So commits wait for the
disk, and the way to another server begins with a stop: see "Failing over" in the operator's manual.
"""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from uuid import uuid4

import pytest
from sqlalchemy import create_engine as create_blocking_engine
from sqlalchemy import text
from sqlalchemy.engine import make_url

from cases.database import Sessions, blocking_url, create_engine, create_sessions
from cases.outbox import (
    EVERYTHING,
    Delivered,
    DeliveryState,
    Opened,
    Refusal,
    Refused,
    engage_stop,
    release_stop,
)
from tests.cases.outbox_builders import (
    NOON,
    SECOND,
    claim_some,
    deliveries,
    open_one,
    owe_one,
    settle_one,
    some_chats,
    start_one,
)

Copy = Callable[[], AbstractAsyncContextManager[Sessions]]


@pytest.fixture
async def primary(database_url: str) -> AsyncIterator[Sessions]:
    engine = create_engine(database_url)
    yield create_sessions(engine)
    await engine.dispose()


@pytest.fixture
def copy(database_url: str, primary: Sessions) -> Copy:
    """Open a server that has all that is committed now, and nothing of what comes later."""

    @asynccontextmanager
    async def _copied() -> AsyncIterator[Sessions]:
        await primary.kw["bind"].dispose()  # PostgreSQL copies only what nobody is connected to
        name = f"c_{uuid4().hex}"
        if database_url.startswith("sqlite"):
            file = make_url(database_url).database
            assert file is not None
            shutil.copy(file, f"{file}.{name}")
            url = f"{database_url}.{name}"
        else:
            await asyncio.to_thread(_clone, database_url, name)
            parsed = make_url(database_url).set(database=name)
            url = parsed.render_as_string(hide_password=False)
        engine = create_engine(url)
        yield create_sessions(engine)
        await engine.dispose()
        if not database_url.startswith("sqlite"):
            await asyncio.to_thread(_on_server, database_url, f"DROP DATABASE {name}")

    return _copied


def _clone(url: str, name: str) -> None:
    _on_server(url, f"CREATE DATABASE {name} TEMPLATE {make_url(url).database}")


def _on_server(url: str, statement: str) -> None:
    server = make_url(blocking_url(url)).set(database="postgres")
    engine = create_blocking_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


async def stop(sessions: Sessions, *, on: bool) -> None:
    async with sessions.begin() as session:
        if on:
            await engage_stop(session, EVERYTHING, by="值班", reason="切换数据库", at=NOON)
        else:
            await release_stop(session, EVERYTHING, by="值班", at=NOON)


async def send_all(sessions: Sessions) -> set[str]:
    """Send what waits; return whom it reached."""
    reached = set()
    for claimed in await claim_some(sessions, at=NOON + SECOND):
        opened = await open_one(sessions, claimed, at=NOON + SECOND)
        assert isinstance(opened, Opened)
        reached.add(opened.address)
        await settle_one(sessions, opened.token, Delivered("1"), at=NOON + SECOND)
    return reached


async def test_after_a_stop_the_copy_goes_on_where_the_other_left_off(primary, copy: Copy):
    """Fault 6: what was under way has settled before the change; nobody is written to twice."""
    await owe_one(primary, await some_chats(primary, 5))
    before = {(await start_one(primary)).address for _ in range(2)}
    claimed = await claim_some(primary)
    await stop(primary, on=True)
    # What was claimed cannot be opened any more; what was open is awaited.
    for one in claimed:
        assert await open_one(primary, one) == Refused(Refusal.STOPPED)
    for row in await deliveries(primary):
        if row.state is DeliveryState.SENDING:
            await settle_one(primary, row.token, Delivered("1"))

    async with copy() as promoted:
        assert await claim_some(promoted) == [], "the stop is on the copy too"
        await stop(promoted, on=False)
        after = await send_all(promoted)
        states = [row.state for row in await deliveries(promoted)]

    assert (len(before), len(after)) == (2, 3)
    assert not before & after
    assert states == [DeliveryState.DELIVERED] * 5


async def test_a_copy_that_lacks_the_last_commits_repeats_no_more_than_they_recorded(
    primary, copy: Copy
):
    """Fault 6: without the stop those calls are unknown to it. That is what the manual says of it."""
    await owe_one(primary, await some_chats(primary, 5))
    known = {(await start_one(primary)).address for _ in range(2)}

    async with copy() as promoted:
        lost = {(await start_one(primary)).address}
        again = await send_all(promoted)

    assert lost <= again, "its attempt is not on the copy"
    assert not known & again, "what is on record is not repeated"


async def test_a_commit_waits_for_the_disk(primary, database_url: str):
    """Fault 6: an attempt that a crash of the machine could take back would be no record."""
    async with primary.begin() as session:
        if database_url.startswith("sqlite"):
            assert await session.scalar(text("PRAGMA synchronous")) == 2  # FULL
        else:
            assert await session.scalar(text("SHOW synchronous_commit")) == "on"
            assert await session.scalar(text("SHOW fsync")) == "on"
