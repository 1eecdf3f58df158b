"""What every send has in common."""

from typing import Any, TypedDict

from bot.sandbox import json_fields
from bot.sandbox.chats import Chat
from bot.sandbox.errors import BadRequest
from bot.sandbox.limits import check_inline_keyboard
from bot.sandbox.marking import mark
from bot.sandbox.messages import Content, Message
from bot.sandbox.methods.binding import Json
from bot.sandbox.world import World

PREVIEW_SWITCHES = ("is_disabled", "prefer_small_media", "prefer_large_media", "show_above_text")


class AlbumOptions(TypedDict, total=False):
    """Parameters of all ``send…`` methods besides their content."""

    message_thread_id: int
    disable_notification: bool
    protect_content: bool
    allow_paid_broadcast: bool  # read and ignored: the sandbox knows no Stars
    message_effect_id: str  # read and ignored
    reply_parameters: Json


class SendOptions(AlbumOptions, total=False):
    """The same, with a keyboard."""

    reply_markup: Json


def send(
    world: World,
    chat: Chat,
    content: Content,
    options: AlbumOptions,
    *,
    markup: Json | None = None,
    group: str | None = None,
) -> Message:
    """
    Put what the bot sends into *chat*.

    Raises:
        BadRequest, Forbidden: The chat is closed to the bot, or an option is not acceptable.
    """
    more = check_options(chat, options)
    buttons = inline_keyboard(chat, markup)
    if markup:
        _lay_keyboard(chat, markup)
    return world.append(chat, world.bot, content, group=group, buttons=buttons, **more)


def check_options(chat: Chat, options: AlbumOptions) -> dict[str, Any]:
    """Return the fields of the message that *options* stand for."""
    chat.check_open()
    thread = options.get("message_thread_id")
    if thread is not None:
        chat.topic(thread)
    reply_to, quote = _reply(chat, options.get("reply_parameters"))
    return {
        "thread": thread,
        "reply_to": reply_to,
        "quote": quote,
        "silent": options.get("disable_notification", False),
        "protected": options.get("protect_content", False),
    }


def inline_keyboard(chat: Chat, markup: Json | None) -> Json | None:
    """Return the inline keyboard in *markup*; other keyboards are not part of a message."""
    if markup is None or "inline_keyboard" not in markup:
        return None
    return check_inline_keyboard(markup, private=chat.private)


def _lay_keyboard(chat: Chat, markup: Json) -> None:
    if json_fields.switch(markup, "remove_keyboard"):
        chat.keyboard = None
    elif "keyboard" in markup:
        rows = markup["keyboard"]
        if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
            raise BadRequest('Field "keyboard" must be of type Array')
        chat.keyboard = [[_key(key) for key in row] for row in rows]


def _key(key: Any) -> str:
    text = json_fields.string(key, "text") if isinstance(key, dict) else key
    if not isinstance(text, str) or not text.strip():
        raise BadRequest("keyboard button text must be non-empty")
    return text


def _reply(chat: Chat, reply: Json | None) -> tuple[int | None, Json | None]:
    if not reply:
        return None, None
    answered = chat.messages.get(json_fields.number(reply, "message_id") or 0)
    if answered is None or answered.deleted:
        if json_fields.switch(reply, "allow_sending_without_reply"):
            return None, None
        raise BadRequest("message to be replied not found")
    quote = json_fields.string(reply, "quote")
    if not quote:
        return answered.id, None
    quoted = mark(quote, parse_mode=json_fields.string(reply, "quote_parse_mode")).text
    position = answered.body.text.find(quoted)
    if position < 0:
        raise BadRequest("QUOTE_TEXT_INVALID")
    return answered.id, {"text": quoted, "position": position, "is_manual": True}


def link_preview(options: Json | None) -> Json | None:
    """Return what is meant by ``link_preview_options``; what they do not have is left out."""
    if options is None:
        return None
    kept: Json = {
        name: json_fields.switch(options, name) for name in PREVIEW_SWITCHES if name in options
    }
    if url := json_fields.string(options, "url"):
        kept["url"] = url
    return kept
