"""/start: hello, the first half of binding a project, or the door of a salon."""

import re

from telegram import Update

from bot.context import Context, Turn
from bot.handlers.menus import show_menu
from bot.handlers.salons import CHECK_IN, check_in
from bot.rendering.html import escape
from bot.texts import errors as error_texts
from bot.texts import start as texts
from cases import conversations
from cases.conversations import FlowState
from cases.errors import BadUscc, InviteRefused, TooManyGuesses
from cases.membership import accept_invite
from cases.rules.identifiers import check_uscc
from cases.tables.people import Role

INVITE = re.compile(r"c_[A-Za-z0-9_-]{22}")
BINDING = "binding"  # the flow that waits for the 统一社会信用代码
LEAVE = [[(texts.CANCEL_BINDING, "leave")]]
PERSON = [[(texts.BUTTON_HUMAN, "human")]]
FIRST = {
    Role.ENTERPRISE: texts.FIRST_BUTTONS,
    Role.STEWARD: texts.STAFF_BUTTONS,
    Role.OFFICER: texts.STAFF_BUTTONS,
    Role.MANAGER: texts.MANAGER_BUTTONS,
}


async def on_start(update: Update, context: Context) -> None:
    """Greet; with an invite's payload, ask for its code; with that of a seat, check in."""
    payload = context.args[0] if context.args else ""
    async with context.turn() as turn:
        await conversations.clear_flow(turn.session, turn.chat.id)
        if INVITE.fullmatch(payload):
            await begin_binding(turn, payload)
        elif payload.startswith(CHECK_IN):
            await check_in(turn, payload, context)
        elif payload:
            await turn.say(texts.UNKNOWN_PAYLOAD, FIRST[turn.person.role])
        else:
            await greet(turn)
    await show_menu(context, turn.chat.address, turn.person.role)


async def begin_binding(turn: Turn, payload: str) -> None:
    """Ask for the code that goes with an invite. Staff who open one by mistake leave it unused."""
    if turn.person.role is not Role.ENTERPRISE:
        await turn.say(texts.INVITE_FOR_ENTERPRISE)
        return
    await conversations.set_flow(
        turn.session,
        turn.chat.id,
        name=BINDING,
        step="uscc",
        data={"payload": payload},
        at=turn.at,
    )
    await turn.say(texts.ASK_USCC, LEAVE)


async def on_leave_button(turn: Turn, context: Context, _rest: str) -> None:
    """Stop binding; the invite stays as it was."""
    flow = await conversations.get_flow(turn.session, turn.chat.id)
    if flow is None or flow.name != BINDING:
        turn.toast = error_texts.BUTTON_EXPIRED
        return
    await conversations.clear_flow(turn.session, turn.chat.id)
    await turn.say(texts.BINDING_LEFT)


async def greet(turn: Turn) -> None:
    """Owe the greeting that fits what the person is."""
    role = turn.person.role
    welcome = {Role.ENTERPRISE: texts.WELCOME_ENTERPRISE, Role.MANAGER: texts.WELCOME_MANAGER}
    words = welcome.get(role, texts.WELCOME_STAFF)
    await turn.say(words.format(name=escape(turn.person.name), role=texts.ROLES[role]), FIRST[role])


async def on_code_for_binding(turn: Turn, context: Context, text: str, flow: FlowState) -> None:
    """Finish binding with the code *text*; say what happened without helping a guesser."""
    try:
        uscc = check_uscc(text)
    except BadUscc:
        await turn.say(texts.USCC_WRONG, LEAVE)
        return
    try:
        bound = await accept_invite(
            turn.session, flow.data["payload"], chat_id=turn.chat.id, uscc=uscc, at=turn.at
        )
    except TooManyGuesses:
        await conversations.clear_flow(turn.session, turn.chat.id)
        await turn.say(texts.INVITE_TOO_MANY, PERSON)
        return
    except InviteRefused:
        await conversations.clear_flow(turn.session, turn.chat.id)
        await turn.say(texts.INVITE_REFUSED, PERSON)
        return
    await conversations.clear_flow(turn.session, turn.chat.id)
    await turn.say(
        texts.BOUND.format(project=escape(bound.project_name), code=escape(bound.project_code)),
        [[(texts.BUTTON_STATUS, "status")]],
    )
