"""Recalling a notice that was sent: one manager writes the words, another answers for them."""

from uuid import UUID

from bot.context import Context, Turn
from bot.handlers.ids import as_uuid
from bot.handlers.staff_only import managers_only
from bot.rendering.html import escape
from bot.texts import broadcasts as texts
from cases import conversations, notices, outbox
from cases.conversations import FlowState
from cases.errors import CasesError
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
    await turn.say(texts.ASK_RECALL.format(number=shown.number))


async def on_text(turn: Turn, context: Context, text: str, flow: FlowState) -> None:
    """Stop the notice and ask the other managers."""
    await conversations.clear_flow(turn.session, turn.chat.id)
    if not await managers_only(turn):
        return
    notice_id = as_uuid(flow.data["notice"])
    try:
        recall = await notices.request_recall(
            turn.session, notice_id, words=text, by=turn.person.id, at=turn.at
        )
    except CasesError as error:
        await turn.say(escape(error))
        return
    shown = await notices.view(turn.session, notice_id)
    asked = await role_chats(turn.session, Role.MANAGER, without=turn.person.id)
    await outbox.owe(
        turn.session,
        dedupe_key=f"recall:{recall}",
        message_class=outbox.MessageClass.STAFF_ALERT,
        kind="recall_request",
        payload={
            "recall_id": str(recall),
            "number": shown.number,
            "title": shown.title,
            "author": turn.person.name,
            "words": text,
        },
        chats=asked,
        at=turn.at,
    )
    words = texts.RECALL_ASKED if asked else texts.NO_APPROVER
    await turn.say(words.format(number=shown.number))


async def approve_recall(turn: Turn, recall_id: UUID) -> None:
    count = await notices.approve_recall(
        turn.session, recall_id, approver=turn.person.id, at=turn.at
    )
    await turn.say(texts.RECALL_APPROVED.format(count=count))


async def decline_recall(turn: Turn, recall_id: UUID) -> None:
    await notices.decline_recall(turn.session, recall_id, approver=turn.person.id, at=turn.at)
    await turn.say(texts.RECALL_DECLINED)
