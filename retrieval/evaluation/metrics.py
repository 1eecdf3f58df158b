"""Figures over answered questions."""

import math
from collections.abc import Mapping, Sequence

from retrieval.evaluation.endings import endings
from retrieval.evaluation.grounding import grounding
from retrieval.evaluation.outcomes import Outcome, answerable
from retrieval.evaluation.rankings import rankings
from retrieval.evaluation.shares import Share, share


def shares(outcomes: Sequence[Outcome]) -> Mapping[str, Share]:
    """Return every figure that is a share of 1: what was found, how it ended, what it stands on."""
    return {**rankings(outcomes), **endings(outcomes), **grounding(outcomes)}


def latencies(outcomes: Sequence[Outcome]) -> Mapping[str, float | None]:
    """Return the middle and the slow end of the time per question, in milliseconds."""
    times = [outcome.latency_ms for outcome in outcomes]
    return {
        "latency_ms_p50": percentile(times, 0.50),
        "latency_ms_p95": percentile(times, 0.95),
    }


def by_type(outcomes: Sequence[Outcome]) -> Mapping[str, Mapping[str, float | None]]:
    """Return, per type of question, how many there are and how they fared."""
    kinds = sorted({outcome.question.type or "-" for outcome in outcomes})
    return {
        kind: _fared([o for o in outcomes if (o.question.type or "-") == kind]) for kind in kinds
    }


def _fared(outcomes: Sequence[Outcome]) -> Mapping[str, float | None]:
    can = answerable(outcomes)
    cannot = [outcome for outcome in outcomes if not outcome.question.answerable]
    ranked = rankings(outcomes)
    return {
        "questions": float(len(outcomes)),
        "hit@1": ranked["hit@1"].value,
        "hit@5": ranked["hit@5"].value,
        "key_fact": share(
            [o for o in can if o.question.key_fact], lambda o: o.states_key_fact
        ).value,
        "refused": share(cannot, lambda o: not o.answer.answered).value,
    }


def percentile(values: Sequence[float], share_of: float) -> float | None:
    """Return the smallest value that at least *share_of* of *values* do not exceed (nearest rank)."""
    if not values:
        return None
    return sorted(values)[max(math.ceil(share_of * len(values)) - 1, 0)]
