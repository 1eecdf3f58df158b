"""
Learn which article found answers a question, and whether any does.

    .venv/bin/python -m benchmarks.learn_articles

Writes ``retrieval/learned_articles.npz``. Learned from questions over the statutes in ``../shared/data/laws``: those
written to learn from, with gold articles or none; and the statutes' own known questions, each asked while a fifth of
them with it is not known. Half of the former are asked where no known question is known at all, as of a text that
an operator has just added. Before that it prints what it gives on questions of the former kind that were left out.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

import retrieval.learned
from benchmarks.as_if_unknown import KNOWN, PARTS, Without, is_asked, number_of, part_of
from benchmarks.choosing import Floats, learn_to_choose, learn_to_judge, values_of
from benchmarks.corpora_to_ask import CorpusKind, corpus_of
from benchmarks.learn_embeddings import (
    LAWS,
    learned_embeddings,
    passages_to_learn_from,
    statutes_are_missing,
)
from benchmarks.question_sets import DATA, ON, as_questions, asked_over_statutes
from benchmarks.wordings import AsAnswered, Wordings, as_answered
from bot.knowledge_base import embeddings
from bot.settings import read_settings
from knowledge.index import KnowledgeIndex
from knowledge.lexicon import in_use
from knowledge.synchronise import Corpus, synchronise
from retrieval.article_features import ANSWER_FEATURES, ARTICLE_FEATURES, ArticleCandidate
from retrieval.citing import name_of
from retrieval.evaluation.questions import Question
from retrieval.evidence import candidates_of, judged
from retrieval.intents import intent_of
from retrieval.learned import Linear, wording_of
from retrieval.pipeline import stand_alone
from retrieval.premises import premise_of
from retrieval.reading import read
from retrieval.screening import screen
from retrieval.search import search
from retrieval.topics import Topic

TO = Path(retrieval.learned.__file__).with_name("learned_articles.npz")
FOLDS = 10
FALSELY_REFUSED = 0.09  # share of the answerable questions left out that the judgement may refuse
_NONE_KNOWN = -1  # the part that leaves out all known questions


@dataclass
class _Seen:
    """A question with what was read from it once for all."""

    question: Question
    topic: Topic
    found: tuple[ArticleCandidate, ...]
    figures: Floats  # candidates × ARTICLE_FEATURES
    right: NDArray[np.bool_]
    wording: str
    place: int = 0  # among the rows of wordings
    _judged: dict[int, Mapping[str, float]] = field(default_factory=dict)

    def against(self, best: int) -> Mapping[str, float]:
        """Return what says whether the candidate *best* answers at all."""
        if best not in self._judged:
            found = self.found
            self._judged[best] = judged(found[best], found, self.topic, value=0.0, chance=0.0)
        return self._judged[best]

    @property
    def fold(self) -> int:
        """Questions about one article are left out together."""
        return number_of(min(self.question.gold, default=self.question.id)) % FOLDS


@dataclass(frozen=True)
class _Figures:
    spoken: AsAnswered
    article: Linear
    answers: Linear


def main() -> int:
    """Print what it gives on questions left out, then learn from all and write the figures."""
    if statutes_are_missing():
        return 2
    embedding = embeddings(read_settings())
    written = as_questions(asked_over_statutes(DATA).questions)
    seen: list[_Seen] = []
    with TemporaryDirectory(prefix="bangban-learn-") as folder:
        corpus = corpus_of(CorpusKind.LAWS, LAWS, None, Path(folder))
        everything = passages_to_learn_from()
        of_guides = [p for p in everything if p.item]
        for part in (*range(PARTS), _NONE_KNOWN, PARTS):
            stays, at = partial(_stays, part), Path(folder) / f"without-{part}"
            # Of a text just added the vectors have seen no question, only those of the guides.
            meaning = (
                learned_embeddings(of_guides)
                if part == _NONE_KNOWN
                else learned_embeddings(everything, stays)
            )
            synchronise(Without(corpus, stays), at, embedding, meaning=meaning)
            with (
                KnowledgeIndex.open(at, embedding, meaning=meaning) as index,
                in_use(index.lexicon),
            ):
                seen += filter(None, (_seen(q, index) for q in _of_part(part, written, corpus)))
    _write(*_Teacher(seen).taught())
    return 0


def _stays(left_out: int, question: str) -> bool:
    return left_out not in (_NONE_KNOWN, part_of(question))


def _of_part(part: int, written: Sequence[Question], corpus: Corpus) -> Iterator[Question]:
    """Yield what is asked where that part of the known questions is left out."""
    if part in (_NONE_KNOWN, PARTS):
        half = int(part == PARTS)
        yield from (q for q in written if number_of(q.question) % 2 == half)
        return
    for passage in corpus.read().passages:
        for asked in passage.known_questions:
            if is_asked(asked, part):
                yield Question(asked, asked, gold=(name_of(passage),), type=KNOWN)


def _seen(question: Question, index: KnowledgeIndex) -> _Seen | None:
    """Return *question* as far as articles are searched for it; None where none is."""
    said = read(screen(question.question).text).text
    if intent_of(said) is not None:
        return None
    alone = stand_alone(said, question.history, index)
    premise = premise_of(alone)
    words = premise.open_question if premise else alone
    topic, found = candidates_of(words, search(words, index, question.on or ON))
    if not found:
        return None
    figures = np.array([[c.features[name] for name in ARTICLE_FEATURES] for c in found])
    right = np.array([name_of(c.hit.passage) in question.gold for c in found])
    return _Seen(question, topic, found, figures, right, wording_of(words, ()))


class _Teacher:
    """Learns from some of the questions, so that the others can be asked."""

    def __init__(self, seen: Sequence[_Seen]) -> None:
        self._seen = seen
        self._wordings = Wordings.of([one.wording for one in seen])
        self._matrix = self._wordings.matrix([one.wording for one in seen])
        for place, one in enumerate(seen):
            one.place = place

    def taught(self) -> tuple[Wordings, _Figures]:
        """Print what is right of the questions left out; return what all of them teach."""
        left_out = [
            self._outcome(one, figures)
            for fold in range(FOLDS)
            for figures in [self._learn([one for one in self._seen if one.fold != fold])]
            for one in self._seen
            if one.fold == fold and one.question.type != KNOWN
        ]
        can = [(right, value) for one, right, value in left_out if one.question.answerable]
        bias = -float(np.quantile([value for _, value in can], FALSELY_REFUSED))
        cannot = np.array([v for one, _, v in left_out if not one.question.answerable])
        print(f"{len(self._seen)} questions, {len(can)} answerable ones left out in {FOLDS} folds:")
        print(f"  right article first {np.mean([right for right, _ in can]):.3f}")
        refused = np.mean(cannot < -bias)
        print(
            f"  refusing {FALSELY_REFUSED:.0%} of them refuses {refused:.3f} of {len(cannot)} others"
        )
        figures = self._learn(self._seen)
        return self._wordings, replace(
            figures, answers=replace(figures.answers, bias=figures.answers.bias + bias)
        )

    def _learn(self, seen: Sequence[_Seen]) -> _Figures:
        teaching = [one for one in seen if one.right.any()]
        article = learn_to_choose(
            ARTICLE_FEATURES, [one.figures for one in teaching], [one.right for one in teaching]
        )
        labels = np.array([one.question.answerable for one in seen])
        folds = np.array([one.fold for one in seen])
        spoken = as_answered(self._matrix[[one.place for one in seen]], labels, folds)
        # Known questions are nearer to the texts than people are: they teach which article, not whether one.
        written = [n for n, one in enumerate(seen) if one.question.type != KNOWN]
        rows = [self._judgement(seen[n], article, float(spoken.of_each[n])) for n in written]
        return _Figures(spoken, article, learn_to_judge(ANSWER_FEATURES, rows, labels[written]))

    def _judgement(self, one: _Seen, article: Linear, said: float) -> Mapping[str, float]:
        values = values_of(one.figures, article)
        chances = np.exp(values - values.max())
        best = int(values.argmax())
        chance = float(chances[best] / chances.sum())
        return {
            **one.against(best),
            "value": float(values[best]),
            "chance": chance,
            "as_answered": said,
        }

    def _outcome(self, one: _Seen, figures: _Figures) -> tuple[_Seen, bool, float]:
        said = figures.spoken.of(self._matrix[one.place])
        value = figures.answers.value(self._judgement(one, figures.article, said))
        return one, bool(one.right[int(values_of(one.figures, figures.article).argmax())]), value


def _write(wordings: Wordings, figures: _Figures) -> None:
    with TO.open("wb") as file:
        np.savez_compressed(
            file,
            allow_pickle=False,
            grams=np.array(wordings.grams),
            rarity=wordings.rarity.astype(np.float16),
            asked_weights=figures.spoken.weights.astype(np.float16),
            asked_bias=np.array(figures.spoken.bias),
            **figures.article.arrays("article"),
            **figures.answers.arrays("answers"),
        )


if __name__ == "__main__":
    sys.exit(main())
