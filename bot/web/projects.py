"""``GET /api/v1/projects/{code}``: where a project stands."""

from typing import Any

from fastapi import APIRouter

from bot.services import Services
from bot.texts import web as texts
from bot.web.access import Client
from bot.web.errors import Problem, status_of
from cases.errors import BadProjectCode, ProjectNotFound, shorten
from cases.permissions import progress_for
from cases.rules.access import Client as Caller


def project_routes(services: Services) -> APIRouter:
    """Return the route that says what ``bangban cases show`` says."""
    router = APIRouter(tags=["项目"])

    @router.get("/projects/{code}", summary="项目进度：阶段、办件、期限、里程碑")
    async def show_project(code: str, _client: Client) -> dict[str, Any]:
        try:
            async with services.sessions.begin() as session:
                progress = await progress_for(
                    session,
                    Caller.PROGRAM,
                    code,
                    today=services.clock.today(),
                    calendar=services.calendar,
                )
        except ProjectNotFound as error:
            raise Problem(404, texts.NO_PROJECT.format(code=shorten(code)), "code") from error
        except BadProjectCode as error:
            raise Problem(status_of(error), str(error), "code") from error
        return progress.as_dict()

    return router
