"""A desk for every test: the real command line on a data directory of its own."""

import json
import logging
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from bot.cli import main
from bot.knowledge_base import synchronise_index
from bot.settings import Settings, read_settings
from cases.database import blocking_url, upgrade

ROOT = Path(__file__).parents[3]
TOKEN = "123456789:AAF-thisIsAGoodTokenForTheTestsOnly00"


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    status: int
    out: str
    err: str

    @property
    def value(self) -> Any:
        """The one JSON value on standard output."""
        return json.loads(self.out)

    @property
    def complaint(self) -> str:
        """The one line on standard error."""
        (line,) = self.err.splitlines()
        return line


Run = Callable[..., Ran]


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the schema of the migrations."""
    path = tmp_path_factory.mktemp("migrated") / "bangban.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory whose index holds the shipped corpus."""
    directory = tmp_path_factory.mktemp("indexed")
    synchronise_index(read_settings(_env_file=None, data_dir=directory, database_url=""))
    return directory


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data directory that the commands of this test use; empty, and nothing else is set."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"BANGBAN_{name.upper()}", raising=False)
    directory = tmp_path / "var"
    monkeypatch.setenv("BANGBAN_DATA_DIR", str(directory))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))  # for the processes that a test starts
    monkeypatch.chdir(tmp_path)
    return directory


@pytest.fixture
def records(data_dir: Path, migrated: Path) -> str:
    """The URL of an empty database in the data directory."""
    data_dir.mkdir()
    shutil.copy(migrated, data_dir / "bangban.db")
    return f"sqlite:///{data_dir / 'bangban.db'}"


@pytest.fixture
def library(data_dir: Path, indexed: Path) -> Path:
    """The knowledge directory, its index built."""
    shutil.copytree(indexed / "knowledge", data_dir / "knowledge")
    return data_dir / "knowledge"


@pytest.fixture
def on_postgresql(
    data_dir: Path, postgres_server: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """The URL of an empty PostgreSQL database that the commands of this test use."""
    name = f"c_{uuid4().hex}"
    engine = create_engine(blocking_url(postgres_server), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    url = make_url(postgres_server).set(database=name).render_as_string(hide_password=False)
    monkeypatch.setenv("BANGBAN_DATABASE_URL", url)
    yield url
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


@pytest.fixture
def run(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """Run a command as the console script does."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level

    def _run(*arguments: object) -> Ran:
        capsys.readouterr()
        status = main([str(argument) for argument in arguments])
        return Ran(status, *capsys.readouterr())

    yield _run
    root.handlers[:], root.level = handlers, level  # a command sets up logging for its process


class _BotApi(BaseHTTPRequestHandler):
    """As much of the Bot API as a program needs that asks who it is."""

    def do_POST(self) -> None:
        known = self.path == f"/bot{TOKEN}/getMe"
        me = {"id": 1, "is_bot": True, "first_name": "帮办", "username": "bangban_test_bot"}
        body = (
            {"ok": True, "result": me}
            if known
            else {"ok": False, "error_code": 401, "description": "Unauthorized"}
        )
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        content = json.dumps(body).encode()
        self.send_response(200 if known else 401)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Stay quiet."""


@pytest.fixture
def bot_api(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a Bot API that knows one token, which is set."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _BotApi)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}/bot"
    monkeypatch.setenv("BANGBAN_TELEGRAM_BASE_URL", address)
    monkeypatch.setenv("BANGBAN_TELEGRAM_TOKEN", TOKEN)
    yield address
    server.shutdown()
    server.server_close()
    thread.join()
