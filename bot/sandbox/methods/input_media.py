"""Pictures and documents given as ``InputMedia``."""

from typing import Any

from bot.sandbox.errors import BadRequest
from bot.sandbox.limits import check_caption
from bot.sandbox.marking import mark
from bot.sandbox.messages import Document, Photo
from bot.sandbox.methods.binding import Uploads, attached
from bot.sandbox.methods.sending import document_file, picture
from bot.sandbox.world import World


def content_of(world: World, media: Any, uploads: Uploads) -> Photo | Document:
    """
    Return the content that one ``InputMedia`` object describes.

    Raises:
        BadRequest: It is none, of a kind that the sandbox does not have, or its file is not there.
    """
    if not isinstance(media, dict) or not isinstance(media.get("media"), str):
        raise BadRequest('can\'t parse InputMedia: Field "media" must be of type String')
    file = attached(media["media"], uploads)
    caption = check_caption(
        mark(
            str(media.get("caption") or ""),
            parse_mode=media.get("parse_mode"),
            entities=media.get("caption_entities"),
        )
    )
    match media.get("type"):
        case "photo":
            return Photo(
                picture(world.files, file),
                caption,
                spoiler=bool(media.get("has_spoiler")),
                caption_above=bool(media.get("show_caption_above_media")),
            )
        case "document":
            return Document(document_file(world.files, file), caption)
        case kind:
            raise BadRequest(f"can't parse InputMedia: type {kind} is not available here")
