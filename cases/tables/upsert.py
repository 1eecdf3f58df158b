"""An INSERT that can say what to do when the row is already there, on either database."""

from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from cases.tables.base import Base


def insert(session: AsyncSession, table: type[Base] | Table) -> sqlite.Insert | postgresql.Insert:
    """Return the INSERT of the session's database, with ``on_conflict_do_nothing`` and ``…_update``."""
    target: Any = table
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(target)
    return postgresql.insert(target)
