"""/calls: legal notices that did not arrive and have to be said by telephone."""

from telegram import Update

from bot.context import Context, Turn
from bot.handlers.ids import as_uuid
from bot.handlers.staff_only import staff_only
from bot.rendering.html import escape
from bot.texts import calls as texts
from cases.calls import call_made, calls_to_make
from cases.errors import CallNotFound
from cases.people import actor_of

MOST = 10


async def on_calls(update: Update, context: Context) -> None:
    """Owe the list, oldest first."""
    async with context.turn() as turn:
        if not await staff_only(turn):
            return
        waiting = await calls_to_make(turn.session)
        if not waiting:
            await turn.say(texts.NONE)
            return
        shown = waiting[:MOST]
        lines = [texts.HEAD.format(count=len(waiting))]
        lines += [
            texts.LINE.format(
                number=number,
                person=escape(one.person),
                project=escape(one.project_name),
                item=escape(one.item),
                ref=escape(one.ref),
                recorded=escape(one.recorded),
            )
            for number, one in enumerate(shown, start=1)
        ]
        if len(waiting) > MOST:
            lines.append(texts.MORE.format(count=len(waiting) - MOST))
        rows = [
            [(texts.LINE_BUTTON.format(number=number), f"call:{one.delivery_id.hex}")]
            for number, one in enumerate(shown, start=1)
        ]
        await turn.say("\n".join(lines), rows)


async def on_made_button(turn: Turn, _context: Context, delivery: str) -> None:
    """Put on record that somebody has called."""
    if not await staff_only(turn):
        return
    try:
        await call_made(turn.session, as_uuid(delivery), by=actor_of(turn.person), at=turn.at)
    except CallNotFound as error:
        turn.toast = str(error)
        return
    turn.toast = texts.MADE
