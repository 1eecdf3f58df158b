"""
What each leg of the search is worth, with and without it, in one run.

    python -m benchmarks.retrieval_legs                 both corpora (ten minutes; STARD is most of it)
    python -m benchmarks.retrieval_legs construction    the statutes alone

Every row is the ranking alone, before evidence is asked for; intervals are 95 %, by bootstrap over questions.
``statutes.lay`` was written from sampled articles before the lexicon was, by the same hand, with one gold
article each: read it for differences, not for its level.
"""

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from benchmarks.homophones import Homophones
from benchmarks.own_corpus import QUESTIONS
from benchmarks.question_sets import (
    DATA,
    FOLDS,
    QuestionSet,
    Row,
    construction_set,
    read_rows,
    stard_articles,
    stard_set,
)
from knowledge.corpora import ArticleFile, Folder
from knowledge.embeddings import HashingEmbeddings
from knowledge.experience import Experience
from knowledge.fusion import fuse
from knowledge.holdings import Holdings, with_known_questions
from knowledge.index import MEANING, MEANT, MISSPELT
from knowledge.lexical import Added, LexicalIndex, Scores, indexed_text
from knowledge.lexicon import phrasing, shipped
from knowledge.meanings import Meanings
from knowledge.ngrams import content_of
from knowledge.passages import Passage
from knowledge.sounds import sounds_of_ideographs
from knowledge.spelling import Spelling
from knowledge.static_embeddings import shipped as learned_model
from retrieval.citing import name_of
from retrieval.evaluation.shares import Share

DEPTH = 100
TYPOS = 3  # misspelt copies of each question

Ranking = Callable[[str], Iterable[int]]


class Legs:
    """The legs of the search over some passages, each on its own."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        texts = [indexed_text(passage) for passage in passages]
        self.names = [name_of(passage) for passage in passages]
        self.words = LexicalIndex.build(texts)
        self.sounds = sounds_of_ideographs()
        self._spelling = Spelling(self.words, self.sounds, shipped().words())
        self._model = HashingEmbeddings()
        self._vectors = self._model.embed(texts)
        self._meanings = Meanings.of(passages, learned_model())

    def lexical(self, question: str) -> list[int]:
        """Rank by the words of the question alone."""
        return _best(self.words.score(self.words.read(question)))

    def with_lexicon(self, question: str, weight: float = MEANT) -> list[int]:
        """Rank by its words and those that the texts use for them."""
        return _best(self.words.score(self.words.read(question, _meant(question, weight))))

    def with_spelling(self, question: str) -> list[int]:
        """Rank by the same, with characters that only sound right put right."""
        around = " ".join(c.around for c in self._spelling.corrections(question))
        right = self._spelling.corrected(question) if around else question
        added = ((around, MISSPELT), *_meant(right, MEANT))
        return _best(self.words.score(self.words.read(question, added)))

    def with_vectors(self, question: str, weight: float) -> list[int]:
        """Rank by the product's words, fused with hashed vectors."""
        return _fused(self.with_spelling(question), self.vectors(question), weight)

    def vectors(self, question: str) -> list[int]:
        """Rank by hashed vectors alone."""
        return _best(self._vectors @ self._model.embed([content_of(question)])[0])

    def with_meanings(self, question: str, weight: float = MEANING) -> list[int]:
        """Rank by words fused with meanings: what the product does."""
        return _fused(self.with_spelling(question), self.meanings(question), weight)

    def meanings(self, question: str) -> list[int]:
        """Rank by learned vectors alone: of texts and of known questions."""
        near = self._meanings.near(learned_model().embed([content_of(question)]))
        return _best(near.together())


def _fused(words: list[int], vectors: list[int], weight: float) -> list[int]:
    fused = fuse((words, 1.0), (vectors, weight))
    return sorted(fused, key=lambda n: -fused[n])


def main() -> None:
    """Print a table per set of questions."""
    wanted = sys.argv[1:] or ["construction", "stard"]
    if "construction" in wanted:
        _statutes()
    if "stard" in wanted:
        articles = ArticleFile(stard_articles(DATA)).read()
        _articles(stard_set(DATA, asked_folds=FOLDS), articles)


def _statutes() -> None:
    legs = Legs(Folder(DATA / "laws").read().passages)
    construction = construction_set(DATA)
    for title, asked in (
        (construction.title, construction.questions),
        ("statutes.lay", read_rows(QUESTIONS / "statutes.lay.jsonl")),
    ):
        rows = [row for row in asked if row["answerable"]]
        _head(f"{title}: {len(rows)} questions, {len(legs.names)} passages")
        for label, ranking in _variants(legs):
            _row(label, [(ranking(row["question"]), row["gold"]) for row in rows], legs.names)
        misspelt = Homophones(legs.words, legs.sounds).misspelt
        typed = [(misspelt(row["question"], n), row["gold"]) for row in rows for n in range(TYPOS)]
        for label, ranking in (
            ("one homophone error: words + lexicon", legs.with_lexicon),
            ("one homophone error: + spelling", legs.with_spelling),
        ):
            _row(label, [(ranking(question), gold) for question, gold in typed], legs.names)


def _variants(legs: Legs) -> list[tuple[str, Ranking]]:
    return [
        ("words", legs.lexical),
        *(
            (f"+ lexicon, weight {w:g}", lambda q, w=w: legs.with_lexicon(q, w))
            for w in (0.2, MEANT, 1.0)
        ),
        ("+ spelling", legs.with_spelling),
        *(
            (f"+ hashing vectors, weight {w:.2f}", lambda q, w=w: legs.with_vectors(q, w))
            for w in (1 / 6, 1 / 3, 1.0)
        ),
        ("hashing vectors alone", legs.vectors),
        *(
            (
                f"+ learned vectors, weight {w:.2f} (1 is shipped)",
                lambda q, w=w: legs.with_meanings(q, w),
            )
            for w in (0.33, 1.0, 2.0)
        ),
        ("learned vectors alone", legs.meanings),
    ]


def _articles(asked: QuestionSet, articles: Holdings) -> None:
    names = [name_of(passage) for passage in articles.passages]
    plain = LexicalIndex.build([indexed_text(passage) for passage in articles.passages])
    found: dict[str, list[tuple[Iterable[int], Sequence[str]]]] = {}
    for rows, known in asked.parts():
        held = with_known_questions(articles, _by_answer(known))
        index = LexicalIndex.build([indexed_text(passage) for passage in held.passages])
        learned = Experience.of(held.passages, {}, held.asked, index).ranking()
        before = {gold for row in known for gold in row["gold"]}
        for row in rows:
            question, gold = row["question"], row["gold"]
            meant = _meant(question, MEANT)
            scores = index.score(index.read(question, meant))
            shipped_scores = learned.ranked(scores, question, meant)
            again = "answered before" if before.intersection(gold) else "never answered before"
            for label, ranking in (
                ("words", plain.score(plain.read(question))),
                ("+ lexicon", plain.score(plain.read(question, meant))),
                ("+ known questions of the other folds", index.score(index.read(question))),
                ("+ both", scores),
                ("+ what people ask about (what is shipped)", shipped_scores),
                (f"+ both; gold {again}", scores),
                (f"what is shipped; gold {again}", shipped_scores),
            ):
                found.setdefault(label, []).append((_best(ranking), gold))
    _head(f"{asked.title}: {len(asked.questions)} questions, {len(names)} articles")
    for label, rankings in found.items():
        _row(f"{label} ({len(rankings)})" if "gold" in label else label, rankings, names)


def _by_answer(rows: Iterable[Row]) -> Mapping[str, Sequence[str]]:
    """Return the questions of *rows* by the name of what answers them."""
    known: dict[str, list[str]] = {}
    for row in rows:
        for gold in row["gold"]:
            known.setdefault(gold, []).append(row["question"])
    return known


def _meant(question: str, weight: float) -> tuple[Added, ...]:
    words = (*shipped().statutory_words(question), *phrasing().statutory_words(question))
    return ((" ".join(words), weight),)


def _best(scores: Scores) -> list[int]:
    depth = min(DEPTH, len(scores))
    top = np.argpartition(-scores, depth - 1)[:depth]
    return [int(n) for n in top[np.argsort(-scores[top], kind="stable")] if scores[n] > 0]


def _head(title: str) -> None:
    print(
        f"\n## {title}\n\n| ranking | hit@1 | hit@5 | mrr@10 | recall@100 |\n|---|---|---|---|---|"
    )


def _row(
    label: str, rankings: Iterable[tuple[Iterable[int], Sequence[str]]], names: Sequence[str]
) -> None:
    named = [([names[n] for n in ranking], set(gold)) for ranking, gold in rankings]
    shares = (
        [float(not gold.isdisjoint(found[:1])) for found, gold in named],
        [float(not gold.isdisjoint(found[:5])) for found, gold in named],
        [_reciprocal(found[:10], gold) for found, gold in named],
        [len(gold.intersection(found)) / len(gold) for found, gold in named],
    )
    print("|", " | ".join((label, *map(_cell, shares))), "|", flush=True)


def _reciprocal(found: Sequence[str], gold: set[str]) -> float:
    return next((1 / rank for rank, name in enumerate(found, start=1) if name in gold), 0.0)


def _cell(values: Sequence[float]) -> str:
    share = Share(tuple((value, 1.0) for value in values))
    low, high = share.interval or (0.0, 0.0)
    return f"{share.value or 0:.3f} ({low:.2f}–{high:.2f})"


if __name__ == "__main__":
    main()
