"""Small pieces of Telegram HTML. Everything that came from outside passes through ``escape``."""

import re
from collections.abc import Mapping, Sequence
from html import escape as _escape
from html import unescape
from typing import Any

from bot.rendering.outgoing import Button

ELLIPSIS = "…"


def escape(value: object) -> str:
    """Return *value* as text that cannot become markup."""
    return _escape(str(value), quote=False)


def escaped(values: Mapping[str, Any]) -> dict[str, str]:
    """Return *values* ready for a text's placeholders."""
    return {key: escape(value) for key, value in values.items()}


def length(html: str) -> int:
    """
    Return how long *html* is to Telegram: UTF-16 units of what is read, the markup left out.

    >>> length("<b>甲&amp;</b>😀")
    4
    """
    return len(unescape(re.sub(r"<[^>]*>", "", html)).encode("utf-16-le")) // 2


def cut(text: str, length: int) -> str:
    """Return at most *length* characters of *text*, marked when something is missing."""
    return text if len(text) <= length else text[: length - 1] + ELLIPSIS


def buttons_of(rows: Sequence[Sequence[Sequence[str]]]) -> tuple[tuple[Button, ...], ...]:
    """Return buttons for rows of ``(label, data)``; data that is an address becomes a link."""
    return tuple(
        tuple(
            Button(label, url=data) if data.startswith("https://") else Button(label, data=data)
            for label, data in row
        )
        for row in rows
        if row
    )
