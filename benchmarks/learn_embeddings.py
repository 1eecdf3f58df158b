"""
Learn the vectors of grams that meanings are taken from.

    .venv/bin/python -m benchmarks.learn_embeddings

Writes ``knowledge/static_embeddings.npz``. Learned from what the shipped guides and the statutes in
``../shared/data/laws`` say and are known to be asked; no other question has a part in it. Start: latent semantic
analysis of all of it. Then, step by step, a question of each passage of a batch has to find another question of the
same passage, or its text, among those of all passages of the batch; half of the grams are left out each time, so that
none of them can be relied on alone. Minutes on two cores.
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags, vstack
from sklearn.utils.extmath import randomized_svd

import knowledge.static_embeddings
from benchmarks.corpora_to_ask import CorpusKind, corpus_of
from benchmarks.question_sets import DATA
from knowledge.meanings import meant_text
from knowledge.ngrams import CountedGrams, Keys, content_of, counted_grams
from knowledge.passages import Passage
from knowledge.static_embeddings import LONGEST, StaticEmbeddings

Floats = NDArray[np.float32]

TO = Path(knowledge.static_embeddings.__file__).with_suffix(".npz")
LAWS = DATA / "laws"
DIMENSIONS = 192
STEPS = 800
GUIDES = 50  # whose fields compete in one step, with …
ARTICLES = 900  # … of these
LEFT_OUT = 0.5  # of the grams, in each step
TEXTS = 0.3  # of the questions look for the text, the others for another question
SOFTNESS = 0.04  # of cosine: what lies farther apart hardly competes
RATE = 0.02  # of learning, falling to 0
_QUESTIONS, _TEXTS = 2, 6  # that must hold a gram before it counts, of questions or of both
_AT_FIRST = 20_000  # questions that the start is taken from
_MOMENTUM, _SPREAD = 0.9, 0.99  # of Adam (Kingma and Ba, 2015)


def main() -> int:
    """Learn from everything and write the vectors."""
    if statutes_are_missing():
        return 2
    learned = learned_embeddings(passages_to_learn_from())
    learned.save(TO)
    print(f"{learned.id}: {len(learned.keys)} grams, {TO.stat().st_size / 1e6:.1f} MB")
    return 0


def statutes_are_missing() -> bool:
    """Say so, on standard error too, if there is nothing to learn from."""
    missing = not LAWS.is_dir()
    if missing:
        print(f"{LAWS} is not here: nothing was learned", file=sys.stderr)
    return missing


def passages_to_learn_from() -> tuple[Passage, ...]:
    """Return the passages of the shipped guides and of the statutes."""
    with TemporaryDirectory(prefix="bangban-learn-") as folder:
        guides = corpus_of(CorpusKind.OWN, None, None, Path(folder)).read().passages
        laws = corpus_of(CorpusKind.LAWS, LAWS, None, Path(folder)).read().passages
    return tuple(p for p in (*guides, *laws) if p.known_questions)


def learned_embeddings(
    passages: Sequence[Passage], stays: Callable[[str], bool] = lambda _: True
) -> StaticEmbeddings:
    """Return the vectors learned from *passages* and those of their known questions that *stays* says yes to."""
    material = _Material.of(passages, stays)
    vectors = _Learner(material).learned()
    # How rare a gram is becomes part of its vector: whoever adds them up need not know it.
    return StaticEmbeddings.of(material.keys, vectors * material.rarity[:, None])


@dataclass(frozen=True)
class _Material:
    """Questions and texts as rows of grams; the questions of passage n are rows ``first[n]`` to ``end[n]``."""

    keys: Keys
    rarity: Floats
    questions: csr_matrix
    texts: csr_matrix
    first: NDArray[np.int64]
    end: NDArray[np.int64]
    guides: tuple[NDArray[np.int64], ...]  # the passages of each
    articles: NDArray[np.int64]

    @classmethod
    def of(cls, passages: Sequence[Passage], stays: Callable[[str], bool]) -> "_Material":
        asked = [[q for q in passage.known_questions if stays(q)] for passage in passages]
        end = np.cumsum([len(known) for known in asked])
        first = end - [len(known) for known in asked]
        questions = counted_grams([content_of(q) for known in asked for q in known], LONGEST)
        texts = counted_grams([meant_text(passage) for passage in passages], LONGEST)
        keys = _worth_learning(questions, texts)
        held = np.zeros(len(keys))
        rows = [_rows(questions, int(end[-1]), keys), _rows(texts, len(passages), keys)]
        for matrix in rows:
            held += np.asarray((matrix > 0).sum(axis=0)).ravel()
        rarity = np.log((1 + end[-1] + len(passages)) / (1 + held)).astype(np.float32)
        asked_rows, text_rows = (_of_length_1(matrix @ diags(rarity)) for matrix in rows)
        taught = np.flatnonzero(end > first)
        items = np.array([passages[int(n)].item or "" for n in taught])
        guides = tuple(taught[items == item] for item in np.unique(items) if item)
        return cls(keys, rarity, asked_rows, text_rows, first, end, guides, taught[items == ""])


class _Learner:
    """Learns vectors by going downhill on what a batch of questions finds wrongly."""

    def __init__(self, material: _Material) -> None:
        self._from = material
        self._random = np.random.default_rng(0)
        self._vectors = self._start()
        self._slope = np.zeros_like(self._vectors)
        self._spread = np.zeros_like(self._vectors)

    def learned(self) -> Floats:
        """Return the vectors of the grams."""
        for step in range(STEPS):
            self._learn(rate=RATE * (1 - step / STEPS))
        return self._vectors

    def _start(self) -> Floats:
        few = self._random.permutation(self._from.questions.shape[0])[:_AT_FIRST]
        rows = vstack([self._from.questions[few], self._from.texts])
        *_, vectors = randomized_svd(rows, DIMENSIONS, n_iter=2, random_state=0)
        start = np.ascontiguousarray(vectors.T, dtype=np.float32)
        usual = np.sqrt((start**2).sum(axis=1).mean())
        return start * np.float32(0.3 / usual)  # small beside what the steps will add

    def _learn(self, rate: float) -> None:
        asked, sought = self._batch()
        one, one_length = self._embedded(asked)
        other, other_length = self._embedded(sought)
        likeness: Floats = one @ other.T / np.float32(SOFTNESS)
        wrong: Floats = np.float32(0.5) * (_shares(likeness) + _shares(likeness.T).T)
        wrong[np.diag_indices_from(wrong)] -= 1
        wrong /= len(wrong) * SOFTNESS
        slopes = (
            _along_the_sphere(wrong @ other, one) / one_length,
            _along_the_sphere(wrong.T @ one, other) / other_length,
        )
        self._step(vstack([asked, sought]).tocsr(), np.vstack(slopes), rate)

    def _batch(self) -> tuple[csr_matrix, csr_matrix]:
        """Return a question of each of some passages, and another of the same or its text."""
        material, random = self._from, self._random
        some = random.permutation(len(material.guides))[:GUIDES]
        articles = random.permutation(material.articles)[:ARTICLES]
        chosen = np.concatenate([*(material.guides[n] for n in some), articles])
        asked, other = (random.integers(material.first[chosen], material.end[chosen]) for _ in "ab")
        by_text = (random.random(len(chosen)) < TEXTS) | (asked == other)
        sought = vstack([material.questions[other], material.texts[chosen]]).tocsr()
        place = np.arange(len(chosen))
        return (
            self._thinned(material.questions[asked]),
            self._thinned(sought[np.where(by_text, len(chosen) + place, place)]),
        )

    def _thinned(self, rows: csr_matrix) -> csr_matrix:
        thinned = rows.copy()
        thinned.data *= self._random.random(len(thinned.data)) >= LEFT_OUT
        return thinned

    def _embedded(self, rows: csr_matrix) -> tuple[Floats, Floats]:
        sums = rows @ self._vectors
        lengths = np.linalg.norm(sums, axis=1, keepdims=True) + np.float32(1e-6)
        return sums / lengths, lengths

    def _step(self, rows: csr_matrix, slopes: Floats, rate: float) -> None:
        """Move the vectors of the grams in *rows* (Adam; the others keep their momentum)."""
        grams = np.unique(rows.indices)
        slope = np.asarray(rows[:, grams].T @ slopes)
        self._slope[grams] = _MOMENTUM * self._slope[grams] + (1 - _MOMENTUM) * slope
        self._spread[grams] = _SPREAD * self._spread[grams] + (1 - _SPREAD) * slope**2
        spread = np.sqrt(self._spread[grams]) + 1e-8
        self._vectors[grams] -= np.float32(rate) * self._slope[grams] / spread


def _worth_learning(questions: CountedGrams, texts: CountedGrams) -> Keys:
    """Return the grams that more than one question holds, or several questions and texts together."""
    asked, by_questions = np.unique(questions.keys, return_counts=True)
    keys, by_all = np.unique(np.concatenate([questions.keys, texts.keys]), return_counts=True)
    kept: Keys = keys[np.isin(keys, asked[by_questions >= _QUESTIONS]) | (by_all >= _TEXTS)]
    return kept


def _rows(found: CountedGrams, size: int, keys: Keys) -> csr_matrix:
    at = np.minimum(np.searchsorted(keys, found.keys), len(keys) - 1)
    known = keys[at] == found.keys
    values = (1 + np.log(found.counts[known])).astype(np.float32)
    return csr_matrix((values, (found.texts[known], at[known])), (size, len(keys)))


def _of_length_1(rows: csr_matrix) -> csr_matrix:
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    return (diags(1 / np.maximum(lengths, 1e-9)) @ rows).tocsr().astype(np.float32)


def _shares(likeness: Floats) -> Floats:
    """Return the share of each of a row's candidates, by its likeness."""
    grown = np.exp(likeness - likeness.max(axis=1, keepdims=True))
    shares: Floats = grown / grown.sum(axis=1, keepdims=True)
    return shares


def _along_the_sphere(slopes: Floats, rows: Floats) -> Floats:
    """Return *slopes* without what would only change the lengths of *rows*."""
    along: Floats = slopes - rows * (slopes * rows).sum(axis=1, keepdims=True)
    return along


if __name__ == "__main__":
    sys.exit(main())
