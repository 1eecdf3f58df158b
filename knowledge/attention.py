"""How often people asked about each document, chapter and passage."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from knowledge.passages import Passage

NEVER = 0.2  # questions: what nobody ever asked about counts for, because somebody may

Counts = NDArray[np.float64]
Numbers = NDArray[np.int64]

NOBODY: Numbers = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class Attention:
    """
    Counted answers. *document_of* and *chapter_of* give the group of each passage, the others its count.

    A question about two articles of a chapter counts twice for it.
    """

    document_of: Numbers
    chapter_of: Numbers
    documents: Counts
    chapters: Counts
    passages: Counts

    @classmethod
    def of(cls, passages: Sequence[Passage], answers: Iterable[Numbers]) -> Self:
        """Count the *answers*: the numbers of the passages that each question was about."""
        document_of = _numbered(passage.document_id for passage in passages)
        chapter_of = _numbered((p.document_id, p.breadcrumb) for p in passages)
        about = np.concatenate([NOBODY, *answers])
        return cls(
            document_of,
            chapter_of,
            _counted(document_of, about),
            _counted(chapter_of, about),
            np.bincount(about, minlength=len(passages)).astype(np.float64),
        )

    def features(self, numbers: Numbers, without: Numbers = NOBODY) -> Counts:
        """
        Return a row for each of the passages *numbers*: how often its document, its chapter and itself.

        As logarithms, 0 for what never was. *without* is what one question was about that is not counted.
        """
        documents = _left(self.documents, self.document_of, numbers, without)
        chapters = _left(self.chapters, self.chapter_of, numbers, without)
        itself = self.passages[numbers] - np.isin(numbers, without)
        # That a passage was asked about once shows in its words already: the question stands beside them.
        often = np.log(np.maximum(itself, 1))
        return np.stack((np.log1p(documents / NEVER), np.log1p(chapters / NEVER), often), axis=1)


def _left(counts: Counts, group_of: Numbers, numbers: Numbers, without: Numbers) -> Counts:
    groups = group_of[numbers]
    gone = (groups[:, np.newaxis] == group_of[without]).sum(axis=1)
    left: Counts = counts[groups] - gone
    return left


def _numbered(keys: Iterable[object]) -> Numbers:
    known: dict[object, int] = {}
    return np.array([known.setdefault(key, len(known)) for key in keys], dtype=np.int64)


def _counted(group_of: Numbers, about: Numbers) -> Counts:
    size = int(group_of.max(initial=-1)) + 1
    return np.bincount(group_of[about], minlength=size).astype(np.float64)
