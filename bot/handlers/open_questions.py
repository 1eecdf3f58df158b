"""/questions: what waits for an answer of a person, longest first."""

from telegram import Update

from bot.context import Context, Turn
from bot.handlers.staff_only import staff_only
from bot.rendering.html import cut, escape
from bot.rendering.times import moment
from bot.texts import answering as texts
from cases import conversations
from cases.conversations import HumanRequest

MOST = 5
SHOWN = 80  # characters of a question in the list


async def on_questions(update: Update, context: Context) -> None:
    """Owe the list of open questions, without who asked."""
    async with context.turn() as turn:
        if not await staff_only(turn):
            return
        waiting = [
            request
            for request in await conversations.open_requests(turn.session)
            if request.assigned_to in {None, turn.person.id}
        ]
        if not waiting:
            await turn.say(texts.NONE_OPEN)
            return
        lines = [texts.OPEN_HEAD.format(count=len(waiting))]
        for number, request in enumerate(waiting[:MOST], start=1):
            lines.append(await _line(turn, context, number, request))
        if len(waiting) > MOST:
            lines.append(texts.OPEN_MORE.format(count=len(waiting) - MOST))
        rows = [
            [(texts.OPEN_BUTTON.format(number=number), f"a:take:{request.id.hex}")]
            for number, request in enumerate(waiting[:MOST], start=1)
        ]
        await turn.say("\n".join(lines), rows)


async def _line(turn: Turn, context: Context, number: int, request: HumanRequest) -> str:
    exchange = await conversations.exchange_behind(turn.session, request)
    return texts.OPEN_LINE.format(
        number=number,
        question=escape(cut(request.question or texts.NO_QUESTION, SHOWN)),
        when=moment(request.opened_at, context.services.clock.zone),
        why=texts.WHY.get(exchange.status, texts.OTHER_WHY) if exchange else texts.OTHER_WHY,
    )
