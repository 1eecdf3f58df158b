"""/broadcast: a manager drafts a 企业沙龙 notice; another manager answers for it."""

from typing import Any

from telegram import Update

from bot.context import Context, Turn
from bot.handlers.audiences import ask_audience, chosen, on_list
from bot.handlers.drafting import DRAFTING
from bot.handlers.incoming import IncomingFile
from bot.handlers.notice_acts import show_for_approval
from bot.handlers.salon_form import BadAnswer, SalonForm, next_step, read_step
from bot.handlers.staff_only import managers_only
from bot.rendering.attachments import attachment_words, excess
from bot.rendering.html import escape
from bot.rendering.notices import notice
from bot.texts import broadcasts as texts
from cases import conversations, notices
from cases.conversations import FlowState
from cases.errors import CasesError
from cases.notices import Audience

PROMPTS = {
    "title": texts.ASK_TITLE,
    "when": texts.ASK_TIME,
    "place": texts.ASK_PLACE,
    "capacity": texts.ASK_CAPACITY,
    "contact": texts.ASK_CONTACT,
    "body": texts.ASK_BODY,
    "hour": texts.ASK_HOUR,
}


async def on_broadcast(update: Update, context: Context) -> None:
    """Show again what waits for this manager's decision, and start a draft from the beginning."""
    async with context.turn() as turn:
        if not await managers_only(turn):
            return
        waiting = await notices.list_notices(turn.session, state=notices.NoticeState.SUBMITTED)
        for one in waiting:
            if turn.chat.id in await notices.approvers_of(turn.session, one.notice_id):
                await show_for_approval(turn, one)
        await _wait_for(turn, "title", {})
        await turn.say(texts.ASK_TITLE)


async def on_text(turn: Turn, context: Context, text: str, flow: FlowState) -> None:
    """Take one answer of the form; a bad one is asked again with the reason."""
    if flow.step not in PROMPTS:  # waits for a button or a list; the text is none of its answers
        await ask_audience(turn, chosen(flow))
        return
    try:
        zone = context.services.clock.zone
        values = read_step(flow.step, text, now=turn.at, zone=zone, given=flow.data)
    except BadAnswer as error:
        await turn.say(str(error))
        return
    data = {**flow.data, **values}
    if flow.step == "body" and (complaint := _too_long(data)):
        await turn.say(complaint)
        return
    await _go_on(turn, flow.step, data)


async def on_file(turn: Turn, context: Context, file: IncomingFile, flow: FlowState) -> None:
    """Take what goes out with the text, at that step; or the list of those whom it is for."""
    match flow.step:
        case "audience":
            await on_list(turn, file, flow)
        case "body":
            await _attach(turn, context, file, flow)
        case _:
            await turn.say(f"{texts.NO_FILE_HERE}\n{PROMPTS[flow.step]}")


async def _attach(turn: Turn, context: Context, file: IncomingFile, flow: FlowState) -> None:
    try:
        attachment = file.as_attachment().as_dict()
    except CasesError as error:
        await turn.say(escape(error))
        return
    with_file = FlowState(
        flow.name, flow.step, flow.data | {"attachment": attachment}, flow.updated_at
    )
    await _wait_for(turn, "body", with_file.data)
    if file.sent.caption:
        await on_text(turn, context, file.sent.caption, with_file)
        return
    await turn.say(texts.BODY_TOO.format(what=attachment_words(attachment)))


def _too_long(data: dict[str, Any]) -> str | None:
    """Return the complaint when the words do not fit under the attachment."""
    if "attachment" not in data:
        return None
    over = excess(notice({"number": "0000-0000", "content": SalonForm.from_data(data).content()}))
    return texts.ATTACHED_TOO_LONG.format(excess=over) if over else None


async def _go_on(turn: Turn, step: str, data: dict[str, Any]) -> None:
    following = next_step(step)
    await _wait_for(turn, following, data)
    if following in PROMPTS:
        await turn.say(PROMPTS[following])
    else:
        await ask_audience(turn, Audience())


async def _wait_for(turn: Turn, step: str, data: dict[str, Any]) -> None:
    await conversations.set_flow(
        turn.session, turn.chat.id, name=DRAFTING, step=step, data=data, at=turn.at
    )
