"""From what a bot or a person wrote to the text and marks that everybody sees."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.sandbox import automatic, json_fields, links, utf16
from bot.sandbox.entities import Entity, MarkedText, trimmed
from bot.sandbox.errors import BadRequest
from bot.sandbox.formatting import read_html

CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
CLOSED = {"code", "pre"}  # nothing else can be marked inside these
QUOTES = {"blockquote", "expandable_blockquote"}  # cannot stand inside one another
GIVEN = {
    *("mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"),
    *("bold", "italic", "underline", "strikethrough", "spoiler", "blockquote"),
    *("expandable_blockquote", "code", "pre", "text_link", "text_mention", "custom_emoji"),
    "date_time",
}
FOUND = {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"}


def mark(
    source: str,
    *,
    parse_mode: str | None = None,
    entities: Sequence[Any] | None = None,
) -> MarkedText:
    """
    Return the text that is shown for *source*.

    Raises:
        BadRequest: The marks cannot be read, or *parse_mode* is not HTML. The Markdown modes of
            Telegram are not offered here: this project writes HTML alone.
    """
    source = CONTROL.sub(" ", source.replace("\r", ""))
    if parse_mode and parse_mode.lower() not in ("html", "none"):
        raise BadRequest("unsupported parse_mode")
    if parse_mode and parse_mode.lower() == "html":
        text, marks = read_html(source)
    else:
        text, marks = source, [_given(value, source) for value in entities or ()]
    marks = _legal([entity for entity in marks if entity.length > 0])
    marks += automatic.find(text, marks)
    return trimmed(text, marks)


def _legal(marks: list[Entity]) -> list[Entity]:
    def inside(entity: Entity, kinds: set[str]) -> bool:
        return any(
            other is not entity
            and other.type in kinds
            and other.offset <= entity.offset
            and entity.end <= other.end
            for other in marks
        )

    return [
        replace(entity, language=None) if entity.type == "code" else entity
        for entity in marks
        if not inside(entity, CLOSED - {entity.type} if entity.type == "pre" else CLOSED)
        and not (entity.type in QUOTES and inside(entity, QUOTES))
    ]


def _given(value: Any, text: str) -> Entity:
    """Return one mark of a request's ``entities``."""
    if not isinstance(value, dict):
        raise BadRequest("can't parse MessageEntity: Expected an object")
    kind = json_fields.string(value, "type") or ""
    offset, length = json_fields.number(value, "offset"), json_fields.number(value, "length")
    if offset is None or length is None:
        raise BadRequest("can't parse MessageEntity: Expected type, offset and length")
    if kind not in GIVEN:
        raise BadRequest("can't parse MessageEntity: Unsupported entity type specified")
    if offset < 0 or length < 0 or offset + length > utf16.length(text):
        raise BadRequest(
            f"entity beginning at UTF-16 offset {offset} ends after the end of the text"
        )
    if utf16.splits(text, offset) or utf16.splits(text, offset + length):
        raise BadRequest(f"entity beginning at UTF-16 offset {offset} is in a middle of a symbol")
    if kind in FOUND or kind == "text_mention":
        return Entity(type=kind, offset=offset, length=0)  # found again, or left out
    url = links.checked(json_fields.string(value, "url") or "") if kind == "text_link" else None
    if kind == "text_link" and url is None:
        return Entity(type=kind, offset=offset, length=0)
    return Entity(
        type=kind,
        offset=offset,
        length=length,
        url=url,
        language=json_fields.string(value, "language") if kind == "pre" else None,
        custom_emoji_id=_emoji(value) if kind == "custom_emoji" else None,
        unix_time=json_fields.number(value, "unix_time") if kind == "date_time" else None,
        date_time_format=json_fields.string(value, "date_time_format")
        if kind == "date_time"
        else None,
    )


def _emoji(value: dict[str, Any]) -> str:
    emoji = json_fields.string(value, "custom_emoji_id") or ""
    if not emoji.isdecimal():
        raise BadRequest("Invalid custom emoji identifier specified")
    return emoji
