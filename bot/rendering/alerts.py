"""What stewards are told: a change in one of their cases, or someone who asks for a person."""

from collections.abc import Mapping
from typing import Any

from bot.rendering.html import buttons_of, cut, escape
from bot.rendering.milestones import change
from bot.rendering.outgoing import Outgoing
from bot.rendering.progress_words import deadline_words
from bot.texts import answering
from bot.texts import milestones as texts
from bot.texts.staff import RECORD_BUTTON

QUESTION_LIMIT = 300
LABEL_LIMIT = 30


def alert(payload: Mapping[str, Any]) -> Outgoing:
    """Return the steward's note of a recorded fact; a conflict is said in words."""
    head = texts.HEADS.get(payload["milestone"] or "", texts.ALERT_RECORDED)
    lines = [
        texts.ALERT.format(head=head, project=escape(payload["project_name"]), **change(payload))
    ]
    if payload["conflict"]:
        lines.append(texts.ALERT_CONFLICT)
    lines += [f"· {escape(deadline_words(deadline))}" for deadline in payload["deadlines"]]
    lines += [f"· {escape(note)}" for note in payload["notes"]]
    label = cut(RECORD_BUTTON.format(ref=payload["ref"]), LABEL_LIMIT)
    return Outgoing("\n".join(lines), buttons_of([[(label, f"r:ref:{payload['ref']}")]]))


def human_request(payload: Mapping[str, Any]) -> Outgoing:
    """Return the call for a person."""
    lines = [texts.HUMAN_REQUEST.format(name=escape(payload["name"]))]
    if payload["question"]:
        question = escape(cut(payload["question"], QUESTION_LIMIT))
        lines.append(texts.HUMAN_QUESTION.format(question=question))
    # What was owed before these were told has neither.
    if payload.get("why"):
        lines.append(texts.HUMAN_WHY.format(why=escape(payload["why"])))
    request = payload.get("request")
    rows = [[(answering.ANSWER, f"a:take:{request}")]] if request else []
    return Outgoing("\n".join(lines), buttons_of(rows))
