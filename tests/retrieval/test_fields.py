"""Which field of which guide answers, and whether any does."""

from datetime import date

import pytest

from knowledge.index import KnowledgeIndex
from retrieval.field_features import ANSWER_FEATURES, FIELD_FEATURES
from retrieval.fields import FieldChoice, choose_field
from retrieval.inquiry import Inquiry
from retrieval.learned import learned, wording_of
from retrieval.search import search
from retrieval.subjects import subject_of

TODAY = date(2026, 11, 23)


def choice(question: str, index: KnowledgeIndex) -> FieldChoice:
    hits = search(question, index, TODAY)
    found = choose_field(Inquiry(question, index, TODAY, hits), subject_of(question, hits, index))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ("挖掘城市道路许可几天", "road-excavation#时限"),
        ("办挖掘城市道路许可要交什么", "road-excavation#材料"),
        ("挖掘城市道路许可找哪个部门", "road-excavation#部门"),
        ("临时用地批下来能用几年", "temporary-land#有效期"),
        ("临时用地要不要交钱", "temporary-land#费用"),
        ("告知承诺是什么意思", "commitment#含义"),
    ],
)
def test_each_kind_of_fact_has_its_field(shipped: KnowledgeIndex, question: str, field: str):
    assert choice(question, shipped).passage.id == field


def test_the_item_that_the_whole_question_is_about_wins_over_a_name_within_it(
    shipped: KnowledgeIndex,
):
    """施工许可 is named, 停工 is meant."""
    found = choice("工地停工满一年，复工前施工许可证要不要核验", shipped)

    assert found.guide.slug == "suspension-report"


def test_what_no_field_holds_is_no_answer(shipped: KnowledgeIndex):
    assert not choice("施工许可证窗口的电话是多少", shipped).answering
    assert choice("施工许可证要几天", shipped).answering


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ("施工许可证收费标准", "construction-permit#费用"),
        ("施工许可证的办理流程是什么？", "construction-permit#流程"),
        ("排污许可证有效期", "pollutant-permit#有效期"),
    ],
)
def test_a_field_called_by_its_name_answers(shipped: KnowledgeIndex, question: str, field: str):
    found = choice(question, shipped)

    assert (found.passage.id, found.answers) == (field, 1)


def test_a_name_with_more_behind_it_is_judged_like_any_question(shipped: KnowledgeIndex):
    assert choice("施工许可证收费标准几年调一次", shipped).answers < 1


def test_another_field_that_may_be_meant_is_named_beside_the_best(shipped: KnowledgeIndex):
    found = choice("临时占用绿地多久", shipped)

    assert "green-occupation#有效期" in {one.id for one in (found.passage, *found.runners_up)}
    assert found.passage not in found.runners_up


def test_a_wording_says_which_field_it_asks_for():
    chances = learned().slot_chances(wording_of("施工许可证收不收费", ["施工许可证"]))

    assert max(chances, key=lambda slot: chances[slot]) == "费用"
    assert sum(chances.values()) == pytest.approx(1)


def test_the_features_that_were_learned_are_those_that_are_measured(shipped: KnowledgeIndex):
    """A feature renamed in one place only would silently count as nothing."""
    figures = learned()

    assert figures.field.names == FIELD_FEATURES
    assert figures.answers.names == ANSWER_FEATURES
