"""Questions as of an earlier or a later day."""

from datetime import date

import pytest

from knowledge.index import KnowledgeIndex
from retrieval.answers import Answer
from retrieval.as_of import as_of
from retrieval.pipeline import answer_question

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("2019年的时候施工许可要几天", date(2019, 12, 31)),
        ("去年提交的施工许可几天批", date(2025, 12, 31)),
        ("2021年7月那会儿围挡要多高", date(2021, 7, 1)),
        ("新规3月1日起施工许可几天", date(2027, 3, 1)),
    ],
)
def test_the_day_of_the_rule_is_read(question: str, day: date):
    found = as_of(question, TODAY)

    assert found is not None
    assert found.day == day


@pytest.mark.parametrize(
    "question",
    [
        "施工许可证几天",
        "去年开工的项目现在还能延期吗",
        "去年2月11日受理的施工许可最晚哪天",
        "明年要破路铺管线，计划最晚什么时候报",
    ],
)
def test_another_time_that_is_not_the_rule_s_changes_nothing(question: str):
    assert as_of(question, TODAY) is None


async def ask(index: KnowledgeIndex, question: str) -> Answer:
    return await answer_question(question, on=TODAY, index=index)


async def test_the_rule_of_then_is_given_and_said_to_be_past(index: KnowledgeIndex):
    answer = await ask(index, "2015年的时候施工围挡的高度不得低于多少米")

    assert {c.document for c in answer.citations} == {"样例围挡旧规定"}
    assert "以上是 2015年12月31日 有效的规定，不是今天的规定" in answer.text
    assert answer.as_of == date(2015, 12, 31)


async def test_a_rule_that_has_not_changed_is_said_to_hold_today(index: KnowledgeIndex):
    answer = await ask(index, "去年提交的开工许可几天批")

    assert "今天同样有效" in answer.text


async def test_before_there_was_any_rule_nothing_is_answered(index: KnowledgeIndex):
    answer = await ask(index, "2010年的时候开工许可几天批")

    assert not answer.answered
