"""A text and the marks on it."""

from dataclasses import dataclass, replace
from typing import Any

from bot.sandbox import utf16

MOST_ENTITIES = 100  # the rest is dropped without a word, as Telegram does


@dataclass(frozen=True, kw_only=True)
class Entity:
    """One mark; *offset* and *length* in UTF-16 code units."""

    type: str
    offset: int
    length: int
    url: str | None = None
    language: str | None = None
    custom_emoji_id: str | None = None
    unix_time: int | None = None
    date_time_format: str | None = None

    @property
    def end(self) -> int:
        return self.offset + self.length

    def as_json(self) -> dict[str, Any]:
        optional = ("url", "language", "custom_emoji_id", "unix_time", "date_time_format")
        values = {name: getattr(self, name) for name in optional}
        return {
            "type": self.type,
            "offset": self.offset,
            "length": self.length,
            **{name: value for name, value in values.items() if value is not None},
        }


@dataclass(frozen=True)
class MarkedText:
    """A text with its marks, outermost first."""

    text: str = ""
    entities: tuple[Entity, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.text)

    def __len__(self) -> int:
        return utf16.length(self.text)


def in_order(entities: list[Entity]) -> tuple[Entity, ...]:
    """Return *entities* by position, the longer first where two start together."""
    return tuple(sorted(entities, key=lambda entity: (entity.offset, -entity.length)))


def trimmed(text: str, entities: list[Entity]) -> MarkedText:
    """Return the text without white space around it, and its marks moved and clipped to match."""
    kept = text.strip()
    start = utf16.length(text[: len(text) - len(text.lstrip())])
    end = start + utf16.length(kept)
    moved = []
    for entity in entities:
        first, last = max(entity.offset, start), min(entity.end, end)
        if first < last:
            moved.append(replace(entity, offset=first - start, length=last - first))
    return MarkedText(kept, in_order(moved)[:MOST_ENTITIES])
