"""Questions before a salon: to the department that knows, and back to who asked, once."""

import asyncio
from uuid import UUID

import pytest
from sqlalchemy import select, update

from cases.conversations import forget
from cases.database import Sessions
from cases.rights import NotAllowed
from cases.salons import (
    LONGEST_QUESTION,
    MOST_QUESTIONS,
    Asked,
    AskedEnough,
    NotComing,
    answer_question,
    ask_beforehand,
    departments,
    open_questions,
    pass_on,
    questions_of,
)
from cases.staff import add_staff, remove_staff
from cases.tables.outbox import Delivery, OutboxMessage
from cases.tables.people import Chat, ChatStatus, Person, Role
from tests.cases.outbox_builders import NOON, a_chat, a_person, on_sqlite
from tests.cases.test_salons import a_salon, guests, sign_up

Guest = tuple[UUID, UUID]
PERMITS, SITES = "工程建设科", "规划科"
WORDS = "分阶段办证怎么申请？"


class Desk:
    """A salon with its planner, two departments and somebody who comes."""

    planner: UUID
    planner_chat: UUID
    clerk: UUID  # of PERMITS
    clerk_chat: UUID
    colleague: UUID  # of PERMITS too
    stranger: UUID  # of SITES
    salon: UUID
    guest: Guest


async def a_desk(sessions: Sessions) -> Desk:
    desk = Desk()
    async with sessions.begin() as session:
        desk.planner = await a_person(session, "张主任", Role.MANAGER)
        desk.planner_chat = await a_chat(session, person=desk.planner)
        for name, address, department in (
            ("李审批", "501", PERMITS),
            ("钱审批", "502", PERMITS),
            ("孙审批", "503", SITES),
        ):
            await add_staff(
                session,
                name=name,
                role=Role.OFFICER,
                address=address,
                department=department,
                at=NOON,
            )
        rows = await session.execute(
            select(Chat.address, Chat.id, Chat.person_id).where(
                Chat.address.in_(["501", "502", "503"])
            )
        )
        found = {address: (chat, person) for address, chat, person in rows}
        desk.clerk_chat, desk.clerk = found["501"]
        desk.colleague, desk.stranger = found["502"][1], found["503"][1]
        desk.salon = await a_salon(session, created_by=desk.planner)
        (desk.guest,) = await guests(session, 1)
    await sign_up(sessions, desk.salon, desk.guest)
    return desk


async def ask(sessions: Sessions, desk: Desk, department: str | None = PERMITS, words: str = WORDS):
    async with sessions.begin() as session:
        return await ask_beforehand(
            session,
            desk.salon,
            person_id=desk.guest[0],
            question=words,
            department=department,
            at=NOON,
        )


async def answer(sessions: Sessions, question: UUID, by: UUID, words: str = "可以，分两阶段。"):
    async with sessions.begin() as session:
        return await answer_question(session, question, text=words, by=by, at=NOON)


async def told(sessions: Sessions, kind: str) -> list[tuple[UUID, dict]]:
    async with sessions.begin() as session:
        rows = await session.execute(
            select(Delivery.chat_id, OutboxMessage.payload)
            .join(OutboxMessage, OutboxMessage.id == Delivery.message_id)
            .where(OutboxMessage.kind == kind)
        )
        return [(chat, payload) for chat, payload in rows]


class TestRouting:
    async def test_the_department_gets_it_and_the_asker_the_one_answer(self, sessions: Sessions):
        """Everybody of the department is told; the second answer is none."""
        desk = await a_desk(sessions)

        asked = await ask(sessions, desk)

        assert isinstance(asked, Asked)
        assert asked.department == PERMITS
        alerts = await told(sessions, "salon_question")
        assert len(alerts) == 2
        assert desk.planner_chat not in {chat for chat, _ in alerts}
        both = await asyncio.gather(
            answer(sessions, asked.question_id, desk.clerk),
            answer(sessions, asked.question_id, desk.colleague, "不可以。"),
        )
        assert sorted(both) == [False, True]
        ((chat, payload),) = await told(sessions, "salon_answer")
        assert chat == desk.guest[1]
        assert (payload["question"], payload["department"]) == (WORDS, PERMITS)
        async with sessions.begin() as session:
            (kept,) = await questions_of(session, desk.salon)
        assert kept.answer == payload["answer"]

    async def test_another_department_answers_nothing(self, sessions: Sessions):
        """Nor does the enterprise; a manager may."""
        desk = await a_desk(sessions)
        asked = await ask(sessions, desk)

        for who in (desk.stranger, desk.guest[0]):
            with pytest.raises(NotAllowed):
                await answer(sessions, asked.question_id, who)
        async with sessions.begin() as session:
            assert await open_questions(session, desk.stranger) == ()
            assert [q.id for q in await open_questions(session, desk.clerk)] == [asked.question_id]
        assert await answer(sessions, asked.question_id, desk.planner)

    async def test_without_a_department_the_planner_passes_it_on(self, sessions: Sessions):
        """Once; the department is then told, and nobody else answers for it."""
        desk = await a_desk(sessions)
        asked = await ask(sessions, desk, department=None)
        ((chat, payload),) = await told(sessions, "salon_question")
        assert (chat, payload["departments"]) == (desk.planner_chat, [PERMITS, SITES])

        async def give(department: str, by: UUID) -> bool:
            async with sessions.begin() as session:
                return await pass_on(
                    session, asked.question_id, department=department, by=by, at=NOON
                )

        with pytest.raises(NotAllowed):
            await give(SITES, desk.clerk)
        assert not await give("没有这个科", desk.planner)
        assert await give(SITES, desk.planner)
        assert not await give(PERMITS, desk.planner)

        assert len(await told(sessions, "salon_question")) == 2
        assert await answer(sessions, asked.question_id, desk.stranger)


@on_sqlite
class TestLimits:
    async def test_a_department_in_which_nobody_can_be_asked_is_none(self, sessions: Sessions):
        """Blocked, or gone: the planner gets the question instead."""
        desk = await a_desk(sessions)
        async with sessions.begin() as session:
            await remove_staff(session, "孙审批", at=NOON)
            assert await departments(session) == (PERMITS,)
            await session.execute(
                update(Chat)
                .where(Chat.person_id.in_([desk.clerk, desk.colleague]))
                .values(status=ChatStatus.BLOCKED)
            )
            assert await departments(session) == ()

        asked = await ask(sessions, desk)

        assert asked.department is None
        assert [chat for chat, _ in await told(sessions, "salon_question")] == [desk.planner_chat]

    async def test_only_who_comes_asks_and_not_without_end(self, sessions: Sessions):
        """A question is cut to what one message holds."""
        desk = await a_desk(sessions)
        for _ in range(MOST_QUESTIONS):
            assert isinstance(await ask(sessions, desk, words="长" * 900), Asked)

        assert await ask(sessions, desk) == AskedEnough()
        desk.guest = (desk.clerk, desk.clerk_chat)
        assert await ask(sessions, desk) == NotComing()
        async with sessions.begin() as session:
            kept = await questions_of(session, desk.salon)
        assert {len(one.question) for one in kept} == {LONGEST_QUESTION}

    async def test_who_forgets_takes_the_question_along(self, sessions: Sessions):
        """From the record and from what staff were told."""
        desk = await a_desk(sessions)
        asked = await ask(sessions, desk)

        async with sessions.begin() as session:
            await forget(session, desk.guest[0])
            assert await questions_of(session, desk.salon) == ()

        assert WORDS not in str(await told(sessions, "salon_question"))
        assert not await answer(sessions, asked.question_id, desk.clerk)

    async def test_who_leaves_the_staff_leaves_the_department(self, sessions: Sessions):
        desk = await a_desk(sessions)
        async with sessions.begin() as session:
            await remove_staff(session, "李审批", at=NOON)
            person = await session.get_one(Person, desk.clerk)

            assert person.department is None
