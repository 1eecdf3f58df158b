"""``bangban demo``: the production process against a local Bot API server, on one page."""

import asyncio
import shutil
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from fastapi import FastAPI
from pydantic import SecretStr

from bot.bootstrap import assistant
from bot.clock import SandboxClock
from bot.errors import NotReady
from bot.knowledge_base import open_index
from bot.records import install_processes, open_records
from bot.sandbox.control import control_routes
from bot.sandbox.page_files import page_routes
from bot.sandbox.running import RunningServer, serve
from bot.sandbox.seed.people import NEWCOMER, personas
from bot.sandbox.seed.planting import plant
from bot.sandbox.server import create_app
from bot.sandbox.world import World
from bot.settings import Settings, read_settings
from knowledge.index import KnowledgeIndex

PORT = 8770
ZONE = ZoneInfo("Asia/Shanghai")
# A working day soon after the Spring Festival of 2026: its make-up days show in the due dates.
START = datetime(2026, 2, 25, 10, 0, tzinfo=ZONE)


@dataclass(frozen=True)
class Demo:
    """A running sandbox with the assistant in it."""

    url: str
    world: World
    clock: SandboxClock
    settings: Settings
    invite: str


@asynccontextmanager
async def demo(directory: Path, *, port: int = 0) -> AsyncIterator[Demo]:
    """
    Start everything; when this opens, the page answers and the bot is polling.

    The chats and the database begin anew each time; the index is kept and brought up to date.

    Raises:
        NotReady: The port is taken, or something else is missing.
    """
    clock = SandboxClock(ZONE, start=START)
    world = World(now=clock.now)
    remove_database(directory)
    settings = sandbox_settings(directory, world)
    index = await asyncio.to_thread(open_index, settings)
    invite = await _plant(settings, clock, index)
    who = personas(invite=invite)
    for persona in who:
        world.add_person(persona.user_id, persona.name)
        if persona.user_id != NEWCOMER:
            world.press_start(persona.user_id)
    app = create_app(world)
    app.include_router(control_routes(world, clock=clock, personas=who))
    app.include_router(page_routes())
    server = await _serve(app, port)
    try:
        base = {
            "telegram_base_url": f"{server.url}/bot",
            "telegram_file_url": f"{server.url}/file/bot",
        }
        settings = settings.model_copy(update=base)
        async with assistant(settings, clock, index) as built:
            running = asyncio.create_task(built.run(("intake", "relay")))
            try:
                yield Demo(server.url, world, clock, settings, invite)
            finally:
                running.cancel()
                await asyncio.gather(running, return_exceptions=True)
    finally:
        await server.stop()


def sandbox_settings(directory: Path, world: World) -> Settings:
    """Return settings that reach nothing outside this machine, whatever the environment says."""
    return read_settings(
        _env_file=None,
        data_dir=directory,
        database_url=f"sqlite:///{(directory / 'bangban.db').resolve()}",
        telegram_token=SecretStr(world.token),
        telegram_proxy="",
        webhook_url="",
        quiet_hours=None,
        llm_base_url="",
        embedding_base_url="",
        embedding_path="",
    )


def remove_database(directory: Path) -> None:
    """Forget the last sandbox's records; its index stays."""
    for path in directory.glob("bangban.db*"):
        path.unlink()
    shutil.rmtree(directory / "uploads", ignore_errors=True)


async def _plant(settings: Settings, clock: SandboxClock, index: KnowledgeIndex) -> str:
    async with open_records(settings) as records:
        await install_processes(records, index.guides(), clock)
        return await plant(records.sessions, at=clock.now(), calendar=records.calendar)


async def _serve(app: FastAPI, port: int) -> RunningServer:
    try:
        return await serve(app, port=port)
    except OSError as error:
        msg = f"端口 {port} 已被占用：请用 bangban demo --port 另选一个"
        raise NotReady(msg) from error


async def run_demo(directory: Path, *, port: int = PORT, open_browser: bool = True) -> None:
    """Run the sandbox until cancelled, and say where its page is."""
    print("正在准备沙盒（首次需要建立索引）……", flush=True)  # noqa: T201 — the terminal is its screen
    async with demo(directory, port=port) as running:
        print(f"帮办沙盒已就绪：{running.url}/sandbox/　（按 Ctrl+C 结束）", flush=True)  # noqa: T201
        if open_browser:
            webbrowser.open(f"{running.url}/sandbox/")
        await asyncio.Event().wait()
