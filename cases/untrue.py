"""Reminders that are owed but not sent yet, and no longer true."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.outbox.withholding import suppress
from cases.rules.deadlines import Clocks
from cases.rules.lifecycle import FoldedCase
from cases.rules.states import DEAD
from cases.rules.warnings import stop_warnings
from cases.tables.outbox import WAITING, Delivery, OutboxMessage

NO_LONGER_TRUE = "期限已办结、停表或改变，提醒不再成立，未发送"


def sayable(clocks: Clocks, folded: FoldedCase) -> frozenset[tuple[str, str]]:
    """Return all that a reminder of a case may say: the name of a date or warning, and its day."""
    if folded.state in DEAD:
        return frozenset()
    dates = ((d.label, d.due_on) for d in clocks.open if d.due_on is not None)
    warnings = ((warning.subject, warning.on) for warning in stop_warnings(folded))
    return frozenset((name, on.isoformat()) for name, on in (*dates, *warnings))


async def withdraw_untrue(
    session: AsyncSession, holds: Callable[[Mapping[str, Any]], bool], *, at: datetime
) -> int:
    """
    Suppress each waiting reminder none of whose lines *holds* any more; return how many.

    One that holds in part goes out as it is: it says of which day it speaks.
    """
    waiting = await session.execute(
        select(Delivery.id, OutboxMessage.payload)
        .join(OutboxMessage, OutboxMessage.id == Delivery.message_id)
        .where(OutboxMessage.kind == "reminder", Delivery.state.in_(WAITING))
    )
    untrue = [id_ for id_, payload in waiting if not any(map(holds, payload["lines"]))]
    await suppress(session, untrue, reason=NO_LONGER_TRUE, at=at)
    return len(untrue)
