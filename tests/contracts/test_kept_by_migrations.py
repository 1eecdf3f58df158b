"""What people wrote before an upgrade is there after it, and after a way back."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from alembic import command
from sqlalchemy import Connection, Engine, MetaData, create_engine, insert, select

from cases.database import blocking_url, migration_config
from cases.digests import digest_of

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
WORDS = "能否提前开工？"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'migrated.db'}"
    url: str = request.getfixturevalue("empty_postgres")
    return url


def _an_id(engine: Engine) -> UUID | str:
    return uuid4() if engine.dialect.name == "postgresql" else uuid4().hex


def _ask(engine: Engine, connection: Connection) -> None:
    """Put a registration with a question on record, as version 0010 keeps it."""
    tables = MetaData()
    tables.reflect(connection)
    person, chat, salon = (_an_id(engine) for _ in range(3))
    rows: dict[str, dict[str, Any]] = {
        "persons": {"id": person, "name": "王敏", "role": "enterprise", "active": True},
        "chats": {
            "id": chat,
            "channel": "telegram",
            "address": "1",
            "person_id": person,
            "status": "active",
            "status_at": NOON,
        },
        "salons": {
            "id": salon,
            **dict.fromkeys(("title", "place", "contact", "agenda"), "x"),
            **dict.fromkeys(("starts_at", "ends_at", "deadline"), NOON),
            "capacity": 1,
            "taken": 1,
            "state": "open",
        },
        "registrations": {
            "id": _an_id(engine),
            "salon_id": salon,
            "person_id": person,
            "chat_id": chat,
            "state": "registered",
            "registered_at": NOON,
            "changed_at": NOON,
            "question": WORDS,
        },
    }
    for name, row in rows.items():
        dated = {"created_at": NOON} if "created_at" in tables.tables[name].c else {}
        connection.execute(insert(tables.tables[name]).values(row | dated))


def _recall(engine: Engine, connection: Connection) -> None:
    """Put a recall that a second person approved on record, as version 0010 keeps it."""
    tables = MetaData()
    tables.reflect(connection)
    author, second, notice = (_an_id(engine) for _ in range(3))
    rows: list[tuple[str, dict[str, Any]]] = [
        (
            "persons",
            {"id": who, "name": "主任", "role": "manager", "active": True, "created_at": NOON},
        )
        for who in (author, second)
    ]
    rows.append(
        (
            "notices",
            {
                "id": notice,
                "number": "2026-0001",
                "state": "cancelled",
                "version": 1,
                "created_by": author,
                "created_at": NOON,
                "updated_at": NOON,
            },
        )
    )
    rows.append(
        (
            "notice_recalls",
            {
                "id": _an_id(engine),
                "notice_id": notice,
                "words": WORDS,
                "requested_by": author,
                "requested_at": NOON,
                "approved_by": second,
                "approved_at": NOON,
            },
        )
    )
    for name, row in rows:
        connection.execute(insert(tables.tables[name]).values(row))


def _read(engine: Engine, table: str) -> Any:
    tables = MetaData()
    with engine.connect() as connection:
        tables.reflect(connection, only=[table])
        return connection.execute(select(tables.tables[table])).one()


def test_a_question_before_a_salon_outlives_its_column(empty_url: str):
    config = migration_config(empty_url)
    command.upgrade(config, "0010")
    engine = create_engine(blocking_url(empty_url))
    with engine.begin() as connection:
        _ask(engine, connection)

    command.upgrade(config, "head")
    kept = _read(engine, "salon_questions")
    command.downgrade(config, "0010")
    back = _read(engine, "registrations")
    engine.dispose()

    assert (kept.question, kept.answer, kept.department) == (WORDS, None, None)
    assert back.question == WORDS


def test_a_recall_approved_before_stays_approved(empty_url: str):
    """What is left of its messages goes on being changed to those words."""
    config = migration_config(empty_url)
    command.upgrade(config, "0010")
    engine = create_engine(blocking_url(empty_url))
    with engine.begin() as connection:
        _recall(engine, connection)

    command.upgrade(config, "head")
    kept = _read(engine, "notice_recalls")
    engine.dispose()

    assert kept.approved_digest == digest_of({"words": WORDS, "attachment": None})
