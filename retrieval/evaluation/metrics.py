"""Figures over answered questions. Every one is a share of 1, or milliseconds."""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from retrieval.answers import Answer
from retrieval.composing import LONGEST
from retrieval.evaluation.questions import Question

DEPTH = 10
_SPACE = re.compile(r"\s+")
_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")


@dataclass(frozen=True)
class Outcome:
    """One question, how it ended, and how long that took."""

    question: Question
    answer: Answer
    latency_ms: float


def figures(outcomes: Sequence[Outcome]) -> dict[str, float | None]:
    """
    Return hit@1, hit@5, recall@10, mrr@10, key_fact, refused_unanswerable, false_refusal, latency.

    A figure that no question of the file speaks to is None.
    """
    golden = [o for o in outcomes if o.question.answerable and o.question.gold]
    can = [o for o in outcomes if o.question.answerable]
    cannot = [o for o in outcomes if not o.question.answerable]
    times = [o.latency_ms for o in outcomes]
    return {
        "questions": float(len(outcomes)),
        "hit@1": _mean(golden, lambda o: _hit(o, 1)),
        "hit@5": _mean(golden, lambda o: _hit(o, 5)),
        "recall@10": _mean(golden, _recall),
        "mrr@10": _mean(golden, _reciprocal_rank),
        "key_fact": _mean([o for o in can if o.question.key_fact], _states_key_fact),
        "refused_unanswerable": _mean(cannot, lambda o: not o.answer.answered),
        "false_refusal": _mean(can, lambda o: not o.answer.answered),
        "latency_ms_p50": percentile(times, 0.50),
        "latency_ms_p95": percentile(times, 0.95),
    }


def percentile(values: Sequence[float], share: float) -> float | None:
    """Return the smallest value that at least *share* of *values* do not exceed (nearest rank)."""
    if not values:
        return None
    return sorted(values)[max(math.ceil(share * len(values)) - 1, 0)]


def _mean(outcomes: Sequence[Outcome], figure: Callable[[Outcome], float]) -> float | None:
    return sum(map(figure, outcomes)) / len(outcomes) if outcomes else None


def _hit(outcome: Outcome, depth: int) -> bool:
    return not set(outcome.answer.retrieved[:depth]).isdisjoint(outcome.question.gold)


def _recall(outcome: Outcome) -> float:
    found = set(outcome.answer.retrieved[:DEPTH])
    return len(found & set(outcome.question.gold)) / len(set(outcome.question.gold))


def _reciprocal_rank(outcome: Outcome) -> float:
    for rank, name in enumerate(outcome.answer.retrieved[:DEPTH], start=1):
        if name in outcome.question.gold:
            return 1 / rank
    return 0.0


def _states_key_fact(outcome: Outcome) -> bool:
    said = _SPACE.sub("", outcome.answer.text)
    fact = _SPACE.sub("", outcome.question.key_fact or "")
    if not outcome.answer.answered or len(said) > LONGEST:
        return False
    return fact in said or fact.translate(_DIGITS) in said.translate(_DIGITS)
