"""That dates of a case are on other days now, and why."""

from collections.abc import Mapping
from typing import Any

from bot.rendering.html import buttons_of, escape
from bot.rendering.outgoing import Outgoing
from bot.rendering.progress_words import limit_name
from bot.texts import progress as texts
from bot.texts.milestones import CARD, WHY


def dates_moved(payload: Mapping[str, Any]) -> Outgoing:
    """Return one message for all dates of one case that moved together."""
    lines = [
        texts.MOVED_HEAD.format(
            project=escape(payload["project_name"]),
            item=escape(payload["item"]),
            ref=escape(payload["ref"]),
        ),
        *map(_move, payload["moves"]),
        texts.MOVED_WHY.format(reason=escape(payload["reason"])),
    ]
    code = payload["project_code"]
    return Outgoing(
        "\n".join(lines), buttons_of([[(CARD, f"status:{code}"), (WHY, f"why:{code}")]])
    )


def _move(move: Mapping[str, Any]) -> str:
    after = move["after"] or texts.STOPPED
    if move["provisional"]:
        after += texts.PROVISIONAL
    return texts.MOVED.format(
        name=escape(limit_name(move)), before=move["before"] or texts.STOPPED, after=after
    )
