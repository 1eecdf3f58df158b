"""``bangban questions``: what was not answered, and the approved answers."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.approved_answers import citation_of
from bot.clock import SystemClock
from cases.approved_answers import Approval, approve
from cases.conversations import record_exchange
from cases.database import create_engine, create_sessions
from cases.tables.people import Person, Role
from knowledge.index import KnowledgeIndex
from knowledge.static_embeddings import shipped
from tests.bot.commands.conftest import Run
from tests.cases.outbox_builders import a_chat, a_person

QUESTION = "停车场收费吗？"
TODAY = SystemClock(ZoneInfo("Asia/Shanghai")).today()


async def _in(url: str, act: Any) -> Any:
    engine = create_engine(url)
    async with create_sessions(engine).begin() as session:
        result = await act(session)
    await engine.dispose()
    return result


def asked(url: str, *questions: str, days_ago: int = 1, status="unanswerable_no_source") -> None:
    """Put questions of somebody called 王敏 on record."""

    async def _ask(session: Any) -> None:
        chat = await a_chat(session)
        for question in questions:
            await record_exchange(
                session,
                chat_id=chat,
                question=question,
                standalone=question,
                status=status,
                answer="",
                citations=[],
                confidence=0.0,
                item="construction-permit",
                slot="费用",
                retrieved=[{"name": "建筑工程施工许可证核发#收费", "score": 2.5}],
                at=datetime.now(UTC) - timedelta(days=days_ago),
            )

    asyncio.run(_in(url, _ask))


@pytest.fixture
def kept(records: str, library: Path) -> str:
    """The number of an approved answer on a clause of the installed corpus; 周审批 owns it."""
    with KnowledgeIndex.open(library, shipped()) as index:
        passage = index.passages_of_item("construction-permit")[0]

    async def _keep(session: Any) -> str:
        officer = await a_person(session, "周审批", Role.OFFICER)
        approval = Approval(
            question=QUESTION,
            answer="不收费。",
            citations=[citation_of(passage, passage.text)],
            item=None,
            slot=None,
            review_on=TODAY + timedelta(days=100),
        )
        made = await approve(session, approval, by=officer, on=TODAY, at=datetime.now(UTC))
        assert made is not None
        return made.hex[:8]

    return asyncio.run(_in(records, _keep))


class TestGaps:
    def test_they_are_counted_and_nobody_is_named(self, run: Run, records: str):
        """By item, slot and reason, with who can do something about it."""
        asked(records, QUESTION, "停车要钱吗")
        asked(records, "停车收费吗", status="answered")

        (gap,) = run("questions", "list", "--json").value

        assert (gap["item"], gap["slot"], gap["count"]) == ("construction-permit", "费用", 2)
        assert (gap["reason"], gap["who"], gap["people"]) == (
            "unanswerable_no_source",
            "officer",
            1,
        )
        assert set(gap["examples"]) == {QUESTION, "停车要钱吗"}
        assert gap["retrieved"] == ["建筑工程施工许可证核发#收费"]
        shown = run("questions", "list").out
        assert QUESTION in shown
        assert "王敏" not in shown

    def test_old_ones_are_left_out_unless_asked_for(self, run: Run, records: str):
        asked(records, QUESTION, days_ago=100)

        assert run("questions", "list", "--json").value == []
        assert run("questions", "list").out.strip() == "没有没答上的提问。"
        assert len(run("questions", "list", "--since", "2020-01-01", "--json").value) == 1

    def test_a_day_that_is_none_is_refused(self, run: Run):
        ended = run("questions", "list", "--since", "去年")

        assert ended.status == 2
        assert "--since" in ended.complaint


class TestApprovedAnswers:
    def test_they_are_listed_with_owner_and_review(self, run: Run, kept: str):
        (row,) = run("questions", "answers", "--json").value

        assert (row["id"], row["owner"], row["state"]) == (kept, "周审批", "in_force")
        assert row["review_on"] == (TODAY + timedelta(days=100)).isoformat()
        assert kept in run("questions", "answers").out

    @pytest.mark.usefixtures("records")
    def test_none_is_a_sentence(self, run: Run):
        assert run("questions", "answers", "--json").value == []
        assert run("questions", "answers").out.strip() == "还没有审定答复。"

    def test_one_is_withdrawn_by_its_number(self, run: Run, kept: str):
        """Twice is once."""
        first = run("questions", "withdraw", kept, "--reason", "写错了", "--json")
        second = run("questions", "withdraw", kept, "--json")

        assert first.status == second.status == 0
        assert (second.value["state"], second.value["reason"]) == ("withdrawn", "写错了")

    def test_the_owner_is_named_also_after_they_left(self, run: Run, records: str, kept: str):
        """Whose answer it was does not depend on who works here now."""

        async def _leave(session: Any) -> None:
            (person,) = await session.scalars(select(Person).where(Person.name == "周审批"))
            person.role, person.active = Role.ENTERPRISE, False

        asyncio.run(_in(records, _leave))

        assert run("questions", "withdraw", kept, "--json").value["owner"] == "周审批"

    @pytest.mark.usefixtures("records")
    def test_a_number_that_is_none_is_one_line(self, run: Run):
        ended = run("questions", "withdraw", "abc")

        assert ended.status == 2
        assert "没有找到唯一的审定答复" in ended.complaint

    def test_a_clause_that_ended_takes_its_answers_along(self, run: Run, kept: str):
        """And only those: while it stands, a review finds nothing."""
        assert run("questions", "review", "--json").value == []
        run("knowledge", "withdraw", "construction-permit", "--on", "2020-01-01")

        lapsed = run("questions", "review", "--json").value

        assert lapsed == [{"id": kept, "reason": "not_in_force"}]
        assert "所依据的条款已不在有效期" in run("questions", "answers").out
        assert run("questions", "review").out.strip() == "没有需要停用的审定答复。"
