"""Alembic's entry point; ``cases.database`` hands it the URL."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import JSON, Connection, create_engine, pool

import cases.tables  # noqa: F401 — every table registers itself
from cases.database import blocking_url
from cases.tables.base import Base, UtcDateTime


def render(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """A migration names no type of ours: it must mean the same when ours has changed."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, JSON):
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return False


def run(connection: Connection) -> None:
    """Run the migrations on *connection* in one transaction."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        compare_type=True,
        render_item=render,
        # SQLite cannot alter a table in place; Alembic then copies it.
        render_as_batch=context.config.attributes.get("batch", True),
    )
    with context.begin_transaction():
        context.run_migrations()


def main() -> None:
    """Connect and migrate."""
    url = context.config.attributes["url"]
    engine = create_engine(blocking_url(url), poolclass=pool.NullPool)
    with engine.connect() as connection:
        run(connection)
    engine.dispose()


main()
