"""An answer in the chat: conclusion first, the quotes folded under it, then what to do next."""

from collections.abc import Mapping
from typing import Any

from bot.rendering.html import buttons_of, escape
from bot.rendering.outgoing import TEXT_LIMIT, Outgoing
from bot.texts import answers as texts
from bot.texts import start
from bot.unanswered import UNANSWERED
from retrieval.answers import AnswerStatus
from retrieval.phrases import CONFIRM_AT_WINDOW, DISCLAIMER

QUOTE_MARK = "「"  # how a composed answer begins a quotation
SHORT = 8  # characters of a label that leave room for a second button on a phone
NO_PERSON_NEEDED = frozenset({AnswerStatus.UNANSWERABLE_OUT_OF_SCOPE})  # a person could not either


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
    head, *rest = _paragraphs(payload["text"])
    parts = [_head(head), *map(_paragraph, rest[:-1])]
    if rest:
        parts.append(f"<i>{escape(rest[-1])}</i>")
    votes = [(texts.HELPFUL, f"v:up:{exchange}"), (texts.NOT_HELPFUL, f"v:down:{exchange}")]
    return Outgoing(_fitting(parts), buttons_of([*_follow_ups(payload), votes]))


def _paragraphs(text: str) -> list[str]:
    """Return the paragraphs once each, the two standing sentences at the end as one."""
    paragraphs = list(dict.fromkeys(text.split("\n\n")))
    if paragraphs[-2:] == [CONFIRM_AT_WINDOW, DISCLAIMER]:
        paragraphs[-2:] = [CONFIRM_AT_WINDOW + DISCLAIMER]
    return paragraphs


def _head(text: str) -> str:
    """The conclusion stands out; where the quotation itself is the answer, it stays unfolded."""
    if text.startswith(QUOTE_MARK):
        return f"<blockquote>{escape(text)}</blockquote>"
    return f"<b>{escape(text)}</b>"


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
    """A button for each choice; short ones, two in a row."""
    buttons = [
        (candidate["label"], f"q:{number}:{payload['exchange']}")
        for number, candidate in enumerate(payload["candidates"])
    ]
    width = 2 if all(len(label) <= SHORT for label, _ in buttons) else 1
    return [buttons[at : at + width] for at in range(0, len(buttons), width)]


def _choices(payload: Mapping[str, Any]) -> list[list[tuple[str, str]]]:
    status = AnswerStatus(payload["status"])
    rows = _follow_ups(payload)
    match status:
        case AnswerStatus.ROUTED_CASE_STATUS:
            rows.append([(start.BUTTON_STATUS, "status")])
        case AnswerStatus.ROUTED_NEXT_STEP:
            rows.append([(start.BUTTON_TODO, "todo"), (start.BUTTON_STATUS, "status")])
        case AnswerStatus.ROUTED_COMPLAINT:
            rows.append([(texts.HUMAN, f"human:{payload['exchange']}")])
        case AnswerStatus.ROUTED_GREETING | AnswerStatus.ROUTED_ABOUT:
            rows += start.FIRST_BUTTONS
        case AnswerStatus.ROUTED_SALON:
            rows.append([(start.BUTTON_SALON, "salons")])
        case _ if status in NO_PERSON_NEEDED:
            pass
        case _ if status in UNANSWERED:
            rows.append([(texts.HUMAN, f"human:{payload['exchange']}")])
        case _:
            pass
    return rows
