"""
Learn which field of a guide answers a question, and whether any does.

    .venv/bin/python -m benchmarks.learn_fields

Writes ``retrieval/learned.npz``. What a wording asks for is learned from the guides' own known questions; what
speaks for a field, and for its answering at all, from the same questions, each asked while a fifth of them with it
is not known, and from the held-in questions of our own. Before that it prints what each gives on questions of our
own that were left out together with all about the same item.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

import retrieval.learned
from benchmarks.corpora_to_ask import CorpusKind, corpus_of
from benchmarks.question_sets import ON, OWN_SETS, as_questions, near_misses, own_set
from bot.knowledge_base import embeddings
from bot.settings import read_settings
from knowledge.embeddings import Embeddings
from knowledge.holdings import Holdings
from knowledge.index import KnowledgeIndex
from knowledge.known_questions import ASKED_WITH
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
from retrieval.learned import NAME, Learned, Linear, grams_of, wording_of
from retrieval.pipeline import stand_alone
from retrieval.premises import premise_of
from retrieval.reading import read
from retrieval.screening import screen
from retrieval.search import search
from retrieval.subjects import Subject, subject_of

KNOWN = "known"  # the type of a known question that is asked as if it were not
PARTS = 5  # in which the known questions are left out of the index
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
    def type(self) -> str | None:
        """The type of the question, ``KNOWN`` for one that the guides know."""
        return self.question.type

    @property
    def fold(self) -> int:
        """Questions with one meaning, and those about one item, are left out together."""
        gold = min((name.partition("#")[0] for name in self.question.gold), default="")
        key = gold or self.question.group or self.question.id
        return int(hashlib.sha256(key.encode()).hexdigest(), 16) % FOLDS


@dataclass(frozen=True)
class Without:
    """A corpus that does not know one part of its guides' known questions."""

    corpus: Corpus
    part: int

    def read(self) -> Holdings:
        """Return everything it holds, less those questions."""
        held = self.corpus.read()
        left = tuple(
            replace(p, known_questions=tuple(q for q in p.known_questions if _part(q) != self.part))
            if p.item
            else p
            for p in held.passages
        )
        return replace(held, passages=left)


def _part(question: str) -> int:
    return int(hashlib.sha256(question.encode()).hexdigest(), 16) % PARTS


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

    def matrix(self, wordings: Sequence[str]) -> csr_matrix:
        """Return a row of length 1 for each of *wordings*."""
        places = {gram: n for n, gram in enumerate(self.grams)}
        starts, columns, values = [0], list[int](), list[float]()
        for wording in wordings:
            held = {
                places[g]: v * self.rarity[places[g]]
                for g, v in grams_of(wording).items()
                if g in places
            }
            length = float(np.sqrt(sum(value**2 for value in held.values()))) or 1.0
            columns += held.keys()
            values += [value / length for value in held.values()]
            starts.append(len(columns))
        return csr_matrix((values, columns, starts), (len(wordings), len(self.grams)))


def main() -> None:
    """Print what it gives on questions left out, then learn from all and write the figures."""
    with TemporaryDirectory(prefix="bangban-learn-") as folder:
        embedding = embeddings(read_settings())
        corpus = corpus_of(CorpusKind.OWN, None, None, Path(folder))
        as_if_unknown = list(_as_if_unknown(corpus, embedding, Path(folder)))
        synchronise(corpus, Path(folder) / "index", embedding)
        with KnowledgeIndex.open(Path(folder) / "index", embedding) as index:
            learn(index, as_if_unknown)


def _as_if_unknown(corpus: Corpus, embedding: Embeddings, folder: Path) -> Iterator[Asked]:
    """Yield the guides' known questions, each asked where neither it nor the rest of its part is known."""
    for part in range(PARTS):
        synchronise(Without(corpus, part), folder / f"without-{part}", embedding)
        with KnowledgeIndex.open(folder / f"without-{part}", embedding) as index:
            for passage in corpus.read().passages:
                for q in passage.known_questions if passage.item else ():
                    if _part(q) == part and intent_of(q) is None:
                        question = Question(q, q, gold=(passage.id,), type=KNOWN)
                        yield _searched(question, stand_alone(q, (), index), index)


def learn(index: KnowledgeIndex, as_if_unknown: Sequence[Asked]) -> None:
    """Learn from the held-in questions over *index*, and from those that were asked elsewhere."""
    asked = [*_asked(index), *as_if_unknown]
    teach = _Teacher(asked, _known(index), _as_fields_are_called(index))
    teach.report()
    _write(teach.learn(teach.asked, bias=teach.threshold()))


def _known(index: KnowledgeIndex) -> list[tuple[str, str, int]]:
    """Return the wordings of the known questions with the slot each asks for and the part it belongs to."""
    return [
        (wording_of(q, [m.matched for m in index.find_guides(q)]), field.slot.value, _part(q))
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
        model = LogisticRegression(C=_SURENESS, max_iter=3000).fit(rows, slots)
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
        part = _part(asked.question.question) if asked.type == KNOWN else None
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
        weights, asked_bias, inner = self._as_answered(asked)
        rows = [self._judgement(seen, field, inner[seen.place]) for seen in asked]
        answers = _logistic(ANSWER_FEATURES, rows, [s.asked.question.answerable for s in asked])
        answers = replace(answers, bias=answers.bias + bias)
        return replace(
            self._empty[None],
            asked_weights=weights,
            asked_bias=asked_bias,
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
        best = seen.found[int(_values(seen, figures.field).argmax())]
        score = self._spoken_of(seen.place, figures.asked_weights, figures.asked_bias)
        value = figures.answers.value(self._judgement(seen, figures.field, score))
        gold = seen.asked.question.gold
        items = {name.partition("#")[0] for name in gold}
        return seen.asked, best.passage.id in gold, best.guide.slug in items, value

    def _spoken_of(self, place: int, weights: Floats, bias: float) -> float:
        return float((self._matrix[place] @ weights)[0]) + float(bias)

    def _judgement(self, seen: _Seen, field: Linear, as_answered: float) -> Mapping[str, float]:
        values = _values(seen, field)
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
        together = np.concatenate([s.figures for s in teaching])
        right = np.concatenate([s.right for s in teaching])
        sizes = np.array([len(s.right) for s in teaching])
        starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
        means, spreads = together.mean(0), together.std(0) + 1e-9
        rows = (together - means) / spreads

        def shares(values: Floats) -> Floats:
            return values / np.repeat(np.add.reduceat(values, starts), sizes)

        weights, speed = np.zeros(len(FIELD_FEATURES)), np.zeros(len(FIELD_FEATURES))
        for _ in range(_STEPS):  # downhill, with momentum; few weights, nothing cleverer is needed
            values = rows @ weights
            chances = np.exp(values - np.repeat(np.maximum.reduceat(values, starts), sizes))
            miss = shares(np.where(right, chances, 0) + right * 1e-300) - shares(chances)
            slope = 2 * _PRIOR * weights - rows.T @ miss
            speed = _MOMENTUM * speed - _STEP / len(teaching) * slope
            weights = weights + speed
        return Linear(FIELD_FEATURES, means, spreads, weights, 0.0)

    def _as_answered(self, asked: Sequence[_Seen]) -> tuple[Floats, float, dict[int, float]]:
        """Return weights, bias, and for each of *asked* what the others alone would have said of it."""
        places = np.array([*range(self._called), *(seen.place for seen in asked)])
        labels = np.array(
            [True] * self._called + [seen.asked.question.answerable for seen in asked]
        )
        parts = np.array(
            [n % 5 for n in range(self._called)] + [seen.asked.fold % 5 for seen in asked]
        )
        inner: dict[int, float] = {}
        for part in range(5):
            model = _of_grams().fit(self._matrix[places[parts != part]], labels[parts != part])
            for place in places[parts == part]:
                inner[int(place)] = self._spoken_of(int(place), model.coef_[0], model.intercept_[0])
        model = _of_grams().fit(self._matrix[places], labels)
        return model.coef_[0], float(model.intercept_[0]), inner


def _values(seen: _Seen, field: Linear) -> Floats:
    values: Floats = (seen.figures - field.means) / field.spreads @ field.weights + field.bias
    return values


def _of_grams() -> LogisticRegression:
    return LogisticRegression(
        C=_SURENESS, max_iter=3000, class_weight="balanced", solver="liblinear"
    )


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
