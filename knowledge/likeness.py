"""How like each known question a question is, counted in characters and pairs of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from knowledge.ngrams import Keys, content_of, counted_grams
from knowledge.passages import Passage

_LONGEST = 2  # characters in a gram


@dataclass(frozen=True)
class KnownQuestions:
    """
    The known questions of some passages, as vectors of grams weighted by rarity.

    ``owners`` are the places of the questions' passages among ``passages`` (ids). The gram ``keys[n]`` stands in
    ``questions[starts[n]:starts[n + 1]]`` with those ``weights``.
    """

    passages: NDArray[np.str_]
    owners: NDArray[np.int64]
    keys: Keys
    rarity: NDArray[np.float64]
    starts: NDArray[np.int64]
    questions: NDArray[np.int32]
    weights: NDArray[np.float64]

    @classmethod
    def of(cls, passages: Iterable[Passage]) -> Self:
        """Return the known questions of *passages*."""
        holding = [passage for passage in passages if passage.known_questions]
        known = [question for passage in holding for question in passage.known_questions]
        owners = np.repeat(
            np.arange(len(holding)), [len(passage.known_questions) for passage in holding]
        )
        found = counted_grams([content_of(question) for question in known], _LONGEST)
        keys, gram = np.unique(found.keys, return_inverse=True)
        holders = np.bincount(gram, minlength=len(keys))
        rarity = np.log((1 + len(known)) / (1 + holders)) + 1
        weights = (1 + np.log(found.counts)) * rarity[gram]
        lengths = np.sqrt(np.bincount(found.texts, weights=weights**2, minlength=len(known)))
        order = np.argsort(gram, kind="stable")
        return cls(
            np.array([passage.id for passage in holding], dtype=np.str_),
            owners,
            keys,
            rarity,
            np.concatenate(([0], np.cumsum(holders))),
            found.texts[order],
            (weights / lengths[found.texts])[order],
        )

    def nearest(self, question: str) -> Mapping[str, float]:
        """Return, by passage, how like the nearest of its known questions *question* is (0 to 1)."""
        asked = counted_grams([content_of(question)], _LONGEST)
        if not len(self.keys) or not len(asked.keys):
            return {}
        at = np.minimum(np.searchsorted(self.keys, asked.keys), len(self.keys) - 1)
        known = self.keys[at] == asked.keys
        rarest = np.log(1 + len(self.owners)) + 1  # of a gram that no known question holds
        weights = (1 + np.log(asked.counts)) * np.where(known, self.rarity[at], rarest)
        likeness = np.zeros(len(self.owners))
        for place, weight in zip(at[known], weights[known], strict=True):
            span = slice(self.starts[place], self.starts[place + 1])
            likeness[self.questions[span]] += weight * self.weights[span]
        best = np.zeros(len(self.passages))
        np.maximum.at(best, self.owners, likeness / np.sqrt((weights**2).sum()))
        return {str(self.passages[n]): float(best[n]) for n in np.flatnonzero(best)}

    def save(self, path: Path) -> None:
        """Write it to *path* (npz)."""
        with path.open("wb") as file:
            np.savez(file, allow_pickle=False, **vars(self))

    @classmethod
    def load(cls, path: Path) -> Self:
        """Return what :meth:`save` wrote."""
        with np.load(path, allow_pickle=False) as kept:
            return cls(**kept)
