"""The progress of one project as a picture: stages as a bar, what is running, what is due."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

from bot.pictures.fonts import Draw, fit, font
from bot.rendering.progress_words import current, deadline_words, running_first, stage_states
from bot.texts import progress as texts

WIDTH = 1080
MARGIN = 60
ROW = 118
MOST_ROWS = 6

INK, MUTED, LINE, PAPER = "#1b2b3a", "#66788a", "#dde5ec", "#ffffff"
BLUE, GREEN, RED, AMBER, PALE = "#1f5fae", "#1c8a5a", "#c0392b", "#b7791f", "#f3f7fb"

DONE, RUNNING = "已完成", "办理中"
GRANTED = {"办结(通过)", "办结(容缺通过)"}
ENDED_OTHERWISE = {"办结(不通过)", "不予受理", "不受理", "已撤件", "撤回", "撤销"}


def progress_card(progress: Mapping[str, Any]) -> bytes:
    """
    Return a PNG of *progress*, the mapping of ``cases show`` with ``as_of`` added.

    The text that goes with the picture repeats everything in it.
    """
    cases = list(progress["cases"])
    shown = cases if len(cases) <= MOST_ROWS else running_first(cases)[:MOST_ROWS]
    height = 470 + ROW * max(1, len(shown)) + (50 if len(cases) > len(shown) else 0) + 60
    image = Image.new("RGB", (WIDTH, height), PAPER)
    draw = ImageDraw.Draw(image)
    _header(draw, progress)
    _stages(draw, progress["stages"], top=250)
    bottom = _cases(draw, shown, top=430, as_of=progress["as_of"])
    if len(cases) > len(shown):
        draw.text(
            (MARGIN, bottom), texts.CARD_MORE.format(count=len(cases) - len(shown)), MUTED, font(28)
        )
    draw.text(
        (MARGIN, height - 62),
        texts.CARD_FOOT.format(day=progress["as_of"]),
        MUTED,
        font(26),
    )
    out = BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _bold(draw: Draw, at: tuple[float, float], text: str, fill: str, size: int, **kw: Any) -> None:
    draw.text(at, text, fill, font(size), stroke_width=0.6, stroke_fill=fill, **kw)


def _header(draw: Draw, progress: Mapping[str, Any]) -> None:
    project = progress["project"]
    draw.rectangle((0, 0, WIDTH, 190), fill=BLUE)
    room = WIDTH - 2 * MARGIN
    size = next((s for s in (46, 40, 34) if font(s).getlength(project["name"]) <= room), 34)
    _bold(draw, (MARGIN, 38), fit(project["name"], font(size), room), "#ffffff", size)
    line = "　".join(str(part) for part in (project["code"], project.get("organization")) if part)
    draw.text((MARGIN, 116), fit(line, font(30), room), "#d6e4f5", font(30))


def _stages(draw: Draw, stages: Sequence[Mapping[str, Any]], *, top: int) -> None:
    step = (WIDTH - 2 * MARGIN) / len(stages)
    centres = [MARGIN + step * (number + 0.5) for number in range(len(stages))]
    for left, right, stage in zip(centres, centres[1:], stages, strict=False):
        colour = GREEN if stage["state"] == DONE else LINE
        draw.line((left, top + 24, right, top + 24), fill=colour, width=8)
    shown = zip(centres, stages, stage_states(stages), strict=True)
    for number, (x, stage, state) in enumerate(shown, start=1):
        colour = {DONE: GREEN, RUNNING: BLUE}.get(state, "#b9c6d2")
        draw.ellipse((x - 26, top - 2, x + 26, top + 50), fill=colour)
        # A tick as well as a colour: the state must not hang on colour alone.
        if state == DONE:
            draw.line((x - 11, top + 25, x - 3, top + 34, x + 13, top + 14), fill=PAPER, width=6)
        else:
            draw.text((x, top + 23), str(number), PAPER, font(30), anchor="mm")
        _bold(draw, (x, top + 82), stage["stage"], INK, 28, anchor="mm")
        draw.text((x, top + 122), state, MUTED if state != RUNNING else BLUE, font(26), anchor="mm")


def _cases(draw: Draw, cases: Sequence[Mapping[str, Any]], *, top: int, as_of: str) -> int:
    if not cases:
        draw.text((MARGIN, top + 30), texts.NO_CASES, MUTED, font(32))
        return top + ROW
    for number, case in enumerate(cases):
        y = top + number * ROW
        if number % 2 == 0:
            draw.rectangle((MARGIN - 24, y, WIDTH - MARGIN + 24, y + ROW - 8), fill=PALE)
        _bold(draw, (MARGIN, y + 16), fit(case["item"], font(34), 560), INK, 34)
        draw.text((MARGIN, y + 66), case["ref"], MUTED, font(26))
        right = WIDTH - MARGIN
        _bold(
            draw,
            (right, y + 38),
            case["state"] or texts.NO_STATE,
            _state_colour(case["state"]),
            32,
            anchor="rm",
        )
        due, colour = _due(current(case, as_of=as_of))
        draw.text((right, y + 84), due, colour, font(28), anchor="rm")
    return top + len(cases) * ROW


def _state_colour(state: str | None) -> str:
    if state in GRANTED:
        return GREEN
    return RED if state in ENDED_OTHERWISE else BLUE


def _due(deadlines: Sequence[Mapping[str, Any]]) -> tuple[str, str]:
    """Return the limit that matters most in words: the decision's if it runs, else the first."""
    for deadline in sorted(deadlines, key=lambda one: one["kind"] != "审批"):
        colour = AMBER if deadline["due_on"] is None else RED if deadline["overdue"] else MUTED
        return deadline_words(deadline), colour
    return "", MUTED
