"""A project's progress: the picture, and the same in words."""

from collections.abc import Mapping
from typing import Any

from bot.pictures.progress_card import progress_card
from bot.rendering.html import buttons_of, escape
from bot.rendering.outgoing import CAPTION_LIMIT, Outgoing
from bot.rendering.progress_words import (
    case_line,
    phase_lines,
    running_first,
    stage_lines,
    unit_lines,
)
from bot.texts import progress as texts


def progress(payload: Mapping[str, Any]) -> Outgoing:
    """Return the card of a project; the caption repeats what the picture shows."""
    return Outgoing(
        caption(payload["progress"]),
        buttons_of(payload.get("buttons", ())),
        photo=progress_card(payload["progress"]),
    )


def caption(shown: Mapping[str, Any]) -> str:
    """Return the card in words, as many cases as a caption holds."""
    project = shown["project"]
    head = [
        f"<b>{escape(project['name'])}</b>",
        f"<code>{escape(project['code'])}</code>",
        *stage_lines(shown["stages"]),
        *phase_lines(shown),
        *unit_lines(shown),
    ]
    lines = [case_line(case, as_of=shown["as_of"]) for case in shown["cases"]]
    everything = "\n".join([*head, *lines, texts.AS_OF])
    if len(everything) > CAPTION_LIMIT:
        lines = [case_line(case, as_of=shown["as_of"]) for case in running_first(shown["cases"])]
    foot = texts.AS_OF.format(day=escape(shown["as_of"]))
    kept: list[str] = []
    for line in lines:
        if len("\n".join([*head, *kept, line, texts.MORE, foot])) > CAPTION_LIMIT:
            kept.append(texts.MORE.format(count=len(lines) - len(kept)))
            break
        kept.append(line)
    return "\n".join([*head, *(kept or [texts.NO_CASES]), foot])
