"""
What an index costs: building it, asking it, and the first answer of a process that just started.

    python -m benchmarks.indexing            6 k passages of statutes and 53 k articles
    python -m benchmarks.indexing --small    the statutes alone

Each in a process of its own. Processor seconds hang little on what else the machine does; wall seconds do.
What has been promised stands beside them.
"""

import json
import resource
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from benchmarks.corpora_to_ask import corpus_of
from benchmarks.question_sets import DATA, FOLDS, ON, construction_set, stard_set
from knowledge.index import KnowledgeIndex
from knowledge.static_embeddings import shipped
from knowledge.synchronise import synchronise
from retrieval.evaluation.metrics import percentile

STARTS = 5
ASKED = 300  # questions
PROBE = "施工许可证几天能办下来"
PROMISED = {
    "laws": "p95 ≤ 50 ms",
    "articles": "≤ 60 s, ≤ 1,200 MB, p95 ≤ 100 ms",
    "ask": "≤ 2 s",
}


def main() -> None:
    """Print the table, or measure one corpus in this process and print it as JSON."""
    if sys.argv[1:2] == ["--measure"]:
        print(json.dumps(_measure(sys.argv[2])))
        return
    print("| | wall s | processor s | peak MB | p50 ms | p95 ms | promised |")
    print("|---|---|---|---|---|---|---|")
    for corpus in ("laws",) if "--small" in sys.argv else ("laws", "articles"):
        command = [sys.executable, "-m", "benchmarks.indexing", "--measure", corpus]
        run = subprocess.run(command, capture_output=True, text=True, check=True)
        print(
            "| {name} | {wall:.1f} | {cpu:.1f} | {peak:.0f} | {p50:.1f} | {p95:.1f} | ".format_map(
                json.loads(run.stdout.splitlines()[-1])
            )
            + f"{PROMISED[corpus]} |"
        )
    wall, cpu = _cold_start()
    print(f"| first answer of a process | {wall:.2f} | {cpu:.2f} | | | | {PROMISED['ask']} |")


def _measure(name: str) -> dict[str, float | str | None]:
    asked = construction_set(DATA) if name == "laws" else stard_set(DATA, asked_folds=FOLDS)
    model = shipped()
    with TemporaryDirectory(prefix="bangban-bench-") as folder:
        corpus = corpus_of(asked.corpus, asked.path, None, Path(folder))
        wall, cpu = _timed(lambda: synchronise(corpus, Path(folder), model))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        with KnowledgeIndex.open(Path(folder), model) as index:
            index.search(PROBE, on=ON)
            searches = [partial(index.search, row["question"], on=ON) for row in asked.pool[:ASKED]]
            times = [_timed(search)[0] * 1000 for search in searches]
    return {
        "name": f"indexing {name}; a search",
        "wall": wall,
        "cpu": cpu,
        "peak": peak,
        "p50": percentile(times, 0.50),
        "p95": percentile(times, 0.95),
    }


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    wall, cpu = perf_counter(), process_time()
    work()
    return perf_counter() - wall, process_time() - cpu


def _cold_start() -> tuple[float, float]:
    """Return the best wall and processor seconds of ``bangban ask`` in a fresh process."""
    walls, cpus = [], []
    with TemporaryDirectory(prefix="bangban-bench-") as folder:
        (Path(folder) / ".env").write_text(f"BANGBAN_DATA_DIR={folder}/var\n", encoding="utf-8")
        for _ in range(STARTS + 1):  # the first builds the index
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            wall = perf_counter()
            subprocess.run(
                [sys.executable, "-m", "bot", "ask", PROBE],
                cwd=folder,
                check=True,
                capture_output=True,
            )
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            walls.append(perf_counter() - wall)
            cpus.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(walls[1:]), min(cpus[1:])


if __name__ == "__main__":
    main()
