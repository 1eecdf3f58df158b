"""Taking back what waits for somebody who may no longer read it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cases.tables.outbox import WAITING, Delivery, DeliveryState, MessageClass, OutboxMessage
from cases.tables.people import Chat

LOST = "收件人已无权查看，未发送"


async def withhold_project(
    session: AsyncSession, person_id: UUID, project_code: str, *, at: datetime
) -> None:
    """Suppress what waits for a person about a project or its 单位工程; a call under way may still arrive."""
    code = OutboxMessage.payload["project_code"].as_string()
    await _withhold(
        session, person_id, or_(code == project_code, code.startswith(f"{project_code}-")), at=at
    )


async def withhold_alerts(session: AsyncSession, person_id: UUID, *, at: datetime) -> None:
    """Suppress every alert to staff that waits for a person."""
    await _withhold(
        session, person_id, OutboxMessage.message_class == MessageClass.STAFF_ALERT, at=at
    )


async def _withhold(
    session: AsyncSession, person_id: UUID, which: ColumnElement[bool], *, at: datetime
) -> None:
    chats = select(Chat.id).where(Chat.person_id == person_id)
    theirs = (
        select(Delivery.id)
        .join(OutboxMessage, OutboxMessage.id == Delivery.message_id)
        .where(Delivery.chat_id.in_(chats), Delivery.state.in_(WAITING), which)
    )
    await session.execute(
        update(Delivery)
        .where(Delivery.id.in_(theirs))
        .values(state=DeliveryState.SUPPRESSED, reason=LOST, state_at=at)
        .execution_options(synchronize_session=False)
    )
