"""Plain BM25 over single characters and pairs: nothing of ours in it."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

K1, B = 1.2, 0.75
_WORDS = re.compile(r"[\w]+")


class CharBm25:
    """Ranks *texts* by Okapi BM25 over 1- and 2-grams of characters."""

    def __init__(self, texts: Sequence[str]) -> None:
        postings: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        lengths = np.zeros(len(texts))
        for number, text in enumerate(texts):
            counted = Counter(_grams(text))
            lengths[number] = counted.total()
            for gram, times in counted.items():
                postings[gram].append((number, times))
        norm = K1 * (1 - B + B * lengths / max(lengths.mean(), 1))
        self._weights = {gram: _weigh(found, norm) for gram, found in postings.items()}
        self._size = len(texts)

    def best(self, question: str, limit: int) -> list[int]:
        """Return the positions of the texts that fit best, best first."""
        scores = np.zeros(self._size)
        for gram in set(_grams(question)):
            if gram in self._weights:
                numbers, weights = self._weights[gram]
                scores[numbers] += weights
        top = np.argsort(-scores, kind="stable")[:limit]
        return [int(n) for n in top if scores[n] > 0]


def _weigh(
    found: Sequence[tuple[int, int]], norm: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    pairs = np.array(found, dtype=np.int64)
    numbers, times = pairs[:, 0], pairs[:, 1]
    idf = math.log(1 + (len(norm) - len(found) + 0.5) / (len(found) + 0.5))
    return numbers, idf * times * (K1 + 1) / (times + norm[numbers])


def _grams(text: str) -> Iterator[str]:
    for run in _WORDS.findall(text.lower()):
        yield from run
        yield from (run[i : i + 2] for i in range(len(run) - 1))
