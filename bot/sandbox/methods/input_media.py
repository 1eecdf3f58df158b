"""Pictures and documents given as ``InputMedia``."""

from typing import Any

from bot.sandbox import json_fields
from bot.sandbox.errors import BadRequest
from bot.sandbox.limits import check_caption
from bot.sandbox.marking import mark
from bot.sandbox.messages import Document, Photo
from bot.sandbox.methods.binding import Json, JsonList, Uploads, attached
from bot.sandbox.methods.sending import document_file, picture
from bot.sandbox.world import World


def content_of(world: World, media: Any, uploads: Uploads) -> Photo | Document:
    """
    Return the content that one ``InputMedia`` object describes.

    Raises:
        BadRequest: It is none, of a kind that the sandbox does not have, or its file is not there.
    """
    if not isinstance(media, dict):
        raise BadRequest("can't parse InputMedia: expected an Object")
    file = attached(json_fields.string(media, "media") or "", uploads)
    caption = check_caption(
        mark(
            json_fields.string(media, "caption") or "",
            parse_mode=json_fields.string(media, "parse_mode"),
            entities=_entities(media),
        )
    )
    match json_fields.string(media, "type"):
        case "photo":
            return Photo(
                picture(world.files, file),
                caption,
                spoiler=json_fields.switch(media, "has_spoiler"),
                caption_above=json_fields.switch(media, "show_caption_above_media"),
            )
        case "document":
            return Document(document_file(world.files, file), caption)
        case kind:
            raise BadRequest(f"can't parse InputMedia: type {kind} is not available here")


def _entities(media: Json) -> JsonList:
    entities = media.get("caption_entities", [])
    if not isinstance(entities, list):
        raise BadRequest('Field "caption_entities" must be of type Array')
    return entities
