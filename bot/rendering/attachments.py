"""Words with a picture or a file over them that the channel has already."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.rendering.html import escape, length
from bot.rendering.outgoing import CAPTION_LIMIT, Held, Outgoing
from bot.texts import broadcasts as texts
from bot.texts import errors as error_texts
from cases.notices import AttachmentKind

MEGABYTE = 1024 * 1024


def under(attachment: Mapping[str, Any] | None, message: Outgoing) -> Outgoing:
    """Return *message* as the words under *attachment*; as it is without one."""
    if attachment is None:
        return message
    held = Held(attachment["file_id"])
    if attachment["kind"] == AttachmentKind.PHOTO:
        return replace(message, photo=held)
    return replace(message, document=held)


def excess(message: Outgoing) -> int:
    """Return by how much *message* is too long for a caption, the mark of a repeat counted in."""
    return max(0, length(f"{error_texts.REPEATED}\n{message.html}") - CAPTION_LIMIT)


def attachment_words(attachment: Mapping[str, Any]) -> str:
    """Return what an attachment is, as HTML: a picture, or a file with its name, and its size."""
    size = attachment["size"]
    large = f"{size / MEGABYTE:.1f} MB" if size >= MEGABYTE else f"{max(1, round(size / 1024))} KB"
    if attachment["kind"] == AttachmentKind.PHOTO:
        return texts.A_PICTURE.format(size=large)
    return texts.A_FILE.format(name=escape(attachment["name"]), size=large)
