"""/broadcast: a manager drafts a 企业沙龙 notice; another manager answers for it."""

from typing import Any
from uuid import UUID

from telegram import Update

from bot.context import Context, Turn
from bot.handlers.ids import as_uuid
from bot.handlers.salon_form import BadAnswer, SalonForm, next_step, read_step
from bot.handlers.staff_only import managers_only
from bot.rendering.html import escape
from bot.rendering.notices import notice_progress
from bot.texts import broadcasts as texts
from bot.texts import errors as error_texts
from cases import conversations, notices, outbox, salons
from cases.conversations import FlowState
from cases.errors import CasesError
from cases.notices import Audience
from cases.people import active_chats
from cases.rules.stages import STAGES

DRAFTING = "drafting"
PROMPTS = {
    "title": texts.ASK_TITLE,
    "when": texts.ASK_TIME,
    "place": texts.ASK_PLACE,
    "capacity": texts.ASK_CAPACITY,
    "contact": texts.ASK_CONTACT,
    "body": texts.ASK_BODY,
}


async def on_broadcast(update: Update, context: Context) -> None:
    """Show again what waits for this manager's decision, and start a draft from the beginning."""
    async with context.turn() as turn:
        if not await managers_only(turn):
            return
        waiting = await notices.list_notices(turn.session, state=notices.NoticeState.SUBMITTED)
        for notice in waiting:
            if turn.chat.id in await notices.approvers_of(turn.session, notice.notice_id):
                await turn.reply("approval_request", **_request(notice))
        await _wait_for(turn, "title", {})
        await turn.say(texts.ASK_TITLE)


async def on_text(turn: Turn, context: Context, text: str, flow: FlowState) -> None:
    """Take one answer of the form; a bad one is asked again with the reason."""
    if flow.step not in PROMPTS:  # waits for a button; the text is none of its answers
        await _ask_audience(turn)
        return
    try:
        value = read_step(flow.step, text, now=turn.at, zone=context.services.clock.zone)
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
    rows += [
        [(texts.AUDIENCE_STAGE.format(stage=stage.value), f"b:{number}")]
        for number, stage in enumerate(STAGES)
    ]
    await turn.say(texts.ASK_AUDIENCE, rows)


async def on_audience_button(turn: Turn, context: Context, rest: str) -> None:
    """Make the salon and the draft, and show the notice exactly as it will be received."""
    flow = await conversations.get_flow(turn.session, turn.chat.id)
    if flow is None or flow.name != DRAFTING or flow.step != "audience":
        turn.toast = error_texts.BUTTON_EXPIRED
        return
    if not await managers_only(turn):
        return
    audience = _audience(rest)
    preview = await notices.preview_audience(turn.session, audience)
    if not preview.chats:
        await turn.say(texts.NOBODY)
        return
    form = SalonForm.from_data(flow.data)
    try:
        async with turn.session.begin_nested():  # both or neither
            salon, draft = await _create(turn, form, audience)
    except CasesError as error:
        await turn.say(escape(error))
        return
    await conversations.clear_flow(turn.session, turn.chat.id)
    await turn.reply(
        "notice_preview",
        notice_id=str(draft.id),
        number=draft.number,
        content={"title": form.title, "body": form.body, "salon": salons.snapshot(salon)},
        about={"audience": _audience_words(audience), "count": preview.chats},
    )


async def _create(
    turn: Turn, form: SalonForm, audience: Audience
) -> tuple[salons.Salon, notices.Notice]:
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
    draft = await notices.create_draft(
        turn.session,
        title=form.title,
        body=form.body,
        audience=audience,
        author=turn.person.id,
        salon_id=salon.id,
        at=turn.at,
    )
    return salon, draft


def _audience(choice: str) -> Audience:
    if choice == "all":
        return Audience(everyone=True)
    return Audience(stages=(STAGES[int(choice)].value,))


def _audience_words(audience: Audience) -> str:
    if audience.everyone:
        return texts.AUDIENCE_EVERYONE
    return "、".join(texts.AUDIENCE_STAGE.format(stage=stage) for stage in audience.stages)


async def on_notice_button(turn: Turn, context: Context, rest: str) -> None:
    """submit, drop, yes, no, show, stop: each is checked again against the record."""
    if not await managers_only(turn):
        return
    verb, *args = rest.split(":")
    try:
        match verb, args:
            case "submit", [notice]:
                await _submit(turn, as_uuid(notice))
            case "drop", [notice]:
                await notices.cancel(turn.session, as_uuid(notice), by=turn.person.id, at=turn.at)
                await turn.say(texts.DISCARDED)
            case "yes", [notice, digest]:
                await _approve(turn, context, as_uuid(notice), digest)
            case "no", [notice, digest]:
                await _return(turn, as_uuid(notice), digest)
            case "show", [notice]:
                turn.edit = notice_progress(await _progress(turn, as_uuid(notice)))
            case "stop", [notice]:
                await _stop(turn, as_uuid(notice))
            case _:
                turn.toast = error_texts.BUTTON_EXPIRED
    except CasesError as error:
        # Nothing was written before it was raised: each of these acts checks first.
        await turn.say(escape(error))


async def _submit(turn: Turn, notice_id: UUID) -> None:
    """Freeze the notice and its audience, and ask every manager who may decide on it."""
    submitted = await notices.submit(turn.session, notice_id, submitter=turn.person.id, at=turn.at)
    shown = await notices.view(turn.session, notice_id)
    asked = await notices.approvers_of(turn.session, notice_id)
    await outbox.owe(
        turn.session,
        dedupe_key=f"approval:{notice_id}:{submitted.version}",
        message_class=outbox.MessageClass.STAFF_ALERT,
        kind="approval_request",
        payload=_request(shown),
        chats=asked,
        at=turn.at,
    )
    words = texts.SUBMITTED if asked else texts.NO_APPROVER
    await turn.say(words.format(number=submitted.number))


def _request(notice: notices.NoticeView) -> dict[str, Any]:
    return {
        "notice_id": str(notice.notice_id),
        "number": notice.number,
        "digest": notice.digest,
        "content": notice.content,
        "about": {
            "author": notice.submitted_by,
            "number": notice.number,
            "audience": _audience_words(notice.audience),
            "count": notice.recipients,
        },
    }


async def _approve(turn: Turn, context: Context, notice_id: UUID, digest: str) -> None:
    count = await notices.approve(
        turn.session,
        notice_id,
        approver=turn.person.id,
        digest=digest,
        at=turn.at,
        quiet_hours=context.services.quiet_hours,
    )
    shown = await notices.view(turn.session, notice_id)
    await turn.say(texts.APPROVED.format(number=shown.number, count=count))
    await turn.reply("notice_progress", **await _progress(turn, notice_id))
    await _tell_author(turn, shown, texts.YOUR_APPROVED, with_progress=True)


async def _return(turn: Turn, notice_id: UUID, digest: str) -> None:
    await notices.return_(
        turn.session, notice_id, approver=turn.person.id, digest=digest, reason="", at=turn.at
    )
    shown = await notices.view(turn.session, notice_id)
    await turn.say(texts.RETURNED.format(number=shown.number))
    await _tell_author(turn, shown, texts.YOUR_RETURNED, with_progress=False)


async def _tell_author(
    turn: Turn, shown: notices.NoticeView, words: str, *, with_progress: bool
) -> None:
    author = await turn.session.get_one(notices.Notice, shown.notice_id)
    rows = [[(texts.REFRESH, f"n:show:{shown.notice_id.hex}")]] if with_progress else []
    await outbox.owe(
        turn.session,
        dedupe_key=f"decision:{shown.notice_id}:{shown.version}",
        message_class=outbox.MessageClass.STAFF_ALERT,
        kind="text",
        payload={
            "html": words.format(number=shown.number, approver=escape(turn.person.name)),
            "buttons": rows,
        },
        chats=[chat.id for chat in await active_chats(turn.session, [author.created_by])],
        at=turn.at,
    )


async def _progress(turn: Turn, notice_id: UUID) -> dict[str, Any]:
    counted = await notices.progress(turn.session, notice_id)
    return {
        "notice_id": str(notice_id),
        "number": counted.number,
        "state": notices.STATE_NAMES[counted.state],
        "sending": counted.state is notices.NoticeState.SENDING,
        "total": counted.total,
        "sent": counted.sent,
        "pending": counted.pending,
        "failed": counted.failed,
        "unknown": counted.unknown,
        "unsent": counted.suppressed + counted.expired + counted.cancelled,
    }


async def _stop(turn: Turn, notice_id: UUID) -> None:
    stopped = await notices.stop_notice(
        turn.session, notice_id, by=turn.person.id, reason="", at=turn.at
    )
    if not stopped:
        turn.toast = texts.NOT_SENDING
        return
    counted = await notices.progress(turn.session, notice_id)
    await turn.say(texts.STOPPED.format(in_flight=counted.in_flight))


async def _wait_for(turn: Turn, step: str, data: dict[str, Any]) -> None:
    await conversations.set_flow(
        turn.session, turn.chat.id, name=DRAFTING, step=step, data=data, at=turn.at
    )
