"""Running questions through the pipeline that serves people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from time import perf_counter
from typing import Any

from knowledge.index import KnowledgeIndex
from retrieval.answers import Citation
from retrieval.evaluation.metrics import Outcome, figures
from retrieval.evaluation.questions import Question
from retrieval.model import AnswerModel
from retrieval.pipeline import answer_question


@dataclass(frozen=True)
class Evaluation:
    """How a set of questions ended."""

    metrics: dict[str, float | None]
    outcomes: tuple[Outcome, ...]

    @property
    def per_question(self) -> list[dict[str, Any]]:
        """One row per question, plain values only."""
        return [_row(outcome) for outcome in self.outcomes]

    def as_dict(self) -> dict[str, Any]:
        """Return metrics and rows, ready for JSON."""
        return {"metrics": self.metrics, "per_question": self.per_question}


async def evaluate(
    questions: Sequence[Question],
    index: KnowledgeIndex,
    *,
    on: date,
    model: AnswerModel | None = None,
) -> Evaluation:
    """Return how *questions* end, asked one after the other as people would ask them."""
    outcomes: list[Outcome] = []
    for question in questions:
        started = perf_counter()
        answer = await answer_question(
            question.question, history=question.history, on=on, index=index, model=model
        )
        outcomes.append(Outcome(question, answer, (perf_counter() - started) * 1000))
    return Evaluation(figures(outcomes), tuple(outcomes))


def _row(outcome: Outcome) -> dict[str, Any]:
    answer = outcome.answer
    return {
        "id": outcome.question.id,
        "status": answer.status.value,
        "answer": answer.text,
        "confidence": answer.confidence,
        "retrieved": list(answer.retrieved),
        "citations": [citation_row(c) for c in answer.citations],
        "candidates": [{"label": c.label, "question": c.question} for c in answer.candidates],
        "latency_ms": round(outcome.latency_ms, 2),
    }


def citation_row(citation: Citation) -> dict[str, Any]:
    """Return a citation as the commands print it."""
    since = citation.in_force_from
    return {
        "document": citation.document,
        "article": citation.article,
        "quote": citation.quote,
        "level": citation.level,
        "kind": citation.kind,
        "in_force_from": since.isoformat() if since else None,
        "source": citation.source,
        "url": citation.url,
        "passage_id": citation.passage_id,
    }
