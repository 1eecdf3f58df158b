"""
What the sandbox's page asks for: the chats as they are, news of them, and the hands of the people in them.

It stands on the same ``World`` as the Bot API, and only this machine can reach it.
"""

import secrets
from collections.abc import Callable, Sequence

from fastapi import APIRouter, Depends, HTTPException, Response
from fastapi.responses import StreamingResponse

from bot.sandbox.control_acts import AdvancingClock, act_routes
from bot.sandbox.errors import BotApiError
from bot.sandbox.guard import loopback_only
from bot.sandbox.page_errors import OneLineErrors
from bot.sandbox.page_feed import stream
from bot.sandbox.page_view import Json, bot_json, chat_json, clock_json
from bot.sandbox.personas import Pane, Persona
from bot.sandbox.raster import media_type_of
from bot.sandbox.world import World

__all__ = ["Pane", "Persona", "control_routes"]

HINT = "先在左边以企业身份问一句“施工许可证几天能批下来？”，再看专员和管理者能做什么。"
FILE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, max-age=86400",  # what an identifier names never changes
}


def control_routes(
    world: World, *, clock: AdvancingClock, personas: Sequence[Persona], hint: str = HINT
) -> APIRouter:
    """
    Return the routes under ``/sandbox/api`` that the page uses.

    Raises:
        NoSuchPerson: The world does not have one of *personas* yet.
    """
    for persona in personas:
        world.person(persona.user_id)
    run = secrets.token_hex(4)  # lets a page tell a restarted sandbox from a lost connection
    router = APIRouter(
        prefix="/sandbox/api",
        route_class=OneLineErrors,
        dependencies=[Depends(loopback_only)],
        include_in_schema=False,
    )

    def look(user_id: int) -> Json:
        return chat_json(world, user_id)

    def tick() -> Json:
        return {"bot": bot_json(world), "clock": clock_json(clock)}

    def whole_state() -> Json:
        return {
            "run": run,
            "hint": hint,
            **tick(),
            "panes": [
                {
                    "pane": pane,
                    "personas": [_seated(each, look) for each in personas if each.pane == pane],
                }
                for pane in Pane
            ],
        }

    @router.get("/state")
    async def state() -> Json:
        return whole_state()

    @router.get("/events")
    async def events() -> StreamingResponse:
        news = stream(world.changes(), look=look, state=whole_state, tick=tick)
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(news, media_type="text/event-stream", headers=headers)

    @router.get("/file/{file_id}")
    async def file(file_id: str) -> Response:
        try:
            _, content = world.file(file_id)
        except BotApiError:
            raise HTTPException(404, f"沙盒里没有文件“{file_id}”。") from None
        kind = media_type_of(content)
        shown = {} if kind else {"Content-Disposition": "attachment"}
        return Response(
            content, media_type=kind or "application/octet-stream", headers=FILE_HEADERS | shown
        )

    router.include_router(act_routes(world, clock=clock, personas=personas))
    return router


def _seated(persona: Persona, look: Callable[[int], Json]) -> Json:
    return {
        "user_id": persona.user_id,
        "name": persona.name,
        "title": persona.title,
        "suggestions": persona.suggestions,
        "chat": look(persona.user_id),
    }
