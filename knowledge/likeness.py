"""How like each known question a question is, counted in characters and pairs of them."""

from collections.abc import Iterable, Mapping

import numpy as np

from knowledge.ngrams import content_of, counted_grams
from knowledge.passages import Passage

_LONGEST = 2  # characters in a gram


class KnownQuestions:
    """The known questions of some passages, as vectors of grams weighted by rarity."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        holding = [passage for passage in passages if passage.known_questions]
        self._passages = [passage.id for passage in holding]
        known = [question for passage in holding for question in passage.known_questions]
        self._owners = np.repeat(
            np.arange(len(holding)), [len(passage.known_questions) for passage in holding]
        )
        found = counted_grams([content_of(question) for question in known], _LONGEST)
        self._keys, gram = np.unique(found.keys, return_inverse=True)
        holders = np.bincount(gram, minlength=len(self._keys))
        self._rarity = np.log((1 + len(known)) / (1 + holders)) + 1
        self._rarest = float(np.log(1 + len(known))) + 1  # of a gram that no known question holds
        weights = (1 + np.log(found.counts)) * self._rarity[gram]
        lengths = np.sqrt(np.bincount(found.texts, weights=weights**2, minlength=len(known)))
        order = np.argsort(gram, kind="stable")
        self._questions = found.texts[order]
        self._weights = (weights / lengths[found.texts])[order]
        self._starts = np.concatenate(([0], np.cumsum(holders)))

    def nearest(self, question: str) -> Mapping[str, float]:
        """Return, by passage, how like the nearest of its known questions *question* is (0 to 1)."""
        asked = counted_grams([content_of(question)], _LONGEST)
        if not len(self._keys) or not len(asked.keys):
            return {}
        at = np.minimum(np.searchsorted(self._keys, asked.keys), len(self._keys) - 1)
        known = self._keys[at] == asked.keys
        weights = (1 + np.log(asked.counts)) * np.where(known, self._rarity[at], self._rarest)
        likeness = np.zeros(len(self._owners))
        for place, weight in zip(at[known], weights[known], strict=True):
            span = slice(self._starts[place], self._starts[place + 1])
            likeness[self._questions[span]] += weight * self._weights[span]
        best = np.zeros(len(self._passages))
        np.maximum.at(best, self._owners, likeness / np.sqrt((weights**2).sum()))
        return {self._passages[n]: float(best[n]) for n in np.flatnonzero(best)}
