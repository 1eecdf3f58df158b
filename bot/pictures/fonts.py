"""The Chinese font, from a package: pictures look the same on a machine without fonts."""

from functools import lru_cache
from importlib.resources import as_file, files
from io import BytesIO

from PIL import ImageDraw, ImageFont

Font = ImageFont.FreeTypeFont
Draw = ImageDraw.ImageDraw

RESOURCE = files("pylopdf_fonts_zh_cn") / "NotoSansSC-Regular.otf"  # Noto Sans SC, OFL-1.1


@lru_cache(maxsize=1)
def font_bytes() -> bytes:
    """Return the font file (8 MB), read once."""
    with as_file(RESOURCE) as path:
        return path.read_bytes()


@lru_cache(maxsize=16)
def font(size: int) -> Font:
    """Return the font at *size* pixels."""
    return ImageFont.truetype(BytesIO(font_bytes()), size)


def fit(text: str, face: Font, width: float) -> str:
    """Return *text*, cut with an ellipsis when it is wider than *width* pixels."""
    if face.getlength(text) <= width:
        return text
    while text and face.getlength(text + "…") > width:
        text = text[:-1]
    return text + "…"
