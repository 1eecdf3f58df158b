"""Choosing the words of a passage that answer a question: whole sentences, verbatim, in one piece."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from knowledge.meanings import heading, nearness
from knowledge.passages import Passage
from retrieval.facts import fact_pattern, holds_fact
from retrieval.slots import Asked
from retrieval.wording import pairs, telling

_SENTENCE = re.compile(r"[^。！？\n]*[。！？]|[^。！？\n]+")
_PART = re.compile(r"[^；。！？\n]*[；。！？]|[^；。！？\n]+")
_LIST_ITEM = re.compile(r"\s*(?:（[一二三四五六七八九十]+）|\d+\.\s)")
_FACT_WEIGHT = (
    1.5  # a sentence with the kind of fact asked for outweighs one shared pair and a half
)


# What tells the units of a text apart, found on questions of our own with the fact that answers (the right unit first
# for seven in nine; for two in three by words and kinds of fact alone).
_BY_WORDS, _BY_KIND, _BY_MEANING = 0.5, 4.0, 20.0


@dataclass(frozen=True)
class Span:
    """A stretch of a text, ``text[start:end]``."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the words, without the white space around them."""
        return text[self.start : self.end].strip()


def sentences(text: str) -> tuple[Span, ...]:
    """Return the sentences of *text*, in order; a line break ends a sentence as well."""
    return _spans(_SENTENCE, text, 0)


def parts(text: str, sentence: Span) -> tuple[Span, ...]:
    """Return the parts of *sentence* that semicolons divide."""
    return _spans(_PART, text[sentence.start : sentence.end], sentence.start)


def _spans(pattern: re.Pattern[str], text: str, offset: int) -> tuple[Span, ...]:
    return tuple(
        Span(offset + m.start(), offset + m.end()) for m in pattern.finditer(text) if m[0].strip()
    )


@dataclass(frozen=True)
class Sought:
    """
    What the words quoted have to answer: the question, its kinds of fact, and the words to look for.

    ``of`` is what the text quoted belongs to (``knowledge.meanings.heading``): its units mean nothing without it.
    ``named`` are the words of the question that name it: they tell its units not apart.
    """

    question: str
    asked: tuple[Asked, ...]
    words: str
    of: str = ""
    named: str = ""

    @property
    def rest(self) -> str:
        """What the question says beside the name."""
        return self.question.replace(self.named, " ") if self.named else self.question

    def within(self, passage: Passage) -> "Sought":
        """Return the same, sought in *passage*."""
        return replace(self, of=heading(passage))


def best_quote(text: str, sought: Sought, *, budget: int, context: bool = True) -> Span:
    """
    Return the stretch of at most about *budget* characters that answers best.

    It starts and ends at sentences (at semicolons where one sentence alone is longer than the budget),
    and a list item brings the words that introduce the list when they fit. A list none of whose items is
    nearer to the question than the others is quoted from its beginning. Without *context*, sentences that
    have nothing to do with the question are not added to fill the budget.
    """
    if len(text.strip()) <= budget:
        return Span(0, len(text))
    units = _units(text, budget)
    weights = _weights(text, units, sought)
    if not weights and not context:
        return _widened(text, units, [0.0] * len(units), 0, budget=budget, alone=False)
    scores = [_score(unit.of(text), weights, sought) for unit in units]
    values = _values(text, units, scores, sought)
    best = max(range(len(units)), key=lambda n: (values[n], -n))
    alone = not context and scores[best] > 0
    return _widened(text, units, scores, best, budget=budget, alone=alone)


def best_sentence(text: str, sought: Sought, *, budget: int) -> str:
    """Return the one sentence of *text* that answers best; empty if it is longer than *budget*."""
    units = _holding(text, _units(text, budget), sought)
    weights = _weights(text, units, sought)
    scores = [_score(unit.of(text), weights, sought) for unit in units]
    values = _values(text, units, scores, sought)
    best = max(range(len(units)), key=lambda n: (scores[n] > 0, values[n], -n))
    words = units[best].of(text)
    return words if len(words) <= budget and scores[best] > 0 else ""


def _values(
    text: str, units: Sequence[Span], scores: Sequence[float], sought: Sought
) -> list[float]:
    """Return how well each of *units*, with its score by words, answers what is *sought*."""
    said = (f"{sought.of} {unit.of(text)}" for unit in units)
    return [
        _BY_WORDS * score + _BY_KIND * _facts_of(unit.of(text), sought) + _BY_MEANING * near
        for unit, score, near in zip(units, scores, nearness(sought.rest, said), strict=True)
    ]


def _facts_of(words: str, sought: Sought) -> float:
    """Return 1 where *words* hold the kind of fact asked for first, a half more for the second, and so on."""
    return sum(
        1 / (n + 1)
        for n, kind in enumerate(sought.asked)
        if fact_pattern(kind) and holds_fact(kind, words, question=sought.question)
    )


def _units(text: str, budget: int) -> tuple[Span, ...]:
    return tuple(
        unit
        for sentence in sentences(text)
        for unit in (
            (sentence,) if sentence.end - sentence.start <= budget else parts(text, sentence)
        )
    )


def _holding(text: str, units: tuple[Span, ...], sought: Sought) -> tuple[Span, ...]:
    """Return those of *units* that hold the kind of fact asked for first; all when none does."""
    if not sought.asked or not fact_pattern(sought.asked[0]):
        return units
    held = [u for u in units if holds_fact(sought.asked[0], u.of(text), question=sought.question)]
    return tuple(held) or units


def _weights(text: str, units: tuple[Span, ...], sought: Sought) -> dict[str, float]:
    """Return how much each pair looked for tells the sentences of the text apart."""
    return telling(pairs(sought.words), [unit.of(text) for unit in units])


def _score(words: str, weights: dict[str, float], sought: Sought) -> float:
    shared = sum(weight for pair, weight in weights.items() if pair in words)
    if not shared and weights:
        return 0.0
    facts = _FACT_WEIGHT * _facts_of(words, sought)
    # Long sentences hold more of everything; what counts is how much of them is about the question.
    return (shared + facts) / (1 + len(words) / 160)


def _widened(
    text: str,
    units: tuple[Span, ...],
    scores: list[float],
    best: int,
    *,
    budget: int,
    alone: bool,
) -> Span:
    first = last = best
    if _LIST_ITEM.match(units[best].of(text)):  # bring the words that introduce the list
        head = best
        while head > 0 and _LIST_ITEM.match(units[head].of(text)):
            head -= 1
        if units[best].end - units[head].start <= budget:
            first = head
    while True:
        grown = [
            (scores[n], a, b)
            for n, a, b in ((last + 1, first, last + 1), (first - 1, first - 1, last))
            if 0 <= n < len(units)
            and units[b].end - units[a].start <= budget
            and (scores[n] > 0 or not alone)
        ]
        if not grown:
            return Span(units[first].start, units[last].end)
        _, first, last = max(grown, key=lambda g: (g[0], g[2]))
