"""What managers do with a salon of theirs: the list for the door, another time, calling it off."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from bot.context import Context, Turn
from bot.handlers.ids import as_uuid
from bot.handlers.salon_form import BadAnswer, read_span
from bot.handlers.staff_only import managers_only
from bot.rendering.html import escape
from bot.texts import salons as texts
from cases import conversations, salons
from cases.conversations import FlowState
from cases.errors import CasesError
from cases.salons import Salon

MOVING = "salon_moving"  # the flow that waits for the new time
CALLING_OFF = "salon_calling_off"  # the flow that waits for the reason


async def _list(turn: Turn, _context: Context, salon: Salon) -> None:
    if not await managers_only(turn):
        return
    asked: defaultdict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for one in await salons.questions_of(turn.session, salon.id):
        asked[one.person_id].append(
            {"question": one.question, "department": one.department, "answer": one.answer}
        )
    people = [
        asdict(person)
        | {
            "person_id": str(person.person_id),
            "questions": asked[person.person_id],
            "state": person.state.value,
            "registered_at": person.registered_at.isoformat(),
            "checked_in_at": _iso(person.checked_in_at),
        }
        for person in await salons.registrations(turn.session, salon.id)
    ]
    await turn.reply("salon_attendance", salon=salons.snapshot(salon), people=people)


async def _ask_when(turn: Turn, _context: Context, salon: Salon) -> None:
    await _wait_for(turn, salon, MOVING, texts.ASK_NEW_TIME)


async def _ask_why(turn: Turn, _context: Context, salon: Salon) -> None:
    await _wait_for(turn, salon, CALLING_OFF, texts.ASK_WHY)


async def _wait_for(turn: Turn, salon: Salon, flow: str, words: str) -> None:
    if not await managers_only(turn):
        return
    data: dict[str, Any] = {"salon": salon.id.hex}
    await conversations.set_flow(
        turn.session, turn.chat.id, name=flow, step="text", data=data, at=turn.at
    )
    await turn.say(words.format(title=escape(salon.title)))


async def on_new_time(turn: Turn, context: Context, text: str, flow: FlowState) -> None:
    """Move the salon to the time in *text*; one that cannot be read is asked for again."""
    services = context.services
    try:
        start, end = read_span(text, now=turn.at, zone=services.clock.zone)
    except BadAnswer as error:
        await turn.say(str(error))
        return
    await conversations.clear_flow(turn.session, turn.chat.id)
    try:
        told = await salons.move_salon(
            turn.session,
            as_uuid(flow.data["salon"]),
            starts_at=start,
            ends_at=end,
            by=turn.person.id,
            at=turn.at,
            quiet_hours=services.quiet_hours,
        )
    except CasesError as error:
        await turn.say(escape(error))
        return
    await turn.say(texts.MOVED_FOR.format(count=told))


async def on_reason(turn: Turn, context: Context, text: str, flow: FlowState) -> None:
    """Call the salon off, with the reason in *text*."""
    await conversations.clear_flow(turn.session, turn.chat.id)
    try:
        told = await salons.cancel_salon(
            turn.session,
            as_uuid(flow.data["salon"]),
            by=turn.person.id,
            reason=text,
            at=turn.at,
            quiet_hours=context.services.quiet_hours,
        )
    except CasesError as error:
        await turn.say(escape(error))
        return
    await turn.say(texts.CALLED_OFF_FOR.format(count=told))


def _iso(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat()


MANAGING: Mapping[str, Callable[[Turn, Context, Salon], Awaitable[None]]] = {
    "list": _list,
    "move": _ask_when,
    "gone": _ask_why,
}
