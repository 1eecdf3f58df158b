"""/help, /privacy, /forget, /settings and /human: the same for everyone."""

from telegram import Update

from bot.context import Context, Turn
from bot.texts import answers as answer_texts
from bot.texts import start as texts
from cases import conversations, outbox
from cases.people import role_chats
from cases.tables.people import Role


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


async def on_settings(update: Update, context: Context) -> None:
    quiet = context.services.quiet_hours
    async with context.turn() as turn:
        words = texts.QUIET_OFF
        if quiet:
            words = texts.QUIET.format(start=f"{quiet.start:%H:%M}", end=f"{quiet.end:%H:%M}")
        await turn.say(texts.SETTINGS.format(quiet=words))


async def on_human(update: Update, context: Context) -> None:
    async with context.turn() as turn:
        await ask_for_a_person(turn)


async def ask_for_a_person(turn: Turn) -> None:
    """Open a request for a person and tell the staff, once."""
    recent = await conversations.recent_exchanges(turn.session, turn.chat.id, limit=1)
    question = recent[-1].question if recent else None
    request, new = await conversations.ask_for_human(
        turn.session, chat_id=turn.chat.id, question=question, at=turn.at
    )
    if not new:
        await turn.say(answer_texts.HUMAN_ALREADY)
        return
    await outbox.owe(
        turn.session,
        dedupe_key=f"human:{request}",
        message_class=outbox.MessageClass.STAFF_ALERT,
        kind="human_request",
        payload={"name": turn.person.name, "question": question or ""},
        chats=await role_chats(turn.session, Role.STEWARD),
        at=turn.at,
    )
    await turn.say(answer_texts.HUMAN_ASKED)
