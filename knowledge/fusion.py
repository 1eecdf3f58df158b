"""Putting rankings together."""

from collections.abc import Mapping, Sequence

from knowledge.documents import DocumentKind
from knowledge.passages import Passage

RANK_CONSTANT = 10.0  # how slowly a place further down loses worth


def fuse(*rankings: tuple[Sequence[int], float]) -> Mapping[int, float]:
    """
    Return weighted reciprocal ranks, 1.0 for what stands first in all *rankings* that rank anything.

    Each ranking comes with what it counts for.
    """
    scores: dict[int, float] = {}
    best = sum(counts for ranking, counts in rankings if ranking) / (RANK_CONSTANT + 1)
    for ranking, counts in rankings:
        for rank, passage in enumerate(ranking, start=1):
            worth = counts / (RANK_CONSTANT + rank) / best
            scores[passage] = scores.get(passage, 0.0) + worth
    return scores


def precedence(passage: Passage) -> tuple[bool, int, str]:
    """Sort key among passages that match equally: official before compiled, then the higher level."""
    return passage.kind is not DocumentKind.OFFICIAL, passage.level.rank, passage.id
