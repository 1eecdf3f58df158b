"""The board as bars: the key projects by stage, and the 立项 of one year beside the other."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

from bot.pictures.fonts import Draw, fit, font
from bot.rendering.amounts import yi
from bot.texts import board as texts

WIDTH, MARGIN, ROW, BAR = 1080, 60, 66, 34
NAME_ROOM, VALUE_ROOM = 250, 200
INK, MUTED, PAPER, BLUE, PALE = "#1b2b3a", "#66788a", "#ffffff", "#1f5fae", "#9dbbe0"

Bar = tuple[str, Decimal, str, str]  # name, length, what is written at its end, colour


def board_chart(board: Mapping[str, Any]) -> bytes:
    """
    Return a PNG of *board*, the mapping of ``bangban board --json``.

    The text that goes with the picture repeats everything in it.
    """
    stages, filings = _stages(board), _filings(board)
    height = 190 + 90 + ROW * len(stages) + 90 + ROW * len(filings) + 90
    image = Image.new("RGB", (WIDTH, height), PAPER)
    draw = ImageDraw.Draw(image)
    _header(draw, board)
    bottom = _section(draw, texts.CHART_STAGES, stages, top=210)
    _section(draw, texts.CHART_FILINGS, filings, top=bottom + 20)
    foot = texts.CHART_FOOT.format(today=board["today"])
    draw.text((MARGIN, height - 62), foot, MUTED, font(26))
    out = BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _stages(board: Mapping[str, Any]) -> list[Bar]:
    counts = board["key_projects"]["by_stage"]
    return [
        (name, Decimal(count["projects"]), str(count["projects"]), BLUE)
        for name, count in counts.items()
        if count["projects"]
    ]


def _filings(board: Mapping[str, Any]) -> list[Bar]:
    this, last, before = board["filings"]["years"]
    shown = (
        (texts.CHART_TO_DATE, this["year"], this["to_date"], BLUE),
        (texts.CHART_SAME, last["year"], last["to_date"], PALE),
        (texts.CHART_YEAR, last["year"], last, BLUE),
        (texts.CHART_YEAR, before["year"], before, PALE),
    )
    return [
        (
            words.format(year=year),
            Decimal(count["investment"]),
            texts.CHART_VALUE.format(
                investment=yi(count["investment"]), projects=count["projects"]
            ),
            colour,
        )
        for words, year, count, colour in shown
    ]


def _header(draw: Draw, board: Mapping[str, Any]) -> None:
    draw.rectangle((0, 0, WIDTH, 180), fill=BLUE)
    title = texts.CHART_TITLE
    draw.text((MARGIN, 34), title, PAPER, font(46), stroke_width=0.6, stroke_fill=PAPER)
    key = board["key_projects"]
    line = texts.CHART_SUMMARY.format(projects=key["projects"], investment=yi(key["investment"]))
    draw.text((MARGIN, 108), line, "#d6e4f5", font(32))


def _section(draw: Draw, title: str, bars: Sequence[Bar], *, top: int) -> int:
    draw.text((MARGIN, top), title, INK, font(32), stroke_width=0.5, stroke_fill=INK)
    longest = max((length for _, length, _, _ in bars), default=Decimal()) or Decimal(1)
    left, room = MARGIN + NAME_ROOM, WIDTH - 2 * MARGIN - NAME_ROOM - VALUE_ROOM
    for number, (name, length, value, colour) in enumerate(bars):
        middle = top + 70 + number * ROW + ROW // 2
        draw.text((MARGIN, middle), fit(name, font(28), NAME_ROOM - 16), INK, font(28), anchor="lm")
        right = left + int(room * length / longest)
        if right > left:
            draw.rectangle((left, middle - BAR // 2, right, middle + BAR // 2), fill=colour)
        draw.text((right + 14, middle), value, INK, font(28), anchor="lm")
    return top + 70 + ROW * len(bars)
