"""Shares of questions, and how far chance alone may have moved them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.evaluation.outcomes import Outcome

DRAWS = 2000
SEED = 20261123  # the same file gives the same interval
OUTER = (0.025, 0.975)


@dataclass(frozen=True)
class Share:
    """
    What was counted, of how much, per question (or per group of questions).

    >>> Share(((1, 1), (0, 1), (2, 2))).value
    0.75
    """

    parts: tuple[tuple[float, float], ...]

    @property
    def value(self) -> float | None:
        """The share, 0 to 1; None if there was nothing to count."""
        total = sum(of for _, of in self.parts)
        return sum(counted for counted, _ in self.parts) / total if total else None

    @property
    def units(self) -> int:
        """How many questions or groups had something to count."""
        return sum(of > 0 for _, of in self.parts)

    @property
    def interval(self) -> tuple[float, float] | None:
        """The middle 95 % of what drawing as many questions again, with replacement, would show."""
        parts = np.array([part for part in self.parts if part[1] > 0], dtype=np.float64)
        if not len(parts):
            return None
        drawn = np.random.default_rng(SEED).integers(len(parts), size=(DRAWS, len(parts)))
        counted, of = parts[drawn].sum(axis=1).T
        low, high = np.quantile(counted / of, OUTER)
        return float(low), float(high)


def share(outcomes: Sequence[Outcome], counted: Callable[[Outcome], float]) -> Share:
    """Return the share of *outcomes* that *counted* says yes to, or how much of each it counts."""
    return Share(tuple((float(counted(outcome)), 1.0) for outcome in outcomes))
