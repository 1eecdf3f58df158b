"""What managers do with a drafted notice: try it, submit, drop, approve, return."""

from typing import Any
from uuid import UUID

from bot.context import Context, Turn
from bot.handlers.ids import as_uuid
from bot.handlers.notice_following import FOLLOWING
from bot.handlers.recalls import approve_recall
from bot.handlers.staff_only import managers_only
from bot.notices import progress_of
from bot.rendering.audience import audience_words
from bot.rendering.html import cut, escape
from bot.texts import broadcasts as texts
from bot.texts import errors as error_texts
from cases import notices, salons
from cases.errors import CasesError
from cases.people import active_chats

TOAST_LIMIT = 200  # characters, Bot API answerCallbackQuery


async def on_notice_button(turn: Turn, context: Context, rest: str) -> None:
    """Do one of the acts on a notice; each is checked again against the record."""
    if not await managers_only(turn):
        return
    verb, *args = rest.split(":")
    try:
        match verb, args:
            case "submit", [notice]:
                await _submit(turn, as_uuid(notice))
            case "drop", [notice]:
                await _drop(turn, as_uuid(notice))
            case "yes", [notice, digest]:
                await _approve(turn, context, as_uuid(notice), digest)
            case "no", [notice, digest]:
                await _return(turn, as_uuid(notice), digest)
            case "ryes", [recall, digest]:
                await approve_recall(turn, as_uuid(recall), digest)
            case "try", [notice]:
                sample = await notices.sample(turn.session, as_uuid(notice), by=turn.person.id)
                await turn.reply("notice", **sample)
            case _, [notice] if verb in FOLLOWING:
                await FOLLOWING[verb](turn, as_uuid(notice))
            case _:
                turn.toast = error_texts.BUTTON_EXPIRED
    except CasesError as error:
        # Nothing was written before it was raised: each of these acts checks first.
        turn.toast = cut(str(error), TOAST_LIMIT)


async def _drop(turn: Turn, notice_id: UUID) -> None:
    """Give up what nobody has decided on yet, and its salon with it; later there is 停止发送."""
    shown = await notices.view(turn.session, notice_id)
    words = {
        notices.NoticeState.DRAFT: texts.DISCARDED,
        notices.NoticeState.SUBMITTED: texts.WITHDRAWN,
    }.get(shown.state)
    if words is None:
        turn.toast = texts.TOO_LATE
        return
    await notices.cancel(turn.session, notice_id, by=turn.person.id, at=turn.at)
    if shown.salon_id is not None:
        await salons.cancel_salon(
            turn.session, shown.salon_id, by=turn.person.id, reason=texts.CALLED_OFF, at=turn.at
        )
    await turn.say(words)


async def _submit(turn: Turn, notice_id: UUID) -> None:
    """Freeze the notice and its audience, and ask every manager who may decide on it."""
    submitted = await notices.submit(turn.session, notice_id, submitter=turn.person.id, at=turn.at)
    shown = await notices.view(turn.session, notice_id)
    asked = await notices.approvers_of(turn.session, notice_id)
    for kind, payload in await _for_approval(turn, shown):
        key = f"approval:{notice_id}:{submitted.version}:{kind}"
        await turn.alert(asked, kind, dedupe_key=key, **payload)
    words = texts.SUBMITTED if asked else texts.NO_APPROVER
    await turn.say(words.format(number=submitted.number))


async def show_for_approval(turn: Turn, notice: notices.NoticeView) -> None:
    """Owe this manager what waits for their decision."""
    for kind, payload in await _for_approval(turn, notice):
        await turn.reply(kind, **payload)


async def _for_approval(turn: Turn, notice: notices.NoticeView) -> list[tuple[str, dict[str, Any]]]:
    """Return the messages by which a notice is decided on: what is attached comes first, as received."""
    request = ("approval_request", _request_of(notice))
    if "attachment" not in notice.content:
        return [request]
    whole = await notices.sample(turn.session, notice.notice_id, by=turn.person.id)
    return [("notice", whole), request]


def _request_of(notice: notices.NoticeView) -> dict[str, Any]:
    return {
        "notice_id": str(notice.notice_id),
        "number": notice.number,
        "digest": notice.digest,
        "content": notice.content,
        "about": {
            "author": notice.submitted_by,
            "number": notice.number,
            "audience": audience_words(notice.audience),
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
    await turn.reply("notice_progress", **await progress_of(turn.session, notice_id))
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
    await turn.alert(
        [chat.id for chat in await active_chats(turn.session, [author.created_by])],
        "text",
        dedupe_key=f"decision:{shown.notice_id}:{shown.version}",
        html=words.format(number=shown.number, approver=escape(turn.person.name)),
        buttons=rows,
    )
