"""Reminders that are owed but not sent yet, and no longer true."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.tables.outbox import WAITING, Delivery, DeliveryState, OutboxMessage

NO_LONGER_TRUE = "期限已办结、停表或改变，提醒不再成立，未发送"


async def withdraw_untrue(
    session: AsyncSession, holds: Callable[[Mapping[str, Any]], bool], *, at: datetime
) -> int:
    """
    Suppress each waiting reminder none of whose lines *holds* any more; return how many.

    One that holds in part goes out as it is: it says of which day it speaks.
    """
    waiting = await session.execute(
        select(Delivery, OutboxMessage.payload)
        .join(OutboxMessage, OutboxMessage.id == Delivery.message_id)
        .where(OutboxMessage.kind == "reminder", Delivery.state.in_(WAITING))
    )
    withdrawn = 0
    for delivery, payload in waiting.all():
        if not any(holds(line) for line in payload["lines"]):
            delivery.state = DeliveryState.SUPPRESSED
            delivery.reason, delivery.state_at = NO_LONGER_TRUE, at
            withdrawn += 1
    await session.flush()
    return withdrawn
