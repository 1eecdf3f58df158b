"""What an asker reads of a person's answer, and what its owner reads when an approved one lapses."""

from collections.abc import Mapping
from typing import Any

from bot.rendering.html import buttons_of, cut, escape
from bot.rendering.outgoing import Outgoing
from bot.texts import answering as texts
from bot.texts.start import ROLES
from retrieval.approved import Lapse

QUESTION_LIMIT = 300


def staff_answer(payload: Mapping[str, Any]) -> Outgoing:
    """Return a person's answer, marked as one, with the role and never the name."""
    parts = [texts.TO_ASKER.format(role=ROLES[payload["role"]])]
    if payload["question"]:
        parts.append(texts.ASKED.format(question=escape(cut(payload["question"], QUESTION_LIMIT))))
    parts += [escape(payload["answer"]), f"<i>{texts.ADVICE}</i>"]
    return Outgoing("\n\n".join(parts), buttons_of([[(texts.ASK_AGAIN, "human")]]))


def approved_lapsed(payload: Mapping[str, Any]) -> Outgoing:
    """Return the note to the owner; only a review that is due can be answered with a tap."""
    lapse = Lapse(payload["lapse"])
    words = texts.LAPSED.format(
        why=texts.LAPSES[lapse],
        question=escape(payload["question"]),
        answer=escape(payload["answer"]),
        citations=escape("、".join(payload["citations"])),
        approved_on=payload["approved_on"],
    )
    renew = [[(texts.RENEW, f"renew:{payload['id']}")]]
    return Outgoing(words, buttons_of(renew if lapse is Lapse.REVIEW_DUE else []))
