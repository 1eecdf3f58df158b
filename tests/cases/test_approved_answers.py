"""Approved answers have an owner and an end; calls are answered once; gaps name nobody."""

import asyncio
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from cases.actors import COMMAND_LINE
from cases.approved_answers import (
    Approval,
    ApprovalState,
    answers_in_force,
    approve,
    approved_answers,
    find_approved_answer,
    invalidate,
    owner_chats,
    renew,
    withdraw_answer,
)
from cases.conversations import (
    Vote,
    answer_request,
    ask_for_human,
    forget,
    gaps,
    record_exchange,
    record_feedback,
    release_request,
    request_of,
    take_request,
)
from cases.conversations.gaps import NOT_HELPFUL
from cases.database import Sessions
from cases.errors import ApprovedAnswerNotFound
from cases.rights import NotAllowed
from cases.staff import add_staff, remove_staff
from cases.tables.approved_answers import ApprovedAnswer
from cases.tables.audit import AuditEntry
from cases.tables.conversations import HumanRequest
from cases.tables.outbox import Delivery, OutboxMessage
from cases.tables.people import Chat, Role
from tests.cases.outbox_builders import NOON, SECOND, a_chat, a_person, on_sqlite, some_chats

TODAY = date(2026, 11, 23)
CITATION = {"passage_id": "建筑法#第八条", "checksum": "0" * 64}


def an_approval(**given: Any) -> Approval:
    said = {
        "question": "施工许可证丢了怎么补？",
        "answer": "向原发证机关申请补发。",
        "citations": [CITATION],
        "item": "construction-permit",
        "slot": "流程",
        "review_on": TODAY + timedelta(days=183),
    }
    return Approval(**said | given)


async def staff(sessions: Sessions, role: Role = Role.OFFICER, name: str = "周审批") -> UUID:
    async with sessions.begin() as session:
        return await a_person(session, name, role)


async def ask(
    session, chat: UUID, question: str, *, status="unanswerable_no_source", seconds=0, **more: Any
) -> UUID:
    return await record_exchange(
        session,
        chat_id=chat,
        question=question,
        standalone=question,
        status=status,
        answer="",
        citations=[],
        confidence=0.0,
        at=NOON + seconds * SECOND,
        **more,
    )


class TestApproving:
    async def test_an_answer_is_in_force_until_its_review(self, sessions: Sessions):
        """With its owner on record, and in the journal."""
        officer = await staff(sessions)
        async with sessions.begin() as session:
            made = await approve(session, an_approval(), by=officer, on=TODAY, at=NOON)

        async with sessions.begin() as session:
            (kept,) = await answers_in_force(session, on=TODAY)
            assert (kept.id, kept.owner_id, kept.citations) == (made, officer, [CITATION])
            assert await answers_in_force(session, on=TODAY + timedelta(days=182))
            assert not await answers_in_force(session, on=TODAY + timedelta(days=183))
            assert [owner for _, owner in await approved_answers(session)] == ["周审批"]
            assert await session.scalar(select(AuditEntry.action)) == "answer.approve"

    async def test_two_who_keep_the_same_answer_keep_one(self, sessions: Sessions):
        """At the same moment, on either database."""
        officer = await staff(sessions)
        (chat,) = await some_chats(sessions)
        async with sessions.begin() as session:
            request, _ = await ask_for_human(session, chat_id=chat, question="怎么补", at=NOON)

        async def keep() -> UUID | None:
            async with sessions.begin() as session:
                return await approve(
                    session, an_approval(), by=officer, on=TODAY, at=NOON, request_id=request
                )

        kept = await asyncio.gather(*(keep() for _ in range(3)))

        assert [one is None for one in kept].count(False) == 1

    @on_sqlite
    @pytest.mark.parametrize(
        "given", [{"citations": []}, {"review_on": TODAY}], ids=["no-ground", "no-time"]
    )
    async def test_without_ground_or_time_there_is_none(
        self, sessions: Sessions, given: dict[str, Any]
    ):
        officer = await staff(sessions)
        with pytest.raises(ValueError, match="citation and a review date"):
            async with sessions.begin() as session:
                await approve(session, an_approval(**given), by=officer, on=TODAY, at=NOON)

    @on_sqlite
    async def test_an_enterprise_approves_nothing(self, sessions: Sessions):
        stranger = await staff(sessions, Role.ENTERPRISE)
        with pytest.raises(NotAllowed):
            async with sessions.begin() as session:
                await approve(session, an_approval(), by=stranger, on=TODAY, at=NOON)


class TestEnding:
    async def test_what_is_invalidated_is_given_no_more_until_it_is_renewed(
        self, sessions: Sessions
    ):
        """Invalidating twice is invalidating once; renewing names a new owner and a new day."""
        first, second = await staff(sessions), await staff(sessions, name="吴审批")
        async with sessions.begin() as session:
            made = await approve(session, an_approval(), by=first, on=TODAY, at=NOON)
            ends = {"reason": "passage_changed", "actor": COMMAND_LINE, "at": NOON}
            assert await invalidate(session, made, **ends)
            assert not await invalidate(session, made, **ends)
            assert await answers_in_force(session, on=TODAY) == ()
            later = TODAY + timedelta(days=10)
            assert await renew(
                session, made, by=second, review_on=later, on=TODAY, at=NOON + SECOND
            )

        async with sessions.begin() as session:
            (kept,) = await answers_in_force(session, on=TODAY)
            assert (kept.owner_id, kept.review_on, kept.reason) == (second, later, None)

    @on_sqlite
    async def test_what_somebody_withdrew_stays_withdrawn(self, sessions: Sessions):
        officer = await staff(sessions)
        async with sessions.begin() as session:
            made = await approve(session, an_approval(), by=officer, on=TODAY, at=NOON)
            assert await withdraw_answer(
                session, made, reason="写错了", actor=COMMAND_LINE, at=NOON
            )
            assert not await renew(
                session, made, by=officer, review_on=TODAY + timedelta(days=1), on=TODAY, at=NOON
            )
            ((kept, _),) = await approved_answers(session, ApprovalState.WITHDRAWN)
            assert kept.reason == "写错了"

    @on_sqlite
    async def test_one_is_found_by_the_beginning_of_its_number(self, sessions: Sessions):
        officer = await staff(sessions)
        async with sessions.begin() as session:
            made = await approve(session, an_approval(), by=officer, on=TODAY, at=NOON)
            assert (await find_approved_answer(session, made.hex[:8])).id == made
            for wrong in ("", "zzzz", "g" * 8):
                with pytest.raises(ApprovedAnswerNotFound):
                    await find_approved_answer(session, wrong)


class TestAnswering:
    async def test_an_answer_goes_back_once(self, sessions: Sessions):
        """Whoever is first; the asker reads the role and never the name."""
        first, second = await staff(sessions, Role.STEWARD), await staff(sessions, name="吴审批")
        (chat,) = await some_chats(sessions)
        async with sessions.begin() as session:
            request, _ = await ask_for_human(session, chat_id=chat, question="怎么补", at=NOON)

        async def answer(by: UUID) -> bool:
            async with sessions.begin() as session:
                return await answer_request(session, request, text="去窗口补。", by=by, at=NOON)

        went = await asyncio.gather(answer(first), answer(second), answer(first))

        assert went.count(True) == 1
        async with sessions.begin() as session:
            (owed,) = (await session.scalars(select(OutboxMessage))).all()
            assert owed.kind == "staff_answer"
            assert (await session.scalars(select(Delivery.chat_id))).all() == [chat]
            assert owed.payload["role"] in {"steward", "officer"}
            assert "审批" not in str(owed.payload)
            kept = await request_of(session, request)
            assert kept is not None
            assert (kept.answer, kept.closed_by in {first, second}) == ("去窗口补。", True)

    @on_sqlite
    async def test_what_somebody_took_is_theirs_until_they_give_it_back(self, sessions: Sessions):
        first, second = await staff(sessions, Role.STEWARD), await staff(sessions)
        (chat,) = await some_chats(sessions)
        async with sessions.begin() as session:
            request, _ = await ask_for_human(session, chat_id=chat, at=NOON)
            assert await take_request(session, request, by=first)
            assert not await answer_request(session, request, text="好", by=second, at=NOON)
            await release_request(session, request, by=second)
            assert not await take_request(session, request, by=second)
            await release_request(session, request, by=first)
            assert await take_request(session, request, by=second)
            assert await answer_request(session, request, text="好", by=second, at=NOON)

    @on_sqlite
    async def test_an_enterprise_answers_nobody(self, sessions: Sessions):
        stranger = await staff(sessions, Role.ENTERPRISE)
        (chat,) = await some_chats(sessions)
        async with sessions.begin() as session:
            request, _ = await ask_for_human(session, chat_id=chat, at=NOON)

            with pytest.raises(NotAllowed):
                await answer_request(session, request, text="好", by=stranger, at=NOON)

    async def test_each_question_may_wait_for_a_person(self, sessions: Sessions):
        """A second question is not lost behind the first; the same one does not call twice."""
        (chat,) = await some_chats(sessions)
        async with sessions.begin() as session:
            one, other = await ask(session, chat, "第一问"), await ask(session, chat, "第二问")

        async def call(exchange: UUID) -> tuple[UUID, bool]:
            async with sessions.begin() as session:
                return await ask_for_human(session, chat_id=chat, exchange_id=exchange, at=NOON)

        made = await asyncio.gather(call(one), call(one), call(other))

        assert len({request for request, _ in made}) == 2
        assert [new for _, new in made].count(True) == 2


class TestLeaving:
    @on_sqlite
    async def test_who_leaves_the_staff_keeps_no_question_and_hears_of_none(
        self, sessions: Sessions
    ):
        """What they took goes back to all; their approved answers are a matter for others."""
        async with sessions.begin() as session:
            member = await add_staff(
                session, name="孙凯", role=Role.STEWARD, address="3002", at=NOON
            )
            other = await a_person(session, "李管家", Role.STEWARD)
            request, _ = await ask_for_human(session, chat_id=await a_chat(session), at=NOON)
            await take_request(session, request, by=member.person_id)
            await approve(session, an_approval(), by=member.person_id, on=TODAY, at=NOON)
            ((kept, _),) = await approved_answers(session)
            assert await owner_chats(session, kept)

            await remove_staff(session, "孙凯", at=NOON)

            assert await owner_chats(session, kept) == ()
            assert await take_request(session, request, by=other)


class TestGaps:
    async def test_questions_are_counted_by_item_slot_and_reason(self, sessions: Sessions):
        """Unanswered and voted down; the widest gap first; nobody is named."""
        (one,) = await some_chats(sessions)
        async with sessions.begin() as session:
            other = await a_chat(session)
            about = {"item": "construction-permit", "slot": "流程"}
            found = [{"name": "建筑法第八条", "score": 1.5}]
            for n, (chat, words) in enumerate(((one, "怎么补证"), (other, "补证怎么办"))):
                await ask(session, chat, words, seconds=n, retrieved=found, **about)
            down = await ask(session, one, "几天", status="answered", item="eia", slot="时限")
            await record_feedback(
                session, exchange_id=down, chat_id=one, vote=Vote.DOWN, reason="看不懂", at=NOON
            )
            await ask(session, one, "你好", status="routed_greeting")
            await ask(session, one, "很久以前", seconds=-10_000)
            waiting = await ask(session, one, "再问", seconds=3, **about)
            await ask_for_human(session, chat_id=one, exchange_id=waiting, at=NOON)

        async with sessions.begin() as session:
            first, second = await gaps(
                session, unanswered=["unanswerable_no_source"], since=NOON - 100 * SECOND
            )

        assert (first.item, first.slot, first.reason) == (
            "construction-permit",
            "流程",
            "unanswerable_no_source",
        )
        assert (first.count, first.people, first.waiting) == (3, 2, 1)
        assert first.examples == ("再问", "补证怎么办", "怎么补证")
        assert first.missed == ("建筑法第八条",)
        assert (second.item, second.reason, second.count) == ("eia", NOT_HELPFUL, 1)
        assert second.complaints == {"看不懂": 1}


class TestForgetting:
    async def test_words_are_gone_and_the_bureaus_answer_leads_nobody_back(
        self, sessions: Sessions
    ):
        """What staff were told, what they answered, and the thread from the kept answer to the asker."""
        officer = await staff(sessions)
        async with sessions.begin() as session:
            chat = await a_chat(session)
            person = (await session.get_one(Chat, chat)).person_id
            exchange = await ask(session, chat, "我家的证丢了")
            request, _ = await ask_for_human(
                session, chat_id=chat, question="我家的证丢了", exchange_id=exchange, at=NOON
            )
            await answer_request(session, request, text="去窗口补。", by=officer, at=NOON)
            await approve(session, an_approval(), by=officer, on=TODAY, at=NOON, request_id=request)

            await forget(session, person)

        async with sessions.begin() as session:
            (call,) = (await session.scalars(select(HumanRequest))).all()
            assert (call.question, call.answer, call.exchange_id) == (None, None, None)
            (kept,) = (await session.scalars(select(ApprovedAnswer))).all()
            assert kept.request_id is None
            assert await session.scalar(select(func.count()).select_from(HumanRequest)) == 1
