"""
The one row that everything touching many deliveries locks first.

An attempt is opened, a stop is engaged and a sweep runs one after the other, on every database. So
a stop that has committed is seen by every later attempt, and no two of them can wait for each other.
Whoever needs more than one delivery's row enters here before locking anything else.
"""

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.tables.outbox import RateState
from cases.tables.upsert import insert

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
GATE = "gate"


async def enter_gate(session: AsyncSession) -> None:
    """Hold the gate until the transaction ends."""
    await session.flush()  # what the caller has done so far counts for what is read behind it
    connection = await session.connection()
    if connection.dialect.name == "sqlite":
        return  # which has begun a transaction now, and that holds the whole database
    if await connection.scalar(_ROW) is None:
        await connection.execute(
            insert(session, RateState)
            .values(scope=GATE, next_free_at=LONG_AGO, pause_until=LONG_AGO)
            .on_conflict_do_nothing()
        )
        await connection.scalar(_ROW)


_ROW = select(RateState.scope).where(RateState.scope == GATE).with_for_update()
