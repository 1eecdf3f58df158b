"""Putting the two rankings together."""

from collections.abc import Mapping, Sequence

from knowledge.documents import DocumentKind
from knowledge.passages import Passage

RANK_CONSTANT = 10.0  # how slowly a place further down loses worth


def fuse(lexical: Sequence[int], dense: Sequence[int], weight: float) -> Mapping[int, float]:
    """
    Return weighted reciprocal ranks, 1.0 for what stands first in both rankings.

    *weight* is what the dense ranking counts for where the lexical one counts for 1.
    """
    scores: dict[int, float] = {}
    best = (1 + weight) / (RANK_CONSTANT + 1)
    for ranking, counts in ((lexical, 1.0), (dense, weight)):
        for rank, passage in enumerate(ranking, start=1):
            worth = counts / (RANK_CONSTANT + rank) / best
            scores[passage] = scores.get(passage, 0.0) + worth
    return scores


def precedence(passage: Passage) -> tuple[bool, int, str]:
    """Sort key among passages that match equally: official before compiled, then the higher level."""
    return passage.kind is not DocumentKind.OFFICIAL, passage.level.rank, passage.id
