"""An INSERT that can say what to do when the row is already there, on either database."""

from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from cases.tables.base import Base


def insert(session: AsyncSession, table: type[Base] | Table) -> sqlite.Insert | postgresql.Insert:
    """Return the INSERT of the session's database, with ``on_conflict_do_nothing`` and ``…_update``."""
    return insert_into(session.get_bind().dialect.name, table)


def insert_into(dialect: str, table: type[Base] | Table) -> sqlite.Insert | postgresql.Insert:
    """Return the INSERT of *dialect*, for a statement that is made once."""
    target: Any = table
    return sqlite.insert(target) if dialect == "sqlite" else postgresql.insert(target)
