"""Opening the database: engines that behave the same on SQLite and PostgreSQL, and migrations."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, NullPool, event
from sqlalchemy import create_engine as create_blocking_engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

from cases import sqlite_driver
from cases.errors import SchemaUnknown

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_TIMEOUT = 15.0  # seconds a writer waits for another process before "database is locked"
STANDSTILL = 30.0  # seconds a process may stand still in a transaction on PostgreSQL

# What the edge may name, so that it need not import the database library itself.
Session = AsyncSession
Sessions = async_sessionmaker[AsyncSession]
DatabaseTrouble = SQLAlchemyError


def async_url(url: str) -> str:
    """Return *url* with the asynchronous driver we ship for its database."""
    drivers = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg"}
    parsed = make_url(url)
    plain = parsed.get_backend_name()
    return parsed.set(drivername=drivers.get(plain, parsed.drivername)).render_as_string(
        hide_password=False
    )


def blocking_url(url: str) -> str:
    """Return *url* with the blocking driver of its database: migrations run outside of any loop."""
    drivers = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg"}
    parsed = make_url(url)
    return parsed.set(
        drivername=drivers.get(parsed.get_backend_name(), parsed.drivername)
    ).render_as_string(hide_password=False)


def shown(url: str) -> str:
    """Return *url* fit for a message or a log: without its password."""
    return make_url(url).render_as_string(hide_password=True)


def create_engine(url: str) -> AsyncEngine:
    """
    Return an engine for *url* (``sqlite:///…`` or ``postgresql://…``).

    Its errors name the statement and never the values: those are people and their questions. On
    PostgreSQL a process that stands still in a transaction (frozen, or cut off) loses it after
    ``STANDSTILL``, so that what it holds does not hold up everybody.
    """
    if make_url(url).get_backend_name() != "sqlite":
        engine = create_async_engine(async_url(url), pool_pre_ping=True, hide_parameters=True)
        event.listen(engine.sync_engine, "connect", _prepare_postgresql)
        return engine
    engine = create_async_engine(
        async_url(url),
        connect_args={"timeout": BUSY_TIMEOUT},
        hide_parameters=True,
        module=sqlite_driver.DRIVER,
    )
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_immediate)
    return engine


def create_sessions(engine: AsyncEngine) -> Sessions:
    """Return the factory of sessions; ``async with sessions.begin() as session`` is one transaction."""
    return async_sessionmaker(engine, expire_on_commit=False)


def upgrade(url: str) -> None:
    """
    Bring the schema at *url* to the newest migration; does nothing when it is there already.

    Raises:
        SchemaUnknown: It is at a migration that this program does not have.
    """
    try:
        command.upgrade(migration_config(url), "head")
    except CommandError as error:
        raise SchemaUnknown(shown(url)) from error


@dataclass(frozen=True)
class Schema:
    """Which migration a database is at, and which one this program needs."""

    current: str | None
    newest: str | None


def look(url: str) -> Schema:
    """Return the state of the schema at *url*, after making sure that it can be written to."""
    newest = ScriptDirectory.from_config(migration_config(url)).get_current_head()
    engine = create_blocking_engine(blocking_url(url), poolclass=NullPool)
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        current = MigrationContext.configure(connection).get_current_revision()
        connection.rollback()
    return Schema(current, newest)


def file_of(url: str) -> Path | None:
    """Return the file that a SQLite database at *url* is kept in."""
    parsed = make_url(url)
    is_file = parsed.get_backend_name() == "sqlite" and parsed.database not in {
        None,
        "",
        ":memory:",
    }
    return Path(parsed.database or "") if is_file else None


def migration_config(url: str) -> Config:
    """Return Alembic's configuration for *url*, independent of the working directory."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = url
    return config


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver must not open transactions by itself: _begin_immediate does.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL", "cache_size=-65536"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _prepare_postgresql(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute(f"SET idle_in_transaction_session_timeout = '{STANDSTILL * 1000:.0f}ms'")
    cursor.close()
    connection.commit()  # or the setting would go with the transaction it opened


def _begin_immediate(connection: Connection) -> None:
    # A transaction that starts as a reader and then writes can fail half-way on SQLite; take the
    # write lock at once instead, and wait for it.
    connection.exec_driver_sql(sqlite_driver.BEGIN)
