"""What each leg of the search is worth is still measured: a table comes out of it."""

import pytest

from benchmarks.corpora_to_ask import CorpusKind
from benchmarks.question_sets import QuestionSet
from benchmarks.retrieval_legs import _articles
from knowledge.holdings import Holdings
from tests.retrieval.outcome_builders import a_passage

SUBJECTS = ("桥梁", "隧道", "供热", "燃气", "绿化")


def test_each_fold_is_ranked_with_the_questions_of_the_others(capsys: pytest.CaptureFixture[str]):
    """A question whose words no article has is found by the like of it in another fold."""
    articles = [
        a_passage(f"{subject}应当办理许可。", article=f"第{n}条")
        for n, subject in enumerate(SUBJECTS, start=1)
    ]
    asked = QuestionSet(
        "asked",
        tuple({"question": "管子漏了找谁", "gold": ["样例法第4条"]} for _ in range(5)),
        CorpusKind.ARTICLES,
        folds=5,
        asked_folds=5,
    )

    _articles(asked, Holdings((), tuple(articles)))

    table = capsys.readouterr().out
    assert "5 questions, 5 articles" in table
    assert "| words | 0.000" in table
    assert "| + known questions of the other folds | 1.000" in table
