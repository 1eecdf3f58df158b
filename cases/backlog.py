"""How much waits, and since when: what an operator watches."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.tables.inbox import InboxUpdate, UpdateState
from cases.tables.outbox import WAITING, Delivery, DeliveryState


@dataclass(frozen=True)
class Backlog:
    """
    Counts by state, every state named, and since when the oldest has been waiting.

    A message waits from the moment that it may go out: one held back until morning does not.
    """

    deliveries: Mapping[DeliveryState, int]
    updates: Mapping[UpdateState, int]
    delivery_since: datetime | None
    update_since: datetime | None


async def backlog(session: AsyncSession, *, at: datetime) -> Backlog:
    """Return what waits at the instant *at*."""
    deliveries = await session.execute(
        select(Delivery.state, func.count()).group_by(Delivery.state)
    )
    updates = await session.execute(
        select(InboxUpdate.state, func.count()).group_by(InboxUpdate.state)
    )
    return Backlog(
        deliveries=dict.fromkeys(DeliveryState, 0) | dict(deliveries.all()),
        updates=dict.fromkeys(UpdateState, 0) | dict(updates.all()),
        delivery_since=await session.scalar(
            select(func.min(Delivery.not_before)).where(
                Delivery.state.in_(WAITING), Delivery.not_before <= at
            )
        ),
        update_since=await session.scalar(
            select(func.min(InboxUpdate.received_at)).where(
                InboxUpdate.state == UpdateState.RECEIVED
            )
        ),
    )
