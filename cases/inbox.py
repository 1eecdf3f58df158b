"""
The inbox: an update is written down before anything is done about it.

Handling an update, everything that follows from it and ``done`` are one transaction. So a process
that dies half-way has done nothing, and the update is handed out again.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from cases.errors import ConcurrentChange
from cases.tables.base import database_now
from cases.tables.inbox import InboxUpdate, UpdateState
from cases.tables.upsert import insert

LEASE = timedelta(minutes=2)  # longer than answering a question may take
MAX_FAILURES = 3  # a handler that raised this often will go on raising
MAX_TAKEN = 5  # an update that was never finished this often kills its process


@dataclass(frozen=True)
class TakenUpdate:
    """An update that is ours to handle until the lease ends."""

    update_id: int
    chat_key: str
    payload: dict[str, Any]
    attempts: int  # including this one


async def receive(
    session: AsyncSession,
    update_id: int,
    payload: dict[str, Any],
    at: datetime,
    *,
    chat_key: str | None = None,
) -> bool:
    """
    Keep an update; return whether it is new.

    Args:
        update_id: The channel's own number; a redelivery has the same.
        chat_key: Updates with one key are handled one after the other, by their numbers. Without a
            key an update waits for nobody.
    """
    statement = insert(session, InboxUpdate).values(
        update_id=update_id,
        chat_key=chat_key or f"update:{update_id}",
        payload=payload,
        state=UpdateState.RECEIVED,
        attempts=0,
        received_at=at,
    )
    made = await session.scalar(statement.on_conflict_do_nothing().returning(InboxUpdate.update_id))
    return made is not None


async def next_updates(session: AsyncSession, *, limit: int) -> list[TakenUpdate]:
    """
    Take up to *limit* updates to handle, oldest first and at most one of each chat.

    Nothing is taken from a chat whose earlier update is still being handled, here or in another
    process. An update that a dead process held comes back when its lease, on the database's clock,
    is over; one that keeps killing its process is set aside as failed.
    """
    earlier = aliased(InboxUpdate)
    free = or_(InboxUpdate.lease_until.is_(None), InboxUpdate.lease_until < database_now(0))
    await session.execute(
        update(InboxUpdate)
        .where(InboxUpdate.state == UpdateState.RECEIVED, free, InboxUpdate.attempts >= MAX_TAKEN)
        .values(state=UpdateState.FAILED, error=f"取出 {MAX_TAKEN} 次都没有处理完")
        .execution_options(synchronize_session=False)
    )
    first = (
        select(InboxUpdate)
        .where(
            InboxUpdate.state == UpdateState.RECEIVED,
            free,
            ~exists().where(
                earlier.chat_key == InboxUpdate.chat_key,
                earlier.update_id < InboxUpdate.update_id,
                earlier.state == UpdateState.RECEIVED,
            ),
        )
        .order_by(InboxUpdate.update_id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    taken = (await session.scalars(first)).all()
    for row in taken:
        row.attempts += 1
    await session.flush()
    await session.execute(
        update(InboxUpdate)
        .where(InboxUpdate.update_id.in_([row.update_id for row in taken]))
        .values(lease_until=database_now(LEASE.total_seconds()))
        .execution_options(synchronize_session=False)
    )
    return [TakenUpdate(row.update_id, row.chat_key, row.payload, row.attempts) for row in taken]


async def done(session: AsyncSession, update_id: int, at: datetime) -> None:
    """
    Finish an update, in the transaction that holds everything it led to.

    Raises:
        ConcurrentChange: It is finished already. Let it roll back what was done a second time.
    """
    finished = await session.scalars(
        update(InboxUpdate)
        .where(InboxUpdate.update_id == update_id, InboxUpdate.state == UpdateState.RECEIVED)
        .values(state=UpdateState.DONE, done_at=at, lease_until=None, error=None)
        .returning(InboxUpdate.update_id)
        .execution_options(synchronize_session=False)
    )
    if finished.one_or_none() is None:
        raise ConcurrentChange


async def failed(session: AsyncSession, update_id: int, error: str, at: datetime) -> bool:
    """
    Note that handling raised; return whether the update is given up.

    It is handed out again until its third failure. Then it is kept as failed, so that the chat's
    next updates are not held up, and a person can look at it.
    """
    row = await session.scalar(
        select(InboxUpdate)
        .where(InboxUpdate.update_id == update_id, InboxUpdate.state == UpdateState.RECEIVED)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        return False
    row.error = error
    row.lease_until = None
    if row.attempts >= MAX_FAILURES:
        row.state, row.done_at = UpdateState.FAILED, at
    await session.flush()
    return row.state is UpdateState.FAILED


async def failures(session: AsyncSession, *, limit: int = 50) -> list[InboxUpdate]:
    """Return the updates that were given up, newest first."""
    rows = await session.scalars(
        select(InboxUpdate)
        .where(InboxUpdate.state == UpdateState.FAILED)
        .order_by(InboxUpdate.update_id.desc())
        .limit(limit)
    )
    return list(rows)


async def erase_payloads(session: AsyncSession, chat_keys: Collection[str]) -> None:
    """Blank what was written under *chat_keys*, where it has been handled or given up."""
    await session.execute(
        update(InboxUpdate)
        .where(InboxUpdate.chat_key.in_(chat_keys), InboxUpdate.state != UpdateState.RECEIVED)
        .values(payload={}, error=None)
        .execution_options(synchronize_session=False)
    )
