"""Pictures: whether Telegram would take them, and the smaller sizes it makes of them."""

import io

from PIL import Image, UnidentifiedImageError

from bot.sandbox.errors import BadRequest
from bot.sandbox.files import Files, StoredFile

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS_AROUND = 10_000  # width + height
MOST_STRETCHED = 20  # the longer side in shorter sides
SMALLER = (90, 320)  # longest sides of the sizes made besides the picture itself


def keep_picture(files: Files, content: bytes) -> tuple[StoredFile, ...]:
    """
    Keep a picture in all its sizes and return them, the smallest first.

    Raises:
        BadRequest: IMAGE_PROCESS_FAILED for what is no picture, PHOTO_INVALID_DIMENSIONS for one
            too large or too long, PHOTO_SAVE_FILE_INVALID for one of more than 10 MB.
    """
    if len(content) > MOST_BYTES:
        raise BadRequest("PHOTO_SAVE_FILE_INVALID")
    try:
        with Image.open(io.BytesIO(content)) as image:
            kind = (image.format or "").lower()
            width, height = image.size
            _check_dimensions(width, height)
            image.load()
            sizes = [_smaller(files, image, side) for side in SMALLER if side < max(image.size)]
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        raise BadRequest("IMAGE_PROCESS_FAILED") from None
    name = f"photo.{'jpg' if kind == 'jpeg' else kind or 'bin'}"
    whole = files.add("photo", name, content, width=width, height=height)
    picture = (*sizes, whole)
    files.remember_sizes(picture)
    return picture


def _check_dimensions(width: int, height: int) -> None:
    shorter, longer = sorted((width, height))
    if shorter < 1 or width + height > MOST_PIXELS_AROUND or longer > MOST_STRETCHED * shorter:
        raise BadRequest("PHOTO_INVALID_DIMENSIONS")


def _smaller(files: Files, image: Image.Image, side: int) -> StoredFile:
    copy = image.convert("RGB")
    copy.thumbnail((side, side), reducing_gap=2.0)
    target = io.BytesIO()
    copy.save(target, "JPEG", quality=80)
    return files.add("photo", "photo.jpg", target.getvalue(), width=copy.width, height=copy.height)
