"""A milestone in the enterprise's chat: what changed, what to do, by when."""

from collections.abc import Mapping
from typing import Any

from bot.rendering.html import buttons_of, cut, escape
from bot.rendering.outgoing import Outgoing
from bot.rendering.progress_words import deadline_words
from bot.texts import milestones as texts

NOTE_LIMIT = 600


def milestone(payload: Mapping[str, Any]) -> Outgoing:
    """Return the message for *payload*, the snapshot that casework took with the fact."""
    lines = [
        texts.BODY.format(
            head=texts.HEADS[payload["milestone"]],
            project=escape(payload["project_name"]),
            **change(payload),
        )
    ]
    if payload["note"]:
        lines.append(texts.NOTE.format(note=escape(cut(payload["note"], NOTE_LIMIT))))
    if payload["stage_completed"]:
        lines.append(texts.STAGE_DONE.format(stage=escape(payload["stage_completed"])))
    if payload["next_step"]:
        lines.append(texts.NEXT.format(next=texts.NEXT_STEPS[payload["next_step"]]))
    lines += [f"· {escape(deadline_words(deadline))}" for deadline in payload["deadlines"]]
    if payload["legal"]:
        lines.append(texts.LEGAL_FOOT)
    code = payload["project_code"]
    return Outgoing(
        "\n".join(lines),
        buttons_of([[(texts.CARD, f"status:{code}"), (texts.WHY, f"why:{code}")]]),
    )


def change(payload: Mapping[str, Any]) -> dict[str, str]:
    """Return the placeholders that say what changed."""
    return {
        "item": escape(payload["item"]),
        "ref": escape(payload["ref"]),
        "before": escape(payload["before"] or "—"),
        "after": escape(payload["after"] or payload["recorded"]),
        "day": escape(payload["effective_on"]),
    }
