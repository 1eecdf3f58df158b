"""An answer in the chat: conclusion first, the quotes folded under it, then what to do next."""

from collections.abc import Mapping
from typing import Any

from bot.rendering.html import buttons_of, escape
from bot.rendering.outgoing import TEXT_LIMIT, Outgoing
from bot.texts import answers as texts
from bot.texts import start
from retrieval.answers import AnswerStatus

QUOTE_MARK = "「"  # how a composed answer begins a quotation


def answer(payload: Mapping[str, Any]) -> Outgoing:
    """
    Return the message for an answer.

    *payload* holds ``status``, ``text``, ``candidates`` and ``exchange`` (the id under which feedback
    and follow-up buttons are found again).
    """
    status = AnswerStatus(payload["status"])
    exchange = payload["exchange"]
    if status is not AnswerStatus.ANSWERED:
        return Outgoing(escape(texts.ENDINGS[status]), buttons_of(_choices(payload)))
    head, *rest = payload["text"].split("\n\n")
    parts = [f"<b>{escape(head)}</b>", *map(_paragraph, rest)]
    votes = [(texts.HELPFUL, f"v:up:{exchange}"), (texts.NOT_HELPFUL, f"v:down:{exchange}")]
    return Outgoing(_fitting(parts), buttons_of([*_follow_ups(payload), votes]))


def _paragraph(text: str) -> str:
    """A quotation with its source folds away; the person opens it with a tap."""
    if text.startswith(QUOTE_MARK):
        return f"<blockquote expandable>{escape(text)}</blockquote>"
    return escape(text)


def _fitting(parts: list[str]) -> str:
    """Leave out whole paragraphs before the last (the disclaimer) when there is no room for them."""
    *body, last = parts
    while len(body) > 1 and len(_joined([*body, last])) > TEXT_LIMIT:
        body.pop()
    return _joined([*body, last])


def _joined(parts: list[str]) -> str:
    # A quotation is a block of its own: an empty line after it would show as a gap.
    return "\n\n".join(parts).replace("</blockquote>\n\n", "</blockquote>\n")


def _follow_ups(payload: Mapping[str, Any]) -> list[list[tuple[str, str]]]:
    exchange = payload["exchange"]
    return [
        [(candidate["label"], f"q:{number}:{exchange}")]
        for number, candidate in enumerate(payload["candidates"])
    ]


def _choices(payload: Mapping[str, Any]) -> list[list[tuple[str, str]]]:
    status = AnswerStatus(payload["status"])
    rows = _follow_ups(payload)
    match status:
        case AnswerStatus.ROUTED_CASE_STATUS:
            rows.append([(start.BUTTON_STATUS, "status")])
        case AnswerStatus.ROUTED_SALON:
            rows.append([(start.BUTTON_SALON, "salons")])
        case _ if status.group in {"unanswerable", "clarification", "error"}:
            rows.append([(texts.HUMAN, "human")])
        case _:
            pass
    return rows
