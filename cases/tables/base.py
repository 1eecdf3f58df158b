"""What every table shares: naming, column types and the database's own clock."""

import enum
from datetime import UTC, date, datetime
from typing import Any, ClassVar
from uuid import UUID, uuid4

from sqlalchemy import JSON, Date, DateTime, Dialect, Enum, MetaData, TypeDecorator, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

NAMING = {  # stable names, so that a migration can drop what an earlier one made
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Goes in aware, is kept in UTC, comes out aware in UTC, on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            msg = f"an instant needs a time zone: {value!r}"
            raise ValueError(msg)
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Json = JSON().with_variant(JSONB(), "postgresql")


class Base(DeclarativeBase):
    """The one metadata of the system of record."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime(),
        date: Date(),
        UUID: Uuid(),
        dict[str, Any]: Json,
        list[Any]: Json,
        enum.StrEnum: Enum(
            enum.StrEnum,
            native_enum=False,
            length=32,
            create_constraint=True,
            values_callable=lambda members: [member.value for member in members],
        ),
    }


class Identified:
    """A random primary key, made before the row is written."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)


class database_now(GenericFunction[datetime]):  # noqa: N801 — reads as the SQL function it is
    """
    The database server's clock, ``database_now(seconds)`` from now.

    Leases are measured on it, so that machines whose clocks disagree still agree on who holds what.
    """

    type = UtcDateTime()
    inherit_cache = True
    name = "database_now"


@compiles(database_now, "sqlite")
def _sqlite_now(element: database_now, compiler: SQLCompiler, **kw: Any) -> str:
    seconds = compiler.process(element.clauses, **kw) or "0"
    # SQLAlchemy reads the fraction as microseconds; SQLite writes milliseconds.
    return f"(strftime('%Y-%m-%d %H:%M:%f', 'now', ({seconds}) || ' seconds') || '000')"


@compiles(database_now, "postgresql")
def _postgresql_now(element: database_now, compiler: SQLCompiler, **kw: Any) -> str:
    seconds = compiler.process(element.clauses, **kw) or "0"
    return f"(clock_timestamp() + make_interval(secs => {seconds}))"
