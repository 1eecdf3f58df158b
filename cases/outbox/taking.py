"""A turn of a relay: what is ready is claimed and its attempts are opened, in one transaction."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from cases.outbox.attempts import Opened, open_behind_gate
from cases.outbox.claiming import claim
from cases.outbox.gate import enter_gate
from cases.outbox.rates import Rates


async def claim_and_open(
    session: AsyncSession,
    *,
    worker: UUID,
    limit: int,
    at: datetime,
    channel: str = "telegram",
    rates: Rates | None = None,
) -> list[Opened]:
    """
    Claim up to *limit* ready deliveries and open the attempts that may be made now.

    As ``claim`` and then ``open_attempts``, but behind the gate from the start, so that a relay pays
    for one transaction and no other can come between. Commit before calling.
    """
    pace = rates or Rates()
    await enter_gate(session)
    claimed = await claim(session, worker=worker, limit=limit, at=at, channel=channel, rates=pace)
    if not claimed:
        return []
    answers = await open_behind_gate(session, claimed, at=at, rates=pace)
    return [answer for answer in answers if isinstance(answer, Opened)]
