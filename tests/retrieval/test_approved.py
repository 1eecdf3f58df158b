"""Answers that staff have approved: given to the same question, never when their ground has moved."""

from dataclasses import replace
from datetime import date

import pytest

from knowledge.index import KnowledgeIndex
from retrieval.approved import ApprovedAnswer, Ground, Lapse, checksum_of, lapse_of
from retrieval.citing import cite
from retrieval.phrases import DISCLAIMER
from retrieval.pipeline import answer_question

TODAY = date(2026, 11, 23)
QUESTION = "不能按期动工，开工许可可以延期几次？"
TEXT = "可以申请延期，以两次为限，每次不超过三个月。"


def approved_on(index: KnowledgeIndex, **given: object) -> ApprovedAnswer:
    """An approved answer that cites the fourth article of the sample act."""
    passage = index.article("样例建设法", 4, None)
    assert passage is not None
    citation = cite(passage, "延期以两次为限，每次不超过三个月。")
    one = ApprovedAnswer(
        id="a1",
        question=QUESTION,
        text=TEXT,
        grounds=(Ground(citation, checksum_of(passage)),),
        approved_on=date(2026, 11, 1),
        review_on=date(2027, 5, 1),
        item="works-permit",
        slot="数量",
    )
    return replace(one, **given)


async def asked(index: KnowledgeIndex, question: str, *approved: ApprovedAnswer, on: date = TODAY):
    return await answer_question(question, on=on, index=index, approved=approved)


@pytest.mark.parametrize(
    "question",
    [QUESTION, "不能按期动工，开工许可可以延期几次", "请问 不能按期动工，开工许可可以延期几次呀"],
)
async def test_the_same_question_gets_it_with_its_day_and_its_clause(
    index: KnowledgeIndex, question: str
):
    answer = await asked(index, question, approved_on(index))

    assert answer.answered
    assert answer.approved == "a1"
    assert answer.text.startswith(TEXT)
    assert "本局工作人员审定" in answer.text
    assert "2026-11-01" in answer.text
    assert "《样例建设法》第四条" in answer.text
    assert answer.text.endswith(DISCLAIMER)
    assert [c.article for c in answer.citations] == ["第四条"]


@pytest.mark.parametrize(
    "question",
    [
        "能按期动工，开工许可可以延期几次？",
        "不能按期动工，开工许可可以延期几天？",
        "不能按期动工，开工许可可以延期3次？",
        "不能按期动工，样例布局审定可以延期几次？",
        "不能按期动工，开工许可可以变更几次？",
        "开工许可几天能批下来？",
    ],
    ids=["without-not", "other-fact", "a-number", "other-item", "other-act", "other-question"],
)
async def test_a_question_that_only_looks_the_same_does_not(index: KnowledgeIndex, question: str):
    answer = await asked(index, question, approved_on(index))

    assert answer.approved is None
    assert TEXT not in answer.text


@pytest.mark.parametrize(
    ("given", "on", "lapse"),
    [
        ({}, TODAY, None),
        ({}, date(2027, 4, 30), None),
        ({}, date(2027, 5, 1), Lapse.REVIEW_DUE),
        ({}, date(2019, 12, 31), Lapse.NOT_IN_FORCE),
        ({"checksum": "0" * 64}, TODAY, Lapse.PASSAGE_CHANGED),
        ({"passage_id": "repealed#第一条"}, TODAY, Lapse.PASSAGE_GONE),
    ],
    ids=["stands", "last-day", "review", "before", "changed", "gone"],
)
async def test_it_is_given_only_while_its_ground_stands(
    index: KnowledgeIndex, given: dict[str, str], on: date, lapse: Lapse | None
):
    one = approved_on(index)
    (ground,) = one.grounds
    moved = Ground(
        replace(ground.citation, passage_id=given.get("passage_id", ground.citation.passage_id)),
        given.get("checksum", ground.checksum),
    )
    one = replace(one, grounds=(moved,))

    answer = await asked(index, QUESTION, one, on=on)

    assert lapse_of(one, index, on) is lapse
    assert (answer.approved == "a1") is (lapse is None)


async def test_of_two_the_newer_is_given(index: KnowledgeIndex):
    older = approved_on(index)
    newer = approved_on(index, id="a2", approved_on=date(2026, 11, 20))

    answer = await asked(index, QUESTION, newer, older)

    assert answer.approved == "a2"


async def test_what_is_no_policy_question_is_no_business_of_it(index: KnowledgeIndex):
    """A prediction stays a refusal, whatever somebody has approved."""
    answer = await asked(
        index, "我的开工许可能不能批下来", approved_on(index, question="我的开工许可能不能批下来")
    )

    assert answer.approved is None
    assert not answer.answered
