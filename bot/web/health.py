"""Is the process alive, and can it do its work?"""

import asyncio
import logging

from fastapi import APIRouter

from bot.services import Services
from bot.texts import web as texts
from bot.web.errors import Problem
from cases import outbox
from cases.database import DatabaseTrouble

PATIENCE = 5.0  # seconds for the database to answer

log = logging.getLogger(__name__)


def health_routes(services: Services) -> APIRouter:
    """Return ``/healthz`` (the process answers) and ``/readyz`` (database and index are there)."""
    router = APIRouter(tags=["运行"])

    @router.get("/healthz", summary="进程在运行")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @router.get("/readyz", summary="数据库与知识库索引可用")
    async def readyz() -> dict[str, str]:
        await _check_database(services)
        if not services.index.documents():
            raise Problem(503, texts.NO_INDEX, "index")
        return {"status": "ok", "database": "ok", "index": "ok"}

    return router


async def _check_database(services: Services) -> None:
    try:
        async with asyncio.timeout(PATIENCE), services.sessions.begin() as session:
            await outbox.stops_in_force(
                session
            )  # a small table of our own: the schema is there too
    except (DatabaseTrouble, OSError, TimeoutError) as error:
        log.warning("web.not_ready", extra={"error": type(error).__name__})
        raise Problem(503, texts.NO_DATABASE, "database") from error
