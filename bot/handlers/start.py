"""/start: hello, or the first half of binding a project."""

from telegram import Update

from bot.context import Context, Turn
from bot.handlers.menus import show_menu
from bot.rendering.html import escape
from bot.texts import start as texts
from cases import conversations, membership
from cases.conversations import FlowState
from cases.errors import BadUscc, InviteRefused, TooManyGuesses
from cases.rules.identifiers import check_uscc
from cases.tables.people import Role

INVITE_PREFIX = "c_"
BINDING = "binding"  # the flow that waits for the 统一社会信用代码


async def on_start(update: Update, context: Context) -> None:
    """Greet; with an invite's payload, ask for the code that goes with it."""
    payload = context.args[0] if context.args else ""
    async with context.turn() as turn:
        await conversations.clear_flow(turn.session, turn.chat.id)
        if payload.startswith(INVITE_PREFIX):
            await conversations.set_flow(
                turn.session,
                turn.chat.id,
                name=BINDING,
                step="uscc",
                data={"payload": payload},
                at=turn.at,
            )
            await turn.say(texts.ASK_USCC)
        elif payload:
            await turn.say(texts.UNKNOWN_PAYLOAD)
        else:
            await greet(turn)
    await show_menu(context, turn.chat.address, turn.person.role)


async def greet(turn: Turn) -> None:
    """Owe the greeting that fits what the person is."""
    match turn.person.role:
        case Role.ENTERPRISE:
            buttons = [
                [(texts.BUTTON_EXAMPLE, "example"), (texts.BUTTON_STATUS, "status")],
                [(texts.BUTTON_SALON, "salons"), (texts.BUTTON_HUMAN, "human")],
            ]
            await turn.say(texts.WELCOME_ENTERPRISE, buttons)
        case Role.MANAGER:
            await turn.say(texts.WELCOME_MANAGER.format(name=escape(turn.person.name)))
        case role:
            await turn.say(
                texts.WELCOME_STAFF.format(name=escape(turn.person.name), role=texts.ROLES[role])
            )


async def on_code_for_binding(turn: Turn, context: Context, text: str, flow: FlowState) -> None:
    """Finish binding with the code *text*; say what happened without helping a guesser."""
    try:
        uscc = check_uscc(text)
    except BadUscc:
        await turn.say(texts.USCC_WRONG)
        return
    try:
        bound = await membership.accept_invite(
            turn.session, flow.data["payload"], chat_id=turn.chat.id, uscc=uscc, at=turn.at
        )
    except TooManyGuesses:
        await conversations.clear_flow(turn.session, turn.chat.id)
        await turn.say(texts.INVITE_TOO_MANY)
        return
    except InviteRefused:
        await conversations.clear_flow(turn.session, turn.chat.id)
        await turn.say(texts.INVITE_REFUSED)
        return
    await conversations.clear_flow(turn.session, turn.chat.id)
    await turn.say(
        texts.BOUND.format(project=escape(bound.project_name), code=escape(bound.project_code)),
        [[(texts.BUTTON_STATUS, "status")]],
    )
