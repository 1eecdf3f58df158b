"""How long and how many things may be, and how Telegram says that they are not."""

import re
from typing import Any

from bot.sandbox import json_fields, links, utf16
from bot.sandbox.entities import MarkedText
from bot.sandbox.errors import BadRequest

Json = dict[str, Any]
LONGEST_TEXT = 4096  # UTF-16 units, without the markup
LONGEST_CAPTION = 1024
LONGEST_DATA = 64  # bytes
MOST_BUTTONS = 100
MOST_IN_A_ROW = 8
LONGEST_ANSWER = 200
LONGEST_COPIED = 256
PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
ACTIONS = ("callback_data", "url", "web_app", "copy_text")
# Games, payments, linked sites and inline mode are switched off for this bot, as they are for most.
UNAVAILABLE = (
    *("login_url", "pay", "callback_game", "switch_inline_query"),
    *("switch_inline_query_current_chat", "switch_inline_query_chosen_chat"),
)
STYLES = {"danger", "success", "primary"}


def check_text(body: MarkedText) -> MarkedText:
    """
    Return *body* if it can be a message.

    Raises:
        BadRequest: It is empty or longer than 4096 units.
    """
    if not body:
        raise BadRequest("message text is empty")
    if len(body) > LONGEST_TEXT:
        raise BadRequest("message is too long")
    return body


def check_caption(caption: MarkedText) -> MarkedText:
    """
    Return *caption* if it can stand under a file.

    Raises:
        BadRequest: It is longer than 1024 units.
    """
    if len(caption) > LONGEST_CAPTION:
        raise BadRequest("message caption is too long")
    return caption


def check_payload(payload: str) -> None:
    """
    Make sure that *payload* can stand in a deep link.

    Raises:
        ValueError: More than 64 characters, none, or one outside ``A-Za-z0-9_-``.
    """
    if not PAYLOAD.fullmatch(payload):
        raise ValueError(f"深链接参数只能是 1–64 个字母、数字、“_”或“-”：{payload!r}")


def check_inline_keyboard(markup: Json, *, private: bool) -> Json | None:
    """
    Return an inline keyboard as Telegram keeps it; None if it has no button.

    Raises:
        BadRequest: Too many buttons, no action or two on one, data over 64 bytes, a bad address.
    """
    rows = markup.get("inline_keyboard")
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise BadRequest("object expected as reply markup")
    rows = [[_checked(button, private=private) for button in row] for row in rows if row]
    if sum(map(len, rows)) > MOST_BUTTONS or any(len(row) > MOST_IN_A_ROW for row in rows):
        raise BadRequest("REPLY_MARKUP_TOO_LONG")
    return {"inline_keyboard": rows} if rows else None


def _checked(button: Any, *, private: bool) -> Json:
    if not isinstance(button, dict):
        raise BadRequest("can't parse inline keyboard button: expected an Object")
    text = json_fields.string(button, "text")
    if not text or not text.strip():
        raise BadRequest("inline keyboard button text must be non-empty")
    if any(name in button for name in UNAVAILABLE):
        raise BadRequest("BUTTON_TYPE_INVALID")
    actions = [name for name in ACTIONS if name in button]
    if len(actions) != 1:
        raise BadRequest("Text buttons are unallowed in the inline keyboard")
    kept: Json = {"text": text, actions[0]: _action(actions[0], button, private=private)}
    if style := json_fields.string(button, "style"):
        if style not in STYLES:
            raise BadRequest("invalid button style specified")
        kept["style"] = style
    return kept


def _action(action: str, button: Json, *, private: bool) -> Json | str:
    """Return what a button does, as Telegram keeps it."""
    if action == "callback_data":
        data = json_fields.string(button, action) or ""
        if not 1 <= len(data.encode()) <= LONGEST_DATA:
            raise BadRequest("BUTTON_DATA_INVALID")
        return data
    if action == "url":
        given = json_fields.string(button, action) or ""
        url = links.checked(given)
        if url is None:
            raise BadRequest(f"inline keyboard button URL '{given}' is invalid: Wrong HTTP URL")
        return url
    if action == "web_app":
        page = json_fields.string(json_fields.inner(button, action), "url") or ""
        _check_web_app(page, private=private)
        return {"url": page}
    text = json_fields.string(json_fields.inner(button, action), "text") or ""
    if not 1 <= utf16.length(text) <= LONGEST_COPIED:
        raise BadRequest("BUTTON_COPY_TEXT_INVALID")
    return {"text": text}


def _check_web_app(url: str, *, private: bool) -> None:
    if not private:
        raise BadRequest("BUTTON_TYPE_INVALID")
    # Telegram wants https everywhere; the sandbox also opens pages of this machine.
    if not url.startswith("https://") and not links.is_loopback(url):
        reason = "Only HTTPS links are allowed"
        raise BadRequest(f"inline keyboard button Web App URL '{url}' is invalid: {reason}")
