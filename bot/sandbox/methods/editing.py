"""editMessageText, editMessageCaption, editMessageMedia, editMessageReplyMarkup."""

from bot.sandbox.as_answers import message_json
from bot.sandbox.chats import Chat
from bot.sandbox.errors import BadRequest
from bot.sandbox.limits import check_caption, check_text
from bot.sandbox.marking import mark
from bot.sandbox.messages import Content, Document, Message, Photo, Text
from bot.sandbox.methods.binding import ChatId, Json, JsonList, Uploads
from bot.sandbox.methods.input_media import content_of
from bot.sandbox.methods.options import inline_keyboard, link_preview
from bot.sandbox.methods.registry import method
from bot.sandbox.world import World

UNCHANGED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


@method("editMessageText", counted=True)
def edit_message_text(
    world: World,
    *,
    text: str,
    chat_id: ChatId | None = None,
    message_id: int | None = None,
    parse_mode: str | None = None,
    entities: JsonList | None = None,
    link_preview_options: Json | None = None,
    reply_markup: Json | None = None,
) -> Json:
    chat, message = _own(world, chat_id, message_id)
    body = check_text(mark(text, parse_mode=parse_mode, entities=entities))
    if not isinstance(message.content, Text):
        raise BadRequest("there is no text in the message to edit")
    return _change(
        world, chat, message, Text(body, link_preview(link_preview_options)), reply_markup
    )


@method("editMessageCaption", counted=True)
def edit_message_caption(
    world: World,
    *,
    chat_id: ChatId | None = None,
    message_id: int | None = None,
    caption: str = "",
    parse_mode: str | None = None,
    caption_entities: JsonList | None = None,
    show_caption_above_media: bool = False,
    reply_markup: Json | None = None,
) -> Json:
    chat, message = _own(world, chat_id, message_id)
    body = check_caption(mark(caption, parse_mode=parse_mode, entities=caption_entities))
    match message.content:
        case Photo(sizes=sizes, spoiler=spoiler):
            content: Content = Photo(
                sizes, body, spoiler=spoiler, caption_above=show_caption_above_media
            )
        case Document(file=file):
            content = Document(file, body)
        case _:
            raise BadRequest("there is no caption in the message to edit")
    return _change(world, chat, message, content, reply_markup)


@method("editMessageMedia", counted=True)
def edit_message_media(
    world: World,
    *,
    media: Json,
    uploads: Uploads,
    chat_id: ChatId | None = None,
    message_id: int | None = None,
    reply_markup: Json | None = None,
) -> Json:
    chat, message = _own(world, chat_id, message_id)
    if not isinstance(message.content, Text | Photo | Document):
        raise BadRequest("message can't be edited")
    return _change(world, chat, message, content_of(world, media, uploads), reply_markup)


@method("editMessageReplyMarkup", counted=True)
def edit_message_reply_markup(
    world: World,
    *,
    chat_id: ChatId | None = None,
    message_id: int | None = None,
    reply_markup: Json | None = None,
) -> Json:
    chat, message = _own(world, chat_id, message_id)
    return _change(world, chat, message, message.content, reply_markup)


def _own(world: World, chat_id: ChatId | None, message_id: int | None) -> tuple[Chat, Message]:
    """Return a message that the bot may edit."""
    if chat_id is None:
        raise BadRequest("chat_id is empty")
    if message_id is None:
        raise BadRequest("message identifier is not specified")
    chat = world.chat(chat_id)
    chat.check_open()
    message = chat.message(message_id, wanted="message to edit")
    if not message.from_bot:
        raise BadRequest("message can't be edited")
    return chat, message


def _change(
    world: World, chat: Chat, message: Message, content: Content, markup: Json | None
) -> Json:
    """Give *message* its new look; without a keyboard in the request it has none."""
    buttons = inline_keyboard(chat, markup)
    if content == message.content and buttons == message.buttons:
        raise BadRequest(UNCHANGED)
    message.content, message.buttons = content, buttons
    message.edited = world.seconds
    world.touch(chat)
    return message_json(chat, message)
