"""A project's progress: the picture, and the same in words."""

from collections.abc import Mapping
from typing import Any

from bot.pictures.progress_card import progress_card
from bot.rendering.html import buttons_of, escape
from bot.rendering.outgoing import CAPTION_LIMIT, Outgoing
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
        "　".join(
            f"{texts.MARKS.get(stage['state'], '○')}{escape(stage['stage'])}"
            for stage in shown["stages"]
        ),
    ]
    lines = [case_line(case) for case in shown["cases"]]
    foot = texts.AS_OF.format(day=escape(shown["as_of"]))
    kept: list[str] = []
    for line in lines:
        if len("\n".join([*head, *kept, line, texts.MORE, foot])) > CAPTION_LIMIT:
            kept.append(texts.MORE.format(count=len(lines) - len(kept)))
            break
        kept.append(line)
    return "\n".join([*head, *(kept or [texts.NO_CASES]), foot])


def case_line(case: Mapping[str, Any]) -> str:
    """Return one case in a line or two: item, state, and its nearest limits."""
    line = f"· {escape(case['item'])}：<b>{escape(case['state'])}</b>"
    dates = [deadline_words(deadline) for deadline in case["deadlines"]]
    return line + ("\n　" + "；".join(dates) if dates else "")


def deadline_words(deadline: Mapping[str, Any]) -> str:
    """Return a limit in words, e.g. ``法定审批期限 2026-02-27``."""
    name = texts.LIMIT.format(effect=deadline["legal_effect"], kind=deadline["kind"])
    if deadline["due_on"] is None:
        return f"{name}：{texts.STOPPED}"
    words = f"{name} {deadline['due_on']}"
    if deadline["provisional"]:
        words += texts.PROVISIONAL
    if deadline["overdue"]:
        words += texts.OVERDUE
    return words


def explanation_lines(deadline: Mapping[str, Any]) -> list[str]:
    """Return why a date is that date, a row a line; the counted rows add up to the limit."""
    lines = []
    for row in deadline["explanation"]:
        last = row["to"] or texts.NOW
        span = (
            row["from"] if row["from"] == last else texts.SPAN.format(first=row["from"], last=last)
        )
        counted = texts.COUNTED if row["counted"] else texts.NOT_COUNTED
        lines.append(texts.ROW.format(span=span, days=row["days"], counted=counted, why=row["why"]))
    return lines
