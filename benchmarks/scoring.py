"""
One scorer for everybody, over rows as ``bangban evaluate --json`` prints them.

Names are compared as they stand; a key fact counts in an answer of at most 500 characters, white
space ignored and 〇一二三 and 0123 alike.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from retrieval.evaluation.outcomes import bare, says
from retrieval.evaluation.shares import Share

LONGEST = 500
DEPTH = 10

Row = Mapping[str, Any]


def scores(rows: Sequence[Row], questions: Sequence[Row]) -> dict[str, Share]:
    """Return hit@1, hit@5, recall@5, mrr@10, key_fact, false_refusal and refused_unanswerable."""
    found = {row["id"]: row for row in rows}
    asked = [(question, found[question["id"]]) for question in questions]
    can = [(q, row) for q, row in asked if q["answerable"]]
    with_fact = [(q, row) for q, row in can if q.get("key_fact")]
    cannot = [(q, row) for q, row in asked if not q["answerable"]]
    return {
        "hit@1": _share(_hit(q, row, 1) for q, row in can),
        "hit@5": _share(_hit(q, row, 5) for q, row in can),
        "recall@5": _share(_recall(q, row, 5) for q, row in can),
        "mrr@10": _share(_reciprocal_rank(q, row) for q, row in can),
        "key_fact": _share(is_answered(row) and _states(q, row) for q, row in with_fact),
        "false_refusal": _share(not is_answered(row) for _, row in can),
        "refused_unanswerable": _share(not is_answered(row) for _, row in cannot),
    }


def is_answered(row: Row) -> bool:
    """Say whether the question got an answer."""
    return str(row["status"]).startswith("answered")


def _share(values: Any) -> Share:
    return Share(tuple((float(value), 1.0) for value in values))


def _hit(question: Row, row: Row, depth: int) -> bool:
    return any(name in question["gold"] for name in row["retrieved"][:DEPTH][:depth])


def _recall(question: Row, row: Row, depth: int) -> float:
    gold = question["gold"]
    return len(set(row["retrieved"][:depth]) & set(gold)) / len(gold) if gold else 0.0


def _reciprocal_rank(question: Row, row: Row) -> float:
    for rank, name in enumerate(row["retrieved"][:DEPTH], start=1):
        if name in question["gold"]:
            return 1 / rank
    return 0.0


def _states(question: Row, row: Row) -> bool:
    return len(bare(row["answer"])) <= LONGEST and says(row["answer"], question["key_fact"])
