"""Comparisons and questions in several parts."""

from datetime import date

import pytest

from knowledge.index import KnowledgeIndex
from retrieval.answers import AnswerStatus
from retrieval.apart import taken_apart
from retrieval.comparing import pair_of
from retrieval.composing import LONGEST
from retrieval.parts import parts_of
from retrieval.pipeline import answer_question

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("question", "slugs"),
    [
        ("备案和核准有什么区别", ["enterprise-filing", "enterprise-approval"]),
        ("消防验收和消防备案一样吗", ["fire-acceptance", "fire-filing"]),
        ("告知承诺跟容缺受理有什么不同", ["commitment", "deficiency-tolerant"]),
        (
            "出让和划拨两种用地规划许可，时限差在哪",
            ["land-planning-granted", "land-planning-allocated"],
        ),
    ],
)
def test_both_things_compared_are_found(shipped: KnowledgeIndex, question: str, slugs: list[str]):
    pair = pair_of(question, shipped)

    assert pair is not None
    assert [guide.slug for guide in pair.guides] == slugs


@pytest.mark.parametrize(
    "question",
    [
        "施工许可和规划许可一起办要几天",
        "施工许可证几天",
        "报监要不要单独再跑一趟，还是办施工证的时候顺手就弄了",
    ],
)
def test_two_names_alone_are_no_comparison(shipped: KnowledgeIndex, question: str):
    assert pair_of(question, shipped) is None


async def test_a_comparison_names_both_sides_with_their_sources(shipped: KnowledgeIndex):
    answer = await answer_question("备案和核准有什么区别", on=TODAY, index=shipped)

    assert answer.status is AnswerStatus.ANSWERED
    assert "企业投资项目备案：" in answer.text
    assert "企业投资项目核准：" in answer.text
    assert {c.passage_id.split("#")[0] for c in answer.citations} == {
        "enterprise-filing",
        "enterprise-approval",
    }


async def test_two_cases_of_one_item_are_compared_by_the_fact_asked_for(shipped: KnowledgeIndex):
    answer = await answer_question("环评报告书和报告表的审批天数区别", on=TODAY, index=shipped)

    assert "60 个工作日" in answer.text
    assert "30 个工作日" in answer.text


def test_parts_are_told_apart_by_the_kind_of_fact():
    assert parts_of("施工许可要什么材料，几天，收费吗") == (
        "施工许可要什么材料",
        "几天",
        "收费吗",
    )


def test_one_question_in_two_clauses_has_no_parts():
    assert parts_of("停工了，要多久报告") == ()


async def test_a_question_in_parts_is_answered_part_by_part_on_one_screen(shipped: KnowledgeIndex):
    answer = await answer_question("施工许可要什么材料，几天，收费吗", on=TODAY, index=shipped)

    assert "材料：" in answer.text
    assert "时限：建筑工程施工许可证核发的法定时限是 7 个工作日" in answer.text
    assert "费用：" in answer.text
    assert "不收取费用" in answer.text
    assert len(answer.text) <= LONGEST


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("占道和挖路，哪个批得快些", ["法定时限是 10 个工作日", "法定时限是 20 个工作日"]),
        ("开工证往后拖和核准批文往后拖，次数上一样吗", ["最多两次", "只能延期一次"]),
        ("出让的地和划拨的地，用地规划证审批天数差多少", ["5 个工作日", "20 个工作日"]),
    ],
)
async def test_things_compared_in_other_words_are_answered_each_from_its_guide(
    shipped: KnowledgeIndex, question: str, said: list[str]
):
    answer = await answer_question(question, on=TODAY, index=shipped)

    assert [words for words in said if words not in answer.text] == []
    assert len({citation.passage_id.partition("#")[0] for citation in answer.citations}) > 1
    assert len(answer.text) <= LONGEST


@pytest.mark.parametrize(
    "question",
    [
        "不予受理和审了不批反正是一回事，材料改都不用改了吧",
        "法定时限和承诺时限有什么区别",
        "施工许可证和规划许可证的材料",
        "合同和图纸一起交要几天",
    ],
)
def test_what_compares_no_measure_of_two_things_is_not_taken_apart(question: str):
    assert taken_apart(question) is None


async def test_a_limit_in_parts_says_what_else_stands_of_it_where_there_is_room(
    shipped: KnowledgeIndex,
):
    question = "几家部门合着办的，四十五天还没完，最多还能拖几天"

    answer = await answer_question(question, on=TODAY, index=shipped)

    assert "延长15日" in answer.text
