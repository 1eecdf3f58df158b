"""Messages as the sandbox keeps them."""

from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.entities import MarkedText
from bot.sandbox.files import StoredFile
from bot.sandbox.people import Person, Robot


@dataclass(frozen=True)
class Text:
    body: MarkedText
    preview: dict[str, Any] | None = None  # link_preview_options


@dataclass(frozen=True)
class Photo:
    sizes: tuple[StoredFile, ...]
    caption: MarkedText = field(default_factory=MarkedText)
    spoiler: bool = False
    caption_above: bool = False


@dataclass(frozen=True)
class Document:
    file: StoredFile
    caption: MarkedText = field(default_factory=MarkedText)


@dataclass(frozen=True)
class Voice:
    file: StoredFile


@dataclass(frozen=True)
class Sticker:
    file: StoredFile
    emoji: str


@dataclass(frozen=True)
class Event:
    """What Telegram itself writes into a chat, such as ``forum_topic_created``."""

    name: str
    value: dict[str, Any]


Content = Text | Photo | Document | Voice | Sticker | Event


@dataclass
class Message:
    """One message of one chat; *date* and *edited* in Unix seconds."""

    id: int
    sender: Person | Robot
    date: int
    content: Content
    buttons: dict[str, Any] | None = None  # the inline keyboard
    reply_to: int | None = None
    quote: dict[str, Any] | None = None
    edited: int | None = None
    thread: int | None = None
    group: str | None = None  # media_group_id
    silent: bool = False
    protected: bool = False
    pinned: bool = False
    deleted: bool = False

    @property
    def from_bot(self) -> bool:
        return isinstance(self.sender, Robot)

    @property
    def body(self) -> MarkedText:
        """The text or caption; empty where the message has none."""
        match self.content:
            case Text(body=body):
                return body
            case Photo(caption=caption) | Document(caption=caption):
                return caption
            case _:
                return MarkedText()
