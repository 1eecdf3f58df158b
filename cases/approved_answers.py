"""Approved answers: kept with an owner and a review date, in force until something happens to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cases.actors import Actor
from cases.audit import note_act
from cases.errors import ApprovedAnswerNotFound
from cases.people import active_chats
from cases.rights import require
from cases.rules.access import Action, may
from cases.tables.approved_answers import ApprovalState, ApprovedAnswer
from cases.tables.people import Person
from cases.tables.upsert import insert

__all__ = [
    "Approval",
    "ApprovalState",
    "ApprovedAnswer",
    "answers_in_force",
    "approve",
    "approved_answers",
    "find_approved_answer",
    "invalidate",
    "owner_chats",
    "renew",
    "withdraw_answer",
]


@dataclass(frozen=True)
class Approval:
    """
    What somebody approves.

    *citations* name their passages, each with the checksum of its text as it is now; *question* holds
    no personal data.
    """

    question: str
    answer: str
    citations: Sequence[dict[str, Any]]
    item: str | None
    slot: str | None
    review_on: date


async def approve(
    session: AsyncSession,
    approval: Approval,
    *,
    by: UUID,
    on: date,
    at: datetime,
    request_id: UUID | None = None,
) -> UUID | None:
    """
    Keep an answer under the name of *by*; None when this request's answer is kept already.

    Raises:
        NotAllowed: *by* may not answer for the bureau.
        ValueError: It cites nothing, or is to be reviewed before it begins.
    """
    if not approval.citations or approval.review_on <= on:
        msg = "an approved answer needs a citation and a review date in the future"
        raise ValueError(msg)
    actor = await require(session, by, Action.ANSWER_QUESTIONS)
    statement = insert(session, ApprovedAnswer).values(
        id=uuid4(),
        question=approval.question,
        answer=approval.answer,
        citations=list(approval.citations),
        item=approval.item,
        slot=approval.slot,
        request_id=request_id,
        owner_id=by,
        approved_on=on,
        review_on=approval.review_on,
        state=ApprovalState.IN_FORCE,
        state_at=at,
    )
    made = await session.scalar(statement.on_conflict_do_nothing().returning(ApprovedAnswer.id))
    if made is not None:
        await _note(session, actor, "answer.approve", made, at=at)
    return made


async def answers_in_force(session: AsyncSession, *, on: date) -> tuple[ApprovedAnswer, ...]:
    """Return the answers that nothing has happened to and whose review is not due, oldest first."""
    rows = await session.scalars(
        select(ApprovedAnswer)
        .where(ApprovedAnswer.state == ApprovalState.IN_FORCE, ApprovedAnswer.review_on > on)
        .order_by(ApprovedAnswer.approved_on, ApprovedAnswer.id)
    )
    return tuple(rows)


async def approved_answers(
    session: AsyncSession, state: ApprovalState | None = None
) -> tuple[tuple[ApprovedAnswer, str], ...]:
    """Return approved answers with their owners' names, the newest first."""
    statement = (
        select(ApprovedAnswer, Person.name)
        .join(Person, Person.id == ApprovedAnswer.owner_id)
        .order_by(ApprovedAnswer.approved_on.desc(), ApprovedAnswer.id)
    )
    if state is not None:
        statement = statement.where(ApprovedAnswer.state == state)
    return tuple((answer, owner) for answer, owner in await session.execute(statement))


async def find_approved_answer(session: AsyncSession, number: str) -> ApprovedAnswer:
    """
    Return the one whose id begins with *number*.

    Raises:
        ApprovedAnswerNotFound: None does, or several do.
    """
    wanted = number.strip().lower().replace("-", "")
    ids = await session.scalars(select(ApprovedAnswer.id))
    found = [one for one in ids if wanted and one.hex.startswith(wanted)]
    if len(found) != 1:
        raise ApprovedAnswerNotFound(number)
    return await session.get_one(ApprovedAnswer, found[0])


async def invalidate(
    session: AsyncSession, answer_id: UUID, *, reason: str, actor: Actor, at: datetime
) -> bool:
    """Take an answer out of use because its ground is gone; False when it was out already."""
    return await _end(
        session, answer_id, ApprovalState.INVALIDATED, reason=reason, actor=actor, at=at
    )


async def withdraw_answer(
    session: AsyncSession, answer_id: UUID, *, reason: str, actor: Actor, at: datetime
) -> bool:
    """Take an answer back; False when it was out of use already."""
    return await _end(
        session, answer_id, ApprovalState.WITHDRAWN, reason=reason, actor=actor, at=at
    )


async def renew(
    session: AsyncSession, answer_id: UUID, *, by: UUID, review_on: date, on: date, at: datetime
) -> bool:
    """
    Put an answer back into force until *review_on*; False when somebody has withdrawn it.

    The caller has made sure that its clauses are what they were.

    Raises:
        NotAllowed: *by* may not answer for the bureau.
    """
    actor = await require(session, by, Action.ANSWER_QUESTIONS)
    renewed = await session.scalars(
        update(ApprovedAnswer)
        .where(ApprovedAnswer.id == answer_id, ApprovedAnswer.state != ApprovalState.WITHDRAWN)
        .values(
            state=ApprovalState.IN_FORCE,
            reason=None,
            state_at=at,
            approved_on=on,
            review_on=review_on,
            owner_id=by,
        )
        .returning(ApprovedAnswer.id)
        .execution_options(synchronize_session=False)
    )
    if renewed.one_or_none() is None:
        return False
    await _note(session, actor, "answer.renew", answer_id, at=at)
    return True


async def owner_chats(session: AsyncSession, answer: ApprovedAnswer) -> tuple[UUID, ...]:
    """Return the chats in which the owner can be told; none when they left the staff or blocked us."""
    owner = await session.get_one(Person, answer.owner_id)
    if not may(owner.role, Action.ANSWER_QUESTIONS):
        return ()
    return tuple(chat.id for chat in await active_chats(session, [answer.owner_id]))


async def _end(
    session: AsyncSession,
    answer_id: UUID,
    state: ApprovalState,
    *,
    reason: str,
    actor: Actor,
    at: datetime,
) -> bool:
    ended = await session.scalars(
        update(ApprovedAnswer)
        .where(ApprovedAnswer.id == answer_id, ApprovedAnswer.state == ApprovalState.IN_FORCE)
        .values(state=state, reason=reason[:200], state_at=at)
        .returning(ApprovedAnswer.id)
        .execution_options(synchronize_session=False)
    )
    if ended.one_or_none() is None:
        return False
    await _note(session, actor, f"answer.{state.value}", answer_id, at=at, reason=reason[:200])
    return True


async def _note(
    session: AsyncSession,
    actor: Actor,
    action: str,
    answer_id: UUID,
    *,
    at: datetime,
    **detail: str,
) -> None:
    await note_act(
        session, actor=actor, action=action, subject=str(answer_id), at=at, detail=dict(detail)
    )
