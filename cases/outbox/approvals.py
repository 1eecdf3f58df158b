"""Whether a notice may still go to this chat: the last look before every single send."""

import enum
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cases.digests import approval_digest, digest_of
from cases.outbox.held import Held
from cases.tables.notices import (
    Decision,
    Notice,
    NoticeApproval,
    NoticeRecipient,
    NoticeState,
    NoticeVersion,
)


class Standing(enum.StrEnum):
    """What an approval is worth at this moment."""

    GOOD = "good"
    HELD = "held"  # paused or stopped; may go on later
    VOID = "void"  # edited, cancelled or never approved
    BROKEN = "broken"  # what would be sent is not what was approved
    OVER = "over"  # the time that was approved for it has passed


async def standings(
    session: AsyncSession, message: Held, chats: Collection[UUID], *, at: datetime
) -> Mapping[UUID, Standing]:
    """Compare what is about to be sent, and to which *chats*, with what the second person approved."""
    notice = await session.scalar(
        select(Notice)
        .where(Notice.id == message.notice_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if notice is not None and notice.state in (NoticeState.PAUSED, NoticeState.STOPPED):
        return dict.fromkeys(chats, Standing.HELD)
    if (
        notice is None
        or notice.state not in (NoticeState.SENDING, NoticeState.DONE)
        or message.payload.get("version") != notice.version
    ):
        return dict.fromkeys(chats, Standing.VOID)
    invited = await _invited(session, notice, message, chats)
    # A delivery has this instant too; the one in the content is what two people agreed on.
    end = last_instant(message.payload["content"]) if invited else None
    good = Standing.GOOD if end is None or at < end else Standing.OVER
    return {chat: good if chat in invited else Standing.BROKEN for chat in chats}


def last_instant(content: Mapping[str, Any]) -> datetime | None:
    """Return from when on a notice with *content* is not sent any more; None when it does not say."""
    end = content.get("expires_at")
    return None if end is None else datetime.fromisoformat(end)


async def _invited(
    session: AsyncSession, notice: Notice, message: Held, chats: Collection[UUID]
) -> Collection[UUID]:
    """Return those of *chats* that the approval covers; nobody when it is of something else."""
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
        return ()
    same_version = (
        NoticeRecipient.notice_id == notice.id,
        NoticeRecipient.version == notice.version,
    )
    # Recipients can only be added (see ``guards``), so an equal number is an equal audience.
    now = await session.scalar(select(func.count()).where(*same_version))
    content = digest_of(message.payload.get("content"))
    if (
        now != approval.submitted
        or approval.digest != approval_digest(content, approval.audience_digest or "")
        or message.digest != digest_of({"kind": message.kind, "payload": message.payload})
    ):
        return ()
    found = await session.scalars(
        select(NoticeRecipient.chat_id).where(*same_version, NoticeRecipient.chat_id.in_(chats))
    )
    return set(found)


async def hold_notice(session: AsyncSession, notice_id: UUID, reason: str) -> None:
    """Pause a notice that is being sent; a person has to look at it."""
    await session.execute(
        update(Notice)
        .where(Notice.id == notice_id, Notice.state == NoticeState.SENDING)
        .values(state=NoticeState.PAUSED, held_reason=reason)
        .execution_options(synchronize_session=False)
    )
