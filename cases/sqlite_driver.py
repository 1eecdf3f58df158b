"""
SQLite through aiosqlite, with one trip to its thread for each statement and short waits for the write lock.

SQLAlchemy's own adapter goes there to make a cursor, to execute, to fetch and to close, one after the other. Each
trip costs more than what SQLite does with a small statement. And SQLite by itself looks for the lock ever less often,
down to ten times a second: it lies free while writers sleep, and who has waited longest gets it last.
"""

# ruff: noqa: SLF001 — both libraries keep what an adapter needs to themselves

import sqlite3
import time
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import aiosqlite
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    AsyncAdapt_aiosqlite_dbapi,
)
from sqlalchemy.util import EMPTY_DICT

BEGIN = "BEGIN IMMEDIATE"  # takes the write lock at once
LOOK_EVERY = 0.002  # seconds between looks for the write lock; a turn of a relay holds it for about two looks

Found = tuple[sqlite3.Cursor, Sequence[Any]]


class _Cursor(AsyncAdapt_aiosqlite_cursor):
    """Executes, fetches everything and closes in one trip."""

    __slots__ = ()

    def __init__(self, adapt_connection: AsyncAdapt_aiosqlite_connection) -> None:
        self._adapt_connection = adapt_connection
        self._connection = adapt_connection._connection
        self._soft_closed_memoized = EMPTY_DICT
        self._rows = deque()

    async def _execute_async(self, operation: Any, parameters: Any) -> None:
        if operation == BEGIN:
            await self._fetch(partial(_begun, self._sqlite))
        else:
            await self._fetch(partial(_executed, self._sqlite, operation, parameters or ()))

    async def _executemany_async(self, operation: Any, seq_of_parameters: Any) -> None:
        await self._fetch(partial(_executed_for_each, self._sqlite, operation, seq_of_parameters))

    async def _fetch(self, statement: Callable[[], Found]) -> None:
        async with self._adapt_connection._execute_mutex:
            self._cursor, rows = await self._connection._execute(statement)
            self._rows = deque(rows)

    @property
    def _sqlite(self) -> sqlite3.Connection:
        connection: sqlite3.Connection = self._connection._conn
        return connection

    async def _async_soft_close(self) -> None:
        """Closed already."""

    def close(self) -> None:
        self._rows.clear()


def _begun(connection: sqlite3.Connection) -> Found:
    """Begin once the write lock is free, waiting for it as long as the connection waits for any lock."""
    (patience,) = connection.execute("PRAGMA busy_timeout").fetchone()
    given_up = time.monotonic() + patience / 1000
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        while True:
            try:
                return _executed(connection, BEGIN, ())
            except sqlite3.OperationalError as error:
                busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
                if not busy or time.monotonic() >= given_up:
                    raise
            time.sleep(LOOK_EVERY)
    finally:
        connection.execute(f"PRAGMA busy_timeout = {patience}")


def _executed(connection: sqlite3.Connection, operation: str, parameters: Any) -> Found:
    return _fetched(connection.execute(operation, parameters))


def _executed_for_each(connection: sqlite3.Connection, operation: str, rows: Any) -> Found:
    return _fetched(connection.executemany(operation, rows))


def _fetched(cursor: sqlite3.Cursor) -> Found:
    rows = cursor.fetchall() if cursor.description else ()
    cursor.close()  # what it says of itself can be read afterwards
    return cursor, rows


class _Connection(AsyncAdapt_aiosqlite_connection):
    __slots__ = ()

    _cursor_cls: type[AsyncAdapt_aiosqlite_cursor] = _Cursor


class _Driver(AsyncAdapt_aiosqlite_dbapi):
    def connect(self, *arg: Any, **kw: Any) -> AsyncAdapt_aiosqlite_connection:
        return _Connection(self, super().connect(*arg, **kw)._connection)


DRIVER = _Driver(aiosqlite, sqlite3)
