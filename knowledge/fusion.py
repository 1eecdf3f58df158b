"""Putting the two rankings together."""

from collections.abc import Mapping, Sequence

from knowledge.documents import DocumentKind
from knowledge.passages import Passage

# Chosen on lay questions about construction law: the lexical leg is the stronger one by far; with a
# flatter constant or a heavier dense leg the fusion is worse than the lexical leg alone.
LEXICAL_WEIGHT = 6.0
DENSE_WEIGHT = 1.0
RANK_CONSTANT = 10.0  # how slowly a place further down loses worth
BEST = (LEXICAL_WEIGHT + DENSE_WEIGHT) / (RANK_CONSTANT + 1)


def fuse(lexical: Sequence[int], dense: Sequence[int]) -> Mapping[int, float]:
    """Return weighted reciprocal ranks, 1.0 for what stands first in both rankings."""
    scores: dict[int, float] = {}
    for ranking, weight in ((lexical, LEXICAL_WEIGHT), (dense, DENSE_WEIGHT)):
        for rank, passage in enumerate(ranking, start=1):
            worth = weight / (RANK_CONSTANT + rank) / BEST
            scores[passage] = scores.get(passage, 0.0) + worth
    return scores


def precedence(passage: Passage) -> tuple[bool, int, str]:
    """Sort key among passages that match equally: official before compiled, then the higher level."""
    return passage.kind is not DocumentKind.OFFICIAL, passage.level.rank, passage.id
