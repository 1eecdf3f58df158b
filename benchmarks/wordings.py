"""The grams of wordings as rows of a matrix, and how much a wording is like those that are answered."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from retrieval.learned import grams_of

Floats = NDArray[np.float64]
SURENESS = 10.0  # inverse of how strongly weights of grams are kept small
_SEEN_TWICE = 2  # wordings that hold a gram before it counts
_PARTS = 5  # each is judged by what the others teach


@dataclass(frozen=True)
class Wordings:
    """The grams of wordings, as rows of a matrix."""

    grams: tuple[str, ...]
    rarity: Floats

    @classmethod
    def of(cls, wordings: Sequence[str]) -> "Wordings":
        """Return the grams that at least two of *wordings* hold."""
        held: dict[str, int] = {}
        for wording in wordings:
            for gram in grams_of(wording):
                held[gram] = held.get(gram, 0) + 1
        grams = tuple(sorted(gram for gram, count in held.items() if count >= _SEEN_TWICE))
        counts = np.array([held[gram] for gram in grams])
        return cls(grams, np.log((1 + len(wordings)) / (1 + counts)) + 1)

    def matrix(self, wordings: Sequence[str]) -> csr_matrix:
        """Return a row of length 1 for each of *wordings*."""
        places = {gram: n for n, gram in enumerate(self.grams)}
        starts, columns, values = [0], list[int](), list[float]()
        for wording in wordings:
            held = {
                places[g]: v * self.rarity[places[g]]
                for g, v in grams_of(wording).items()
                if g in places
            }
            length = float(np.sqrt(sum(value**2 for value in held.values()))) or 1.0
            columns += held.keys()
            values += [value / length for value in held.values()]
            starts.append(len(columns))
        return csr_matrix((values, columns, starts), (len(wordings), len(self.grams)))


@dataclass(frozen=True)
class AsAnswered:
    """How much a wording is like those that are answered; ``of_each`` is what the others say of each row."""

    weights: Floats
    bias: float
    of_each: Floats

    def of(self, row: csr_matrix) -> float:
        """Return it for a row that was not learned from."""
        return float((row @ self.weights)[0]) + self.bias


def as_answered(
    rows: csr_matrix, answered: NDArray[np.bool_], parts: NDArray[np.int64]
) -> AsAnswered:
    """Learn it from *rows*; *parts* are numbers, rows with the same are judged without each other."""
    of_each = np.zeros(rows.shape[0])
    for part in range(_PARTS):
        inside = parts % _PARTS == part
        model = _model().fit(rows[~inside], answered[~inside])
        of_each[inside] = model.decision_function(rows[inside])
    model = _model().fit(rows, answered)
    return AsAnswered(model.coef_[0], float(model.intercept_[0]), of_each)


def _model() -> LogisticRegression:
    return LogisticRegression(
        C=SURENESS, max_iter=3000, class_weight="balanced", solver="liblinear"
    )
