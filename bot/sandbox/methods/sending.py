"""sendMessage, sendPhoto, sendDocument, copyMessage, sendMessageDraft, sendChatAction."""

from datetime import timedelta
from typing import Unpack

from bot.sandbox.as_answers import message_json
from bot.sandbox.errors import BadRequest
from bot.sandbox.files import Files, StoredFile, Upload
from bot.sandbox.images import keep_picture
from bot.sandbox.limits import LONGEST_TEXT, check_caption, check_text
from bot.sandbox.marking import mark
from bot.sandbox.messages import Document, Event, Photo, Text
from bot.sandbox.methods.binding import ChatId, InputFile, Json, JsonList
from bot.sandbox.methods.options import SendOptions, link_preview, send
from bot.sandbox.methods.registry import method
from bot.sandbox.world import World

SHOWN_TYPING = timedelta(seconds=5)
ACTIONS = {
    *("typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice"),
    *("upload_document", "choose_sticker", "find_location", "record_video_note"),
    "upload_video_note",
}


@method("sendMessage", counted=True)
def send_message(
    world: World,
    *,
    chat_id: ChatId,
    text: str,
    parse_mode: str | None = None,
    entities: JsonList | None = None,
    link_preview_options: Json | None = None,
    **options: Unpack[SendOptions],
) -> Json:
    chat = world.chat(chat_id)
    body = check_text(mark(text, parse_mode=parse_mode, entities=entities))
    message = send(
        world,
        chat,
        Text(body, link_preview(link_preview_options)),
        options,
        markup=options.get("reply_markup"),
    )
    return message_json(chat, message)


@method("sendPhoto", counted=True)
def send_photo(
    world: World,
    *,
    chat_id: ChatId,
    photo: InputFile,
    caption: str = "",
    parse_mode: str | None = None,
    caption_entities: JsonList | None = None,
    show_caption_above_media: bool = False,
    has_spoiler: bool = False,
    **options: Unpack[SendOptions],
) -> Json:
    chat = world.chat(chat_id)
    body = check_caption(mark(caption, parse_mode=parse_mode, entities=caption_entities))
    chat.check_open()
    sizes = picture(world.files, photo)
    content = Photo(sizes, body, spoiler=has_spoiler, caption_above=show_caption_above_media)
    return message_json(
        chat, send(world, chat, content, options, markup=options.get("reply_markup"))
    )


@method("sendDocument", counted=True)
def send_document(
    world: World,
    *,
    chat_id: ChatId,
    document: InputFile,
    caption: str = "",
    parse_mode: str | None = None,
    caption_entities: JsonList | None = None,
    disable_content_type_detection: bool = False,  # noqa: ARG001 — everything stays a document
    **options: Unpack[SendOptions],
) -> Json:
    chat = world.chat(chat_id)
    body = check_caption(mark(caption, parse_mode=parse_mode, entities=caption_entities))
    chat.check_open()
    content = Document(document_file(world.files, document), body)
    return message_json(
        chat, send(world, chat, content, options, markup=options.get("reply_markup"))
    )


@method("copyMessage", counted=True)
def copy_message(
    world: World,
    *,
    chat_id: ChatId,
    from_chat_id: ChatId,
    message_id: int,
    **options: Unpack[SendOptions],
) -> Json:
    source = world.chat(from_chat_id).message(message_id, wanted="message to copy")
    if isinstance(source.content, Event):
        raise BadRequest("message can't be copied")
    copy = send(
        world, world.chat(chat_id), source.content, options, markup=options.get("reply_markup")
    )
    return {"message_id": copy.id}


@method("sendMessageDraft")
def send_message_draft(
    world: World,
    *,
    chat_id: ChatId,
    draft_id: int,
    text: str = "",
    parse_mode: str | None = None,
    entities: JsonList | None = None,
    message_thread_id: int | None = None,
) -> bool:
    chat = world.chat(chat_id)
    chat.check_open()
    if not chat.private:
        raise BadRequest("chat is not a private chat")
    if draft_id == 0:
        raise BadRequest("draft identifier must be non-zero")
    if message_thread_id is not None:
        chat.topic(message_thread_id)
    body = mark(text, parse_mode=parse_mode, entities=entities)
    if len(body) > LONGEST_TEXT:
        raise BadRequest("message is too long")
    chat.draft = body.text
    world.touch(chat)
    return True


@method("sendChatAction")
def send_chat_action(
    world: World, *, chat_id: ChatId, action: str, message_thread_id: int | None = None
) -> bool:
    chat = world.chat(chat_id)
    chat.check_open()
    if action.lower() not in ACTIONS:
        raise BadRequest("wrong parameter action in request")
    if message_thread_id is not None:
        chat.topic(message_thread_id)
    chat.typing_until = world.now() + SHOWN_TYPING
    world.touch(chat)
    return True


def picture(files: Files, photo: InputFile) -> tuple[StoredFile, ...]:
    """Keep an uploaded picture, or find one again."""
    if isinstance(photo, Upload):
        check_not_empty(photo)
        return keep_picture(files, photo.content)
    return files.sizes(files.again(photo, "photo").id)


def document_file(files: Files, document: InputFile) -> StoredFile:
    """Keep an uploaded file, or find one again."""
    if isinstance(document, Upload):
        check_not_empty(document)
        return files.add("document", document.name, document.content)
    return files.again(document, "document")


def check_not_empty(upload: Upload) -> None:
    if not upload.content:
        raise BadRequest("file must be non-empty")
