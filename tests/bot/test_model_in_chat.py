"""A model in the running assistant: nothing is locked while it thinks, and what it took is on record."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import select

from bot.bootstrap import assistant
from bot.clock import SandboxClock
from bot.demo import sandbox_settings
from bot.sandbox.running import RunningServer
from bot.sandbox.world import World
from cases.database import Sessions
from cases.tables.conversations import Exchange
from tests.bot.conftest import ZHANG, until
from tests.retrieval import model_server as server

LOADING = 60  # seconds: the first question loads LangChain, on a machine that may be busy
QUESTION = "施工许可证几天能批下来？"
HONEST = ("施工许可证的法定时限是 7 个工作日，自收到申请之日起计算。", ["P1"])


@asynccontextmanager
async def talking_to(
    model_url: str,
    *,
    directory: Path,
    database_url: str,
    world: World,
    clock: SandboxClock,
    url: str,
) -> AsyncIterator[None]:
    """The assistant with a model, running against the local Bot API."""
    settings = sandbox_settings(directory, world).model_copy(
        update={
            "database_url": database_url,
            "telegram_base_url": f"{url}/bot",
            "telegram_file_url": f"{url}/file/bot",
            "llm_base_url": model_url,
            "llm_model": "sample-model",
        }
    )
    async with assistant(settings, clock) as built:
        running = asyncio.create_task(built.run(("intake", "relay")))
        try:
            yield
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


def somebody_is_in_a_transaction(url: str) -> bool:
    """Whether any connection to the database stands in the middle of one."""
    if url.startswith("sqlite"):
        # Another part of the assistant may write for a moment; who waits for the model writes on.
        with sqlite3.connect(url.removeprefix("sqlite:///"), timeout=3) as connection:
            try:
                connection.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError:
                return True
            connection.rollback()
        return False
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT pg_sleep(0.6)")
        row = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND state LIKE 'idle in transaction%' "
            "AND state_change < clock_timestamp() - interval '0.5 s'"
        ).fetchone()
    return bool(row and row[0])


async def test_no_transaction_is_open_while_a_model_thinks_and_its_use_is_recorded(  # noqa: PLR0917 — fixtures
    sessions: Sessions,
    database_url: str,
    indexed_directory: Path,
    world: World,
    clock: SandboxClock,
    api: RunningServer,
):
    seen: list[bool] = []

    def looking(reply: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], Any]:
        def answer(body: dict[str, Any]) -> Any:
            seen.append(somebody_is_in_a_transaction(database_url))
            return reply(body)

        return answer

    with server.serving(looking(server.says(HONEST))) as model:
        async with talking_to(
            model.base_url,
            directory=indexed_directory,
            database_url=database_url,
            world=world,
            clock=clock,
            url=api.url,
        ):
            world.say(ZHANG, QUESTION)

            async def answered() -> Exchange | None:
                async with sessions.begin() as session:
                    return await session.scalar(select(Exchange))

            exchange = await until(answered, patience=LOADING)

    assert seen == [False]
    assert exchange.answer.startswith(HONEST[0])
    assert exchange.model_use["model"] == "sample-model"
    assert exchange.model_use["outcome"] == "used"
    assert (exchange.model_use["input_tokens"], exchange.model_use["output_tokens"]) == (1, 1)
    assert (exchange.item, exchange.slot) == ("construction-permit", "时限")
    assert exchange.retrieved[0]["name"] == "建筑工程施工许可证核发#时限"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_dead_model_keeps_nobody_from_an_answer(  # noqa: PLR0917 — fixtures
    sessions: Sessions,
    database_url: str,
    indexed_directory: Path,
    world: World,
    clock: SandboxClock,
    api: RunningServer,
):
    async with talking_to(
        "http://127.0.0.1:9/v1",
        directory=indexed_directory,
        database_url=database_url,
        world=world,
        clock=clock,
        url=api.url,
    ):
        world.say(ZHANG, QUESTION)

        async def read() -> str | None:
            return next((m.text for m in world.transcript(ZHANG) if "第八条" in m.text), None)

        await until(read, patience=LOADING)

    async with sessions.begin() as session:
        exchange = (await session.scalars(select(Exchange))).one()
    assert exchange.model_use["trouble"] == "unreachable"
