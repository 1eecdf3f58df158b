"""
Learn which field of a guide answers a question, and whether any does.

    .venv/bin/python -m benchmarks.learn_fields

Writes ``retrieval/learned.npz``. What a wording asks for is learned from the guides' own known questions; what
speaks for a field from the same questions, each asked while a fifth of them with it is not known, not even to the
vectors of meanings; and from the held-in questions of our own; whether any field answers from the latter alone. Before that it prints what each gives on questions of our
own that were left out together with all about the same item.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

import retrieval.learned
from benchmarks.as_if_unknown import KNOWN, PARTS, Without, is_asked, number_of, part_of
from benchmarks.choosing import Floats, learn_to_choose, learn_to_judge, values_of
from benchmarks.corpora_to_ask import CorpusKind, corpus_of
from benchmarks.learn_embeddings import (
    learned_embeddings,
    passages_to_learn_from,
    statutes_are_missing,
)
from benchmarks.question_sets import ON, OWN_SETS, as_questions, near_misses, own_set
from benchmarks.wordings import SURENESS, Wordings, as_answered
from bot.knowledge_base import embeddings
from bot.settings import read_settings
from knowledge.embeddings import Embeddings
from knowledge.index import KnowledgeIndex
from knowledge.known_questions import ASKED_WITH
from knowledge.passages import Passage
from knowledge.synchronise import Corpus, synchronise
from retrieval.evaluation.questions import Question
from retrieval.field_features import (
    ANSWER_FEATURES,
    FIELD_FEATURES,
    Candidate,
    against_the_question,
    candidates,
)
from retrieval.inquiry import Inquiry
from retrieval.intents import intent_of
from retrieval.learned import NAME, Learned, Linear, wording_of
from retrieval.pipeline import stand_alone
from retrieval.premises import premise_of
from retrieval.reading import read
from retrieval.screening import screen
from retrieval.search import search
from retrieval.subjects import Subject, subject_of

TO = Path(retrieval.learned.__file__).with_name("learned.npz")
NEW = 4  # every so many of our own questions are asked as of guides that are new
FOLDS = 10
WEIGHT_OF_OTHERS = 10  # in the choice of a field, of a question by another hand than the known ones
FALSELY_REFUSED = 0.02  # share of the answerable questions left out that the judgement may refuse


@dataclass(frozen=True)
class Asked:
    """A question as far as guides are searched for it: its candidates, and which of them are right."""

    question: Question
    inquiry: Inquiry
    subject: Subject
    wording: str

    def right(self, found: Sequence[Candidate]) -> NDArray[np.bool_]:
        """Say of each candidate whether it is one that answers."""
        return np.array([c.passage.id in self.question.gold for c in found], dtype=bool)

    @property
    def type(self) -> str | None:
        """The type of the question, ``KNOWN`` for one that the guides know."""
        return self.question.type

    @property
    def fold(self) -> int:
        """Questions with one meaning, and those about one item, are left out together."""
        gold = min((name.partition("#")[0] for name in self.question.gold), default="")
        key = gold or self.question.group or self.question.id
        return number_of(key) % FOLDS


def _stays(left_out: int, question: str) -> bool:
    return part_of(question) != left_out


def main() -> int:
    """Print what it gives on questions left out, then learn from all and write the figures."""
    if statutes_are_missing():
        return 2
    everything = passages_to_learn_from()
    with TemporaryDirectory(prefix="bangban-learn-") as folder:
        embedding = embeddings(read_settings())
        corpus = corpus_of(CorpusKind.OWN, None, None, Path(folder))
        asked = [
            *_as_if_unknown(corpus, everything, embedding, Path(folder)),
            *_of_new_guides(corpus, everything, embedding, Path(folder)),
        ]
        synchronise(corpus, Path(folder) / "index", embedding)
        with KnowledgeIndex.open(Path(folder) / "index", embedding) as index:
            learn(index, asked)
    return 0


def _as_if_unknown(
    corpus: Corpus, everything: Sequence[Passage], embedding: Embeddings, folder: Path
) -> Iterator[Asked]:
    """Yield the guides' known questions, each asked where neither it nor the rest of its part is known."""
    for part in range(PARTS):
        stays, at = partial(_stays, part), folder / f"without-{part}"
        meaning = learned_embeddings(everything, stays)
        synchronise(Without(corpus, stays), at, embedding, meaning=meaning)
        with KnowledgeIndex.open(at, embedding, meaning=meaning) as index:
            for passage in corpus.read().passages:
                for q in passage.known_questions if passage.item else ():
                    if is_asked(q, part) and intent_of(q) is None:
                        question = Question(q, q, gold=(passage.id,), type=KNOWN)
                        yield _searched(question, stand_alone(q, (), index), index)


def _of_new_guides(
    corpus: Corpus, everything: Sequence[Passage], embedding: Embeddings, folder: Path
) -> Iterator[Asked]:
    """
    Yield some of our own questions, asked where no known question of a guide is known.

    So it is with a guide that an operator has just added.
    """
    of_statutes = [p for p in everything if p.item is None]
    meaning, at = learned_embeddings(of_statutes), folder / "new"
    synchronise(Without(corpus, lambda _: False), at, embedding, meaning=meaning)
    with KnowledgeIndex.open(at, embedding, meaning=meaning) as index:
        yield from (a for a in _asked(index) if _is_of_new_guides(a.question))


def _is_of_new_guides(question: Question) -> bool:
    return number_of(question.question) % NEW == 0


def learn(index: KnowledgeIndex, asked_elsewhere: Sequence[Asked]) -> None:
    """Learn from the held-in questions over *index*, and from those that were asked elsewhere."""
    here = [a for a in _asked(index) if not _is_of_new_guides(a.question)]
    asked = [*here, *asked_elsewhere]
    teach = _Teacher(asked, _known(index), _as_fields_are_called(index))
    teach.report()
    _write(teach.learn(teach.asked, bias=teach.threshold()))


def _known(index: KnowledgeIndex) -> list[tuple[str, str, int]]:
    """Return the wordings of the known questions with the slot each asks for and the part it belongs to."""
    return [
        (wording_of(q, [m.matched for m in index.find_guides(q)]), field.slot.value, part_of(q))
        for guide in index.guides()
        for field in index.passages_of_item(guide.slug)
        for q in field.known_questions
    ]


def _as_fields_are_called(index: KnowledgeIndex) -> list[tuple[str, str]]:
    """Return the wordings of those who ask for a field by its name, or in the words it is indexed with."""
    called = {
        (field.article, field.slot)
        for guide in index.guides()
        for field in index.passages_of_item(guide.slug)
        if field.slot.value in field.id
    }
    said = [(words, slot) for slot, asked in ASKED_WITH.items() for words in asked.split()]
    said += [
        (f"{name}{end}", slot)
        for name, slot in called
        for end in ("", "是什么", "有哪些", "是多少")
    ]
    return [(wording_of(f"{NAME}{words}", ()), slot.value) for words, slot in sorted(said)]


@dataclass
class _Seen:
    """A question with what was read from it once for all."""

    asked: Asked
    found: tuple[Candidate, ...]
    figures: Floats  # candidates × FIELD_FEATURES
    right: NDArray[np.bool_]
    place: int  # among the rows of wordings
    _judged: dict[int, Mapping[str, float]] = field(default_factory=dict)

    def against(self, best: int, learned: Learned) -> Mapping[str, float]:
        """Return what says whether the candidate *best* answers at all."""
        if best not in self._judged:
            self._judged[best] = against_the_question(
                self.asked.inquiry.question, self.found[best], self.found, learned
            )
        return self._judged[best]


class _Teacher:
    """Learns from some of the questions, so that the others can be asked."""

    def __init__(
        self,
        asked: Sequence[Asked],
        known: Sequence[tuple[str, str, int]],
        called: Sequence[tuple[str, str]],
    ) -> None:
        spoken = [wording for wording, *_ in known] + [wording for wording, _ in called]
        self._wordings = Wordings.of([*spoken, *(a.wording for a in asked if a.type != KNOWN)])
        rows = self._wordings.matrix(spoken)
        slots = np.array([slot for _, slot, _ in known] + [slot for _, slot in called])
        parts = np.array([part for *_, part in known] + [-1] * len(called))
        # What a known question asks for is judged as if its part had never been seen.
        self._empty = {
            part: self._knowing(rows[parts != part], slots[parts != part])
            for part in (*range(PARTS), None)
        }
        self.asked = [seen for a in asked if (seen := self._seen(a)) is not None]
        for place, seen in enumerate(self.asked, start=len(called)):
            seen.place = place
        self._called = len(called)
        self._matrix = self._wordings.matrix(
            [*(wording for wording, _ in called), *(seen.asked.wording for seen in self.asked)]
        )
        self._left_out: list[tuple[Asked, bool, bool, float]] | None = None

    def _knowing(self, rows: csr_matrix, slots: NDArray[np.str_]) -> Learned:
        model = LogisticRegression(C=SURENESS, max_iter=3000).fit(rows, slots)
        nothing = Linear((), np.zeros(0), np.zeros(0), np.zeros(0), 0.0)
        return Learned(
            {gram: n for n, gram in enumerate(self._wordings.grams)},
            self._wordings.rarity,
            tuple(map(str, model.classes_)),
            model.coef_.T,
            model.intercept_,
            np.zeros(len(self._wordings.grams)),
            0.0,
            nothing,
            nothing,
        )

    def _seen(self, asked: Asked) -> _Seen | None:
        part = part_of(asked.question.question) if asked.type == KNOWN else None
        found = candidates(asked.inquiry, asked.subject, self._empty[part])
        if not found:
            return None
        figures = np.array([[c.features.get(n, 0.0) for n in FIELD_FEATURES] for c in found])
        return _Seen(asked, found, figures, asked.right(found), 0)

    def report(self) -> None:
        """Print how often the right field and the right item came first, and what judging gives."""
        left_out = self._judged()
        can = [(right, item) for a, right, item, _ in left_out if a.question.answerable]
        print(
            f"{len(self.asked)} questions, {len(can)} answerable ones of our own left out in {FOLDS} folds:"
        )
        print(f"  right field first {np.mean([r for r, _ in can]):.3f}")
        print(f"  right item first  {np.mean([i for _, i in can]):.3f}")
        bias = self.threshold()
        near = [v for a, _, _, v in left_out if a.type == "near_miss"]
        others = [v for a, _, _, v in left_out if not a.question.answerable]
        print(
            f"  refusing {FALSELY_REFUSED:.0%} of them refuses {np.mean(np.array(near) < -bias):.3f}",
            end="",
        )
        print(
            f" of {len(near)} near-misses, {np.mean(np.array(others) < -bias):.3f} of all {len(others)}"
        )

    def threshold(self) -> float:
        """Return the bias with which few of the answerable questions left out are refused."""
        values = [v for a, _, _, v in self._judged() if a.question.answerable]
        return -float(np.quantile(values, FALSELY_REFUSED))

    def learn(self, asked: Sequence[_Seen], *, bias: float = 0.0) -> Learned:
        """Return what *asked* teach."""
        field = self._field(asked)
        labels = [seen.asked.question.answerable for seen in asked]
        spoken = as_answered(
            self._matrix[[*range(self._called), *(seen.place for seen in asked)]],
            np.array([True] * self._called + labels),
            np.array([*range(self._called), *(seen.asked.fold for seen in asked)]),
        )
        of_each = spoken.of_each[self._called :]
        # Known questions are nearer to the guides than people are: they teach which field, not whether one.
        own = [n for n, seen in enumerate(asked) if seen.asked.type != KNOWN]
        rows = [self._judgement(asked[n], field, float(of_each[n])) for n in own]
        answers = learn_to_judge(ANSWER_FEATURES, rows, [labels[n] for n in own])
        answers = replace(answers, bias=answers.bias + bias)
        return replace(
            self._empty[None],
            asked_weights=spoken.weights,
            asked_bias=spoken.bias,
            field=field,
            answers=answers,
        )

    def _judged(self) -> list[tuple[Asked, bool, bool, float]]:
        if self._left_out is None:
            self._left_out = []
            for fold in range(FOLDS):
                figures = self.learn([seen for seen in self.asked if seen.asked.fold != fold])
                self._left_out += [
                    self._judge(seen, figures)
                    for seen in self.asked
                    if seen.asked.fold == fold and seen.asked.type != KNOWN
                ]
        return self._left_out

    def _judge(self, seen: _Seen, figures: Learned) -> tuple[Asked, bool, bool, float]:
        best = seen.found[int(values_of(seen.figures, figures.field).argmax())]
        row = self._matrix[seen.place]
        score = float((row @ figures.asked_weights)[0]) + figures.asked_bias
        value = figures.answers.value(self._judgement(seen, figures.field, score))
        gold = seen.asked.question.gold
        items = {name.partition("#")[0] for name in gold}
        return seen.asked, best.passage.id in gold, best.guide.slug in items, value

    def _judgement(self, seen: _Seen, field: Linear, as_answered: float) -> Mapping[str, float]:
        values = values_of(seen.figures, field)
        best = int(values.argmax())
        chances = np.exp(values - values.max())
        item = seen.found[best].guide.slug
        own = np.array([candidate.guide.slug == item for candidate in seen.found])
        return {
            **seen.against(best, self._empty[None]),
            "value": float(values.max()),
            "of_item": float(chances[own].sum() / chances.sum()),
            "as_answered": as_answered,
        }

    def _field(self, asked: Sequence[_Seen]) -> Linear:
        teaching = [s for s in asked if s.asked.question.answerable and s.right.any()]
        # Who wrote a known question wrote its neighbours too: what others ask counts more.
        counts = [1 if s.asked.type == KNOWN else WEIGHT_OF_OTHERS for s in teaching]
        figures, right = [s.figures for s in teaching], [s.right for s in teaching]
        return learn_to_choose(FIELD_FEATURES, figures, right, counts)


def _asked(index: KnowledgeIndex) -> list[Asked]:
    """Return what is searched for each question that a guide answers, or that nothing answers."""
    sets = (*map(own_set, OWN_SETS), near_misses())
    asked: list[Asked] = []
    for question in as_questions([row for some in sets for row in some.questions]):
        of_a_guide = any("#" in name for name in question.gold)
        said = read(screen(question.question).text).text
        if intent_of(said) is None and (of_a_guide or not question.answerable):
            alone = stand_alone(said, question.history, index)
            asked.append(_searched(question, alone, index))
    return asked


def _searched(question: Question, alone: str, index: KnowledgeIndex) -> Asked:
    premise = premise_of(alone)
    words, day = premise.open_question if premise else alone, question.on or ON
    inquiry = Inquiry(words, index, day, search(words, index, day))
    names = [mention.matched for mention in index.find_guides(words)]
    subject = subject_of(words, inquiry.hits, index)
    return Asked(question, inquiry, subject, wording_of(words, names))


def _write(figures: Learned) -> None:
    grams = sorted(figures.grams, key=figures.grams.__getitem__)
    small = {
        "rarity": figures.rarity,
        "slot_weights": figures.slot_weights,
        "asked_weights": figures.asked_weights,
    }
    arrays: dict[str, NDArray[Any]] = {name: a.astype(np.float16) for name, a in small.items()}
    arrays |= {
        "grams": np.array(grams),
        "slots": np.array(figures.slots),
        "slot_bias": figures.slot_bias,
        "asked_bias": np.array(figures.asked_bias),
    }
    arrays |= {**figures.field.arrays("field"), **figures.answers.arrays("answers")}
    with TO.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **arrays)


if __name__ == "__main__":
    sys.exit(main())
