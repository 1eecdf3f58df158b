"""One message for all dates that somebody is to look at now."""

from collections.abc import Mapping
from typing import Any

from bot.rendering.html import buttons_of, cut, escape
from bot.rendering.outgoing import Outgoing
from bot.rendering.progress_words import deadline_words
from bot.texts import reminders as texts

MOST_LINES = 15
NAME_LIMIT, WARNING_LIMIT = 40, 120


def reminder(payload: Mapping[str, Any]) -> Outgoing:
    """Return the summary of a sweep for one chat; what does not fit is said to be there."""
    lines = payload["lines"]
    enterprise = payload["enterprise"]
    head = texts.HEAD_ENTERPRISE if enterprise else texts.HEAD
    said = [head.format(day=payload["as_of"], count=len(lines)), *map(_line, lines[:MOST_LINES])]
    if len(lines) > MOST_LINES:
        said.append(texts.MORE.format(count=len(lines) - MOST_LINES))
    if enterprise:
        said.append(texts.FOOT_ENTERPRISE)
    button = (texts.TODO, "todo") if enterprise else (texts.TODAY, "today")
    return Outgoing("\n".join(said), buttons_of([[button]]))


def _line(line: Mapping[str, Any]) -> str:
    words = cut(line["warning"], WARNING_LIMIT) if line["warning"] else deadline_words(line)
    return texts.LINE.format(
        mark=texts.LATE if line.get("overdue") else texts.ON_TIME,
        project=escape(cut(line["project_name"], NAME_LIMIT)),
        item=escape(cut(line["item"], NAME_LIMIT)),
        ref=escape(line["ref"]),
        limit=escape(words),
    )
