"""/questions: what waits for an answer of a person, longest first; then what was asked before a salon."""

from collections.abc import Sequence

from telegram import Update

from bot.context import Context, Turn
from bot.handlers.staff_only import staff_only
from bot.rendering.html import cut, escape
from bot.rendering.times import moment
from bot.texts import answering as texts
from bot.texts import salons as salon_texts
from cases import conversations, salons
from cases.conversations import HumanRequest
from cases.salons import SalonQuestion

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
        asked_before = await salons.open_questions(turn.session, turn.person.id)
        if not waiting and not asked_before:
            await turn.say(texts.NONE_OPEN)
            return
        if asked_before:
            await _show_salon_questions(turn, asked_before)
        if not waiting:
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


async def _show_salon_questions(turn: Turn, waiting: Sequence[SalonQuestion]) -> None:
    lines = [salon_texts.OPEN_QUESTIONS.format(count=len(waiting))]
    lines += [
        salon_texts.OPEN_QUESTION.format(number=number, question=escape(cut(one.question, SHOWN)))
        for number, one in enumerate(waiting[:MOST], start=1)
    ]
    if len(waiting) > MOST:
        lines.append(texts.OPEN_MORE.format(count=len(waiting) - MOST))
    rows = [
        [(texts.OPEN_BUTTON.format(number=number), f"sq:take:{one.id.hex}")]
        for number, one in enumerate(waiting[:MOST], start=1)
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
