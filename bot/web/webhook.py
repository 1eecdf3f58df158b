"""``POST /telegram/webhook``: an update is ours once it is in the inbox, and not before."""

import hmac
import json
from typing import Any

from fastapi import APIRouter, Request, Response

from bot.intake import Intake, chat_key
from bot.settings import Settings
from bot.texts import web as texts
from bot.web.errors import Problem

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 — its name, not its value
MOST_ID = 1 << 52  # Telegram's numbers have at most 52 significant bits


def webhook_routes(settings: Settings, intake: Intake) -> APIRouter:
    """
    Return the route that Telegram posts to.

    Without a secret in the settings nobody is believed to be Telegram.
    """
    router = APIRouter(include_in_schema=False)
    secret = settings.webhook_secret.get_secret_value().encode()

    @router.post("/telegram/webhook")
    async def receive(request: Request) -> Response:
        given = request.headers.get(SECRET_HEADER, "").encode()
        if not secret or not hmac.compare_digest(given, secret):
            raise Problem(403, texts.NOT_TELEGRAM, SECRET_HEADER)
        update = read_update(await request.body())
        await intake.receive([update])
        return Response()

    return router


def read_update(body: bytes) -> dict[str, Any]:
    """
    Return the update that *body* is.

    Raises:
        Problem: It is none.
    """
    try:
        update = json.loads(body)
        if is_update(update):
            return dict(update)
    except (ValueError, RecursionError) as error:
        raise Problem(400, texts.NOT_AN_UPDATE, "body") from error
    raise Problem(400, texts.NOT_AN_UPDATE, "body")


def is_update(value: object) -> bool:
    """
    Tell whether a JSON *value* has what the inbox needs of an update, and the database can keep it.

    >>> is_update({"update_id": 7, "message": {"chat": {"id": 501}, "text": "您好"}})
    True
    >>> is_update({"update_id": 7, "message": {"text": "您好"}})
    False

    Raises:
        UnicodeEncodeError: It has half a character.
    """
    if not isinstance(value, dict):
        return False
    update_id = value.get("update_id")
    if type(update_id) is not int or not 0 < update_id < MOST_ID:
        return False
    try:
        chat_key(value)
    except (KeyError, TypeError):
        return False
    return b"\0" not in "".join(texts_in(value)).encode()


def texts_in(value: object) -> list[str]:
    """Return every text within a JSON *value*, names of fields included."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for pair in value.items() for part in pair for text in texts_in(part)]
    if isinstance(value, list):
        return [text for part in value for text in texts_in(part)]
    return []
