"""/help, /privacy, /forget and /human: the same for everyone."""

from uuid import UUID

from telegram import Update

from bot.context import Context, Turn
from bot.handlers.ids import as_uuid
from bot.texts import answers as answer_texts
from bot.texts import start as texts
from bot.texts.answering import WHY
from bot.unanswered import who_can_answer
from cases import conversations
from cases.conversations import Exchange, Vote
from cases.conversations.gaps import NOT_HELPFUL
from cases.people import role_chats
from cases.tables.people import Role

MOST_CALLS = 5  # open at once for one chat; more would only be pressed in impatience


async def on_help(update: Update, context: Context) -> None:
    async with context.turn() as turn:
        help_texts = {Role.ENTERPRISE: texts.HELP_ENTERPRISE, Role.MANAGER: texts.HELP_MANAGER}
        await turn.say(help_texts.get(turn.person.role, texts.HELP_STAFF))


async def on_privacy(update: Update, context: Context) -> None:
    async with context.turn() as turn:
        await turn.say(texts.PRIVACY)


async def on_forget(update: Update, context: Context) -> None:
    async with context.turn() as turn:
        choices = [[(texts.FORGET_YES, "forget:yes"), (texts.FORGET_NO, "forget:no")]]
        await turn.say(texts.FORGET_ASK, choices)


async def on_forget_choice(turn: Turn, choice: str) -> None:
    """Delete the person's questions, or say that nothing was deleted."""
    if choice != "yes":
        await turn.say(texts.KEPT)
        return
    count = await conversations.forget(turn.session, turn.person.id)
    await turn.say(texts.FORGOTTEN.format(count=count))


async def on_human(update: Update, context: Context) -> None:
    async with context.turn() as turn:
        await ask_for_a_person(turn)


async def ask_for_a_person(turn: Turn, exchange: str = "") -> None:
    """
    Open a request for a person and tell the staff, once for each question.

    *exchange* is the question that the pressed button belongs to; the last one counts without it.
    """
    asked = await _asked(turn, exchange)
    if await conversations.waiting_for(turn.session, turn.chat.id) >= MOST_CALLS:
        await turn.say(answer_texts.HUMAN_ALREADY)
        return
    request, new = await conversations.ask_for_human(
        turn.session,
        chat_id=turn.chat.id,
        question=asked.question if asked else None,
        exchange_id=asked.id if asked else None,
        at=turn.at,
    )
    if not new:
        await turn.say(answer_texts.HUMAN_ALREADY)
        return
    await turn.alert(
        await _who_answers(turn, asked),
        "human_request",
        dedupe_key=conversations.call_key(request),
        request=request.hex,
        name=turn.person.name,
        question=asked.question if asked else "",
        why=await _why(turn, asked),
    )
    await turn.say(answer_texts.HUMAN_ASKED)


async def _asked(turn: Turn, exchange: str) -> Exchange | None:
    if exchange:
        return await conversations.exchange_of(turn.session, as_uuid(exchange), turn.chat.id)
    recent = await conversations.recent_exchanges(turn.session, turn.chat.id, limit=1)
    return recent[-1] if recent else None


async def _why(turn: Turn, asked: Exchange | None) -> str:
    """Return what was the matter with the answer; empty when only the person knows."""
    if asked is None:
        return ""
    vote = await conversations.vote_on(turn.session, asked.id)
    return WHY[NOT_HELPFUL] if vote is Vote.DOWN else WHY.get(asked.status, "")


async def _who_answers(turn: Turn, asked: Exchange | None) -> tuple[UUID, ...]:
    """Stewards always; officers too, where what is missing is a matter for them."""
    chats = await role_chats(turn.session, Role.STEWARD)
    if asked is not None and who_can_answer(asked.status) == Role.OFFICER:
        chats += await role_chats(turn.session, Role.OFFICER)
    return chats
