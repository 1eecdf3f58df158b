"""
A vector for every gram, learned from what people ask: the model of meaning that comes with the project.

A text's vector is the sum of its grams' vectors (a static embedding: no network, no order of words). They were
learned so that questions which one passage answers lie near each other and near that passage, and far from all
others (contrastive learning with the other passages of a batch, van den Oord et al., 2018). So it finds 抽水的证件
under 取水许可, which share one character; ``benchmarks/learn_embeddings.py`` learns it again.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from knowledge.embeddings import Vectors, unit_rows
from knowledge.ngrams import CountedGrams, Keys, counted_grams

LONGEST = 2  # characters in a gram
_BLOCK = 2_000  # grams whose vectors are held at once: they stay in the cache
_STEPS = 127  # of a figure of a vector, each way
_LEAST = 1e-3  # of the largest figure: smaller steps would be 0 in half the precision


@dataclass(frozen=True)
class StaticEmbeddings:
    """
    The vectors of grams, as an embedding model.

    ``keys`` are the grams in rising order, ``figures`` (grams × dimensions) their vectors in whole steps of
    ``steps`` (one per gram). Its ``weight`` is 0 because the index compares its vectors itself, exactly
    and without opening Chroma (``knowledge/meanings.py``).
    """

    keys: Keys
    figures: NDArray[np.int8]
    steps: NDArray[np.float32]
    id: str

    weight = 0.0

    @classmethod
    def of(cls, keys: Keys, vectors: Vectors) -> Self:
        """Return the model in which the gram ``keys[n]`` has about the vector ``vectors[n]``."""
        steps = np.maximum(np.abs(vectors).max(axis=1), _LEAST) / _STEPS
        steps = steps.astype(np.float16).astype(np.float32)
        figures = np.clip(np.rint(vectors / steps[:, None]), -_STEPS, _STEPS).astype(np.int8)
        return cls(keys, figures, steps, _id_of(keys, figures, steps))

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one row of length 1 per text; a text of which no gram is known points along the first axis."""
        found = counted_grams(texts, LONGEST)
        rows = np.zeros((len(texts), self.figures.shape[1]), dtype=np.float32)
        for block in _blocks(found):
            self._add(rows, block)
        return unit_rows(rows)

    def _add(self, rows: Vectors, found: CountedGrams) -> None:
        if not len(self.keys):
            return
        at = np.minimum(np.searchsorted(self.keys, found.keys), len(self.keys) - 1)
        known = self.keys[at] == found.keys
        at, texts, counts = at[known], found.texts[known], found.counts[known]
        if not len(at):
            return
        weights = (1 + np.log(counts)).astype(np.float32) * self.steps[at]
        starts = np.flatnonzero(np.diff(texts, prepend=-1))
        rows[texts[starts]] += np.add.reduceat(self.figures[at] * weights[:, None], starts)

    def save(self, path: Path) -> None:
        """Write it to *path* (npz)."""
        with path.open("wb") as file:
            np.savez(
                file,
                allow_pickle=False,
                keys=self.keys,
                figures=self.figures,
                steps=self.steps.astype(np.float16),
            )

    @classmethod
    def load(cls, file: Any) -> Self:
        """Return what :meth:`save` wrote to *file*, a path or an open file."""
        with np.load(file, allow_pickle=False) as kept:
            keys, figures = kept["keys"], kept["figures"]
            steps = kept["steps"].astype(np.float32)
        return cls(keys, figures, steps, _id_of(keys, figures, steps))


@cache
def shipped() -> StaticEmbeddings:
    """Return the model that comes with the project."""
    with files("knowledge").joinpath("static_embeddings.npz").open("rb") as file:
        return StaticEmbeddings.load(file)


def _id_of(*arrays: NDArray[Any]) -> str:
    digest = hashlib.sha256()
    for array in arrays:
        digest.update(np.ascontiguousarray(array).data)
    return f"static-{digest.hexdigest()[:12]}"


def _blocks(found: CountedGrams) -> Iterator[CountedGrams]:
    """Yield *found* in blocks; a text may reach over several of them."""
    for start in range(0, len(found.keys), _BLOCK):
        part = slice(start, start + _BLOCK)
        yield CountedGrams(found.keys[part], found.texts[part], found.counts[part])
