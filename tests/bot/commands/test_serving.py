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


@pytest.fixture
async def token(records: str, library: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[str]:
    """The token of a bot whose server is running, and set."""
    world = World(now=lambda: datetime.now(UTC))
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
