"""The searchable corpus."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from threading import Lock
from typing import Self

import numpy as np
from numpy.typing import NDArray

from knowledge.documents import Document
from knowledge.embeddings import Embeddings
from knowledge.errors import EmbeddingFailed, EmbeddingsChanged, IndexBroken
from knowledge.fusion import fuse, precedence
from knowledge.generations import Snapshot, current, has_vectors, manifest, vectors_folder
from knowledge.guides import Guide
from knowledge.lexical import Added, Scores
from knowledge.lexicon import FILE, Lexicon, phrasing, shipped_file
from knowledge.lookup import Lookup
from knowledge.meanings import Meanings, Near
from knowledge.mentions import GuideMention, GuideNames
from knowledge.ngrams import content_of
from knowledge.passages import Passage
from knowledge.scope import Nearest, Scope, days_of
from knowledge.spelling import Spelling, put_right
from knowledge.static_embeddings import shipped

DEPTH = 100  # how far down each ranking is looked at
# What a word from the lexicon counts beside one of the question, which it must not drown.
MEANT = 0.4
MEANING = 1.0  # what the ranking by meaning counts for where that of the words counts for 1
MISSPELT = 0.6  # … and what the same, put right, counts where it seems to be misspelt

_KEPT = 32  # questions whose comparison is kept: an answer looks at one several times

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Hit:
    """
    A passage found by a search.

    *score* is 1.0 for what every ranking puts first; *lexical* the BM25 score, changed by what the site was
    asked before; *dense* the cosine, or ``None`` if the passage is not among the nearest; *overlap* the
    share of the question's grams, weighted by rarity, that the passage holds (0 to 1); *to_text* and
    *to_questions* how near it is in meaning (``knowledge/meanings.py``).
    """

    passage: Passage
    score: float
    lexical: float
    dense: float | None
    overlap: float
    to_text: float = 0.0
    to_questions: float = 0.0


class KnowledgeIndex:
    """One generation of the index, open for questions. Close it after use."""

    def __init__(
        self,
        folder: Path,
        snapshot: Snapshot,
        *,
        lexicon: Lexicon,
        own_words: Lexicon,
        embeddings: Embeddings,
        meaning: Embeddings,
    ) -> None:
        self._lexicon = lexicon
        self._folder = folder
        self._passages = snapshot.passages
        self._lexical = snapshot.lexical
        self._learned = snapshot.learned
        self._documents = {document.id: document for document in snapshot.documents}
        self._guides = {guide.slug: guide for guide in snapshot.guides}
        self._embeddings = embeddings
        # Not a method of this index: it would hold itself, and be let go only by the collector of cycles.
        self._near = lru_cache(maxsize=_KEPT)(partial(_compared, snapshot.meanings, meaning))
        self._dense: Nearest | None = None
        self._opening = Lock()  # questions come from several threads
        self._names = GuideNames(snapshot.guides, own_words.plain_entries())
        self._spelling = Spelling(
            snapshot.lexical, snapshot.sounds, lexicon.words(), self._names.names
        )
        self._lookup = Lookup(snapshot.documents, snapshot.passages)
        self._positions = {passage.id: n for n, passage in enumerate(self._passages)}
        self._of_item: defaultdict[str, list[Passage]] = defaultdict(list)
        for passage in self._passages:
            if passage.item:
                self._of_item[passage.item].append(passage)
        self._fields = [n for n, passage in enumerate(self._passages) if passage.item]
        self._known = snapshot.known
        days = np.array([days_of(p) for p in self._passages], dtype=np.int64).reshape(-1, 2)
        self._first_day, self._end_day = days[:, 0], days[:, 1]

    @classmethod
    def open(
        cls, directory: Path, embeddings: Embeddings, *, meaning: Embeddings | None = None
    ) -> Self:
        """
        Open the generation that serves under *directory*; *meaning* is what ``synchronise`` was given.

        Raises:
            IndexMissing: Nothing was ever built there.
            IndexBroken: What was built cannot be read.
            EmbeddingsChanged: It was built with another embedding model.
            LexiconUnreadable: The operator's lexicon there is none.
        """
        lexicon = Lexicon.read(shipped_file(), directory / FILE)
        own_words = Lexicon.read(directory / FILE)
        folder = current(directory)
        said = manifest(folder)
        if said["embeddings"] != embeddings.id:
            raise EmbeddingsChanged(str(said["embeddings"]), embeddings.id)
        if not has_vectors(folder):
            raise IndexBroken(folder, "缺少向量库")
        return cls(
            folder,
            Snapshot.load(folder),
            lexicon=lexicon,
            own_words=own_words,
            embeddings=embeddings,
            meaning=meaning or shipped(),
        )

    @property
    def generation(self) -> str:
        """The name of this generation: what it was built from, as a hash."""
        return self._folder.name

    @property
    def lexicon(self) -> Lexicon:
        """What people say, and what they mean: the shipped entries and the operator's."""
        return self._lexicon

    def search(
        self,
        question: str,
        *,
        on: date,
        limit: int = 10,
        include_out_of_force: bool = False,
        scope: Scope | None = None,
    ) -> tuple[Hit, ...]:
        """
        Return the passages that fit *question* best, best first; none if no gram of it is known.

        If the embedding model counts for nothing, or does not answer, the words alone decide and every
        *dense* is ``None``.

        Only passages in force on that day are found, unless *include_out_of_force*; *scope* narrows
        further by category, kind or level.

        Raises:
            IndexBroken: The vectors cannot be read.
        """
        scope = replace(scope or Scope(), on=None if include_out_of_force else on)
        meant = self._meant(question)
        query = self._lexical.read(question, meant)
        allowed = self._allowed(scope)
        by_words = self._lexical.score(query)
        scores = np.where(allowed, self._learned.ranked(by_words, question, meant), 0)
        lexical = self._ranked(scores)
        if not lexical:
            return ()
        near = self._near(question)
        nearest = self._nearest(question, None if allowed.all() else scope)
        fused = fuse(
            (lexical, 1.0),
            (self._by_meaning(near, allowed), MEANING),
            (list(nearest), self._embeddings.weight),
        )
        overlaps = self._lexical.overlaps(query)
        best = sorted(fused, key=lambda n: (-fused[n], precedence(self._passages[n])))
        return tuple(
            Hit(
                passage=self._passages[n],
                score=fused[n],
                lexical=float(scores[n]),
                dense=nearest.get(n),
                overlap=float(overlaps[n]),
                to_text=float(near.to_text[n]),
                to_questions=float(near.to_questions[n]),
            )
            for n in best[:limit]
        )

    def article(self, title: str, number: str | int, on: date | None) -> Passage | None:
        """Return an article by title (《建筑法》, full or short) and number (第八条, 第8条, 8)."""
        return self._lookup.article(title, number, on)

    def named(self, title_or_number: str, on: date | None = None) -> tuple[Document, ...]:
        """Return the documents with that title, short title or 文号, newest first."""
        return self._lookup.documents(title_or_number, on)

    def passages_of_document(self, document_id: str) -> tuple[Passage, ...]:
        """Return the passages of a document, in its order."""
        return self._lookup.passages_of(document_id)

    def passages_of_item(self, slug: str) -> tuple[Passage, ...]:
        """Return the passages of the guide *slug*, in the order of its fields."""
        return tuple(self._of_item.get(slug, ()))

    def guide(self, slug: str) -> Guide | None:
        """Return the guide *slug*."""
        return self._guides.get(slug)

    def guides(self) -> tuple[Guide, ...]:
        """Return all guides."""
        return tuple(self._guides.values())

    def find_guides(self, text: str) -> tuple[GuideMention, ...]:
        """Return the guides whose names or aliases stand in *text*, longest name first."""
        return self._names.find(text)

    def known_like(self, question: str) -> Mapping[str, float]:
        """Return, by field of a guide, how like the nearest of its known questions *question* is (0 to 1)."""
        return self._known.nearest(question)

    def near_fields(self, question: str) -> Mapping[str, tuple[float, float]]:
        """Return, by field of a guide, how near in meaning *question* is to its text and to its known questions."""
        near = self._near(question)
        both = zip(
            near.to_text[self._fields].tolist(),
            near.to_questions[self._fields].tolist(),
            strict=True,
        )
        return {self._passages[n].id: each for n, each in zip(self._fields, both, strict=True)}

    @property
    def ranks_by_experience(self) -> bool:
        """Whether what people of this site asked before has a say in the order of what is found."""
        return bool(len(self._learned.numbers))

    def spelt_right(self, question: str) -> str:
        """Return *question* with what sounds right but is misspelt put right, as it is searched."""
        return self._spelling.corrected(question)

    def passages(self, ids: Iterable[str]) -> tuple[Passage, ...]:
        """Return the passages with those ids, in that order; unknown ids are left out."""
        return tuple(self._passages[self._positions[i]] for i in ids if i in self._positions)

    def documents(self) -> tuple[Document, ...]:
        """Return all documents, guides included."""
        return tuple(self._documents.values())

    def is_current(self) -> bool:
        """Say whether this generation still is the one that serves."""
        folder = self._folder.parent / "CURRENT"
        return folder.is_file() and folder.read_text(encoding="utf-8").strip() == self.generation

    def close(self) -> None:
        """Let go of Chroma's files. May be called again."""
        if self._dense is not None:
            self._dense.close()
            self._dense = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _meant(self, question: str) -> tuple[Added, ...]:
        """Return the words that *question* means but does not say, with their weight."""
        corrections = self._spelling.corrections(question)
        misspelt = " ".join(c.around for c in corrections)
        right = put_right(question, corrections)
        words = (*self._lexicon.statutory_words(right), *phrasing().statutory_words(right))
        return (misspelt, MISSPELT), (" ".join(words), MEANT)

    def _allowed(self, scope: Scope) -> NDArray[np.bool_]:
        allowed = np.ones(len(self._passages), dtype=bool)
        if scope.on is not None:
            day = scope.on.toordinal()
            allowed &= (self._first_day <= day) & (day < self._end_day)
        if scope.categories or scope.kinds or scope.levels:
            allowed &= np.array([scope.includes(p) for p in self._passages], dtype=bool)
        return allowed

    def _ranked(self, scores: Scores) -> list[int]:
        depth = min(DEPTH, len(scores))
        if not depth:
            return []
        top = np.argpartition(-scores, depth - 1)[:depth]
        found = [int(n) for n in top if scores[n] > 0]
        return sorted(found, key=lambda n: (-float(scores[n]), precedence(self._passages[n])))

    def _by_meaning(self, near: Near, allowed: NDArray[np.bool_]) -> list[int]:
        """Return the passages nearest in meaning; none where a site's own experience ranks better than a model."""
        if self.ranks_by_experience:
            return []
        # Rounded, so that precedence decides between what means about the same.
        return self._ranked(np.where(allowed, near.together().round(2), 0))

    def _nearest(self, question: str, scope: Scope | None) -> dict[int, float]:
        if not self._embeddings.weight:
            return {}
        try:
            vector = self._embeddings.embed([content_of(question)])
        except EmbeddingFailed as error:
            # Words alone still find most of what is asked; an outage must not silence the bureau.
            log.warning("embeddings.failed", extra={"model": error.model, "reason": error.reason})
            return {}
        try:
            return dict(self._opened().search(vector, scope, min(DEPTH, len(self._passages))))
        except IndexBroken:
            if self.is_current():
                raise
            # Another generation serves by now, and the files of this one may be gone.
            log.warning("index.superseded", extra={"generation": self.generation})
            return {}

    def _opened(self) -> Nearest:
        with self._opening:
            if self._dense is None:
                from knowledge.dense import DenseIndex  # noqa: PLC0415 — brings Chroma, see there

                self._dense = DenseIndex(vectors_folder(self._folder), self._embeddings.id)
            return self._dense


def _compared(meanings: Meanings, model: Embeddings, question: str) -> Near:
    """Return how near in meaning *question* is to each passage, in the order of their numbers."""
    return meanings.near(model.embed([content_of(question)]))
