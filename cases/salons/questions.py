"""
What people want answered at a salon: asked beforehand, routed to a department, answered once.

Whoever answers belongs to the department that was asked. What nobody has been named for lies with the
planner of the salon, who may answer or pass it on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, func, select, true, update
from sqlalchemy.ext.asyncio import AsyncSession

from cases.outbox import MessageClass, owe
from cases.people import active_chats, role_chats
from cases.rights import NotAllowed, require
from cases.rules.access import Action, Role
from cases.salons.planning import salon_of, snapshot
from cases.salons.rows import active_registration
from cases.tables.people import Chat, ChatStatus, Person
from cases.tables.salons import Salon, SalonQuestion

LONGEST_QUESTION = 500
LONGEST_ANSWER = 1_500  # characters; with the question it still fits into one message
MOST_QUESTIONS = 3  # of one person for one salon


@dataclass(frozen=True)
class Asked:
    """The question is kept; *department* is None when it went to the planner."""

    question_id: UUID
    department: str | None


@dataclass(frozen=True)
class NotComing:
    """Only those who registered ask."""


@dataclass(frozen=True)
class AskedEnough:
    """They have asked as many questions as one person may."""


async def departments(session: AsyncSession) -> tuple[str, ...]:
    """Return the departments in which somebody can be asked at this moment."""
    rows = await session.scalars(
        select(Person.department)
        .join(Chat, Chat.person_id == Person.id)
        .where(
            Person.department.is_not(None),
            Person.role != Role.ENTERPRISE,
            Person.active,
            Chat.status == ChatStatus.ACTIVE,
        )
        .distinct()
        .order_by(Person.department)
    )
    return tuple(name for name in rows if name)


async def ask_beforehand(
    session: AsyncSession,
    salon_id: UUID,
    *,
    person_id: UUID,
    question: str,
    department: str | None = None,
    at: datetime,
) -> Asked | NotComing | AskedEnough:
    """
    Keep a question and owe it to whoever is to answer it.

    A department in which nobody can be asked any more is as good as none.

    Raises:
        SalonNotFound: There is none.
    """
    salon = await salon_of(session, salon_id)
    mine = await active_registration(session, salon_id, person_id)
    if mine is None:
        return NotComing()
    before = select(func.count()).where(
        SalonQuestion.salon_id == salon_id, SalonQuestion.person_id == person_id
    )
    if (await session.scalars(before)).one() >= MOST_QUESTIONS:
        return AskedEnough()
    kept = SalonQuestion(
        id=uuid4(),
        salon_id=salon_id,
        person_id=person_id,
        chat_id=mine.chat_id,
        department=department if department in await departments(session) else None,
        question=question.strip()[:LONGEST_QUESTION],
        asked_at=at,
    )
    session.add(kept)
    await session.flush()
    await _tell(session, salon, kept, at=at)
    return Asked(kept.id, kept.department)


async def pass_on(
    session: AsyncSession, question_id: UUID, *, department: str, by: UUID, at: datetime
) -> bool:
    """
    Give a question to a department; False when it has one, is answered or gone.

    Raises:
        NotAllowed: Only its planner, or another manager, passes a question on.
    """
    await require(session, by, Action.DRAFT_NOTICE)
    if department not in await departments(session):
        return False
    passed = await session.scalars(
        update(SalonQuestion)
        .where(
            SalonQuestion.id == question_id,
            SalonQuestion.department.is_(None),
            SalonQuestion.answered_at.is_(None),
        )
        .values(department=department)
        .returning(SalonQuestion)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    question = passed.one_or_none()
    if question is None:
        return False
    await _tell(session, await salon_of(session, question.salon_id), question, at=at)
    return True


async def open_question(
    session: AsyncSession, question_id: UUID, *, by: UUID
) -> SalonQuestion | None:
    """
    Return a question that waits for *by*'s answer; None when it is answered or gone.

    Raises:
        NotAllowed: It is another department's.
    """
    await require(session, by, Action.ANSWER_QUESTIONS)
    question = await session.get(SalonQuestion, question_id, populate_existing=True)
    if question is None or question.answered_at is not None:
        return None
    person = await session.get_one(Person, by)
    if person.role is not Role.MANAGER and person.department != question.department:
        raise NotAllowed(by, Action.ANSWER_QUESTIONS)
    return question


async def answer_question(
    session: AsyncSession, question_id: UUID, *, text: str, by: UUID, at: datetime
) -> bool:
    """
    Answer a question, and owe the answer to who asked; False when somebody was faster.

    The asker reads the department, or the role of *by*, never the name.

    Raises:
        NotAllowed: It is another department's.
    """
    if await open_question(session, question_id, by=by) is None:
        return False
    answered = await session.scalars(
        update(SalonQuestion)
        .where(SalonQuestion.id == question_id, SalonQuestion.answered_at.is_(None))
        .values(answer=text, answered_by=by, answered_at=at)
        .returning(SalonQuestion)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    question = answered.one_or_none()
    if question is None:
        return False
    person = await session.get_one(Person, by)
    await owe(
        session,
        dedupe_key=f"{question_key(question_id)}:answer",
        message_class=MessageClass.REPLY,
        kind="salon_answer",
        payload={
            "salon": snapshot(await salon_of(session, question.salon_id)),
            "department": question.department,
            "role": person.role.value,
            "question": question.question,
            "answer": text,
        },
        chats=[question.chat_id],
        at=at,
    )
    return True


async def open_questions(session: AsyncSession, person_id: UUID) -> tuple[SalonQuestion, ...]:
    """Return the questions that wait for a member of staff, longest first: their department's, or all."""
    person = await session.get_one(Person, person_id)
    rows = await session.scalars(
        select(SalonQuestion)
        .where(SalonQuestion.answered_at.is_(None), _concerns(person))
        .order_by(SalonQuestion.asked_at, SalonQuestion.id)
        .execution_options(populate_existing=True)
    )
    return tuple(rows)


async def questions_of(session: AsyncSession, salon_id: UUID) -> tuple[SalonQuestion, ...]:
    """Return what was asked for a salon, in that order."""
    rows = await session.scalars(
        select(SalonQuestion)
        .where(SalonQuestion.salon_id == salon_id)
        .order_by(SalonQuestion.asked_at, SalonQuestion.id)
    )
    return tuple(rows)


def question_key(question_id: UUID) -> str:
    """Return how the keys of all that is owed about a question begin."""
    return f"salon_question:{question_id}"


def _concerns(person: Person) -> ColumnElement[bool]:
    return true() if person.role is Role.MANAGER else SalonQuestion.department == person.department


async def _tell(
    session: AsyncSession, salon: Salon, question: SalonQuestion, *, at: datetime
) -> None:
    person = await session.get_one(Person, question.person_id)
    choices: Sequence[str] = () if question.department else await departments(session)
    payload: dict[str, Any] = {
        "question_id": str(question.id),
        "title": salon.title,
        "name": person.name,
        "department": question.department,
        "question": question.question,
        "departments": list(choices),
    }
    await owe(
        session,
        dedupe_key=f"{question_key(question.id)}:{question.department or ''}",
        message_class=MessageClass.STAFF_ALERT,
        kind="salon_question",
        payload=payload,
        chats=await _who_answers(session, salon, question.department),
        at=at,
    )


async def _who_answers(
    session: AsyncSession, salon: Salon, department: str | None
) -> Sequence[UUID]:
    if department is not None:
        rows = await session.scalars(
            select(Chat.id)
            .join(Person, Person.id == Chat.person_id)
            .where(
                Person.department == department,
                Person.role != Role.ENTERPRISE,
                Person.active,
                Chat.status == ChatStatus.ACTIVE,
            )
            .order_by(Chat.id)
        )
        return rows.all()
    planner = [] if salon.created_by is None else [salon.created_by]
    chats = [chat.id for chat in await active_chats(session, planner)]
    return chats or await role_chats(session, Role.MANAGER)
