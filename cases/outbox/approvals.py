"""Whether a notice may still go to this chat: the last look before every single send."""

import enum
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cases.digests import approval_digest, digest_of
from cases.tables.notices import (
    Decision,
    Notice,
    NoticeApproval,
    NoticeRecipient,
    NoticeState,
    NoticeVersion,
)
from cases.tables.outbox import OutboxMessage


class Standing(enum.StrEnum):
    """What an approval is worth at this moment."""

    GOOD = "good"
    HELD = "held"  # paused or stopped; may go on later
    VOID = "void"  # edited, cancelled or never approved
    BROKEN = "broken"  # what would be sent is not what was approved


async def standing_of(session: AsyncSession, message: OutboxMessage, chat_id: UUID) -> Standing:
    """Compare what is about to be sent, and to whom, with what the second person approved."""
    notice = await session.scalar(
        select(Notice)
        .where(Notice.id == message.notice_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if notice is None:
        return Standing.VOID
    if notice.state in (NoticeState.PAUSED, NoticeState.STOPPED):
        return Standing.HELD
    payload = message.payload
    if notice.state not in (NoticeState.SENDING, NoticeState.DONE):
        return Standing.VOID
    if payload.get("version") != notice.version:
        return Standing.VOID
    return (
        Standing.GOOD
        if await _same(session, notice, message, payload, chat_id)
        else Standing.BROKEN
    )


async def _same(
    session: AsyncSession,
    notice: Notice,
    message: OutboxMessage,
    payload: dict[str, Any],
    chat_id: UUID,
) -> bool:
    approval = (
        await session.execute(
            select(
                NoticeApproval.digest,
                NoticeVersion.audience_digest,
                NoticeVersion.recipients.label("submitted"),
            )
            .join(
                NoticeVersion,
                (NoticeVersion.notice_id == NoticeApproval.notice_id)
                & (NoticeVersion.version == NoticeApproval.version),
            )
            .where(
                NoticeApproval.notice_id == notice.id,
                NoticeApproval.version == notice.version,
                NoticeApproval.decision == Decision.APPROVED,
            )
        )
    ).one_or_none()
    if approval is None:
        return False
    same_version = (
        NoticeRecipient.notice_id == notice.id,
        NoticeRecipient.version == notice.version,
    )
    invited = await session.scalar(
        select(exists().where(*same_version, NoticeRecipient.chat_id == chat_id))
    )
    # Recipients can only be added (see ``guards``), so an equal number is an equal audience.
    now = await session.scalar(select(func.count()).where(*same_version))
    content = digest_of(payload.get("content"))
    return (
        bool(invited)
        and now == approval.submitted
        and approval.digest == approval_digest(content, approval.audience_digest or "")
        and message.digest == digest_of({"kind": message.kind, "payload": payload})
    )


async def hold_notice(session: AsyncSession, notice_id: UUID, reason: str) -> None:
    """Pause a notice that is being sent; a person has to look at it."""
    await session.execute(
        update(Notice)
        .where(Notice.id == notice_id, Notice.state == NoticeState.SENDING)
        .values(state=NoticeState.PAUSED, held_reason=reason)
        .execution_options(synchronize_session=False)
    )
