"""A plain plate that takes the place of a picture or file that is withdrawn."""

from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageDraw

from bot.pictures.fonts import font
from bot.texts import broadcasts as texts

SIZE = (900, 300)
INK, MUTED, PAPER, EDGE = "#1b2b3a", "#66788a", "#f3f7fb", "#dde5ec"


@lru_cache(maxsize=8)
def withdrawn_plate(number: str) -> bytes:
    """Return a PNG saying that what notice *number* showed is withdrawn."""
    image = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, SIZE[0] - 1, SIZE[1] - 1), outline=EDGE, width=4)
    middle = SIZE[0] / 2
    draw.text((middle, 120), texts.PLATE, fill=INK, font=font(54), anchor="mm")
    draw.text(
        (middle, 200),
        texts.PLATE_NUMBER.format(number=number),
        fill=MUTED,
        font=font(32),
        anchor="mm",
    )
    target = BytesIO()
    image.save(target, "PNG", optimize=True)
    return target.getvalue()
