"""The kinds of message there are, and what each looks like. Nothing here reads the database."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.marks import marked
from bot.rendering.alerts import alert, human_request
from bot.rendering.answering import approved_lapsed, staff_answer
from bot.rendering.answers import answer
from bot.rendering.board import board, silent_cases
from bot.rendering.calls import call_by_phone
from bot.rendering.dates_moved import dates_moved
from bot.rendering.html import buttons_of
from bot.rendering.milestones import milestone
from bot.rendering.notice_lists import notice_list
from bot.rendering.notice_outcomes import notice_outcomes
from bot.rendering.notices import (
    approval_request,
    notice,
    notice_held,
    notice_preview,
    notice_progress,
    notice_recalled,
    recall_request,
)
from bot.rendering.outgoing import Outgoing
from bot.rendering.progress import progress
from bot.rendering.reminders import reminder
from bot.rendering.salons import (
    salon_answer,
    salon_attendance,
    salon_cancelled,
    salon_code,
    salon_entry,
    salon_feedback,
    salon_moved,
    salon_offer_lapsed,
    salon_offered,
    salon_question,
    salon_registered,
    salon_reminder,
)
from bot.rendering.together import together
from bot.texts import errors as texts
from cases.outbox import Opened

Payload = Mapping[str, Any]


def text(payload: Payload) -> Outgoing:
    """Return a message that is already HTML, with its buttons."""
    return Outgoing(payload["html"], buttons_of(payload.get("buttons", ())))


RENDERERS: Mapping[str, Callable[[Payload], Outgoing]] = {
    "text": text,
    "answer": answer,
    "progress": progress,
    "board": board,
    "silent_cases": silent_cases,
    "milestone": milestone,
    "staff_alert": alert,
    "dates_moved": dates_moved,
    "reminder": reminder,
    "human_request": human_request,
    "call_by_phone": call_by_phone,
    "staff_answer": staff_answer,
    "approved_lapsed": approved_lapsed,
    "notice": notice,
    "notice_preview": notice_preview,
    "approval_request": approval_request,
    "notice_progress": notice_progress,
    "notice_held": notice_held,
    "recall_request": recall_request,
    "notice_recalled": notice_recalled,
    "notice_list": notice_list,
    "notice_outcomes": notice_outcomes,
    "salon_registered": salon_registered,
    "salon_offered": salon_offered,
    "salon_offer_lapsed": salon_offer_lapsed,
    "salon_promoted": salon_registered,  # owed before seats were offered
    "salon_reminder": salon_reminder,
    "salon_moved": salon_moved,
    "salon_cancelled": salon_cancelled,
    "salon_entry": salon_entry,
    "salon_code": salon_code,
    "salon_feedback": salon_feedback,
    "salon_question": salon_question,
    "salon_answer": salon_answer,
    "salon_attendance": salon_attendance,
}


def render(opened: Opened) -> Outgoing:
    """
    Return what to send for *opened*.

    Raises:
        KeyError: The kind is unknown, or its payload lacks a value.
    """
    renderer = RENDERERS[opened.kind]
    message = renderer(opened.payload)
    if opened.also:
        message = together(renderer, [opened.payload, *opened.also])
    message = marked(message, opened.token)
    if opened.silent:
        message = replace(message, silent=True)
    if opened.repeated:
        # An earlier attempt may have arrived; say so instead of leaving people to wonder.
        message = replace(message, html=f"{texts.REPEATED}\n{message.html}")
    return message
