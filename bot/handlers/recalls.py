"""Recalling a notice that was sent: one manager writes the words, another answers for them."""

from typing import Any
from uuid import UUID

from bot.context import Context, Turn
from bot.handlers.ids import as_uuid
from bot.handlers.incoming import IncomingFile
from bot.handlers.staff_only import managers_only
from bot.rendering.attachments import excess
from bot.rendering.html import escape
from bot.rendering.notices import notice_recalled
from bot.texts import broadcasts as texts
from cases import conversations, notices
from cases.conversations import FlowState
from cases.errors import CasesError
from cases.notices import Attachment
from cases.people import role_chats
from cases.tables.people import Role

RECALLING = "recalling"


async def begin_recall(turn: Turn, notice_id: UUID) -> None:
    """Ask for the words that are to replace what was sent."""
    shown = await notices.view(turn.session, notice_id)
    await conversations.set_flow(
        turn.session,
        turn.chat.id,
        name=RECALLING,
        step="words",
        data={"notice": notice_id.hex},
        at=turn.at,
    )
    attached = texts.RECALL_ATTACHED if "attachment" in shown.content else ""
    await turn.say(texts.ASK_RECALL.format(number=shown.number, attached=attached))


async def on_text(turn: Turn, context: Context, text: str, flow: FlowState) -> None:
    """Stop the notice and ask the other managers."""
    await _ask_for(turn, flow, text, None)


async def on_file(turn: Turn, context: Context, file: IncomingFile, flow: FlowState) -> None:
    """Take a picture or a file that is to be shown instead, with the words under it."""
    if not file.sent.caption:
        await turn.say(texts.RECALL_WORDS_TOO)
        return
    try:
        attachment = file.as_attachment()
    except CasesError as error:
        await turn.say(escape(error))
        return
    await _ask_for(turn, flow, file.sent.caption, attachment)


async def _ask_for(turn: Turn, flow: FlowState, text: str, attachment: Attachment | None) -> None:
    if not await managers_only(turn):
        await conversations.clear_flow(turn.session, turn.chat.id)
        return
    notice_id = as_uuid(flow.data["notice"])
    shown = await notices.view(turn.session, notice_id)
    recalled: dict[str, Any] = {
        "number": shown.number,
        "words": text,
        "attachment": attachment.as_dict() if attachment else None,
        "had_attachment": "attachment" in shown.content,
    }
    shows_something = recalled["attachment"] or recalled["had_attachment"]
    if shows_something and (over := excess(notice_recalled(recalled))):
        await turn.say(texts.WORDS_TOO_LONG.format(excess=over))
        return
    await conversations.clear_flow(turn.session, turn.chat.id)
    try:
        recall = await notices.request_recall(
            turn.session,
            notice_id,
            words=text,
            attachment=attachment,
            by=turn.person.id,
            at=turn.at,
        )
    except CasesError as error:
        await turn.say(escape(error))
        return
    request = {
        **recalled,
        "recall_id": str(recall.recall_id),
        "digest": recall.digest,
        "title": shown.title,
        "author": turn.person.name,
    }
    asked = await role_chats(turn.session, Role.MANAGER, without=turn.person.id)
    first = [("notice_recalled", recalled)] if attachment else []
    for kind, payload in [*first, ("recall_request", request)]:
        key = f"recall:{recall.recall_id}:{kind}"
        await turn.alert(asked, kind, dedupe_key=key, **payload)
    words = texts.RECALL_ASKED if asked else texts.NO_APPROVER
    await turn.say(words.format(number=shown.number))


async def approve_recall(turn: Turn, recall_id: UUID, digest: str) -> None:
    """Agree to exactly what the request with this *digest* showed."""
    count = await notices.approve_recall(
        turn.session, recall_id, approver=turn.person.id, digest=digest, at=turn.at
    )
    await turn.say(texts.RECALL_APPROVED.format(count=count))


async def decline_recall(turn: Turn, recall_id: UUID) -> None:
    await notices.decline_recall(turn.session, recall_id, approver=turn.person.id, at=turn.at)
    await turn.say(texts.RECALL_DECLINED)
