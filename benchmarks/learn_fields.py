"""
Learn which field of a guide answers a question, and whether any does.

    .venv/bin/python -m benchmarks.learn_fields

Writes ``retrieval/learned.npz``. What a wording asks for is learned from the guides' own known questions; what
speaks for a field, and for its answering at all, from the held-in questions of our own. Before that it prints
what each gives on questions that were left out: whole items for the choice, whole groups of paraphrases for the
judgement.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

import retrieval.learned
from benchmarks.corpora_to_ask import CorpusKind, corpus_of
from benchmarks.question_sets import ON, OWN_SETS, as_questions, near_misses, own_set
from bot.knowledge_base import embeddings
from bot.settings import read_settings
from knowledge.index import KnowledgeIndex
from knowledge.known_questions import ASKED_WITH
from knowledge.synchronise import synchronise
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
from retrieval.learned import NAME, Learned, Linear, grams_of, wording_of
from retrieval.pipeline import stand_alone
from retrieval.premises import premise_of
from retrieval.reading import read
from retrieval.screening import screen
from retrieval.search import search
from retrieval.subjects import Subject, subject_of

TO = Path(retrieval.learned.__file__).with_name("learned.npz")
FOLDS = 10
FALSELY_REFUSED = 0.1  # share of the answerable questions left out that the judgement may refuse
_SEEN_TWICE = 2  # questions that hold a gram before it counts
_SURENESS = 10.0  # inverse of how strongly weights of grams are kept small
_PRIOR = 1.0  # the same for the few weights of features, as a penalty
_JUDGEMENT = 0.1
_STEPS, _STEP, _MOMENTUM = 300, 0.3, 0.9

Floats = NDArray[np.float64]


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
    def fold(self) -> int:
        """Questions with one meaning, and those about one item, are left out together."""
        gold = min((name.partition("#")[0] for name in self.question.gold), default="")
        key = gold or self.question.group or self.question.id
        return int(hashlib.sha256(key.encode()).hexdigest(), 16) % FOLDS


@dataclass(frozen=True)
class Wordings:
    """The grams of wordings, as rows of a matrix."""

    grams: tuple[str, ...]
    rarity: Floats

    @classmethod
    def of(cls, wordings: Sequence[str]) -> "Wordings":
        """Return the grams that at least two of *wordings* hold."""
        held: dict[str, int] = {}
        for wording in wordings:
            for gram in grams_of(wording):
                held[gram] = held.get(gram, 0) + 1
        grams = tuple(sorted(gram for gram, count in held.items() if count >= _SEEN_TWICE))
        counts = np.array([held[gram] for gram in grams])
        return cls(grams, np.log((1 + len(wordings)) / (1 + counts)) + 1)

    def matrix(self, wordings: Sequence[str]) -> Floats:
        """Return a row of length 1 for each of *wordings*."""
        places = {gram: n for n, gram in enumerate(self.grams)}
        rows = np.zeros((len(wordings), len(self.grams)))
        for row, wording in zip(rows, wordings, strict=True):
            for gram, value in grams_of(wording).items():
                if gram in places:
                    row[places[gram]] = value * self.rarity[places[gram]]
        lengths = np.sqrt((rows**2).sum(1, keepdims=True))
        rows /= np.maximum(lengths, 1e-9)
        return rows


def main() -> None:
    """Print what it gives on questions left out, then learn from all and write the figures."""
    with TemporaryDirectory(prefix="bangban-learn-") as folder:
        embedding = embeddings(read_settings())
        corpus = corpus_of(CorpusKind.OWN, None, None, Path(folder))
        synchronise(corpus, Path(folder) / "index", embedding)
        with KnowledgeIndex.open(Path(folder) / "index", embedding) as index:
            learn(index)


def learn(index: KnowledgeIndex) -> None:
    """Learn from the held-in questions over *index*."""
    asked = _asked(index)
    known = [
        (wording_of(q, [m.matched for m in index.find_guides(q)]), field.slot.value)
        for guide in index.guides()
        for field in index.passages_of_item(guide.slug)
        for q in field.known_questions
    ]
    known += _as_fields_are_called(index)
    wordings = Wordings.of([*(w for w, _ in known), *(a.wording for a in asked)])
    slots = _slots(wordings, known)
    teach = _Teacher(asked, wordings, [w for w, _ in known], slots)
    teach.report()
    figures = teach.learn(asked, bias=teach.threshold())
    _write(figures)


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


def _slots(wordings: Wordings, known: Sequence[tuple[str, str]]) -> LogisticRegression:
    model = LogisticRegression(C=_SURENESS, max_iter=3000)
    return model.fit(wordings.matrix([w for w, _ in known]), [slot for _, slot in known])


class _Teacher:
    """Learns from some of the questions, so that the others can be asked."""

    def __init__(
        self,
        asked: Sequence[Asked],
        wordings: Wordings,
        known: Sequence[str],
        slots: LogisticRegression,
    ) -> None:
        self._asked, self._wordings, self._known, self._slots = asked, wordings, known, slots
        nothing = Linear((), np.zeros(0), np.zeros(0), np.zeros(0), 0.0)
        self._empty = Learned(
            {gram: n for n, gram in enumerate(wordings.grams)},
            wordings.rarity,
            tuple(slots.classes_),
            slots.coef_.T,
            slots.intercept_,
            np.zeros(len(wordings.grams)),
            0.0,
            nothing,
            nothing,
        )
        self._candidates = {id(a): candidates(a.inquiry, a.subject, self._empty) for a in asked}
        self._asked = [a for a in asked if self._candidates[id(a)]]
        self._matrix = wordings.matrix([*known, *(a.wording for a in self._asked)])
        self._place = {id(a): len(known) + n for n, a in enumerate(self._asked)}
        self._left_out: list[tuple[Asked, bool, bool, float]] | None = None

    def report(self) -> None:
        """Print how often the right field and the right item came first, and what judging gives."""
        left_out = self._judged()
        can = [(right, item) for a, right, item, _ in left_out if a.question.answerable]
        print(f"{len(can)} answerable questions left out in {FOLDS} folds:")
        print(f"  right field first {np.mean([r for r, _ in can]):.3f}")
        print(f"  right item first  {np.mean([i for _, i in can]):.3f}")
        bias = self.threshold()
        near = [v for a, _, _, v in left_out if a.question.type == "near_miss"]
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

    def learn(self, asked: Sequence[Asked], *, bias: float = 0.0) -> Learned:
        """Return what *asked* teach."""
        field = self._field(asked)
        weights, asked_bias, inner = self._as_answered(asked)
        rows = [self._judgement(a, field, inner[id(a)]) for a in asked]
        labels = [a.question.answerable for a in asked]
        answers = _logistic(ANSWER_FEATURES, rows, labels)
        answers = Linear(
            answers.names, answers.means, answers.spreads, answers.weights, answers.bias + bias
        )
        empty = self._empty
        return Learned(
            *(empty.grams, empty.rarity, empty.slots, empty.slot_weights, empty.slot_bias),
            *(weights, asked_bias, field, answers),
        )

    def _judged(self) -> list[tuple[Asked, bool, bool, float]]:
        if self._left_out is None:
            self._left_out = []
            for fold in range(FOLDS):
                figures = self.learn([a for a in self._asked if a.fold != fold])
                self._left_out += [self._judge(a, figures) for a in self._asked if a.fold == fold]
        return self._left_out

    def _judge(self, asked: Asked, figures: Learned) -> tuple[Asked, bool, bool, float]:
        found = self._candidates[id(asked)]
        best = max(found, key=lambda c: figures.field.value(c.features))
        score = (
            float(self._matrix[self._place[id(asked)]] @ figures.asked_weights) + figures.asked_bias
        )
        value = figures.answers.value(self._judgement(asked, figures.field, score))
        items = {name.partition("#")[0] for name in asked.question.gold}
        return asked, best.passage.id in asked.question.gold, best.guide.slug in items, value

    def _judgement(self, asked: Asked, field: Linear, as_answered: float) -> Mapping[str, float]:
        found = self._candidates[id(asked)]
        values = np.array([field.value(c.features) for c in found])
        chances = np.exp(values - values.max())
        chances /= chances.sum()
        best = found[int(values.argmax())]
        of_item = sum(
            c for c, f in zip(chances, found, strict=True) if f.guide.slug == best.guide.slug
        )
        features = against_the_question(asked.inquiry.question, best, found, self._empty)
        return {
            **features,
            "value": float(values.max()),
            "of_item": float(of_item),
            "as_answered": as_answered,
        }

    def _field(self, asked: Sequence[Asked]) -> Linear:
        rows, right = [], []
        for a in asked:
            found = self._candidates[id(a)]
            if a.question.answerable and a.right(found).any():
                rows.append(
                    np.array([[c.features.get(n, 0.0) for n in FIELD_FEATURES] for c in found])
                )
                right.append(a.right(found))
        together = np.concatenate(rows)
        means, spreads = together.mean(0), together.std(0) + 1e-9
        rows = [(row - means) / spreads for row in rows]

        weights, speed = np.zeros(len(FIELD_FEATURES)), np.zeros(len(FIELD_FEATURES))
        for _ in range(
            _STEPS
        ):  # downhill, with momentum; few weights, so that nothing cleverer is needed
            slope = 2 * _PRIOR * weights
            for row, ok in zip(rows, right, strict=True):
                values = row @ weights
                chances = np.exp(values - values.max())
                chances /= chances.sum()
                slope = slope - row.T @ (np.where(ok, chances / chances[ok].sum(), 0) - chances)
            speed = _MOMENTUM * speed - _STEP / len(rows) * slope
            weights = weights + speed
        return Linear(FIELD_FEATURES, means, spreads, weights, 0.0)

    def _as_answered(self, asked: Sequence[Asked]) -> tuple[Floats, float, dict[int, float]]:
        """Return weights, bias, and for each of *asked* what the others alone would have said of it."""
        places = [self._place[id(a)] for a in asked]
        rows = self._matrix[[*range(len(self._known)), *places]]
        labels = np.array([True] * len(self._known) + [a.question.answerable for a in asked])
        parts = np.array([n % 5 for n in range(len(self._known))] + [a.fold % 5 for a in asked])
        inner: dict[int, float] = {}
        for part in range(5):
            model = _of_grams().fit(rows[parts != part], labels[parts != part])
            for n, a in enumerate(asked, start=len(self._known)):
                if parts[n] == part:
                    inner[id(a)] = float(rows[n] @ model.coef_[0] + model.intercept_[0])
        model = _of_grams().fit(rows, labels)
        return model.coef_[0], float(model.intercept_[0]), inner


def _of_grams() -> LogisticRegression:
    return LogisticRegression(C=_SURENESS, max_iter=3000, class_weight="balanced")


def _logistic(
    names: Sequence[str], rows: Sequence[Mapping[str, float]], labels: Sequence[bool]
) -> Linear:
    given = np.array([[row[name] for name in names] for row in rows])
    means, spreads = given.mean(0), given.std(0) + 1e-9
    model = LogisticRegression(C=_JUDGEMENT, max_iter=3000, class_weight="balanced")
    model.fit((given - means) / spreads, labels)
    return Linear(tuple(names), means, spreads, model.coef_[0], float(model.intercept_[0]))


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
    for name, linear in (("field", figures.field), ("answers", figures.answers)):
        arrays |= {
            f"{name}_names": np.array(linear.names),
            f"{name}_means": linear.means,
            f"{name}_spreads": linear.spreads,
            f"{name}_weights": linear.weights,
            f"{name}_bias": np.array(linear.bias),
        }
    with TO.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **arrays)


if __name__ == "__main__":
    main()
