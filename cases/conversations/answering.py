"""The answer of a person to a call for one: it goes back to who asked, once."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cases.outbox import MessageClass, owe
from cases.rights import require
from cases.rules.access import Action
from cases.tables.conversations import Exchange, HumanRequest, HumanRequestState
from cases.tables.people import Person

LONGEST_ANSWER = 1500  # characters; with the question it still fits into one message


async def request_of(session: AsyncSession, request_id: UUID) -> HumanRequest | None:
    """Return a call for a person."""
    return await session.get(HumanRequest, request_id, populate_existing=True)


async def exchange_behind(session: AsyncSession, request: HumanRequest) -> Exchange | None:
    """Return what was asked before the call; None when it was nothing, or has been forgotten."""
    return await session.get(Exchange, request.exchange_id) if request.exchange_id else None


async def waiting_for(session: AsyncSession, chat_id: UUID) -> int:
    """Return how many calls of this chat are open."""
    count = select(func.count()).where(
        HumanRequest.chat_id == chat_id, HumanRequest.state == HumanRequestState.OPEN
    )
    return await session.scalar(count) or 0


async def answer_request(
    session: AsyncSession, request_id: UUID, *, text: str, by: UUID, at: datetime
) -> bool:
    """
    Close an open call with *text* and owe it to who asked; False when it is closed or another's.

    The asker reads the role of *by*, not the name.

    Raises:
        NotAllowed: *by* may not answer for the bureau.
    """
    await require(session, by, Action.ANSWER_QUESTIONS)
    person = await session.get_one(Person, by)
    closed = await session.scalars(
        update(HumanRequest)
        .where(
            HumanRequest.id == request_id,
            HumanRequest.state == HumanRequestState.OPEN,
            HumanRequest.assigned_to.is_(None) | (HumanRequest.assigned_to == by),
        )
        .values(
            state=HumanRequestState.CLOSED,
            closed_at=at,
            closed_by=by,
            answer=text,
            answered_as=person.role.value,
        )
        .returning(HumanRequest)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    request = closed.one_or_none()
    if request is None:
        return False
    await owe(
        session,
        dedupe_key=answer_key(request_id),
        message_class=MessageClass.REPLY,
        kind="staff_answer",
        payload={
            "role": person.role.value,
            "question": request.question or "",
            "answer": text,
        },
        chats=[request.chat_id],
        at=at,
    )
    return True


def answer_key(request_id: UUID) -> str:
    """Return the name under which the answer to a call is owed."""
    return f"human:{request_id}:answer"


def call_key(request_id: UUID) -> str:
    """Return the name under which staff are told of a call."""
    return f"human:{request_id}"
