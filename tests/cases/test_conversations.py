"""What was said in a chat, and how it is forgotten."""

import asyncio
from uuid import UUID, uuid4

from sqlalchemy import func, select

from cases.conversations import (
    Vote,
    ask_for_human,
    clear_flow,
    close_request,
    exchange_of,
    forget,
    get_flow,
    open_requests,
    recent_exchanges,
    record_exchange,
    record_feedback,
    set_flow,
    take_request,
)
from cases.database import Sessions
from cases.inbox import done, next_updates, receive
from cases.outbox import Delivered, MessageClass, owe
from cases.tables.conversations import Exchange, Feedback, HumanRequest
from cases.tables.inbox import InboxUpdate
from cases.tables.outbox import OutboxMessage
from cases.tables.people import Chat, Role
from tests.cases.outbox_builders import (
    NOON,
    SECOND,
    a_chat,
    a_person,
    on_sqlite,
    settle_one,
    some_chats,
    start_one,
)

CITATION = {"passage_id": "建筑法#第八条", "document": "中华人民共和国建筑法", "article": "第八条"}


async def ask(session, chat: UUID, question: str, *, seconds: int = 0) -> UUID:
    return await record_exchange(
        session,
        chat_id=chat,
        question=question,
        standalone=question,
        status="answered",
        answer="七日内。",
        citations=[CITATION],
        confidence=0.9,
        at=NOON + seconds * SECOND,
    )


class TestExchanges:
    @on_sqlite
    async def test_the_last_exchanges_come_oldest_first(self, sessions: Sessions):
        """As a person would read them, with their ground."""
        (chat,) = await some_chats(sessions)
        async with sessions.begin() as session:
            for number in range(4):
                await ask(session, chat, f"第{number}问", seconds=number)

        async with sessions.begin() as session:
            recent = await recent_exchanges(session, chat, limit=3)
            later = await recent_exchanges(session, chat, since=NOON + 3 * SECOND)

        assert [one.question for one in recent] == ["第1问", "第2问", "第3问"]
        assert [one.question for one in later] == ["第3问"]
        assert recent[0].citations == [CITATION]

    async def test_the_last_vote_counts_and_only_the_askers(self, sessions: Sessions):
        """Nobody votes on, or reads, another chat's exchange."""
        mine, other = await some_chats(sessions, 2)
        async with sessions.begin() as session:
            exchange = await ask(session, mine, "施工许可证几天能批下来？")

        async def vote(chat: UUID, vote: Vote, reason: str | None = None) -> bool:
            async with sessions.begin() as session:
                return await record_feedback(
                    session, exchange_id=exchange, chat_id=chat, vote=vote, reason=reason, at=NOON
                )

        assert await vote(mine, Vote.UP)
        assert await vote(mine, Vote.DOWN, "答非所问")
        assert not await vote(other, Vote.UP)

        async with sessions.begin() as session:
            (row,) = (await session.scalars(select(Feedback))).all()
            assert (row.vote, row.reason) == (Vote.DOWN, "答非所问")
            assert await exchange_of(session, exchange, other) is None


class TestFlows:
    @on_sqlite
    async def test_a_chat_is_in_one_form_at_a_time(self, sessions: Sessions):
        """A new form takes the place of the old; leaving it twice is leaving it once."""
        (chat,) = await some_chats(sessions)
        async with sessions.begin() as session:
            await set_flow(session, chat, name="record", step="ref", data={}, at=NOON)
            await set_flow(
                session, chat, name="broadcast", step="title", data={"title": "沙龙"}, at=NOON
            )

            flow = await get_flow(session, chat)
            assert flow is not None
            assert (flow.name, flow.step, flow.data) == ("broadcast", "title", {"title": "沙龙"})
            assert await clear_flow(session, chat)
            assert not await clear_flow(session, chat)
            assert await get_flow(session, chat) is None


class TestCallsForAPerson:
    async def test_a_chat_has_one_open_call(self, sessions: Sessions):
        """Asking again at the same moment finds the first; after closing, a new one opens."""
        (chat,) = await some_chats(sessions)
        async with sessions.begin() as session:
            steward = await a_person(session, "李管家", Role.STEWARD)

        async def call() -> tuple[UUID, bool]:
            async with sessions.begin() as session:
                return await ask_for_human(session, chat_id=chat, question="请回电", at=NOON)

        answers = await asyncio.gather(*(call() for _ in range(4)))

        assert len({request for request, _ in answers}) == 1
        assert [new for _, new in answers].count(True) == 1
        async with sessions.begin() as session:
            assert await close_request(session, answers[0][0], by=steward, at=NOON)
            assert not await close_request(session, answers[0][0], by=steward, at=NOON)
        assert (await call())[1]

    @on_sqlite
    async def test_one_steward_takes_a_call(self, sessions: Sessions):
        """The second who presses is told that it is taken."""
        (chat,) = await some_chats(sessions)
        async with sessions.begin() as session:
            first = await a_person(session, "李管家", Role.STEWARD)
            second = await a_person(session, "王管家", Role.STEWARD)
            request, _ = await ask_for_human(session, chat_id=chat, at=NOON)

            assert await take_request(session, request, by=first)
            assert not await take_request(session, request, by=second)
            assert await take_request(session, request, by=first)
            assert [r.id for r in await open_requests(session, assigned_to=first)] == [request]
            assert await open_requests(session, assigned_to=second) == ()


class TestForgetting:
    async def test_a_persons_words_are_gone_and_nobody_elses(self, sessions: Sessions):
        """Questions, votes, forms, replies and handled updates; the bare events remain."""
        mine, other = await some_chats_of_two_people(sessions)
        async with sessions.begin() as session:
            person = (await session.get_one(Chat, mine)).person_id
            for chat in (mine, other):
                exchange = await ask(session, chat, "我家的地在哪")
                await record_feedback(
                    session, exchange_id=exchange, chat_id=chat, vote=Vote.UP, at=NOON
                )
                await set_flow(session, chat, name="x", step="y", data={"t": "秘密"}, at=NOON)
            await ask_for_human(session, chat_id=mine, question="我的电话是……", at=NOON)
            await receive(session, 1, {"text": "我家的地在哪"}, NOON, chat_key="mine")
            await next_updates(session, limit=1)
            await done(session, 1, NOON)
            await owe(
                session,
                dedupe_key="update:1",
                message_class=MessageClass.REPLY,
                kind="answer",
                payload={"question": "我家的地在哪"},
                chats=[mine],
                at=NOON,
            )
        await settle_one(sessions, (await start_one(sessions)).token, Delivered("1"))

        async with sessions.begin() as session:
            assert await forget(session, person, chat_keys=["mine"]) == 1

        async with sessions.begin() as session:
            assert await recent_exchanges(session, mine) == ()
            assert len(await recent_exchanges(session, other)) == 1
            assert await get_flow(session, mine) is None
            assert await get_flow(session, other) is not None
            assert await session.scalar(select(func.count()).select_from(Feedback)) == 1
            assert (await session.scalars(select(HumanRequest.question))).all() == [None]
            assert (await session.scalars(select(OutboxMessage.payload))).all() == [{}]
            assert (await session.scalars(select(InboxUpdate.payload))).all() == [{}]
            assert await session.scalar(select(func.count()).select_from(Exchange)) == 1


async def some_chats_of_two_people(sessions: Sessions) -> tuple[UUID, UUID]:
    async with sessions.begin() as session:
        return await a_chat(session, address=str(uuid4())), await a_chat(session)
