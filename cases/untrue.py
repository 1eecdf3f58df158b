"""Reminders that are owed but not sent yet, and no longer true."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from cases.outbox.withholding import Withheld, shorten_reminders
from cases.rules.deadlines import Clocks
from cases.rules.lifecycle import FoldedCase
from cases.rules.states import DEAD
from cases.rules.warnings import stop_warnings

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
) -> Withheld:
    """
    Take every line that no longer *holds* out of the unsent reminders, and those back that are empty then.

    What is being sent at this moment cannot be recalled: it is counted, and said on its attempt.
    """
    return await shorten_reminders(session, holds, reason=NO_LONGER_TRUE, at=at)
