"""SQLite by way of aiosqlite: one trip to its thread a statement, and otherwise what SQLAlchemy expects."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from cases import database
from cases.database import create_engine

ONE = text("INSERT INTO things (name) VALUES (:name)")
ALL = text("SELECT id, name FROM things ORDER BY id")


@pytest.fixture
async def connection(tmp_path: Path) -> AsyncIterator[AsyncConnection]:
    engine = create_engine(f"sqlite:///{tmp_path}/things.db")
    async with engine.connect() as connection:
        await connection.execute(text("CREATE TABLE things (id INTEGER PRIMARY KEY, name UNIQUE)"))
        yield connection
    await engine.dispose()


async def test_a_statement_takes_one_trip(
    connection: AsyncConnection, monkeypatch: pytest.MonkeyPatch
):
    driver = (await connection.get_raw_connection()).driver_connection
    assert driver is not None
    trips: list[object] = []
    go = driver._execute

    async def _counted(*call: object) -> object:
        trips.append(call)
        return await go(*call)

    monkeypatch.setattr(driver, "_execute", _counted)
    await connection.execute(ONE, {"name": "a"})
    await connection.execute(ONE, [{"name": "b"}, {"name": "c"}])
    rows = (await connection.execute(ALL)).all()

    assert [tuple(row) for row in rows] == [(1, "a"), (2, "b"), (3, "c")]
    assert len(trips) == 3


async def test_it_says_how_many_rows_it_changed_and_which_it_made(connection: AsyncConnection):
    made = await connection.execute(ONE, {"name": "a"})
    await connection.execute(ONE, [{"name": "b"}, {"name": "c"}])
    changed = await connection.execute(text("UPDATE things SET name = name || '!' WHERE id > 1"))
    back = await connection.execute(text("DELETE FROM things WHERE id = 3 RETURNING name"))

    assert (made.lastrowid, changed.rowcount, back.scalar_one()) == (1, 2, "c!")


async def test_a_refused_statement_is_an_error_by_its_name_and_the_next_one_works(
    connection: AsyncConnection,
):
    await connection.execute(ONE, {"name": "a"})

    with pytest.raises(IntegrityError):
        await connection.execute(ONE, {"name": "a"})

    assert len((await connection.execute(ALL)).all()) == 1


async def test_many_rows_can_be_read_as_they_come(connection: AsyncConnection):
    await connection.execute(ONE, [{"name": str(n)} for n in range(1000)])

    async with connection.stream(ALL) as rows:
        assert [row.name async for row in rows] == [str(n) for n in range(1000)]


async def test_a_writer_waits_for_the_lock_as_long_as_it_is_told_and_works_afterwards(
    connection: AsyncConnection, monkeypatch: pytest.MonkeyPatch
):
    """The connection keeps its patience for every other lock."""
    await connection.execute(ONE, {"name": "a"})
    monkeypatch.setattr(database, "BUSY_TIMEOUT", 0.1)
    engine = create_engine(str(connection.engine.url))

    async with engine.connect() as other:
        with pytest.raises(OperationalError, match="database is locked"):
            await other.execute(ALL)
        await connection.commit()
        assert len((await other.execute(ALL)).all()) == 1
        assert await other.scalar(text("PRAGMA busy_timeout")) == 100
    await engine.dispose()
