"""
Recalling what has been sent: every delivered message is edited to words that two people answer for.

Asking for it stops the notice at once, which needs one person; the words need a second, who agrees to
exactly these and to the picture or file that comes with them. Only the message ids that deliveries
brought back are touched, each until it is changed or cannot be.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Select, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.actors import Actor
from cases.audit import note_act
from cases.digests import digest_of
from cases.notices.approval import SHORTEST_DIGEST
from cases.notices.attachments import Attachment
from cases.notices.errors import (
    BadNotice,
    NoticeNotFound,
    NoticeStateForbids,
    NotWhatWasSubmitted,
    RecalledAlready,
    SamePerson,
)
from cases.notices.holding import STOPPABLE, stop_notice
from cases.notices.reading import acting, cancel_waiting, locked_notice
from cases.outbox import DeliveryState, Rates
from cases.outbox.gate import enter_gate
from cases.outbox.rates import keep, paces, pause
from cases.rules.access import Action
from cases.tables.notices import Notice, NoticeState
from cases.tables.outbox import Delivery, OutboxMessage
from cases.tables.people import Chat
from cases.tables.recalls import EditOutcome, NoticeRecall, RecallEdit
from cases.tables.upsert import insert

LONGEST_WORDS = 500
RECALLABLE = (*STOPPABLE, NoticeState.STOPPED, NoticeState.DONE)


@dataclass(frozen=True)
class RecallProgress:
    """How far a recall is; before it is approved nothing is edited."""

    recall_id: UUID
    words: str
    approved: bool
    edited: int
    failed: int
    left: int


@dataclass(frozen=True)
class ToEdit:
    """
    One message that is to say something else; its rate slot is taken.

    Attributes:
        attachment: What is shown over the words from then on.
        had_attachment: It was sent with a picture or a file, which must not stay.
    """

    recall_id: UUID
    delivery_id: UUID
    chat_id: UUID
    channel: str
    address: str
    external_id: str
    number: str
    words: str
    attachment: Attachment | None
    had_attachment: bool


@dataclass(frozen=True)
class RecallRequest:
    """What a second person is asked to agree to: exactly these words, and what is shown over them."""

    recall_id: UUID
    digest: str


async def request_recall(
    session: AsyncSession,
    notice_id: UUID,
    *,
    words: str,
    attachment: Attachment | None = None,
    by: UUID,
    at: datetime,
) -> RecallRequest:
    """
    Stop a notice and ask that what was sent be changed to *words*, under *attachment* if there is one.

    Raises:
        NotAllowed: The person is no manager.
        BadNotice: No words, or too many.
        NoticeStateForbids: Nothing of it was ever sent.
        RecalledAlready: It is recalled, or that has been asked for.
    """
    actor = await acting(session, by, Action.DRAFT_NOTICE)
    words = words.strip()
    if not 0 < len(words) <= LONGEST_WORDS or "\x00" in words:
        raise BadNotice("更正说明", f"应为 1 到 {LONGEST_WORDS} 个字")
    await enter_gate(session)
    notice = await locked_notice(session, notice_id)
    if await _standing(session, notice_id) is not None:
        raise RecalledAlready(notice_id)
    if notice.state not in RECALLABLE:
        raise NoticeStateForbids(notice_id, notice.state)
    if notice.state in STOPPABLE:
        await stop_notice(session, notice_id, by=by, reason="正在撤回", at=at)
    recall = NoticeRecall(
        id=uuid4(),
        notice_id=notice_id,
        words=words,
        attachment=None if attachment is None else attachment.as_dict(),
        requested_by=by,
        requested_at=at,
    )
    session.add(recall)
    await session.flush()
    await note_act(
        session,
        actor=actor,
        action="notice.recall.request",
        subject=notice.number,
        at=at,
        detail={"words": words, "digest": _digest(recall)},
    )
    return RecallRequest(recall.id, _digest(recall))


async def approve_recall(
    session: AsyncSession, recall_id: UUID, *, approver: UUID, digest: str, at: datetime
) -> int:
    """
    Let a recall happen; return how many messages it changes. What was not sent is cancelled.

    Args:
        digest: Of what the approver saw; its first 12 digits will do.

    Raises:
        NotAllowed: The approver is no manager at this moment.
        SamePerson: They asked for it themselves.
        NoticeNotFound: There is no such recall, or it was declined.
        NotWhatWasSubmitted: The words or the attachment are others than the approver saw.
        RecalledAlready: It is approved already.
    """
    recall, notice, actor = await _open(session, recall_id, approver)
    if recall.requested_by == approver:
        raise SamePerson(notice.id, approver)
    if len(digest) < SHORTEST_DIGEST or not _digest(recall).startswith(digest):
        raise NotWhatWasSubmitted(notice.id)
    recall.approved_by, recall.approved_at = approver, at
    recall.approved_digest = _digest(recall)
    await cancel_waiting(session, notice.id, reason="通知已撤回", at=at)
    notice.state, notice.held_reason, notice.updated_at = NoticeState.CANCELLED, recall.words, at
    await session.flush()
    await note_act(
        session, actor=actor, action="notice.recall.approve", subject=notice.number, at=at
    )
    found = await recall_progress(session, notice.id)
    return 0 if found is None else found.left


async def decline_recall(
    session: AsyncSession, recall_id: UUID, *, approver: UUID, at: datetime
) -> None:
    """Leave what was sent as it is; raises as ``approve_recall``, but anyone may withdraw."""
    recall, notice, actor = await _open(session, recall_id, approver)
    recall.declined_at, notice.updated_at = at, at
    await session.flush()
    await note_act(
        session, actor=actor, action="notice.recall.decline", subject=notice.number, at=at
    )


async def recall_progress(session: AsyncSession, notice_id: UUID) -> RecallProgress | None:
    """Recount how far the recall of a notice is; None when nobody asked for one."""
    recall = await _standing(session, notice_id)
    if recall is None:
        return None
    counts = dict.fromkeys(EditOutcome, 0)
    rows = await session.execute(
        select(RecallEdit.outcome, func.count())
        .where(RecallEdit.recall_id == recall.id)
        .group_by(RecallEdit.outcome)
    )
    for outcome, count in rows:
        counts[outcome] = count
    left = select(func.count()).select_from(_left(recall).subquery())
    return RecallProgress(
        recall_id=recall.id,
        words=recall.words,
        approved=recall.approved_by is not None,
        edited=counts[EditOutcome.EDITED],
        failed=counts[EditOutcome.FAILED],
        left=(await session.scalars(left)).one(),
    )


async def next_edits(
    session: AsyncSession, *, limit: int, at: datetime, rates: Rates | None = None
) -> Sequence[ToEdit]:
    """
    Return up to *limit* messages to edit now, as the channel's pace allows.

    An edit whose outcome is never noted comes again: repeating one changes nothing. Words that are
    not those that were approved change nothing either.
    """
    approved = await session.scalars(
        select(NoticeRecall).where(
            NoticeRecall.approved_at.is_not(None), NoticeRecall.declined_at.is_(None)
        )
    )
    found: list[ToEdit] = []
    for recall in approved.all():
        if recall.approved_digest != _digest(recall):
            continue
        rows = (await session.execute(_left(recall).limit(limit - len(found)))).all()
        if rows:
            await enter_gate(session)
        pace = {
            channel: await paces(
                session, channel, {r.chat_id for r in rows if r.channel == channel}
            )
            for channel in {row.channel for row in rows}
        }
        shown = recall.attachment
        for delivery_id, chat_id, channel, address, external_id, number, payload in rows:
            wait = pace[channel].take_slot(chat_id, paced=True, rates=rates or Rates(), at=at)
            if wait is None:
                found.append(
                    ToEdit(
                        recall.id,
                        delivery_id,
                        chat_id,
                        channel,
                        address,
                        external_id,
                        number,
                        recall.words,
                        None if shown is None else Attachment.from_dict(shown),
                        "attachment" in payload["content"],
                    )
                )
        await keep(session, pace.values())
    return found


async def note_edit(
    session: AsyncSession, edit: ToEdit, outcome: EditOutcome, *, reason: str = "", at: datetime
) -> None:
    """Record that a message was changed, or cannot be."""
    await session.execute(
        insert(session, RecallEdit)
        .values(
            recall_id=edit.recall_id,
            delivery_id=edit.delivery_id,
            outcome=outcome,
            reason=reason,
            edited_at=at,
        )
        .on_conflict_do_nothing()
    )


async def wait_with_edits(
    session: AsyncSession, edit: ToEdit, retry_after: timedelta, *, at: datetime
) -> None:
    """Keep away from a chat, or from everybody, as long as a 429 asks for."""
    await enter_gate(session)
    await pause(session, channel=edit.channel, chat_id=edit.chat_id, until=at + retry_after, at=at)


async def _open(
    session: AsyncSession, recall_id: UUID, approver: UUID
) -> tuple[NoticeRecall, Notice, Actor]:
    actor = await acting(session, approver, Action.APPROVE_NOTICE)
    await enter_gate(session)
    recall = await session.scalar(
        select(NoticeRecall)
        .where(NoticeRecall.id == recall_id, NoticeRecall.declined_at.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if recall is None:
        raise NoticeNotFound(recall_id)
    if recall.approved_by is not None:
        raise RecalledAlready(recall.notice_id)
    return recall, await locked_notice(session, recall.notice_id), actor


def _digest(recall: NoticeRecall) -> str:
    return digest_of({"words": recall.words, "attachment": recall.attachment})


async def _standing(session: AsyncSession, notice_id: UUID) -> NoticeRecall | None:
    return await session.scalar(
        select(NoticeRecall)
        .where(NoticeRecall.notice_id == notice_id, NoticeRecall.declined_at.is_(None))
        .execution_options(populate_existing=True)
    )


def _left(recall: NoticeRecall) -> Select[*tuple[Any, ...]]:
    done = exists().where(RecallEdit.recall_id == recall.id, RecallEdit.delivery_id == Delivery.id)
    return (
        select(
            Delivery.id,
            Delivery.chat_id,
            Chat.channel,
            Chat.address,
            Delivery.external_id,
            Notice.number,
            OutboxMessage.payload,
        )
        .join(OutboxMessage, OutboxMessage.id == Delivery.message_id)
        .join(Notice, Notice.id == OutboxMessage.notice_id)
        .join(Chat, Chat.id == Delivery.chat_id)
        .where(
            Notice.id == recall.notice_id,
            Delivery.state == DeliveryState.DELIVERED,
            Delivery.external_id.is_not(None),
            ~done,
        )
        .order_by(Delivery.id)
    )
