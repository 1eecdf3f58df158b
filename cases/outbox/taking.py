"""A turn of a relay: what has ended is settled, what is ready is claimed and opened, in one transaction."""

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from cases.outbox.attempts import Opened, open_held
from cases.outbox.claiming import ready_ones
from cases.outbox.gate import enter_gate
from cases.outbox.outcomes import Outcome
from cases.outbox.rates import Rates
from cases.outbox.settling import settle_behind_gate
from cases.outbox.stops import stopped_scopes


async def take_turn(
    session: AsyncSession,
    ended: Mapping[UUID, Outcome],
    *,
    worker: UUID,
    limit: int,
    now: Callable[[], datetime],
    channel: str = "telegram",
    rates: Rates | None = None,
) -> list[Opened]:
    """
    Record the outcomes that have *ended* by their tokens, claim up to *limit* ready deliveries and open the attempts.

    Settling first, so that a chat whose message is done may get its next in the same breath. As
    ``settle_all``, ``claim`` and ``open_attempts``, but behind the gate from the start: no other can come
    between, so what is in force is read once, and nothing is put on record as claimed that is sent in
    the same breath. Commit before calling.

    *now* is asked behind the gate: by a clock read before a wait there, whoever passed meanwhile has used
    slots of the future.
    """
    await enter_gate(session)
    at = now()
    if ended:
        await settle_behind_gate(session, ended, at=at)
    if limit <= 0:
        return []
    rates = rates or Rates()
    stopped = await stopped_scopes(session)
    held = await ready_ones(
        session, limit, worker=worker, stopped=stopped, at=at, channel=channel, rates=rates
    )
    if not held:
        return []
    answers = await open_held(session, held, stopped=stopped, at=at, rates=rates)
    return [answer for answer in answers.values() if isinstance(answer, Opened)]
