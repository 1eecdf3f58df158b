"""How like each known question a question is, counted in characters and pairs of them."""

from collections.abc import Iterable, Mapping

import numpy as np

from knowledge.ngrams import content_of, counted_grams
from knowledge.passages import Passage

_LONGEST = 2  # characters in a gram


class KnownQuestions:
    """The known questions of some passages, as vectors of grams weighted by rarity."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        known = [(p.id, question) for p in passages for question in p.known_questions]
        self._passages = [id_ for id_, _ in known]
        found = counted_grams([content_of(question) for _, question in known], _LONGEST)
        self._keys, gram = np.unique(found.keys, return_inverse=True)
        order = np.argsort(gram, kind="stable")
        holders = np.bincount(gram, minlength=len(self._keys))
        self._rarity = np.log((1 + len(known)) / (1 + holders)) + 1
        weights = (1 + np.log(found.counts)) * self._rarity[gram]
        lengths = np.sqrt(
            np.bincount(found.texts, weights=weights**2, minlength=max(len(known), 1))
        )
        self._questions = found.texts[order]
        self._weights = (weights / lengths[found.texts])[order]
        self._starts = np.concatenate(([0], np.cumsum(holders)))

    def nearest(self, question: str) -> Mapping[str, float]:
        """Return, by passage, how like the nearest of its known questions *question* is (0 to 1)."""
        asked = counted_grams([content_of(question)], _LONGEST)
        at = np.searchsorted(self._keys, asked.keys)
        likeness = np.zeros(len(self._passages))
        rarest = np.log(1 + len(self._passages)) + 1
        length = 0.0
        for key, place, count in zip(asked.keys, at, asked.counts, strict=True):
            known = place < len(self._keys) and self._keys[place] == key
            weight = (1 + np.log(count)) * (self._rarity[place] if known else rarest)
            length += weight**2
            if known:
                span = slice(self._starts[place], self._starts[place + 1])
                likeness[self._questions[span]] += weight * self._weights[span]
        best: dict[str, float] = {}
        for n in np.flatnonzero(likeness):
            passage, value = self._passages[n], float(likeness[n]) / float(np.sqrt(length))
            best[passage] = max(best.get(passage, 0.0), value)
        return best
