"""How near in meaning a question is to what passages say, and to what each is known to be asked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from knowledge.embeddings import Embeddings, Vectors
from knowledge.ngrams import content_of
from knowledge.passages import Passage
from knowledge.static_embeddings import shipped

_SHARPNESS = 0.06  # of cosine: what a known question lies farther than the nearest, it hardly counts beside it
_HALF = 0.5  # what the text counts for where the known questions count for 1
_BATCH = 5000  # texts

Nearness = NDArray[np.float32]


@dataclass(frozen=True)
class Near:
    """
    How near a question is to each passage.

    ``to_text`` is the cosine to what it says; ``to_questions`` that to its known questions, the nearest of them
    above all, a little more where several are near; 0 where it has none.
    """

    to_text: Nearness
    to_questions: Nearness

    def together(self) -> Nearness:
        """Return both in one figure, of which larger is nearer."""
        asked: Nearness = np.maximum(self.to_text, self.to_questions)
        return asked + np.float32(_HALF) * self.to_text


@dataclass(frozen=True)
class Meanings:
    """The vectors of passages and of their known questions; ``owners`` are the passages' numbers."""

    texts: Vectors
    questions: Vectors
    owners: NDArray[np.int64]

    @classmethod
    def of(cls, passages: Sequence[Passage], model: Embeddings) -> Self:
        """Return the meanings of *passages*."""
        counts = [len(passage.known_questions) for passage in passages]
        known = [content_of(q) for passage in passages for q in passage.known_questions]
        return cls(
            _embedded([meant_text(passage) for passage in passages], model),
            _embedded(known, model),
            np.repeat(np.arange(len(passages)), counts),
        )

    def near(self, vector: Vectors) -> Near:
        """Return how near each passage is to a question with that *vector* (1 × dimensions)."""
        to_text = self.texts @ vector[0]
        to_questions = np.zeros(len(to_text), dtype=np.float32)
        if len(self.owners):
            likeness = np.exp((self.questions @ vector[0]) / _SHARPNESS)
            starts = np.flatnonzero(np.diff(self.owners, prepend=-1))
            sums = np.add.reduceat(likeness, starts)
            to_questions[self.owners[starts]] = _SHARPNESS * np.log(sums)
        return Near(to_text, to_questions)

    def save(self, path: Path) -> None:
        """Write it to *path* (npz), in half the precision."""
        with path.open("wb") as file:
            np.savez(
                file,
                allow_pickle=False,
                texts=self.texts.astype(np.float16),
                questions=self.questions.astype(np.float16),
                owners=self.owners,
            )

    @classmethod
    def load(cls, path: Path) -> Self:
        """Return what :meth:`save` wrote."""
        with np.load(path, allow_pickle=False) as kept:
            texts, questions = (kept[name].astype(np.float32) for name in ("texts", "questions"))
            return cls(texts, questions, kept["owners"])


def nearness(question: str, texts: Iterable[str]) -> list[float]:
    """Return the cosine of *question* to each of *texts*, in their order."""
    asked, *rows = shipped().embed([content_of(question), *texts])
    return [float(row @ asked) for row in rows]


def meant_text(passage: Passage) -> str:
    """Return the words of *passage* that its meaning is taken from: what it belongs to, and what it says."""
    return f"{heading(passage)} {passage.text}"


def heading(passage: Passage) -> str:
    """Return what *passage* belongs to: the item and its field, or the document."""
    if passage.item_name:
        return f"{passage.item_name} {passage.article}"
    return passage.short_title


def _embedded(texts: Sequence[str], model: Embeddings) -> Vectors:
    """Return one row per text, made a batch at a time."""
    parts = [model.embed(texts[n : n + _BATCH]) for n in range(0, max(len(texts), 1), _BATCH)]
    return np.concatenate(parts)
