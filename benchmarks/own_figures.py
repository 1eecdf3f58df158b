"""The figures that only our own questions carry, for everybody alike."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from knowledge.passages import Passage
from retrieval.answers import Answer, AnswerStatus, Citation
from retrieval.evaluation.metrics import shares
from retrieval.evaluation.outcomes import Outcome
from retrieval.evaluation.questions import Question
from retrieval.evaluation.shares import Share


def own_figures(
    rows: Sequence[Mapping[str, Any]],
    questions: Sequence[Question],
    passages: Mapping[str, Passage],
    on: date,
) -> Mapping[str, Share]:
    """Return every figure of ``bangban evaluate`` over the rows that a system printed."""
    found = {row["id"]: row for row in rows}
    return shares([_outcome(q, found[q.id], passages, q.on or on) for q in questions])


def _outcome(
    question: Question, row: Mapping[str, Any], passages: Mapping[str, Passage], on: date
) -> Outcome:
    citations = tuple(_citation(said) for said in row["citations"])
    answer = Answer(
        AnswerStatus(row["status"]),
        question.question,
        on,
        text=row["answer"],
        citations=citations,
        retrieved=tuple(row["retrieved"]),
    )
    cited = {c.passage_id: passages[c.passage_id] for c in citations if c.passage_id in passages}
    return Outcome(question, answer, row["latency_ms"], on, question.gold, cited)


def _citation(said: Mapping[str, Any]) -> Citation:
    return Citation(
        passage_id=said["passage_id"],
        document=said["document"],
        article=said["article"],
        quote=said["quote"],
        level=said["level"],
        kind=said["kind"],
        in_force_from=None,
        source=said["source"],
        url=said["url"],
    )
