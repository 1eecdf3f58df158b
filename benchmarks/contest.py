"""Everybody on the same questions, and what each needed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory

from benchmarks.measure import Measured, Task, measured
from benchmarks.question_sets import QuestionSet, Row, write_rows
from benchmarks.systems import Rows, SystemName
from retrieval.evaluation.metrics import percentile


@dataclass(frozen=True)
class Entry:
    """
    One system with or without the known questions.

    *cpu_ms* is processor time per question; indexing times are those of one index, *memory_mb* the most
    that any of its processes held.
    """

    system: SystemName
    with_known: bool
    rows: Rows
    cpu_ms: float
    indexing_s: float
    indexing_cpu_s: float
    memory_mb: float

    @property
    def p50_ms(self) -> float:
        """The middle time of a question."""
        return percentile([row["latency_ms"] for row in self.rows], 0.50) or 0.0

    @property
    def p95_ms(self) -> float:
        """The time that 95 % of the questions stay below."""
        return percentile([row["latency_ms"] for row in self.rows], 0.95) or 0.0


def entries(
    asked: QuestionSet, systems: Iterable[tuple[SystemName, bool]], on: date
) -> Iterator[Entry]:
    """Yield an entry per system, one after the other: nobody is timed beside another."""
    for system, with_known in systems:
        folds = list(asked.parts()) if with_known else [(list(asked.questions), list[Row]())]
        parts = [_part(asked, system, fold, on, with_known=with_known) for fold in folds]
        yield Entry(
            system,
            with_known,
            [row for part in parts for row in part.rows],
            fmean(part.cpu_ms for part in parts),
            fmean(part.indexing_s for part in parts),
            fmean(part.indexing_cpu_s for part in parts),
            max(part.memory_mb for part in parts),
        )


def _part(
    asked: QuestionSet,
    system: SystemName,
    fold: tuple[list[Row], list[Row]],
    on: date,
    *,
    with_known: bool,
) -> Measured:
    questions, known = fold
    with TemporaryDirectory(prefix="bangban-bench-") as folder:
        scratch = Path(folder)
        task = Task(
            system=system,
            corpus=asked.corpus,
            path=str(asked.path) if asked.path else None,
            questions=str(write_rows(scratch / "questions.jsonl", questions)),
            on=on.isoformat(),
            known=str(write_rows(scratch / "known.jsonl", known)) if known else None,
            with_known=with_known,
        )
        return measured(task)
