"""The plain ranking that we compare with, and the measuring of everybody."""

import math
from datetime import date

import pytest

from benchmarks.char_bm25 import K1, B, CharBm25
from benchmarks.corpora_to_ask import CorpusKind
from benchmarks.gate import Bound
from benchmarks.own_figures import own_figures
from benchmarks.question_sets import QuestionSet
from benchmarks.scoring import scores
from retrieval.evaluation.questions import Question
from tests.retrieval.outcome_builders import a_passage

ROW = {"id": "1", "status": "answered", "answer": "七日", "retrieved": ["甲#时限"], "citations": []}


class TestCharBm25:
    def test_the_score_is_that_of_the_formula(self):
        """One gram in one of three texts: idf · tf · (k1 + 1) / (tf + k1 · (1 − b + b · len/avg))."""
        ranker = CharBm25(["甲", "乙", "丙丁"])
        idf = math.log(1 + (3 - 1 + 0.5) / (1 + 0.5))
        length = 1 / ((1 + 1 + 3) / 3)

        _, weights = ranker._weights["甲"]

        assert weights[0] == pytest.approx(idf * (K1 + 1) / (1 + K1 * (1 - B + B * length)))

    def test_what_shares_pairs_comes_before_what_shares_letters(self):
        """And what shares nothing does not come at all."""
        ranker = CharBm25(["工施许可", "施工许可", "天气"])

        assert ranker.best("施工", 10) == [1, 0]


class TestFolds:
    def test_every_question_is_asked_once_and_never_known(self):
        """Each fold knows the questions of the others only."""
        rows = tuple({"id": str(n)} for n in range(11))
        asked = QuestionSet("x", rows, CorpusKind.ARTICLES, folds=5, asked_folds=5)

        parts = list(asked.parts())

        assert sorted(row["id"] for part, _ in parts for row in part) == sorted(
            row["id"] for row in rows
        )
        for part, known in parts:
            assert len(part) + len(known) == len(rows)
            assert not {row["id"] for row in part} & {row["id"] for row in known}

    def test_a_part_of_the_folds_asks_the_same_questions_with_and_without(self):
        """So that the rows of a table can be compared."""
        rows = tuple({"id": str(n)} for n in range(11))
        asked = QuestionSet("x", rows, CorpusKind.ARTICLES, folds=5, asked_folds=2)

        in_parts = {row["id"] for part, _ in asked.parts() for row in part}

        assert in_parts == {row["id"] for row in asked.questions} == {"0", "1", "5", "6", "10"}


class TestScoring:
    def test_a_row_is_scored_by_names_and_words(self):
        """As the command prints it."""
        question = {"id": "1", "gold": ["甲#时限"], "key_fact": "7日", "answerable": True}

        found = scores([ROW], [question])

        assert {name: found[name].value for name in ("hit@1", "mrr@10", "key_fact")} == {
            "hit@1": 1,
            "mrr@10": 1,
            "key_fact": 1,
        }
        assert found["refused_unanswerable"].value is None

    def test_everybody_gets_the_figures_of_the_command(self):
        """From rows alone; a quote is looked up by the id of its passage."""
        citation = {
            "passage_id": "样例法#第一条",
            "document": "样例法",
            "article": "第一条",
            "quote": "应当领取许可证",
            "level": "国家",
            "kind": "official",
            "source": None,
            "url": None,
        }
        row = ROW | {"citations": [citation], "latency_ms": 1.0}
        passages = {"样例法#第一条": a_passage("应当领取许可证；限额以下的除外。")}
        question = Question("1", "问", gold=("甲#时限",), key_fact="七日")

        found = own_figures([row], [question], passages, date(2026, 11, 23))

        assert found["item_hit@1"].value == 1
        assert found["citation_precision"].value == 1
        assert found["dropped_conditions"].value == 1


@pytest.mark.parametrize(
    ("value", "at_most", "holds"), [(0.9, False, True), (0.89, False, False), (0.91, True, False)]
)
def test_a_bound_is_kept_on_the_right_side(value: float, at_most: bool, holds: bool):
    assert Bound("x", 0.9, 0.9, at_most=at_most).holds(value, 0.9) is holds
