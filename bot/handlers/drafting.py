"""The end of the form: the salon and the draft are made, and shown exactly as they will be received."""

from typing import Any

from bot.context import Turn
from bot.handlers.salon_form import SalonForm
from bot.rendering.audience import audience_words
from bot.rendering.html import escape
from bot.texts import broadcasts as texts
from cases import conversations, notices, salons
from cases.conversations import FlowState
from cases.errors import CasesError
from cases.notices import Audience

DRAFTING = "drafting"
MOST_UNREACHED = 5  # named in the preview; the rest is counted


async def finish(turn: Turn, flow: FlowState, audience: Audience) -> None:
    """Make the salon and the draft, both or neither, and owe the preview."""
    preview = await notices.preview_audience(turn.session, audience)
    if not preview.chats:
        await turn.say(texts.NOBODY)
        return
    form = SalonForm.from_data(flow.data)
    try:
        async with turn.session.begin_nested():
            draft = await _create(turn, form, audience)
    except CasesError as error:
        await turn.say(escape(error))
        return
    await conversations.clear_flow(turn.session, turn.chat.id)
    sample = await notices.sample(turn.session, draft.id, by=turn.person.id)
    if form.attachment is not None:
        await turn.reply("notice", **sample)
    await turn.reply(
        "notice_preview",
        notice_id=str(draft.id),
        number=draft.number,
        content=sample["content"],
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
        per_enterprise=form.per_enterprise,
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
        attachment=form.attachment,
        send_at=form.send_at,
        expires_at=form.expires_at,
        at=turn.at,
    )
