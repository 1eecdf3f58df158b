"""A legal notice that did not arrive: whom to call, and about what."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.rendering.html import buttons_of, escape
from bot.rendering.outgoing import Outgoing
from bot.texts import calls as texts
from cases.calls import WAITS
from cases.tables.outbox import DeliveryState


def call_by_phone(payload: Mapping[str, Any]) -> Outgoing:
    """Return the note to staff, with the button for when it is done."""
    waiting = texts.STILL_WAITING.format(hours=WAITS // timedelta(hours=1))
    words = texts.CALL.format(
        project=escape(payload["project_name"]),
        item=escape(payload["item"]),
        ref=escape(payload["ref"]),
        recorded=escape(payload["recorded"]),
        effective_on=payload["effective_on"],
        person=escape(payload["person"]),
        why=texts.WHY.get(DeliveryState(payload["state"]), waiting),
    )
    return Outgoing(words, buttons_of([[(texts.MADE_BUTTON, f"call:{payload['delivery_id']}")]]))
