"""Who may use the API: programs with a token. Everything under ``/api/v1`` is closed by default."""

from typing import Annotated, cast

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.texts import web as texts
from bot.web.errors import Problem, problem_of
from cases.actors import Actor
from cases.database import DatabaseTrouble, Sessions
from cases.tokens import verify_token

CLOSED = "/api/v1"
WHERE = "Authorization"
CHALLENGE = {"WWW-Authenticate": "Bearer"}

# Says so in the OpenAPI description; the door itself is TokenRequired.
bearer = HTTPBearer(auto_error=False, description="bangban api-token create 生成的令牌")


class TokenRequired:
    """Lets nothing under ``/api/v1`` be reached, nor a body be read, without a valid token."""

    def __init__(self, app: ASGIApp, sessions: Sessions) -> None:
        self.app = app
        self.sessions = sessions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not is_closed(scope["path"]):
            await self.app(scope, receive, send)
            return
        try:
            client = await self._client(Headers(scope=scope).get("authorization", ""))
        except (Problem, DatabaseTrouble) as error:
            problem = problem_of(error)
            headers = CHALLENGE if problem.where == WHERE else None
            await problem.answer(headers)(scope, receive, send)
            return
        scope.setdefault("state", {})["client"] = client
        await self.app(scope, receive, send)

    async def _client(self, header: str) -> Actor:
        kind, _, secret = header.partition(" ")
        if kind.lower() != "bearer" or not secret.strip():
            raise Problem(401, texts.UNSIGNED, WHERE)
        async with self.sessions.begin() as session:
            client = await verify_token(session, secret.strip())
        if client is None:
            raise Problem(401, texts.NOT_ADMITTED, WHERE)
        return client


def is_closed(path: str) -> bool:
    """Tell whether *path* needs a token."""
    return path == CLOSED or path.startswith(f"{CLOSED}/")


def _client(
    request: Request,
    _described: Annotated[HTTPAuthorizationCredentials | None, Security(bearer)] = None,
) -> Actor:
    return cast(Actor, request.state.client)


Client = Annotated[Actor, Depends(_client)]
