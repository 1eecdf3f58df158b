"""The questions that are asked, over which corpus, and what may be known beforehand."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.corpora_to_ask import CorpusKind
from benchmarks.own_corpus import QUESTIONS, own_library
from knowledge.passages import Passage
from retrieval.citing import name_of
from retrieval.evaluation import Question, read_questions

DATA = Path(__file__).parents[2] / "shared" / "data"  # statutes, articles and their questions
ON = date(2026, 11, 23)  # the day that is asked about
FOLDS = 5
OWN_SETS = (
    "dev",
    "test",
    "fresh",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
)  # learned from

Row = dict[str, Any]


@dataclass(frozen=True)
class QuestionSet:
    """
    Questions over one corpus.

    *pool* are the questions in *folds* folds: those of each fold are asked with the others as known
    questions. *asked_folds* says how many of the folds are asked.
    """

    title: str
    pool: tuple[Row, ...]
    corpus: CorpusKind
    path: Path | None = None
    folds: int = 1
    asked_folds: int = 1

    @property
    def questions(self) -> tuple[Row, ...]:
        """The questions that are asked."""
        return tuple(q for n, q in enumerate(self.pool) if n % self.folds < self.asked_folds)

    def parts(self) -> Iterator[tuple[list[Row], list[Row]]]:
        """Yield the questions of each fold, and those that may be known beforehand."""
        for fold in range(self.asked_folds):
            asked = [q for n, q in enumerate(self.pool) if n % self.folds == fold]
            known = [q for n, q in enumerate(self.pool) if n % self.folds != fold]
            yield asked, known


def own_set(name: str, *, every: int = 1) -> QuestionSet:
    """Return the questions of our own called *name*, one of ``OWN_SETS`` or ``unseen``, or every n-th of them."""
    rows = read_rows(QUESTIONS / f"ourselves.{name}.jsonl")[::every]
    return QuestionSet(f"our own set, {name}", tuple(rows), CorpusKind.OWN)


def construction_set(data: Path) -> QuestionSet:
    """Return lay questions over 107 statutes."""
    rows = read_rows(data / "questions" / "construction.dev.jsonl")
    return QuestionSet("construction dev", tuple(rows), CorpusKind.LAWS, data / "laws")


def plain_set(half: str, data: Path) -> QuestionSet:
    """Return one half of the plain questions over the same statutes, half of them unanswerable."""
    rows = read_rows(QUESTIONS / f"statutes.plain.{half}.jsonl")
    return QuestionSet(f"statutes, plain, {half}", tuple(rows), CorpusKind.LAWS, data / "laws")


def fresh_set(data: Path) -> QuestionSet:
    """Return questions over the same statutes that nothing is tuned to: scored, never read."""
    rows = read_rows(QUESTIONS / "statutes.fresh.jsonl")
    return QuestionSet("statutes, fresh", tuple(rows), CorpusKind.LAWS, data / "laws")


def unseen_set(data: Path) -> QuestionSet:
    """Return questions over the same statutes by a hand of its own, in the manner of construction dev: only scored."""
    rows = read_rows(QUESTIONS / "statutes.unseen.jsonl")
    return QuestionSet("statutes, unseen", tuple(rows), CorpusKind.LAWS, data / "laws")


def drawn_set(data: Path) -> QuestionSet:
    """Return questions over articles of the same statutes drawn at random, to build on."""
    rows = read_rows(QUESTIONS / "statutes.drawn.jsonl")
    return QuestionSet("statutes, drawn", tuple(rows), CorpusKind.LAWS, data / "laws")


def asked_over_statutes(data: Path) -> QuestionSet:
    """Return all questions over the same statutes that may be learned from."""
    names = ("asked", "construction", "drawn", "lay", "plain.dev", "plain.test")
    rows = [row for name in names for row in read_rows(QUESTIONS / f"statutes.{name}.jsonl")]
    rows += construction_set(data).questions
    rows += [
        row for name in OWN_SETS for row in own_set(name).questions if row["type"] == "off_topic"
    ]
    numbered = tuple({**row, "id": f"{n:04}"} for n, row in enumerate(rows))
    return QuestionSet("statutes, to learn from", numbered, CorpusKind.LAWS, data / "laws")


def near_misses() -> QuestionSet:
    """Return questions about items that have a guide, for what no guide says."""
    rows = read_rows(QUESTIONS / "guides.near.jsonl")
    return QuestionSet("near-misses over the guides", tuple(rows), CorpusKind.OWN)


def stard_set(data: Path, *, asked_folds: int) -> QuestionSet:
    """Return real consultations over 53 k articles, in five folds."""
    rows = read_rows(data / "questions" / "stard.dev.jsonl")
    return QuestionSet(
        f"STARD dev, {asked_folds} of {FOLDS} folds",
        tuple(rows),
        CorpusKind.ARTICLES,
        stard_articles(data),
        folds=FOLDS,
        asked_folds=asked_folds,
    )


def stard_articles(data: Path) -> Path:
    """Return the file with the articles of STARD."""
    return data / "stard" / "articles.jsonl.gz"


def extra_set(file: Path, data: Path) -> QuestionSet:
    """Return the questions of a further file: over the guides if their gold is there, else statutes."""
    rows = tuple(read_rows(file))
    title = f"{file.stem} (not in the repository)"
    if any("#" in gold for row in rows for gold in row["gold"]):
        return QuestionSet(title, rows, CorpusKind.OWN)
    return QuestionSet(title, rows, CorpusKind.LAWS, data / "laws")


def read_rows(file: Path) -> list[Row]:
    """Return the lines of a question file, as they are."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def write_rows(file: Path, rows: Sequence[Row]) -> Path:
    """Write *rows* as a question file and return it."""
    lines = (json.dumps(row, ensure_ascii=False) for row in rows)
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def own_passages() -> dict[str, Passage]:
    """Return the passages that our own questions are asked over, by id."""
    with TemporaryDirectory(prefix="bangban-bench-") as folder:
        return {p.id: p for p in own_library(Path(folder)).read().passages}


def as_questions(rows: Sequence[Row]) -> tuple[Question, ...]:
    """Return *rows* as the questions that ``bangban evaluate`` reads."""
    with TemporaryDirectory(prefix="bangban-bench-") as folder:
        return read_questions(write_rows(Path(folder) / "questions.jsonl", rows))


def with_names(rows: Sequence[Row], passages: Mapping[str, Passage]) -> list[Row]:
    """Return *rows* with every gold by the name under which a passage is listed."""
    names = {id_: name_of(passage) for id_, passage in passages.items()}
    return [{**row, "gold": list({names.get(g, g): 0 for g in row["gold"]})} for row in rows]
