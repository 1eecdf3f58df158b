"""A sandbox as the page's tests need it: a world with five people, its server, and the bot's hands."""

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import httpx
from fastapi import FastAPI
from PIL import Image

from bot.clock import SandboxClock
from bot.sandbox.control import Pane, Persona, control_routes
from bot.sandbox.page_files import page_routes
from bot.sandbox.server import create_app, serve
from bot.sandbox.world import World

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 9:00 in Jinan
CHEN, LIU, ZHOU, SUN, WANG = 11, 12, 21, 31, 32
PERSONAS = (
    Persona(
        CHEN,
        "陈建国",
        "英雄山置业 · 经办人",
        Pane.ENTERPRISE,
        ("施工许可证几天能批下来？", "/status"),
    ),
    Persona(LIU, "刘敏", "泉城智造 · 法人", Pane.ENTERPRISE),
    Persona(ZHOU, "周帮办", "项目管家", Pane.STEWARD),
    Persona(SUN, "孙科长", "拟稿", Pane.MANAGER),
    Persona(WANG, "王局长", "审批", Pane.MANAGER),
)


@dataclass
class Desk:
    """One sandbox. *send* is the bot's hand: any method of the Bot API, over HTTP."""

    world: World
    clock: SandboxClock
    app: FastAPI
    client: httpx.AsyncClient

    async def send(self, method: str, *, files: Any = None, **values: Any) -> Any:
        url = f"/bot{self.world.token}/{method}"
        body = {"data": values, "files": files} if files else {"json": values}
        answer = (await self.client.post(url, **body)).json()
        assert answer["ok"], answer
        return answer["result"]

    async def post(self, action: str, **body: Any) -> httpx.Response:
        return await self.client.post(f"/sandbox/api/{action}", json=body)


def a_desk(*, start: datetime = MONDAY, real: datetime = MONDAY) -> Desk:
    """Return a sandbox whose clock stands still unless it is advanced."""
    clock = SandboxClock(ZoneInfo("Asia/Shanghai"), start=start, real=lambda: real)
    world = World(now=clock.now)
    for persona in PERSONAS:
        world.add_person(persona.user_id, persona.name)
    app = create_app(world)
    app.include_router(control_routes(world, clock=clock, personas=PERSONAS))
    app.include_router(page_routes())
    transport = httpx.ASGITransport(app)
    return Desk(
        world, clock, app, httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1")
    )


@asynccontextmanager
async def serving(desk: Desk, *, port: int = 0) -> AsyncIterator[str]:
    """Serve *desk* on a real port and yield its address."""
    server = await serve(desk.app, port=port)
    try:
        yield server.url
    finally:
        await server.stop()


def a_picture(width: int = 640, height: int = 400) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (width, height), "#dce9f8").save(target, "PNG")
    return target.getvalue()
