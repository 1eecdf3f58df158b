"""The local Bot API server: HTTP in front of a World."""

import asyncio
import contextlib
import hmac
import inspect
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse

import bot.sandbox.methods  # noqa: F401 — every method registers itself
from bot.sandbox.errors import BotApiError, TooManyRequests, Unauthorized, UnknownMethod
from bot.sandbox.faults import Cut, Delay, Garble, Hold, Refuse
from bot.sandbox.methods.binding import Uploads, bind
from bot.sandbox.methods.registry import METHODS, Method
from bot.sandbox.requests import read_request
from bot.sandbox.running import CONNECTION, RunningServer, serve
from bot.sandbox.webhook import PATIENCE, post_updates
from bot.sandbox.world import World

__all__ = ["RunningServer", "create_app", "serve"]


def create_app(world: World, *, webhook_patience: timedelta = PATIENCE) -> FastAPI:
    """Return the server in front of *world*: its methods, its files, and its calls to the webhook."""

    @contextlib.asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        posting = asyncio.create_task(post_updates(world, patience=webhook_patience))
        yield
        posting.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await posting

    app = FastAPI(openapi_url=None, lifespan=lifespan)
    app.state.hang_up = world.hang_up

    @app.api_route("/bot{token}/{name}", methods=["GET", "POST"])
    async def call(token: str, name: str, request: Request) -> Response:
        try:
            check_token(world, token)
            method = METHODS.get(name.lower())
            if method is None:
                raise UnknownMethod
            return await _answer(world, method, request)
        except BotApiError as error:
            return JSONResponse(error.as_answer(), status_code=error.code)

    @app.get("/file/bot{token}/{path:path}")
    async def download(token: str, path: str) -> Response:
        try:
            check_token(world, token)
            file = world.files.at(path)
            if file is None:
                raise UnknownMethod
        except BotApiError as error:
            return JSONResponse(error.as_answer(), status_code=error.code)
        return Response(file.content, media_type=file.mime_type)

    return app


def check_token(world: World, token: str) -> None:
    """
    Make sure that *token* is the one of this world's bot.

    Raises:
        Unauthorized: It is not.
    """
    if not hmac.compare_digest(token.encode(), world.token.encode()):
        raise Unauthorized


async def _answer(world: World, method: Method, request: Request) -> Response:
    values, uploads = await read_request(request)
    match world.faults.take(method.name):
        case None:
            return await _perform(world, method, values, uploads)
        case Refuse(code=code, description=description, parameters=parameters):
            body: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
            if parameters:
                body["parameters"] = parameters
            return JSONResponse(body, status_code=code)
        case Delay(seconds=seconds):
            response = await _perform(world, method, values, uploads)
            await asyncio.sleep(seconds)
            return response
        case Hold(released=released):
            response = await _perform(world, method, values, uploads)
            await released.wait()
            return response
        case Garble(status=status, after=after):
            if after:
                await _perform(world, method, values, uploads)
            return PlainTextResponse("<html>Bad Gateway</html>", status_code=status)
        case Cut(after=after):
            if after:
                await _perform(world, method, values, uploads)
            request.scope["state"][CONNECTION].abort()
            await asyncio.sleep(0)  # the server learns of it before it would answer
            return Response()


async def _perform(
    world: World, method: Method, values: dict[str, Any], uploads: Uploads
) -> Response:
    try:
        arguments = bind(method.parameters, values, uploads)
        if method.counted and world.flood is not None:
            check_flood(world, arguments)
        result = method.function(world, **arguments)
        if inspect.isawaitable(result):
            result = await result
    except BotApiError as error:
        return JSONResponse(error.as_answer(), status_code=error.code)
    return JSONResponse({"ok": True, "result": result})


def check_flood(world: World, arguments: dict[str, Any]) -> None:
    """
    Count a call against the flood limits.

    Raises:
        TooManyRequests: There were too many calls; says for how many seconds to wait.
    """
    chat = world.chats.get(arguments.get("chat_id", 0))
    if world.flood is None or chat is None:
        return
    messages = len(arguments["media"]) if isinstance(arguments.get("media"), list) else 1
    if seconds := world.flood.seconds_to_wait(chat, at=world.now(), messages=messages):
        raise TooManyRequests(seconds)
