"""Sentences and clauses, and which words of the ground a clause is drawn from."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.faithfulness.terms import content_pairs

_SENTENCE = re.compile(r"[。；！？\n]+")
_CLAUSE = re.compile(r"[，,：:]+")
_LIST_MARK = re.compile(r"^\s*(?:\d+\.\s+|（[一二三四五六七八九十]+）)")
_CLOSE = 0.3  # share of a clause's pairs below which it is drawn from nothing in particular


@dataclass(frozen=True)
class Clause:
    """The words between two commas, and their sentence."""

    text: str
    sentence: str
    pairs: frozenset[str]

    @property
    def is_condition(self) -> bool:
        """Whether the clause only says when the rest of its sentence holds: ……的，"""
        return self.text.endswith(("的", "的项目", "的工程"))


def sentences_of(text: str) -> tuple[str, ...]:
    """Return the sentences of *text*; semicolons and line breaks divide as well, list marks go."""
    return tuple(s for part in _SENTENCE.split(text) if (s := _LIST_MARK.sub("", part).strip()))


def clauses_of(text: str) -> tuple[Clause, ...]:
    """Return the clauses of *text*, in order."""
    return tuple(
        Clause(words, sentence, content_pairs(words))
        for sentence in sentences_of(text)
        for part in _CLAUSE.split(sentence)
        if (words := part.strip())
    )


def nearest(clause: Clause, ground: Sequence[Clause]) -> tuple[Clause, ...]:
    """Return the clauses of *ground* that *clause* is drawn from: those that share most with it."""
    if not clause.pairs:
        return ()
    shared = [len(clause.pairs & other.pairs) for other in ground]
    most = max(shared, default=0)
    if most < _CLOSE * len(clause.pairs):
        return ()
    return tuple(other for other, count in zip(ground, shared, strict=True) if count == most)


def share(wanted: frozenset[str], held: frozenset[str]) -> float:
    """Return how much of *wanted* is in *held* (0 to 1); 1 when nothing is wanted."""
    return len(wanted & held) / len(wanted) if wanted else 1.0
