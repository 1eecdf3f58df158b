"""/broadcast: a manager drafts a 企业沙龙 notice; another manager answers for it."""

from typing import Any

from telegram import Update

from bot.context import Context, Turn
from bot.handlers.ids import numbered
from bot.handlers.notice_acts import audience_words, request_of
from bot.handlers.salon_form import BadAnswer, SalonForm, next_step, read_step
from bot.handlers.staff_only import managers_only
from bot.rendering.html import cut, escape
from bot.texts import broadcasts as texts
from bot.texts import errors as error_texts
from cases import conversations, notices, salons
from cases.conversations import FlowState
from cases.errors import CasesError
from cases.notices import Audience

DRAFTING = "drafting"
PROMPTS = {
    "title": texts.ASK_TITLE,
    "when": texts.ASK_TIME,
    "place": texts.ASK_PLACE,
    "capacity": texts.ASK_CAPACITY,
    "contact": texts.ASK_CONTACT,
    "body": texts.ASK_BODY,
    "hour": texts.ASK_HOUR,
}
MOST_VALUES = 40
MOST_UNREACHED = 5  # named in the preview; the rest is counted


async def on_broadcast(update: Update, context: Context) -> None:
    """Show again what waits for this manager's decision, and start a draft from the beginning."""
    async with context.turn() as turn:
        if not await managers_only(turn):
            return
        waiting = await notices.list_notices(turn.session, state=notices.NoticeState.SUBMITTED)
        for notice in waiting:
            if turn.chat.id in await notices.approvers_of(turn.session, notice.notice_id):
                await turn.reply("approval_request", **request_of(notice))
        await _wait_for(turn, "title", {})
        await turn.say(texts.ASK_TITLE)


async def on_text(turn: Turn, context: Context, text: str, flow: FlowState) -> None:
    """Take one answer of the form; a bad one is asked again with the reason."""
    if flow.step not in PROMPTS:  # waits for a button; the text is none of its answers
        await _ask_audience(turn)
        return
    try:
        zone = context.services.clock.zone
        value = read_step(flow.step, text, now=turn.at, zone=zone, given=flow.data)
    except BadAnswer as error:
        await turn.say(str(error))
        return
    data = {**flow.data, flow.step: value}
    following = next_step(flow.step)
    await _wait_for(turn, following, data)
    if following in PROMPTS:
        await turn.say(PROMPTS[following])
    else:
        await _ask_audience(turn)


async def _ask_audience(turn: Turn) -> None:
    rows = [[(texts.AUDIENCE_EVERYONE, "b:all")]]
    rows += [[(texts.BY.format(kind=name), f"b:by:{kind}")] for kind, name in texts.BY_KIND.items()]
    await turn.say(texts.ASK_AUDIENCE, rows)


async def _ask_which(turn: Turn, kind: str) -> None:
    values = (await notices.values_in_use(turn.session))[kind]
    name = texts.BY_KIND[kind]
    if not values:
        await turn.say(texts.NO_VALUES.format(kind=name))
        return
    rows = [
        [(cut(value, 30), f"b:{kind}:{number}")]
        for number, value in enumerate(values[:MOST_VALUES])
    ]
    await turn.say(texts.ASK_WHICH.format(kind=name), rows)


async def on_audience_button(turn: Turn, context: Context, rest: str) -> None:
    """Make the salon and the draft, and show the notice exactly as it will be received."""
    flow = await conversations.get_flow(turn.session, turn.chat.id)
    if flow is None or flow.name != DRAFTING or flow.step != "audience":
        turn.toast = error_texts.BUTTON_EXPIRED
        return
    if not await managers_only(turn):
        return
    if rest.removeprefix("by:") in texts.BY_KIND:
        await _ask_which(turn, rest.removeprefix("by:"))
        return
    audience = await _audience(turn, rest)
    if audience is None:
        turn.toast = error_texts.BUTTON_EXPIRED
        return
    preview = await notices.preview_audience(turn.session, audience)
    if not preview.chats:
        await turn.say(texts.NOBODY)
        return
    form = SalonForm.from_data(flow.data)
    try:
        async with turn.session.begin_nested():  # both or neither
            draft = await _create(turn, form, audience)
    except CasesError as error:
        await turn.say(escape(error))
        return
    await conversations.clear_flow(turn.session, turn.chat.id)
    await turn.reply(
        "notice_preview",
        notice_id=str(draft.id),
        number=draft.number,
        content=(await notices.sample(turn.session, draft.id, by=turn.person.id))["content"],
        about={
            "audience": audience_words(audience),
            "count": preview.chats,
            "unreached": await _unreached(turn, audience),
        },
    )


async def _unreached(turn: Turn, audience: Audience) -> dict[str, Any]:
    found = await notices.unreached(turn.session, audience)
    first = [{"name": one.name, "why": one.why.value} for one in found[:MOST_UNREACHED]]
    return {"count": len(found), "first": first}


async def _create(turn: Turn, form: SalonForm, audience: Audience) -> notices.Notice:
    salon = await salons.create_salon(
        turn.session,
        title=form.title,
        starts_at=form.starts_at,
        ends_at=form.ends_at,
        place=form.place,
        capacity=form.capacity,
        deadline=form.starts_at,
        contact=form.contact,
        agenda=form.body,
        created_by=turn.person.id,
        at=turn.at,
    )
    return await notices.create_draft(
        turn.session,
        title=form.title,
        body=form.body,
        audience=audience,
        author=turn.person.id,
        salon_id=salon.id,
        send_at=form.send_at,
        at=turn.at,
    )


async def _audience(turn: Turn, choice: str) -> Audience | None:
    if choice == "all":
        return Audience(everyone=True)
    kind, _, number = choice.partition(":")
    if kind not in texts.BY_KIND:
        return None
    value = numbered((await notices.values_in_use(turn.session))[kind], number)
    return None if value is None else Audience.from_dict({kind: [value]})


async def _wait_for(turn: Turn, step: str, data: dict[str, Any]) -> None:
    await conversations.set_flow(
        turn.session, turn.chat.id, name=DRAFTING, step=step, data=data, at=turn.at
    )
