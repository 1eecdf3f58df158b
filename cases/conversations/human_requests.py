"""Calls for a person (转人工), and who answers them."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cases.tables.conversations import HumanRequest, HumanRequestState
from cases.tables.upsert import insert


async def ask_for_human(
    session: AsyncSession,
    *,
    chat_id: UUID,
    question: str | None = None,
    exchange_id: UUID | None = None,
    assigned_to: UUID | None = None,
    at: datetime,
) -> tuple[UUID, bool]:
    """
    Ask for a person; return the request and whether it is new.

    A chat has one open request for each of its exchanges, and one about none; asking again while it is
    open changes nothing.
    """
    statement = insert(session, HumanRequest).values(
        id=uuid4(),
        chat_id=chat_id,
        exchange_id=exchange_id,
        question=question,
        state=HumanRequestState.OPEN,
        assigned_to=assigned_to,
        opened_at=at,
    )
    made = await session.scalar(statement.on_conflict_do_nothing().returning(HumanRequest.id))
    if made is not None:
        return made, True
    known = select(HumanRequest.id).where(
        HumanRequest.chat_id == chat_id,
        HumanRequest.exchange_id == exchange_id,  # IS NULL for none
        HumanRequest.state == HumanRequestState.OPEN,
    )
    return (await session.scalars(known)).one(), False


async def open_requests(
    session: AsyncSession, *, assigned_to: UUID | None = None
) -> tuple[HumanRequest, ...]:
    """Return who waits for a person, longest first; only *assigned_to*'s when given."""
    statement = (
        select(HumanRequest)
        .where(HumanRequest.state == HumanRequestState.OPEN)
        .order_by(HumanRequest.opened_at, HumanRequest.id)
    )
    if assigned_to is not None:
        statement = statement.where(HumanRequest.assigned_to == assigned_to)
    return tuple((await session.scalars(statement)).all())


async def take_request(session: AsyncSession, request_id: UUID, *, by: UUID) -> bool:
    """Make *by* the one who answers; False when it is closed or somebody else's already."""
    taken = await session.scalars(
        update(HumanRequest)
        .where(
            HumanRequest.id == request_id,
            HumanRequest.state == HumanRequestState.OPEN,
            HumanRequest.assigned_to.is_(None) | (HumanRequest.assigned_to == by),
        )
        .values(assigned_to=by)
        .returning(HumanRequest.id)
        .execution_options(synchronize_session=False)
    )
    return taken.one_or_none() is not None


async def release_request(session: AsyncSession, request_id: UUID, *, by: UUID) -> None:
    """Let others answer what *by* had taken; changes nothing when it is not theirs, or closed."""
    await session.execute(
        update(HumanRequest)
        .where(
            HumanRequest.id == request_id,
            HumanRequest.state == HumanRequestState.OPEN,
            HumanRequest.assigned_to == by,
        )
        .values(assigned_to=None)
        .execution_options(synchronize_session=False)
    )


async def close_request(session: AsyncSession, request_id: UUID, *, by: UUID, at: datetime) -> bool:
    """Close a request; return whether it was open."""
    closed = await session.scalars(
        update(HumanRequest)
        .where(HumanRequest.id == request_id, HumanRequest.state == HumanRequestState.OPEN)
        .values(state=HumanRequestState.CLOSED, closed_at=at, closed_by=by)
        .returning(HumanRequest.id)
        .execution_options(synchronize_session=False)
    )
    return closed.one_or_none() is not None
