"""Reading a notice under lock, and what every act on it needs first."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cases.actors import Actor
from cases.notices.errors import NoticeNotFound, RecalledAlready
from cases.rights import require
from cases.rules.access import Action
from cases.tables.notices import Notice, NoticeVersion
from cases.tables.outbox import WAITING, Delivery, DeliveryState, OutboxMessage
from cases.tables.recalls import NoticeRecall


async def locked_notice(session: AsyncSession, notice_id: UUID) -> Notice:
    """
    Return a notice that nobody else changes until the transaction ends.

    Raises:
        NoticeNotFound: There is none.
    """
    notice = await session.scalar(
        select(Notice)
        .where(Notice.id == notice_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if notice is None:
        raise NoticeNotFound(notice_id)
    return notice


async def version_of(session: AsyncSession, notice: Notice) -> NoticeVersion:
    """Return the current version of *notice*."""
    return await session.get_one(NoticeVersion, (notice.id, notice.version), populate_existing=True)


async def refuse_when_recalled(session: AsyncSession, notice_id: UUID) -> None:
    """
    Do nothing, unless the notice is recalled or that waits for its second person.

    Raises:
        RecalledAlready: It is; sending more of it now would be recalled too.
    """
    standing = exists().where(
        NoticeRecall.notice_id == notice_id, NoticeRecall.declined_at.is_(None)
    )
    if await session.scalar(select(standing)):
        raise RecalledAlready(notice_id)


async def acting(session: AsyncSession, by: UUID | Actor, action: Action) -> Actor:
    """
    Return who acts: a person with the right, or the operator at the command line.

    Raises:
        NotAllowed: The person's role does not grant *action*.
    """
    return by if isinstance(by, Actor) else await require(session, by, action)


def payload_of(notice: Notice, version: int, content: dict[str, Any]) -> dict[str, Any]:
    """Return what the message of *notice* carries."""
    return {
        "notice_id": str(notice.id),
        "number": notice.number,
        "version": version,
        "salon_id": None if notice.salon_id is None else str(notice.salon_id),
        "content": content,
    }


def message_key(notice_id: UUID, version: int) -> str:
    """Return the outbox key of one version: it is owed once, however often that is tried."""
    return f"notice:{notice_id}:v{version}"


async def cancel_waiting(
    session: AsyncSession, notice_id: UUID, *, reason: str, at: datetime
) -> int:
    """
    Cancel what has not been sent of a notice; return how many deliveries that was.

    What a relay holds at this moment is cancelled when it is opened. The caller holds the gate.
    """
    values: dict[str, Any] = {
        "state": DeliveryState.CANCELLED,
        "reason": reason,
        "token": None,
        "state_at": at,
    }
    cancelled = await session.scalars(
        update(Delivery)
        .where(
            Delivery.message_id.in_(
                select(OutboxMessage.id).where(OutboxMessage.notice_id == notice_id)
            ),
            Delivery.state.in_(WAITING),
        )
        .values(**values)
        .returning(Delivery.id)
        .execution_options(synchronize_session=False)
    )
    return len(cancelled.all())
