"""The HTTP interface on a real port, in front of a real database and a real index."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from pydantic import SecretStr

from bot.bootstrap import build_application
from bot.clock import SandboxClock
from bot.intake import Intake
from bot.messenger import TelegramMessenger
from bot.relay import Relay
from bot.rendering.messages import render
from bot.services import Services
from bot.serving_index import ServingIndex
from bot.settings import read_settings
from bot.web.app import create_app
from bot.web.serving import serving
from cases.database import Sessions
from cases.tokens import create_token
from knowledge.index import KnowledgeIndex
from knowledge.library import Library
from knowledge.static_embeddings import shipped
from knowledge.synchronise import synchronise
from tests.cases.record_builders import CALENDAR, CODE, NOON, REF, some_items
from tests.knowledge.corpus_builders import write_law

SECRET = "the-webhook-secret"
ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeIndex:
    """A small index; the interface only asks whether there is one."""
    directory = tmp_path_factory.mktemp("knowledge")
    write_law(directory / "documents", "桥梁管理条例", "建造桥梁的，应当申请桥梁许可证。")
    model = shipped()
    synchronise(Library(directory, shipped=None), directory, model)
    return KnowledgeIndex.open(directory, model)


@pytest.fixture
def services(sessions: Sessions, index: KnowledgeIndex, tmp_path: Path) -> Services:
    """The parts of a bot whose clock stands still at noon of a Friday."""
    settings = read_settings(
        _env_file=None,
        data_dir=tmp_path,
        telegram_token=SecretStr("123456:a-token-that-nobody-is-asked-about"),
        webhook_secret=SecretStr(SECRET),
        quiet_hours=None,
    )
    clock = SandboxClock(ZONE, start=NOON, real=lambda: NOON)
    messenger = TelegramMessenger(build_application(settings).bot)
    return Services(
        settings=settings,
        sessions=sessions,
        clock=clock,
        calendar=CALENDAR,
        serving=ServingIndex(index, lambda: index),
        model=None,
        messenger=messenger,
        relay=Relay(sessions, {"telegram": messenger}, render, clock),
        bot_username="bangban_bot",
        quiet_hours=None,
    )


@pytest.fixture
def intake(services: Services) -> Intake:
    return Intake(services.sessions, build_application(services.settings), services.clock)


@dataclass(frozen=True)
class Web:
    """A running interface and two clients: a program with a token, and a stranger."""

    services: Services
    api: httpx.AsyncClient
    stranger: httpx.AsyncClient

    async def post_facts(self, *facts: dict[str, Any], key: str | None = None) -> httpx.Response:
        headers = {"Idempotency-Key": key} if key is not None else {}
        return await self.api.post("/api/v1/facts", json={"facts": list(facts)}, headers=headers)


@pytest.fixture
async def web(services: Services, intake: Intake) -> AsyncIterator[Web]:
    async with services.sessions.begin() as session:
        await some_items(session)
        token = await create_token(session, "住建平台", at=NOON)
    app = create_app(services, intake)
    async with (
        serving(app, host="127.0.0.1", port=0) as server,
        httpx.AsyncClient(
            base_url=server.url,
            headers={"Authorization": f"Bearer {token}"},
            trust_env=False,
            timeout=60,
        ) as api,
        httpx.AsyncClient(base_url=server.url, trust_env=False) as stranger,
    ):
        yield Web(services, api, stranger)


def a_fact(**changes: Any) -> dict[str, Any]:
    """One fact as JSON; ``None`` takes a field away."""
    values = {
        "ref": REF,
        "project_code": CODE,
        "item": "施工许可证",
        "state": "已受理",
        "effective_on": "2026-02-11",
        "note": "",
    }
    return {name: value for name, value in (values | changes).items() if value is not None}


def a_new_project(**changes: Any) -> dict[str, Any]:
    values = {
        "name": "未来云谷项目",
        "organization": "济南示例建设有限公司",
        "uscc": "91370103MA0000001B",
        "key_level": "市级",
        "investment": "120000.5",
    }
    return values | changes
