"""Questions that a calendar answers."""

from datetime import date

import pytest

from bot.due_dates import due_dates
from knowledge.guide_fields import Unit
from knowledge.index import KnowledgeIndex
from retrieval.answers import Answer, AnswerStatus
from retrieval.pipeline import answer_question
from retrieval.reckonings import Reckoning, reckoning_of

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "2026年2月11日受理，7个工作日是哪天",
            Reckoning(date(2026, 2, 11), 7, Unit.WORKING),
        ),
        ("2026-02-11受理的，七天是哪天", Reckoning(date(2026, 2, 11), 7)),
        ("昨天受理的最晚哪天出结果", Reckoning(date(2026, 11, 22))),
        ("明年1月5号受理的最晚哪天办完", Reckoning(date(2027, 1, 5))),
        ("2026年9月24日受理的，最后一天是几号", Reckoning(date(2026, 9, 24))),
        ("2026年9月24日受理的，到哪一天期满", Reckoning(date(2026, 9, 24))),
        (
            "从2026年9月28日起，七个自然日到哪天",
            Reckoning(date(2026, 9, 28), 7, Unit.CALENDAR),
        ),
    ],
)
def test_the_day_and_the_length_are_read(question: str, expected: Reckoning):
    assert reckoning_of(question, TODAY) == expected


def test_a_day_without_a_year_is_the_one_just_past():
    assert reckoning_of("12月1日受理的最晚哪天", TODAY) == Reckoning(
        date(2025, 12, 1), assumed_year=True
    )


def test_a_day_that_is_planned_is_the_coming_one():
    found = reckoning_of("打算2月11日交，最晚哪天出结果", TODAY)

    assert found == Reckoning(date(2027, 2, 11), assumed_year=True)


@pytest.mark.parametrize(
    "question",
    ["施工许可证最晚什么时候开工", "2月30日受理的最晚哪天", "2026年2月11日受理的要什么材料"],
)
def test_without_a_day_or_a_question_for_one_nothing_is_counted(question: str):
    assert reckoning_of(question, TODAY) is None


async def ask(index: KnowledgeIndex, question: str) -> Answer:
    return await answer_question(question, on=TODAY, index=index, due_dates=due_dates())


async def test_the_clock_counts_a_worked_weekend_and_no_holiday(index: KnowledgeIndex):
    answer = await ask(index, "2月11日受理的开工许可，七天是哪天")

    assert answer.status is AnswerStatus.ANSWERED
    assert "最后一天是 2026年2月27日" in answer.text
    assert "2月14日：调休上班（春节），计入 1 天" in answer.text
    assert "春节放假，不计（9 天）" in answer.text
    assert "按 2026 年计算" in answer.text


async def test_a_limit_that_the_question_leaves_out_comes_from_the_guide_with_its_ground(
    index: KnowledgeIndex,
):
    answer = await ask(index, "2026年2月11日受理的开工许可最晚哪天出结果")

    assert "7 个工作日的最后一天是 2026年2月27日" in answer.text
    assert [c.passage_id for c in answer.citations] == ["works-permit#时限"]


async def test_the_last_day_asked_for_is_not_taken_for_a_limit_of_one_day(index: KnowledgeIndex):
    answer = await ask(index, "开工许可2026年2月11日受理的，法定期限最后一天是几号")

    assert "7 个工作日的最后一天是 2026年2月27日" in answer.text


async def test_days_that_are_no_limit_of_a_permit_are_not_counted_as_working_days(
    shipped: KnowledgeIndex,
):
    """The rule that is cited speaks of permits; what else runs in days it does not say."""
    answer = await ask(shipped, "2026年7月1日签的合同，30天是哪天")

    assert "30 个工作日的最后一天" not in answer.text


async def test_days_from_an_acceptance_are_counted_as_permits_are(shipped: KnowledgeIndex):
    answer = await ask(shipped, "2026年2月11日受理，七天是哪天")

    assert "7 个工作日的最后一天是 2026年2月27日" in answer.text


async def test_a_year_whose_holidays_are_not_known_gives_an_estimate_that_says_so(
    index: KnowledgeIndex,
):
    answer = await ask(index, "明年1月5号受理的开工许可最晚哪天")

    assert "放假安排尚未公布" in answer.text


async def test_without_anything_to_cite_no_day_is_given(index: KnowledgeIndex):
    answer = await ask(index, "2026年2月11日起，七个工作日是哪天")

    assert "2月27日" not in answer.text


async def test_a_duty_in_calendar_days_is_counted_in_calendar_days(shipped: KnowledgeIndex):
    answer = await ask(shipped, "房建工程竣工验收备案，2026年6月1日验收合格，最晚哪天")

    assert "15 日（自然日）的最后一天是 2026年6月16日" in answer.text
