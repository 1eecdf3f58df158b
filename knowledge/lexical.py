"""
BM25 over characters and pairs of characters, in arrays.

On lay Chinese questions about statutes this beats word segmentation, needs no dictionary, and a
question costs well under two milliseconds. The constants are the usual ones.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from knowledge.known_questions import ASKED_WITH
from knowledge.ngrams import Keys, content_of, counted_grams, grams
from knowledge.passages import Passage

K1 = 1.2
B = 0.75
LONGEST = 2  # characters in a gram

Scores = NDArray[np.float32]
Added = tuple[str, float]  # words, and what they count for beside those of the question


def indexed_text(passage: Passage, aliases: Sequence[str] = ()) -> str:
    """
    Return what a passage is found by: where it stands, what it is called, its words, its questions.

    The field of a guide is found first by the guide's names, then by the words people ask for such a
    field with; both would drown in the field's own words otherwise.
    """
    names = (passage.item_name or "", *aliases) if passage.item else ()
    return " ".join(
        (
            passage.short_title,
            *passage.breadcrumb,
            *names * 2,
            passage.article,
            ASKED_WITH.get(passage.slot, "") if passage.item else "",
            passage.text,
            *(content_of(question) for question in passage.known_questions),
        )
    )


@dataclass(frozen=True)
class Query:
    """The grams of a question: where their postings start and end, their rarity and their weight."""

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    idf: Scores
    weights: Scores


@dataclass(frozen=True)
class LexicalIndex:
    """
    Postings sorted by gram: passage ``passages[starts[g]:starts[g + 1]]`` holds ``keys[g]``.

    ``weights`` are the finished BM25 weights (idf × saturated frequency) of each posting; ``mean`` is the
    mean length of a passage, in grams.
    """

    size: int
    mean: float
    keys: Keys
    starts: NDArray[np.int64]
    passages: NDArray[np.int32]
    weights: Scores

    @classmethod
    def build(cls, texts: Sequence[str], like: Self | None = None) -> Self:
        """
        Return the index of *texts*; passage *n* is ``texts[n]``.

        With *like*, rarity and mean length are those of that index, so that scores of both compare.
        """
        found = counted_grams(texts, LONGEST)
        keys, gram = np.unique(found.keys, return_inverse=True)
        order = np.argsort(gram, kind="stable")  # within a gram the passages stay in order
        gram, passages, frequency = gram[order], found.texts[order], found.counts[order]
        holders = np.bincount(gram, minlength=len(keys))
        lengths = np.bincount(found.texts, weights=found.counts, minlength=len(texts))
        mean = max(float(lengths.mean()), 1.0) if len(texts) else 1.0
        rarity = _idf(holders, len(texts))
        if like is not None:
            mean, rarity = like.mean, _idf(like.holders(keys), like.size)
        norm = K1 * (1 - B + B * lengths / mean)
        saturated = frequency * (K1 + 1) / (frequency + norm[passages])
        weights = rarity[gram] * saturated
        starts = np.concatenate(([0], np.cumsum(holders)))
        return cls(len(texts), mean, keys, starts, passages, weights.astype(np.float32))

    def read(self, question: str, added: Sequence[Added] = ()) -> Query:
        """
        Return *question* as grams; the phrases that only make it a question do not count.

        *added* are words that it means but does not say, and what they count for.
        """
        said = [(content_of(question), 1.0), *added]
        found = grams([words for words, _ in said], LONGEST)
        asked, gram = np.unique(found.keys, return_inverse=True)
        worth = np.array([weight for _, weight in said])[found.texts]
        weights = np.bincount(gram, weights=worth, minlength=len(asked)).astype(np.float32)
        starts, ends = self._postings(asked)
        return Query(starts, ends, _idf(ends - starts, self.size), weights)

    def holders(self, keys: Keys) -> NDArray[np.int64]:
        """Return how many passages hold each of the grams *keys*."""
        starts, ends = self._postings(keys)
        return ends - starts

    def score(self, query: Query) -> Scores:
        """Return the BM25 score of every passage."""
        scores = np.zeros(self.size, dtype=np.float32)
        for start, end, weight in zip(query.starts, query.ends, query.weights, strict=True):
            # A gram occurs once in a passage's postings, so that plain indexing adds correctly.
            scores[self.passages[start:end]] += self.weights[start:end] * weight
        return scores

    def overlaps(self, query: Query) -> Scores:
        """
        Return for every passage the share (0 to 1, weighted by idf) of the question's grams it holds.

        Grams that no passage knows weigh most: a question about something else scores low.
        """
        shares = np.zeros(self.size, dtype=np.float32)
        worth = query.idf * np.minimum(query.weights, 1)
        total = float(worth.sum())
        if total == 0:
            return shares
        for start, end, part in zip(query.starts, query.ends, worth / total, strict=True):
            shares[self.passages[start:end]] += part
        return shares

    def arrays(self) -> Mapping[str, NDArray[np.generic]]:
        """Return the index as arrays by name."""
        return {
            "size": np.array(self.size),
            "mean": np.array(self.mean),
            "keys": self.keys,
            "starts": self.starts,
            "passages": self.passages,
            "weights": self.weights,
        }

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """Return the index that :meth:`arrays` stands for."""
        return cls(
            int(arrays["size"]),
            float(arrays["mean"]),
            arrays["keys"],
            arrays["starts"],
            arrays["passages"],
            arrays["weights"],
        )

    def save(self, path: Path) -> None:
        """Write the index to *path* (npz)."""
        with path.open("wb") as file:
            np.savez(file, allow_pickle=False, **self.arrays())

    @classmethod
    def load(cls, path: Path) -> Self:
        """Return the index that :meth:`save` wrote."""
        with np.load(path, allow_pickle=False) as arrays:
            return cls.of_arrays(arrays)

    def _postings(self, keys: Keys) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return where the postings of each of *keys* start and end; nowhere for an unknown one."""
        at = np.searchsorted(self.keys, keys)
        known = at < len(self.keys)
        known[known] = self.keys[at[known]] == keys[known]
        at = np.where(known, at, 0)
        if not len(self.keys):
            return at, at
        return np.where(known, self.starts[at], 0), np.where(known, self.starts[at + 1], 0)


def _idf(holders: NDArray[np.integer], size: int) -> Scores:
    return np.log1p((size - holders + 0.5) / (holders + 0.5)).astype(np.float32)
