"""/healthz, /readyz and /metrics: what an operator's tools ask."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from bot.services import Services
from bot.serving_index import ServingIndex
from bot.web.app import create_app
from bot.web.serving import serving
from cases import inbox
from cases.database import create_engine, create_sessions
from cases.outbox import MessageClass, owe
from knowledge.index import KnowledgeIndex
from knowledge.library import Library
from knowledge.static_embeddings import shipped
from knowledge.synchronise import synchronise
from tests.bot.web.conftest import Web
from tests.cases.record_builders import CODE, NOON, a_bound_chat, a_running_project


@asynccontextmanager
async def served(services: Services) -> AsyncIterator[httpx.AsyncClient]:
    async with (
        serving(create_app(services, None), host="127.0.0.1", port=0) as server,
        httpx.AsyncClient(base_url=server.url, trust_env=False) as client,
    ):
        yield client


@pytest.fixture
async def broken(services: Services, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A running interface whose database has no table of ours."""
    engine = create_engine(f"sqlite:///{tmp_path / 'empty.db'}")
    async with served(replace(services, sessions=create_sessions(engine))) as client:
        yield client
    await engine.dispose()


async def metrics(web: Web) -> dict[str, float]:
    answer = await web.stranger.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


class TestHealth:
    async def test_a_running_process_is_alive_and_ready(self, web: Web):
        """Nobody needs a token for that."""
        alive, ready = await web.stranger.get("/healthz"), await web.stranger.get("/readyz")

        assert (alive.status_code, ready.status_code) == (200, 200)
        assert ready.json() == {"status": "ok", "database": "ok", "index": "ok"}

    async def test_without_its_database_a_process_is_alive_but_not_ready(self, broken):
        """So it gets no requests, and is not killed for what it cannot help."""
        alive, ready = await broken.get("/healthz"), await broken.get("/readyz")

        assert (alive.status_code, ready.status_code) == (200, 503)
        assert ready.json()["where"] == "database"

    async def test_without_a_corpus_a_process_is_not_ready(self, services, tmp_path):
        """An empty index answers nothing; the line says what to run."""
        directory = tmp_path / "knowledge"
        synchronise(Library(directory, shipped=None), directory, shipped())
        empty = KnowledgeIndex.open(directory, shipped())
        async with served(replace(services, serving=ServingIndex(empty, lambda: empty))) as client:
            ready = await client.get("/readyz")

        assert ready.status_code == 503
        assert ready.json()["where"] == "index"
        assert "bangban knowledge sync" in ready.json()["error"]


class TestWithoutDatabase:
    async def test_the_api_says_so_and_shows_nothing_of_its_inside(self, broken):
        """503 with one line; no SQL, no trace, not even for the check of the token."""
        for method, path in (("POST", "/api/v1/facts"), ("GET", f"/api/v1/projects/{CODE}")):
            answer = await broken.request(method, path, headers={"Authorization": "Bearer bb_x"})

            assert answer.status_code == 503
            assert answer.json()["where"] == "database"
            assert "SELECT" not in answer.text
            assert "Traceback" not in answer.text

    async def test_the_metrics_say_so_too(self, broken):
        """A scrape that fails is seen; zeros would not be."""
        assert (await broken.get("/metrics")).status_code == 503


class TestMetrics:
    async def test_nothing_waits_at_first(self, web: Web):
        """Every state is named from the start, so that a graph has no holes."""
        found = await metrics(web)

        assert set(found.values()) == {0.0}
        assert 'bangban_outbox_deliveries{state="unknown"}' in found
        assert 'bangban_inbox_updates{state="failed"}' in found

    async def test_what_waits_is_counted_and_timed(self, web: Web):
        """A message held back until later is counted, but its wait has not begun."""
        await a_running_project(web.services.sessions)
        async with web.services.sessions.begin() as session:
            chat = await a_bound_chat(session)
            for name, begins in (("now", -90), ("later", 3600)):
                await owe(
                    session,
                    dedupe_key=name,
                    message_class=MessageClass.BROADCAST,
                    kind="text",
                    payload={"html": "王敏"},
                    chats=[chat],
                    at=NOON,
                    not_before=NOON + timedelta(seconds=begins),
                )
            await inbox.receive(session, 7, {"update_id": 7}, NOON - timedelta(seconds=30))

        found = await metrics(web)

        assert found['bangban_outbox_deliveries{state="pending"}'] == 2
        assert found["bangban_outbox_oldest_pending_seconds"] == 90
        assert found['bangban_inbox_updates{state="received"}'] == 1
        assert found["bangban_inbox_oldest_waiting_seconds"] == 30

    async def test_they_say_nothing_about_anybody(self, web: Web):
        """Neither names, nor texts, nor codes: anybody on the network may read them."""
        await a_running_project(web.services.sessions)
        async with web.services.sessions.begin() as session:
            await a_bound_chat(session, address="424242")

        text = (await web.stranger.get("/metrics")).text

        assert not any(said in text for said in ("王敏", "424242", CODE))
        assert text.isascii()


class TestErrors:
    @pytest.mark.parametrize(
        "method, path, status", [("GET", "/", 404), ("GET", "/docs", 404), ("PUT", "/healthz", 405)]
    )
    async def test_what_is_not_there_is_one_line(self, web: Web, method, path, status):
        """In our form, in Chinese; no page of the framework."""
        answer = await web.stranger.request(method, path)

        assert answer.status_code == status
        assert "/api/openapi.json" in answer.json()["error"]

    async def test_our_own_mistake_is_one_line_too(self, services: Services, caplog):
        """500 without what went wrong; that is in the log."""

        class Mistaken:
            def now(self):
                return self

            def documents(self):
                raise ZeroDivisionError("the inside")

        async with served(replace(services, serving=Mistaken())) as client:
            answer = await client.get("/readyz")

        assert answer.status_code == 500
        assert set(answer.json()) == {"error", "where"}
        assert "the inside" not in answer.text
        assert "the inside" in caplog.text
