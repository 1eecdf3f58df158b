"""The questions over statutes: question files that share no question with each other."""

import json
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

import pytest

from benchmarks.own_corpus import QUESTIONS
from retrieval.evaluation import read_questions
from tests.benchmarks.test_own_questions import TOO_CLOSE, pairs

SETS = ("plain.dev", "plain.test", "drawn", "fresh", "asked", "construction", "unseen")

Row = Mapping[str, Any]


def rows(name: str) -> list[Row]:
    text = (QUESTIONS / f"statutes.{name}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def asked(row: Row) -> str:
    return " ".join((*row["history"], row["question"]))


def close(one: str, other: str) -> Iterator[tuple[str, str]]:
    of_other = [(row["id"], pairs(asked(row))) for row in rows(other)]
    for row in rows(one):
        said = pairs(asked(row))
        for id_, too in of_other:
            if len(said & too) > TOO_CLOSE * len(said | too):
                yield row["id"], id_


@pytest.mark.parametrize("name", SETS)
def test_a_set_is_a_question_file_with_both_kinds(name: str):
    """As `bangban evaluate` reads it: some can be answered, some cannot."""
    questions = read_questions(QUESTIONS / f"statutes.{name}.jsonl")

    assert len({question.id for question in questions}) == len(questions) >= 30
    assert {question.answerable for question in questions} == {True, False}


@pytest.mark.parametrize("name", SETS)
def test_only_what_can_be_answered_has_gold_and_a_fact(name: str):
    """And what cannot be answered has neither."""
    for row in rows(name):
        assert bool(row["gold"]) is bool(row["key_fact"]) is row["answerable"], row["id"]


@pytest.mark.parametrize(("one", "other"), list(combinations(SETS, 2)))
def test_no_two_sets_ask_the_same(one: str, other: str):
    """What is seen in the one gives nothing away about the other."""
    assert list(close(one, other)) == []
