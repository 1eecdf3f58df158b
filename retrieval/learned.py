"""
What was learned from questions whose answer is known: which field a wording asks for, and what speaks for a field.

The figures come from ``benchmarks/learn_fields.py`` and ``learn_articles.py`` and lie beside this module; nothing is learned while answering.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

LONGEST = 3  # characters in a gram of a wording
NAME = "＊"  # stands for the name of a guide, which says nothing about what is asked of it

Floats = NDArray[np.float64]


def wording_of(question: str, names: Sequence[str]) -> str:
    """
    Return *question* without the *names* of guides, its edges marked.

    >>> wording_of("施工许可证几天下来？", ["施工许可证"])
    '^＊几天下来$'
    """
    for name in sorted(names, key=len, reverse=True):
        question = question.replace(name, NAME)
    return f"^{question.rstrip('？?。！! ')}$"


def grams_of(wording: str) -> Mapping[str, float]:
    """Return the characters, pairs and triples of *wording*, each with one more than the logarithm of its count."""
    counts: dict[str, int] = {}
    for size in range(1, LONGEST + 1):
        for start in range(len(wording) - size + 1):
            gram = wording[start : start + size]
            counts[gram] = counts.get(gram, 0) + 1
    return {gram: 1 + math.log(count) for gram, count in counts.items()}


@dataclass(frozen=True)
class Linear:
    """A weighted sum of features, each first brought to mean 0 and spread 1."""

    names: tuple[str, ...]
    means: Floats
    spreads: Floats
    weights: Floats
    bias: float

    def value(self, features: Mapping[str, float]) -> float:
        """Return the sum for *features*; one that is missing counts as 0."""
        given = np.array([features.get(name, 0.0) for name in self.names])
        return float((given - self.means) / self.spreads @ self.weights) + self.bias

    def chance(self, features: Mapping[str, float]) -> float:
        """Return the sum for *features* as a chance, 0 to 1."""
        return float(1 / (1 + np.exp(-self.value(features))))

    def arrays(self, name: str) -> Mapping[str, NDArray[Any]]:
        """Return it as arrays, to be kept under *name*."""
        return {
            f"{name}_names": np.array(self.names),
            f"{name}_means": self.means,
            f"{name}_spreads": self.spreads,
            f"{name}_weights": self.weights,
            f"{name}_bias": np.array(self.bias),
        }


@dataclass(frozen=True)
class WordingScore:
    """A weighted sum of the grams of a wording, each by its rarity, together of length 1."""

    grams: Mapping[str, int]
    rarity: Floats
    weights: Floats
    bias: float

    def value(self, wording: str) -> float:
        """Return the sum for *wording*."""
        places, values = vector_of(wording, self.grams, self.rarity)
        return float(values @ self.weights[places]) + self.bias


@dataclass(frozen=True)
class LearnedArticles:
    """
    Which passage found answers, and whether any does.

    ``article`` compares passages; its values are logarithms of odds among the candidates. ``answers`` judges the best
    of them: above 0 it answers. ``asked`` says how much a wording is like those that statutes answer.
    """

    asked: WordingScore
    article: Linear
    answers: Linear


@dataclass(frozen=True)
class Learned:
    """
    What a wording asks for, which field answers, and whether any does.

    ``field`` compares fields; its values are logarithms of odds among the candidates. ``answers`` judges the best
    of them: above 0 it answers.
    """

    grams: Mapping[str, int]
    rarity: Floats
    slots: tuple[str, ...]
    slot_weights: Floats  # grams × slots
    slot_bias: Floats
    asked_weights: Floats  # grams: how much a wording is like those that guides answer
    asked_bias: float
    field: Linear
    answers: Linear

    def slot_chances(self, wording: str) -> Mapping[str, float]:
        """Return the chance of each slot of a guide to be the one that *wording* asks for."""
        places, values = self._vector(wording)
        sums = values @ self.slot_weights[places] + self.slot_bias
        chances = np.exp(sums - sums.max())
        return dict(zip(self.slots, map(float, chances / chances.sum()), strict=True))

    def as_answered(self, wording: str) -> float:
        """Return how much *wording* is like the questions that guides answer; negative: like others."""
        places, values = self._vector(wording)
        return float(values @ self.asked_weights[places]) + self.asked_bias

    def _vector(self, wording: str) -> tuple[NDArray[np.int64], Floats]:
        return vector_of(wording, self.grams, self.rarity)


def vector_of(
    wording: str, grams: Mapping[str, int], rarity: Floats
) -> tuple[NDArray[np.int64], Floats]:
    """Return the places of those *grams* that *wording* holds, with their values, together of length 1."""
    found = [(grams[g], v) for g, v in grams_of(wording).items() if g in grams]
    places = np.array([place for place, _ in found], dtype=np.int64)
    values = np.array([value for _, value in found]) * rarity[places]
    length = float(np.sqrt((values**2).sum()))
    return places, values / length if length else values


@cache
def learned() -> Learned:
    """Return what is shipped."""
    with files("retrieval").joinpath("learned.npz").open("rb") as file, np.load(file) as arrays:
        return Learned(
            grams={gram: n for n, gram in enumerate(arrays["grams"].tolist())},
            rarity=arrays["rarity"].astype(float),
            slots=tuple(arrays["slots"].tolist()),
            slot_weights=arrays["slot_weights"].astype(float),
            slot_bias=arrays["slot_bias"].astype(float),
            asked_weights=arrays["asked_weights"].astype(float),
            asked_bias=float(arrays["asked_bias"]),
            field=_linear(arrays, "field"),
            answers=_linear(arrays, "answers"),
        )


@cache
def learned_articles() -> LearnedArticles:
    """Return what is shipped for articles."""
    with (
        files("retrieval").joinpath("learned_articles.npz").open("rb") as file,
        np.load(file) as arrays,
    ):
        return LearnedArticles(
            asked=WordingScore(
                grams={gram: n for n, gram in enumerate(arrays["grams"].tolist())},
                rarity=arrays["rarity"].astype(float),
                weights=arrays["asked_weights"].astype(float),
                bias=float(arrays["asked_bias"]),
            ),
            article=_linear(arrays, "article"),
            answers=_linear(arrays, "answers"),
        )


def _linear(arrays: Mapping[str, NDArray[np.generic]], name: str) -> Linear:
    return Linear(
        tuple(arrays[f"{name}_names"].tolist()),
        arrays[f"{name}_means"].astype(float),
        arrays[f"{name}_spreads"].astype(float),
        arrays[f"{name}_weights"].astype(float),
        float(arrays[f"{name}_bias"].astype(float)),
    )
