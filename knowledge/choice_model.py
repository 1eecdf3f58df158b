"""
A conditional logit: which of several was chosen, by what is known of each (McFadden, 1974).

The loss is convex and the features are few, so that Newton's method is there in a few steps.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

STEPS = 50
CLOSE = 1e-5  # of a weight, in standard deviations of its feature
SHRINKAGE = 1.0  # the strength of the normal prior on standardised weights

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Choices:
    """The features of what could be chosen, a row each, and which rows were right."""

    features: Matrix
    right: NDArray[np.bool_]


def fitted(choices: Sequence[Choices]) -> Matrix:
    """
    Return a weight ≥ 0 per feature, such that the right rows have the highest weighted sums.

    A feature that would count against a choice gets 0. Choices without a right row teach nothing.
    """
    taught = [choice for choice in choices if choice.right.any()]
    width = choices[0].features.shape[1] if choices else 0
    weights = np.zeros(width)
    kept = np.arange(width)
    while taught and len(kept):
        found = _Likelihood.of(taught, kept).maximum()
        if (found >= 0).all():
            weights[kept] = found
            break
        kept = np.delete(kept, int(np.argmin(found)))
    return weights


@dataclass(frozen=True)
class _Likelihood:
    """All rows, one below the other: *target* is the share of its choice that each should get."""

    rows: Matrix
    target: Matrix
    starts: NDArray[np.int64]
    choice_of: NDArray[np.int64]
    scale: Matrix

    @classmethod
    def of(cls, choices: Sequence[Choices], columns: NDArray[np.int64]) -> "_Likelihood":
        rows = np.vstack([choice.features[:, columns] for choice in choices])
        sizes = [len(choice.right) for choice in choices]
        scale = rows.std(axis=0) + 1e-9
        return cls(
            (rows - rows.mean(axis=0)) / scale,
            np.concatenate([choice.right / choice.right.sum() for choice in choices]),
            np.concatenate(([0], np.cumsum(sizes)[:-1])),
            np.repeat(np.arange(len(choices)), sizes),
            scale,
        )

    def maximum(self) -> Matrix:
        weights = np.zeros(self.rows.shape[1])
        loss = self._loss(weights)
        for _ in range(STEPS):
            step = self._newton_step(weights)
            while (there := self._loss(weights - step)) > loss and np.abs(step).max() > CLOSE:
                step = step / 2
            weights, loss = weights - step, there
            if np.abs(step).max() <= CLOSE:
                break
        found: Matrix = weights / self.scale
        return found

    def _loss(self, weights: Matrix) -> float:
        sums = self.rows @ weights
        highest = np.maximum.reduceat(sums, self.starts)
        total = np.add.reduceat(np.exp(sums - highest[self.choice_of]), self.starts)
        fit = (np.log(total) + highest).sum() - self.target @ sums
        return float(fit + SHRINKAGE / 2 * weights @ weights)

    def _newton_step(self, weights: Matrix) -> Matrix:
        sums = self.rows @ weights
        odds = np.exp(sums - np.maximum.reduceat(sums, self.starts)[self.choice_of])
        shares = odds / np.add.reduceat(odds, self.starts)[self.choice_of]
        gradient = self.rows.T @ (shares - self.target) + SHRINKAGE * weights
        weighted = self.rows * shares[:, np.newaxis]
        means = np.add.reduceat(weighted, self.starts)
        curvature = weighted.T @ self.rows - means.T @ means + SHRINKAGE * np.eye(len(weights))
        return np.linalg.solve(curvature, gradient)
