"""The migrations and the tables say the same, on both databases."""

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text

from cases.database import blocking_url, migration_config, upgrade
from cases.tables.base import Base
from cases.tables.guards import APPEND_ONLY


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def migrated(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database that was made by the migrations alone."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'migrated.db'}"
    else:
        url = request.getfixturevalue("empty_postgres")
    upgrade(url)
    return url


def test_the_migrations_make_exactly_the_tables(migrated: str):
    """Nothing is left for autogenerate to find."""
    engine = create_engine(blocking_url(migrated))
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)
    engine.dispose()

    assert differences == []


def test_every_check_constraint_is_in_the_migrations(migrated: str):
    """Autogenerate does not compare these, and a status without one can be misspelt."""
    engine = create_engine(blocking_url(migrated))
    found = {
        (table.name, check["name"])
        for table in Base.metadata.sorted_tables
        for check in inspect(engine).get_check_constraints(table.name)
    }
    engine.dispose()
    expected = {
        (table.name, str(constraint.name))
        for table in Base.metadata.sorted_tables
        for constraint in table.constraints
        if constraint.__visit_name__ == "check_constraint"
    }

    assert expected <= found


def test_append_only_tables_are_guarded_by_the_migrations_too(migrated: str):
    """The triggers are there, not only in what the tests create."""
    engine = create_engine(blocking_url(migrated))
    query = {
        "sqlite": "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal",
    }[engine.dialect.name]
    with engine.connect() as connection:
        guarded = set(connection.scalars(text(query)))
    engine.dispose()

    assert guarded == {table.__tablename__ for table in APPEND_ONLY}


def test_there_is_one_head():
    scripts = ScriptDirectory.from_config(migration_config("sqlite://"))

    assert len(scripts.get_heads()) == 1


def test_migrating_down_and_up_again_works(migrated: str):
    config = migration_config(migrated)

    command.downgrade(config, "base")
    command.upgrade(config, "head")
