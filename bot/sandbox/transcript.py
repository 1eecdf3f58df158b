"""A chat as the person in it sees it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from bot.sandbox.chats import Chat
from bot.sandbox.entities import Entity
from bot.sandbox.files import StoredFile
from bot.sandbox.messages import Content, Document, Event, Message, Photo, Sticker, Text, Voice
from bot.sandbox.render_html import to_html


class Button(NamedTuple):
    """One button; *kind* is ``callback_data``, ``url``, ``web_app`` …, *value* its data or address."""

    text: str
    kind: str
    value: str


@dataclass(frozen=True, kw_only=True)
class SandboxMessage:
    """One message, ready for the page."""

    id: int
    from_bot: bool
    sender: str
    kind: str  # text, photo, document, voice, sticker or event
    text: str  # text or caption, without marks
    entities: tuple[Entity, ...]
    html: str  # the same, safe to show
    photo: str | None  # file id of the largest size
    document: str | None  # file id
    file_name: str | None
    file_size: int | None
    emoji: str | None  # of a sticker
    event: str | None  # such as forum_topic_created
    buttons: tuple[tuple[Button, ...], ...]
    reply_to: int | None
    thread: int | None
    album: str | None
    edited: bool
    pinned: bool
    deleted: bool
    silent: bool
    date: datetime


def transcript(chat: Chat) -> list[SandboxMessage]:
    """Return all messages of *chat* in the order of their ids; deleted ones are marked."""
    return [_seen(message) for message in chat.messages.values()]


def button_rows(keyboard: dict[str, Any] | None) -> tuple[tuple[Button, ...], ...]:
    """Return the rows of an inline keyboard."""
    rows = (keyboard or {}).get("inline_keyboard", [])
    return tuple(tuple(_button(button) for button in row) for row in rows)


def _button(button: dict[str, Any]) -> Button:
    more = {"text", "style", "icon_custom_emoji_id"}
    kind, value = next((kind, value) for kind, value in button.items() if kind not in more)
    if isinstance(value, dict):
        value = value.get("url") or value.get("text") or ""
    return Button(button["text"], kind, str(value))


def _seen(message: Message) -> SandboxMessage:
    content = message.content
    file = _file(content)
    return SandboxMessage(
        id=message.id,
        from_bot=message.from_bot,
        sender=message.sender.first_name,
        kind=type(content).__name__.lower(),
        text=message.body.text,
        entities=message.body.entities,
        html=to_html(message.body),
        photo=file.id if file and isinstance(content, Photo) else None,
        document=file.id if file and not isinstance(content, Photo) else None,
        file_name=file.name if file else None,
        file_size=len(file.content) if file else None,
        emoji=content.emoji if isinstance(content, Sticker) else None,
        event=content.name if isinstance(content, Event) else None,
        buttons=button_rows(message.buttons),
        reply_to=message.reply_to,
        thread=message.thread,
        album=message.group,
        edited=message.edited is not None,
        pinned=message.pinned,
        deleted=message.deleted,
        silent=message.silent,
        date=datetime.fromtimestamp(message.date, UTC),
    )


def _file(content: Content) -> StoredFile | None:
    match content:
        case Photo(sizes=sizes):
            return sizes[-1]
        case Document(file=file) | Voice(file=file) | Sticker(file=file):
            return file
        case Text() | Event():
            return None
