"""Plain text: an answer to what a form asked, or a question."""

from dataclasses import asdict, replace
from itertools import zip_longest
from typing import Any

from telegram import Update
from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot import approved_answers
from bot.context import Context, Turn
from bot.due_dates import due_dates
from bot.handlers.flows import FLOWS
from bot.handlers.follow_ups import follow_ups
from bot.handlers.help import ask_for_a_person
from bot.handlers.ids import as_uuid, numbered
from bot.texts import answers as texts
from cases import conversations
from cases.conversations import Vote
from retrieval.answers import Answer, AnswerStatus
from retrieval.pipeline import answer_question

HISTORY = 3  # exchanges a follow-up may refer to


async def on_text(update: Update, context: Context) -> None:
    """Give the text to the form that waits for it; otherwise answer it as a question."""
    text = update.effective_message.text if update.effective_message else None
    if text is None:
        return
    async with context.look() as turn:
        flow = await conversations.get_flow(turn.session, turn.chat.id)
        history = await _history(turn)
    if flow is None or flow.name not in FLOWS:
        await answer(context, text, history)
        return
    async with context.turn() as turn:
        await FLOWS[flow.name](turn, context, text.strip(), flow)


async def answer(context: Context, text: str, history: list[str]) -> None:
    """Find the answer, record the exchange and owe the reply."""
    services = context.services
    await _show_typing(context)
    today = services.clock.today()
    async with services.sessions.begin() as session:
        approved = await approved_answers.in_force(session, today)
    found = await answer_question(
        text,
        history=history,
        on=today,
        index=services.index,
        model=services.model,
        approved=approved,
        due_dates=due_dates(services.calendar),
    )
    choices = found.candidates or follow_ups(found, services.index)
    async with context.turn() as turn:
        await _reply(turn, replace(found, candidates=choices))


async def _reply(turn: Turn, found: Answer) -> None:
    exchange = await conversations.record_exchange(
        turn.session,
        chat_id=turn.chat.id,
        question=found.question,
        standalone=found.question,
        status=found.status.value,
        answer=found.text,
        citations=[_plain(asdict(citation)) for citation in found.citations],
        candidates=[asdict(one) for one in found.candidates],
        confidence=found.confidence,
        item=found.item,
        slot=found.slot,
        retrieved=[
            {"name": name, "score": score}
            for name, score in zip_longest(found.retrieved, found.scores)
        ],
        model_use=asdict(found.model_use) if found.model_use else None,
        at=turn.at,
    )
    if found.status is AnswerStatus.ROUTED_PERSON:
        await ask_for_a_person(turn)
        return
    await turn.reply(
        "answer",
        exchange=exchange.hex,
        status=found.status.value,
        text=found.text,
        candidates=[asdict(candidate) for candidate in found.candidates],
    )


async def _history(turn: Turn) -> list[str]:
    recent = await conversations.recent_exchanges(turn.session, turn.chat.id, limit=HISTORY)
    # A refused turn is not something to refer back to.
    return [one.standalone for one in recent if AnswerStatus(one.status).group == "answered"]


async def _show_typing(context: Context) -> None:
    user = context.incoming.effective_user
    if user is None:
        return
    try:
        await context.bot.send_chat_action(user.id, ChatAction.TYPING)
    except TelegramError:
        return  # a courtesy


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {
        key: value.isoformat() if hasattr(value, "isoformat") else value
        for key, value in values.items()
    }


async def candidate(turn: Turn, exchange: str, number: str) -> str | None:
    """Return the question that a choice under an earlier answer stands for; None when it is gone."""
    kept = await conversations.exchange_of(turn.session, as_uuid(exchange), turn.chat.id)
    chosen = numbered(kept.candidates, number) if kept is not None else None
    return str(chosen["question"]) if chosen is not None else None


async def on_vote(turn: Turn, vote: str, exchange: str) -> None:
    """Keep what the person thought of an answer."""
    if vote not in set(Vote):
        turn.toast = texts.EXPIRED
        return
    kept = await conversations.record_feedback(
        turn.session,
        exchange_id=as_uuid(exchange),
        chat_id=turn.chat.id,
        vote=Vote(vote),
        at=turn.at,
    )
    thanks = texts.THANKS_UP if vote == Vote.UP else texts.THANKS_DOWN
    turn.toast = thanks if kept else texts.EXPIRED
    if kept and vote == Vote.DOWN:
        reasons = [
            (reason, f"w:{number}:{exchange}") for number, reason in enumerate(texts.DOWN_REASONS)
        ]
        rows = [reasons[:2], reasons[2:], [(texts.HUMAN, f"human:{exchange}")]]
        await turn.say(texts.WHAT_NOW, rows)


async def on_vote_reason(turn: Turn, number: str, exchange: str) -> None:
    """Keep why an answer did not help."""
    reason = numbered(texts.DOWN_REASONS, number)
    kept = reason is not None and await conversations.record_feedback(
        turn.session,
        exchange_id=as_uuid(exchange),
        chat_id=turn.chat.id,
        vote=Vote.DOWN,
        reason=reason,
        at=turn.at,
    )
    turn.toast = texts.THANKS_DOWN if kept else texts.EXPIRED
