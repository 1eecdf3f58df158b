"""A question without an answer becomes work, its answer goes back, and the bureau learns from it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.approved_answers import REVIEW_AFTER, review
from bot.bootstrap import open_records
from bot.demo import Demo
from cases import approved_answers as records
from cases.tables.conversations import Feedback, HumanRequest, Vote
from cases.tables.outbox import OutboxMessage
from knowledge.corpora import Folder
from knowledge.index import KnowledgeIndex
from knowledge.static_embeddings import shipped
from knowledge.synchronise import synchronise
from tests.journeys.people import Someone

ENTERPRISE, NEIGHBOUR, STEWARD, OTHER_STEWARD = 1001, 1002, 3001, 3002
QUESTION = "停车场收费吗？"
ANSWER = "政务服务中心停车场不收费，请从东门进入。"
OTHER_CORPUS = Path(__file__).parents[1] / "retrieval" / "corpus"

People = Callable[[int], Someone]


async def a_call(enterprise: Someone, question: str = QUESTION) -> None:
    """Ask what has no answer, and call for a person."""
    enterprise.says(question)
    await enterprise.reads("没有找到依据")
    enterprise.presses("转人工")
    await enterprise.reads("已为您转人工")


async def a_kept_answer(enterprise: Someone, steward: Someone) -> None:
    """Answer the call, rest the answer on the first clause offered, and keep it."""
    await a_call(enterprise)
    await steward.reads("【转人工】", QUESTION)
    steward.presses("答复")
    await steward.reads("请直接发送答复内容")
    steward.says(ANSWER)
    await steward.reads("答复预览", "没有选依据")
    assert not steward.has_button("留作审定答复")
    steward.presses("＋ ")
    await steward.reads("答复预览", "依据：")
    steward.presses("发送并留作审定答复")
    await steward.reads("留作审定答复", "复核")
    await enterprise.reads("【人工答复】", ANSWER)


class TestAnswering:
    async def test_the_answer_of_a_person_goes_back_to_who_asked(self, person: People):
        """Marked as one, with the role and without the name; once."""
        enterprise, steward = person(ENTERPRISE), person(STEWARD)
        await a_call(enterprise)
        await steward.reads("【转人工】", QUESTION)

        steward.presses("答复")
        await steward.reads("请直接发送答复内容")
        steward.says(ANSWER)
        await steward.reads("答复预览", ANSWER)
        steward.presses("发送")

        await steward.reads("答复已发给提问人")
        got = await enterprise.reads("【人工答复】", "帮办专员", QUESTION, ANSWER)
        assert "刘倩" not in got.text
        steward.presses("发送")
        await steward.sees_toast("已失效")
        assert enterprise.all_read().count(ANSWER) == 1

    async def test_two_stewards_do_not_answer_the_same_question(self, person: People):
        enterprise, first, second = person(ENTERPRISE), person(STEWARD), person(OTHER_STEWARD)
        await a_call(enterprise)
        await first.reads("【转人工】")
        await second.reads("【转人工】")
        first.presses("答复")
        await first.reads("请直接发送答复内容")

        second.presses("答复")

        await second.reads("已由他人处理")
        first.presses("取消")
        await first.reads("仍在待答复中")
        second.says("/questions")
        await second.reads("待答复的提问", QUESTION)
        second.presses("答复第 1 个")
        await second.reads("请直接发送答复内容")

    async def test_the_list_shows_what_waits_and_nobody_who_asked(self, person: People):
        enterprise, steward = person(ENTERPRISE), person(STEWARD)
        steward.says("/questions")
        await steward.reads("目前没有待答复的提问")
        await a_call(enterprise)

        steward.says("/questions")

        shown = await steward.reads("待答复的提问", QUESTION, "没有找到依据")
        assert "张敏" not in shown.text

    async def test_a_second_question_waits_beside_the_first(self, person: People):
        enterprise, steward = person(ENTERPRISE), person(STEWARD)
        await a_call(enterprise)
        await a_call(enterprise, "食堂几点开门？")

        steward.says("/questions")

        await steward.reads("2 个", QUESTION, "食堂几点开门")

    async def test_enterprises_neither_see_nor_answer_what_others_asked(
        self, sandbox: Demo, person: People
    ):
        """A forged button is answered as to a stranger."""
        enterprise, neighbour = person(ENTERPRISE), person(NEIGHBOUR)
        await a_call(enterprise)
        neighbour.says("/questions")
        await neighbour.reads("权限")
        neighbour.says("/help")
        await neighbour.reads("我能帮您")
        neighbour.says("停车场在哪")
        last = next(m for m in reversed(sandbox.world.transcript(NEIGHBOUR)) if m.buttons)
        (request,) = await stored(sandbox, HumanRequest)
        sent = sandbox.world.chat_of(NEIGHBOUR).messages[last.id]
        for row in sent.buttons["inline_keyboard"]:
            for button in row:
                button["callback_data"] = f"a:take:{request.id.hex}"

        sandbox.world.press(NEIGHBOUR, last.id, f"a:take:{request.id.hex}")

        await neighbour.reads("权限")
        assert QUESTION not in neighbour.all_read()

    @pytest.mark.parametrize(
        ("answer", "why"),
        [("收费 5 元。", "依据里没有"), ("请打电话 13800001234。", "个人信息")],
        ids=["number", "mobile"],
    )
    async def test_what_its_ground_does_not_say_may_be_sent_but_not_kept(
        self, person: People, answer: str, why: str
    ):
        enterprise, steward = person(ENTERPRISE), person(STEWARD)
        await a_call(enterprise)
        await steward.reads("【转人工】")
        steward.presses("答复")
        await steward.reads("请直接发送答复内容")
        steward.says(answer)
        await steward.reads("答复预览")

        steward.presses("＋ ")

        await steward.reads("答复预览", why)
        assert not steward.has_button("留作审定答复")
        steward.presses("发送")
        await enterprise.reads("【人工答复】", answer)


class TestVoting:
    async def test_a_down_vote_asks_why_and_leads_to_a_person(self, sandbox: Demo, person: People):
        """The call is about that answer, and says that it did not help."""
        enterprise, steward = person(ENTERPRISE), person(STEWARD)
        enterprise.says("施工许可证几天能批下来？")
        await enterprise.reads("第八条")
        enterprise.presses("没解决")
        await enterprise.reads("没有解决您的问题")
        enterprise.presses("说得不全")
        await enterprise.sees_toast("已记录")
        enterprise.presses("转人工")

        await steward.reads("【转人工】", "施工许可证几天能批下来", "没有解决")

        (vote,) = await stored(sandbox, Feedback)
        assert (vote.vote, vote.reason) == (Vote.DOWN, "说得不全")


class TestKeeping:
    async def test_the_next_who_asks_reads_the_approved_answer(self, person: People):
        """With its day and its clause; the owner's name is nobody's business."""
        enterprise, neighbour, steward = person(ENTERPRISE), person(NEIGHBOUR), person(STEWARD)
        await a_kept_answer(enterprise, steward)

        neighbour.says(QUESTION)

        got = await neighbour.reads(ANSWER, "本局工作人员审定", "2026-02-25")
        assert "刘倩" not in got.text
        assert "——《" in got.text

    async def test_its_owner_is_told_when_its_clause_is_gone(
        self, sandbox: Demo, person: People, tmp_path: Path
    ):
        """From then on the question is answered as before, and the owner may not simply go on."""
        enterprise, neighbour, steward = person(ENTERPRISE), person(NEIGHBOUR), person(STEWARD)
        await a_kept_answer(enterprise, steward)
        synchronise(Folder(OTHER_CORPUS), tmp_path, shipped())
        with KnowledgeIndex.open(tmp_path, shipped()) as other:
            async with open_records(sandbox.settings) as open_, open_.sessions.begin() as session:
                await review(session, other, sandbox.clock)

        told = await steward.reads("审定答复已停用", "已不在政策库中", QUESTION)
        neighbour.says(QUESTION)

        await neighbour.reads("没有找到依据")
        assert not told.buttons

    async def test_a_review_that_is_due_needs_one_tap(self, sandbox: Demo, person: People):
        enterprise, neighbour, steward = person(ENTERPRISE), person(NEIGHBOUR), person(STEWARD)
        await a_kept_answer(enterprise, steward)
        sandbox.clock.advance(REVIEW_AFTER)
        async with open_records(sandbox.settings) as open_, open_.sessions.begin() as session:
            with KnowledgeIndex.open(sandbox.settings.data_dir / "knowledge", shipped()) as index:
                await review(session, index, sandbox.clock)
        await steward.reads("审定答复已停用", "复核日期")

        steward.presses("继续使用")

        await steward.reads("已恢复使用")
        neighbour.says(QUESTION)
        await neighbour.reads(ANSWER, "本局工作人员审定")

    async def test_who_is_forgotten_leaves_no_words_behind(self, sandbox: Demo, person: People):
        """The bureau's own answer stays; who asked first does not."""
        enterprise, steward = person(ENTERPRISE), person(STEWARD)
        await a_kept_answer(enterprise, steward)

        enterprise.says("/forget")
        await enterprise.reads("确定吗")
        enterprise.presses("确定删除")
        await enterprise.reads("已删除")

        (request,) = await stored(sandbox, HumanRequest)
        assert (request.question, request.answer) == (None, None)
        (kept,) = await stored(sandbox, records.ApprovedAnswer)
        assert kept.request_id is None
        calls = [m for m in await stored(sandbox, OutboxMessage) if m.kind == "human_request"]
        assert [call.payload for call in calls] == [{"name": "", "question": ""}]


async def stored(sandbox: Demo, table: type) -> list:
    """Return all rows of *table*."""
    async with open_records(sandbox.settings) as open_, open_.sessions.begin() as session:
        return list(await session.scalars(select(table)))
