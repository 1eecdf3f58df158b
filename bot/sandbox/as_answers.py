"""Messages and files as the Bot API writes them."""

from typing import Any

from bot.sandbox.chats import Chat
from bot.sandbox.entities import MarkedText
from bot.sandbox.files import StoredFile
from bot.sandbox.messages import Document, Event, Message, Photo, Sticker, Text, Voice

Json = dict[str, Any]


def message_json(chat: Chat, message: Message, *, with_reply: bool = True) -> Json:
    """Return the ``Message`` object; an answered message stands inside it once, not further down."""
    answer: Json = {
        "message_id": message.id,
        "from": message.sender.as_json(),
        "chat": chat.as_json(),
        "date": message.date,
    }
    if message.edited is not None:
        answer["edit_date"] = message.edited
    if message.thread is not None:
        answer |= {"message_thread_id": message.thread, "is_topic_message": True}
    if message.group is not None:
        answer["media_group_id"] = message.group
    if message.protected:
        answer["has_protected_content"] = True
    answered = chat.messages.get(message.reply_to) if message.reply_to is not None else None
    if with_reply and answered is not None and not answered.deleted:
        answer["reply_to_message"] = message_json(chat, answered, with_reply=False)
    if message.quote is not None:
        answer["quote"] = message.quote
    answer |= _content_json(message)
    if message.buttons is not None:
        answer["reply_markup"] = message.buttons
    return answer


def inaccessible_json(chat: Chat, message_id: int) -> Json:
    """Return what is left of a message that is gone."""
    return {"chat": chat.as_json(), "message_id": message_id, "date": 0}


def _content_json(message: Message) -> Json:
    match message.content:
        case Text(body=body, preview=preview):
            return _marked(body, "text", "entities") | (
                {"link_preview_options": preview} if preview else {}
            )
        case Photo(sizes=sizes, caption=caption, spoiler=spoiler, caption_above=above):
            answer: Json = {"photo": [photo_size_json(size) for size in sizes]}
            if spoiler:
                answer["has_media_spoiler"] = True
            if above:
                answer["show_caption_above_media"] = True
            return answer | _marked(caption, "caption", "caption_entities")
        case Document(file=file, caption=caption):
            named = {"file_name": file.name, "mime_type": file.mime_type}
            return {"document": file.as_json() | named} | _marked(
                caption, "caption", "caption_entities"
            )
        case Voice(file=file):
            more = {"duration": file.duration, "mime_type": file.mime_type}
            return {"voice": file.as_json() | more}
        case Sticker(file=file, emoji=emoji):
            return {"sticker": _sticker_json(file, emoji)}
        case Event(name=name, value=value):
            return {name: value}


def photo_size_json(size: StoredFile) -> Json:
    return size.as_json() | {"width": size.width, "height": size.height}


def _sticker_json(file: StoredFile, emoji: str) -> Json:
    return file.as_json() | {
        "type": "regular",
        "width": file.width,
        "height": file.height,
        "is_animated": False,
        "is_video": False,
        "emoji": emoji,
    }


def _marked(text: MarkedText, name: str, entities: str) -> Json:
    if not text:
        return {}
    answer: Json = {name: text.text}
    if text.entities:
        answer[entities] = [entity.as_json() for entity in text.entities]
    return answer
