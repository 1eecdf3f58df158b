"""``bangban serve`` as a real process, against a local Bot API server."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.sandbox.running import serve
from bot.sandbox.server import create_app
from bot.sandbox.world import World
from tests.bot.commands.conftest import Run
from tests.bot.commands.test_cases import a_file, a_row
from tests.bot.conftest import until


@pytest.fixture
def world() -> World:
    return World(now=lambda: datetime.now(UTC))


@pytest.fixture
async def token(
    records: str, library: Path, world: World, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[str]:
    """The token of a bot whose server is running, and set."""
    server = await serve(create_app(world), port=0)
    monkeypatch.setenv("BANGBAN_TELEGRAM_BASE_URL", f"{server.url}/bot")
    monkeypatch.setenv("BANGBAN_TELEGRAM_FILE_URL", f"{server.url}/file/bot")
    monkeypatch.setenv("BANGBAN_TELEGRAM_TOKEN", world.token)
    monkeypatch.setenv("BANGBAN_WEB_PORT", "0")
    yield world.token
    await server.stop()


class TestServing:
    @pytest.mark.parametrize(
        ("arguments", "parts"),
        [((), "intake、relay、web"), (("--only", "relay"), "relay")],
    )
    async def test_it_runs_its_parts_until_it_is_told_to_stop(
        self, token: str, arguments: tuple[str, ...], parts: str
    ):
        """SIGTERM ends it cleanly: exit 0, no traceback, and the token was never said."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            "serve",
            *arguments,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        assert process.stderr is not None
        said = b""
        while line := await process.stderr.readline():
            said += line
            if "帮办已启动" in line.decode():
                process.send_signal(signal.SIGTERM)
        out = await process.stdout.read() if process.stdout else b""
        text = (out + said).decode()

        assert await process.wait() == 0, text
        assert f"帮办已启动：{parts}" in text
        assert text.rstrip().endswith("帮办已停止")
        assert "Traceback" not in text
        assert token not in text


class TestReminding:
    async def test_serving_reminds_of_what_is_overdue(
        self, token: str, world: World, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        """From the public commands alone: a fact is imported, ``serve`` runs, the steward reads it."""
        steward = 3001
        world.add_person(steward, "张三")
        world.press_start(steward)
        await asyncio.to_thread(
            run, "staff", "add", "张三", "--role", "steward", "--telegram", steward
        )
        file = a_file(tmp_path / "a.csv", a_row(on="2026-01-05"))
        await asyncio.to_thread(run, "cases", "import", file, "--quiet-before", "2026-06-01")
        monkeypatch.setenv("BANGBAN_REMINDER_HOURS", "00:00-23:59:59.999999")
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            "serve",
            "--only",
            "relay",
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )

        assert process.stderr is not None
        while "帮办已启动" not in (await process.stderr.readline()).decode():
            assert process.returncode is None

        async def _read() -> list[str]:
            said = [m.text for m in world.transcript(steward) if m.from_bot]
            return [text for text in said if "期限提醒" in text]

        said = await until(_read)
        process.send_signal(signal.SIGTERM)
        await process.communicate()

        assert process.returncode == 0
        assert len(said) == 1
        assert "BJ-1" in said[0]
        assert "已超期" in said[0]
