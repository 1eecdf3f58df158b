"""
Tables that only grow: the database itself refuses to change or remove their rows.

``statements`` is what a migration executes; ``create_all`` gets the same through events.
"""

from collections.abc import Iterator

from sqlalchemy import DDL, Table, event

from cases.tables.audit import AuditEntry
from cases.tables.base import Base
from cases.tables.calendars import CalendarAdoption, CalendarVersion
from cases.tables.facts import DateChange, Fact
from cases.tables.notices import NoticeApproval, NoticeRecipient
from cases.tables.processes import ProcessTemplateRow
from cases.tables.reminders import RungFire

APPEND_ONLY: tuple[type[Base], ...] = (
    Fact,
    DateChange,
    AuditEntry,
    ProcessTemplateRow,
    CalendarVersion,
    CalendarAdoption,
    RungFire,
    NoticeApproval,
    NoticeRecipient,
)
DIALECTS = ("sqlite", "postgresql")

POSTGRESQL_REFUSAL = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '%', TG_TABLE_NAME || ' is append-only' USING ERRCODE = 'restrict_violation';
END $$
"""


def statements(table: str, dialect: str) -> Iterator[str]:
    """Yield the SQL that makes *table* append-only on *dialect*."""
    if dialect == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            yield (
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    yield POSTGRESQL_REFUSAL
    yield (
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    yield (
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def _guard(table: Table) -> None:
    for dialect in DIALECTS:
        for statement in statements(table.name, dialect):
            # DDL() formats its text with %, so a literal one is doubled.
            ddl = DDL(statement.replace("%", "%%"))  # type: ignore[no-untyped-call]
            event.listen(table, "after_create", ddl.execute_if(dialect=dialect))


for guarded in APPEND_ONLY:
    _guard(guarded.metadata.tables[guarded.__tablename__])
