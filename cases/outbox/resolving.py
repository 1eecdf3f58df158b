"""What only a person can settle: whether what is unknown goes out again."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cases.outbox.gate import enter_gate
from cases.tables.notices import Notice, NoticeState
from cases.tables.outbox import Delivery, DeliveryState, OutboxMessage


async def resend_unknown(session: AsyncSession, delivery_id: UUID, *, at: datetime) -> bool:
    """Send an unknown delivery again, marked 可能重复; return whether it was unknown."""
    await enter_gate(session)
    message_id = await _settle_unknown(
        session,
        delivery_id,
        state=DeliveryState.RETRY,
        resends=Delivery.resends + 1,
        not_before=at,
        token=None,
        state_at=at,
    )
    if message_id is None:
        return False
    notice_id = select(OutboxMessage.notice_id).where(OutboxMessage.id == message_id)
    await session.execute(
        update(Notice)
        .where(Notice.id == notice_id.scalar_subquery(), Notice.state == NoticeState.DONE)
        .values(state=NoticeState.SENDING, updated_at=at)
        .execution_options(synchronize_session=False)
    )
    return True


async def write_off_unknown(
    session: AsyncSession, delivery_id: UUID, *, reason: str, at: datetime
) -> bool:
    """Leave an unknown delivery as it is, for good; return whether it was unknown."""
    await enter_gate(session)
    return (
        await _settle_unknown(
            session,
            delivery_id,
            state=DeliveryState.WRITTEN_OFF,
            reason=reason,
            token=None,
            state_at=at,
        )
        is not None
    )


async def _settle_unknown(session: AsyncSession, delivery_id: UUID, **values: Any) -> UUID | None:
    return await session.scalar(
        update(Delivery)
        .where(Delivery.id == delivery_id, Delivery.state == DeliveryState.UNKNOWN)
        .values(**values)
        .returning(Delivery.message_id)
        .execution_options(synchronize_session=False)
    )
