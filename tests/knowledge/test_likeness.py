"""How like a known question a question is."""

from dataclasses import replace
from pathlib import Path

from knowledge.likeness import KnownQuestions
from tests.retrieval.outcome_builders import a_passage

LIMIT = replace(a_passage("七日内决定。", id="桥#时限"), known_questions=("桥证几天能下来",))
PAPERS = replace(
    a_passage("提交图纸。", id="桥#材料"), known_questions=("办桥证要带什么", "桥证要哪些图纸")
)


def test_the_same_question_is_as_like_as_can_be():
    nearest = KnownQuestions.of([LIMIT, PAPERS]).nearest("请问桥证几天能下来？")

    assert max(nearest, key=lambda id_: nearest[id_]) == "桥#时限"
    assert nearest["桥#时限"] > 0.99


def test_the_nearest_known_question_of_a_passage_counts():
    nearest = KnownQuestions.of([LIMIT, PAPERS]).nearest("桥证要带哪些图纸")

    assert nearest["桥#材料"] > nearest["桥#时限"] > 0


def test_a_question_about_something_else_is_like_none():
    assert KnownQuestions.of([LIMIT, PAPERS]).nearest("孩子抚养费") == {}


def test_without_known_questions_nothing_is_like_any():
    assert KnownQuestions.of([a_passage("七日内决定。")]).nearest("桥证几天") == {}


def test_they_are_the_same_after_they_were_saved(tmp_path: Path):
    known = KnownQuestions.of([LIMIT, PAPERS])
    known.save(tmp_path / "known.npz")

    again = KnownQuestions.load(tmp_path / "known.npz")

    assert again.nearest("桥证要带哪些图纸") == known.nearest("桥证要带哪些图纸")
