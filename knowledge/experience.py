"""
What the questions that a site has answered teach about the next one.

Which documents, chapters and articles people ask about is far from even, and a site's known questions
show it. They decide beside the words by a conditional logit (McFadden, 1974) over the passages that a
question's words find. Its few weights are learned from the same questions, each of them asked as if it were
not known yet; with too few of them, nothing is learned and the words alone decide.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import numpy as np

from knowledge.attention import NOBODY, Attention, Numbers
from knowledge.choice_model import Choices, fitted
from knowledge.lexical import Added, LexicalIndex, Scores, indexed_text
from knowledge.passages import Passage

ENOUGH = 50  # questions; below that, what was asked about is mostly chance
SAMPLE = 1000  # questions that weights are learned from: more change nothing but the time
CANDIDATES = 150  # passages that compete for a question


@dataclass(frozen=True)
class LearnedRanking:
    """
    How scores change by what was asked before.

    *known* of a score (0 to 1) comes from a passage with the site's questions, the rest from the words
    of the text alone: ``bare`` holds the passages ``numbers`` without those questions. *prior* is
    added to a passage's score, in parts of the best one; 0 for what nobody ever asked about.
    """

    known: float
    prior: Scores
    numbers: Numbers
    bare: LexicalIndex

    @classmethod
    def of_nothing(cls, size: int) -> Self:
        """Return the ranking of *size* passages that leaves scores as they are."""
        return cls(1.0, np.zeros(size, dtype=np.float32), NOBODY, LexicalIndex.build(()))

    def ranked(self, scores: Scores, question: str, added: Sequence[Added]) -> Scores:
        """Return the BM25 *scores* of every passage for *question* as what was asked changes them."""
        if not len(self.numbers):
            return scores
        bare = self.bare.score(self.bare.read(question, added))
        changed = scores.copy()
        changed[self.numbers] += (1 - self.known) * (bare - scores[self.numbers])
        changed += self.prior * scores.max(initial=0) * (scores > 0)
        return changed

    def save(self, path: Path) -> None:
        """Write it to *path* (npz)."""
        own = {"known": np.array(self.known), "prior": self.prior, "numbers": self.numbers}
        bare = {f"bare_{name}": array for name, array in self.bare.arrays().items()}
        with path.open("wb") as file:
            np.savez(file, allow_pickle=False, **own, **bare)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Return what :meth:`save` wrote."""
        with np.load(path, allow_pickle=False) as kept:
            bare = {name.removeprefix("bare_"): kept[name] for name in kept if "bare_" in name}
            own = float(kept["known"]), kept["prior"], kept["numbers"]
            return cls(*own, LexicalIndex.of_arrays(bare))


@dataclass(frozen=True)
class Experience:
    """What a site was asked: *answers* are the numbers of the passages that each question was about."""

    passages: Sequence[Passage]
    aliases: Mapping[str, Sequence[str]]
    answers: Mapping[str, Numbers]
    lexical: LexicalIndex

    @classmethod
    def of(
        cls,
        passages: Sequence[Passage],
        aliases: Mapping[str, Sequence[str]],
        asked: Mapping[str, Sequence[str]],
        lexical: LexicalIndex,
    ) -> Self:
        """Return the experience of the questions *asked*, given with the ids of what answers them."""
        positions = {passage.id: n for n, passage in enumerate(passages)}
        known = {
            q: sorted({positions[i] for i in ids if i in positions}) for q, ids in asked.items()
        }
        answers = {q: np.array(numbers, dtype=np.int64) for q, numbers in known.items() if numbers}
        return cls(passages, aliases, answers, lexical)

    def ranking(self) -> LearnedRanking:
        """Return what it teaches."""
        if len(self.answers) < ENOUGH:
            return LearnedRanking.of_nothing(len(self.passages))
        numbers = np.unique(np.concatenate(list(self.answers.values())))
        bare = self._index((int(n), self.answers) for n in numbers)
        attention = Attention.of(self.passages, self.answers.values())
        known, alone, *weights = fitted(list(self._choices(numbers, bare, attention)))
        words = known + alone
        if not words:
            return LearnedRanking.of_nothing(len(self.passages))
        prior = attention.features(np.arange(len(self.passages))) @ weights / words
        return LearnedRanking(known / words, prior.astype(np.float32), numbers, bare)

    def _choices(
        self, numbers: Numbers, bare: LexicalIndex, attention: Attention
    ) -> Iterator[Choices]:
        """Yield what competes for each question of a sample, with the question itself unknown."""
        every = -(-len(self.answers) // SAMPLE)
        sample = list(self.answers.items())[::every]
        unknown = self._index((int(n), {question}) for question, right in sample for n in right)
        seen = 0
        for question, right in sample:
            scores = self.lexical.score(self.lexical.read(question))
            without = unknown.score(unknown.read(question))[seen : seen + len(right)]
            scores[right], seen = without, seen + len(right)
            alone = scores.copy()
            alone[numbers] = bare.score(bare.read(question))
            found = np.argpartition(-scores, min(CANDIDATES, len(scores)) - 1)[:CANDIDATES]
            words = np.stack((scores[found], alone[found]), axis=1) / max(float(scores.max()), 1e-9)
            features = np.hstack((words, attention.features(found, without=right)))
            yield Choices(features, np.isin(found, right))

    def _index(self, wanted: Iterable[tuple[int, Container[str]]]) -> LexicalIndex:
        """Return the index of passages, each without certain questions, as if among all the others."""
        return LexicalIndex.build([self._text(*each) for each in wanted], like=self.lexical)

    def _text(self, number: int, without: Container[str]) -> str:
        passage = self.passages[number]
        left = tuple(question for question in passage.known_questions if question not in without)
        aliases = self.aliases.get(passage.item or "", ())
        return indexed_text(replace(passage, known_questions=left), aliases)
