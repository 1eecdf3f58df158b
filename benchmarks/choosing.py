"""Learning to choose the right one of some candidates, and to judge whether it answers at all."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from retrieval.learned import Linear

Floats = NDArray[np.float64]
_PRIOR = 1.0  # how strongly the few weights of features are kept small, as a penalty
_JUDGEMENT = 0.1  # the same for a judgement, as an inverse
_STEPS, _STEP, _MOMENTUM = 300, 0.3, 0.9


def learn_to_choose(
    names: Sequence[str],
    figures: Sequence[Floats],
    right: Sequence[NDArray[np.bool_]],
    counts: Sequence[float] | None = None,
) -> Linear:
    """
    Return a conditional logit: the weights with which the right ones are likeliest among the candidates.

    *figures* are candidates × *names*, one array a question; of each question some are *right*. *counts* are what
    the questions count for, else all count alike.
    """
    together, labels = np.concatenate(figures), np.concatenate(right)
    sizes = np.array([len(one) for one in right])
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    means, spreads = together.mean(0), together.std(0) + 1e-9
    rows = (together - means) / spreads

    def shares(values: Floats) -> Floats:
        shared: Floats = values / np.repeat(np.add.reduceat(values, starts), sizes)
        return shared

    each = np.ones(len(sizes)) if counts is None else np.array(counts, dtype=float)
    worth = np.repeat(each, sizes)
    weights, speed = np.zeros(len(names)), np.zeros(len(names))
    for _ in range(_STEPS):  # downhill, with momentum; few weights, nothing cleverer is needed
        values = rows @ weights
        chances = np.exp(values - np.repeat(np.maximum.reduceat(values, starts), sizes))
        miss = worth * (shares(labels * (chances + 1e-300)) - shares(chances))
        slope = 2 * _PRIOR * weights - rows.T @ miss
        speed = _MOMENTUM * speed - _STEP / each.sum() * slope
        weights = weights + speed
    return Linear(tuple(names), means, spreads, weights, 0.0)


def learn_to_judge(
    names: Sequence[str],
    rows: Sequence[Mapping[str, float]],
    labels: Sequence[bool] | NDArray[np.bool_],
) -> Linear:
    """Return a logistic regression on the features *names* of *rows*; above 0 it says yes."""
    given = np.array([[row[name] for name in names] for row in rows])
    means, spreads = given.mean(0), given.std(0) + 1e-9
    model = LogisticRegression(C=_JUDGEMENT, max_iter=3000, class_weight="balanced")
    model.fit((given - means) / spreads, labels)
    return Linear(tuple(names), means, spreads, model.coef_[0], float(model.intercept_[0]))


def values_of(figures: Floats, linear: Linear) -> Floats:
    """Return what *linear* gives for each row of *figures*, whose columns are its names."""
    values: Floats = (figures - linear.means) / linear.spreads @ linear.weights + linear.bias
    return values
