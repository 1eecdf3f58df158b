"""Running questions through the pipeline that serves people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from time import perf_counter
from typing import Any

from knowledge.index import KnowledgeIndex
from retrieval.answers import Citation
from retrieval.due_dates import DueDates
from retrieval.evaluation.metrics import by_type, latencies, shares
from retrieval.evaluation.outcomes import Outcome, outcome_of
from retrieval.evaluation.questions import Question
from retrieval.evaluation.shares import Share
from retrieval.model import AnswerModel
from retrieval.pipeline import answer_question


@dataclass(frozen=True)
class Evaluation:
    """How a set of questions ended. ``metrics`` are shares of 1, counts, or milliseconds."""

    outcomes: tuple[Outcome, ...]
    shares: Mapping[str, Share]

    @property
    def metrics(self) -> dict[str, float | None]:
        """Every figure by name; None where no question of the file speaks to it."""
        return {
            "questions": float(len(self.outcomes)),
            **{name: found.value for name, found in self.shares.items()},
            **latencies(self.outcomes),
        }

    @property
    def intervals(self) -> dict[str, list[float] | None]:
        """The 95 % interval of every share."""
        found = {name: one.interval for name, one in self.shares.items()}
        return {name: list(ends) if ends else None for name, ends in found.items()}

    @property
    def per_question(self) -> list[dict[str, Any]]:
        """One row per question, plain values only."""
        return [_row(outcome) for outcome in self.outcomes]

    def as_dict(self) -> dict[str, Any]:
        """Return figures and rows, ready for JSON."""
        return {
            "metrics": self.metrics,
            "intervals": self.intervals,
            "by_type": by_type(self.outcomes),
            "per_question": self.per_question,
        }


async def evaluate(
    questions: Sequence[Question],
    index: KnowledgeIndex,
    *,
    on: date,
    model: AnswerModel | None = None,
    due_dates: DueDates | None = None,
) -> Evaluation:
    """
    Return how *questions* end, asked one after the other as people would ask them.

    Each is asked about *on*, unless it says a day of its own.
    """
    outcomes: list[Outcome] = []
    for question in questions:
        day = question.on or on
        started = perf_counter()
        answer = await answer_question(
            question.question,
            history=question.history,
            on=day,
            index=index,
            model=model,
            due_dates=due_dates,
        )
        latency_ms = (perf_counter() - started) * 1000
        outcomes.append(outcome_of(question, answer, latency_ms, day, index))
    return Evaluation(tuple(outcomes), shares(outcomes))


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
        "place": citation.place,
        "quote": citation.quote,
        "level": citation.level,
        "kind": citation.kind,
        "in_force_from": since.isoformat() if since else None,
        "source": citation.source,
        "url": citation.url,
        "passage_id": citation.passage_id,
    }
