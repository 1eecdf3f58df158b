"""One system over one corpus in a process of its own, so that its memory is its own."""

import asyncio
import json
import resource
import sys
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from subprocess import run
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

from benchmarks.corpora_to_ask import CorpusKind, corpus_of
from benchmarks.systems import Rows, SystemName, build
from retrieval.evaluation import read_questions

KILOBYTES = 1024 if sys.platform.startswith("linux") else 1
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Task:
    """
    Who answers what over which corpus.

    *known* is a file of known questions; *with_known* gives a ranking the known questions at all.
    """

    system: SystemName
    corpus: CorpusKind
    path: str | None
    questions: str
    on: str
    known: str | None = None
    with_known: bool = True


@dataclass(frozen=True)
class Measured:
    """
    What it answered, what that took, and the most memory the process ever held.

    Processor time is counted beside the clock's: neighbours on the machine do not distort it.
    """

    rows: Rows
    cpu_ms: float  # per question
    indexing_s: float
    indexing_cpu_s: float
    memory_mb: float


def measured(task: Task) -> Measured:
    """Return what a fresh process measures for *task*."""
    with TemporaryDirectory(prefix="bangban-bench-") as scratch:
        given, found = Path(scratch) / "task.json", Path(scratch) / "found.json"
        given.write_text(json.dumps(asdict(task)), encoding="utf-8")
        run([sys.executable, "-m", "benchmarks.measure", given, found], check=True)
        return Measured(**json.loads(found.read_text(encoding="utf-8")))


def _measure(task: Task, scratch: Path) -> Measured:
    started, cpu_started = perf_counter(), process_time()
    known = Path(task.known) if task.known else None
    corpus = corpus_of(task.corpus, Path(task.path) if task.path else None, known, scratch)
    system = build(task.system, corpus, scratch, with_known=task.with_known)
    indexing_s, indexing_cpu_s = perf_counter() - started, process_time() - cpu_started
    questions = read_questions(Path(task.questions))
    asyncio.run(system.ask(questions[:1], date.fromisoformat(task.on)))  # what opens lazily, opens
    cpu_started = process_time()
    rows = asyncio.run(system.ask(questions, date.fromisoformat(task.on)))
    cpu_ms = (process_time() - cpu_started) * 1000 / len(questions)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KILOBYTES / MEGABYTE
    return Measured(rows, cpu_ms, indexing_s, indexing_cpu_s, most)


def _task(said: dict[str, Any]) -> Task:
    return Task(
        **said | {"system": SystemName(said["system"]), "corpus": CorpusKind(said["corpus"])}
    )


if __name__ == "__main__":
    with TemporaryDirectory(prefix="bangban-bench-") as folder:
        task = _task(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
        Path(sys.argv[2]).write_text(
            json.dumps(asdict(_measure(task, Path(folder))), ensure_ascii=False), encoding="utf-8"
        )
