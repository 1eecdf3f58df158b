"""
Kills ``synchronise`` at every step it takes in the file system, and says what the next process finds.

``python -m tests.chaos.sync_steps DIRECTORY`` prints one JSON line a step. Each step is a process of its
own (a fork) that sends itself SIGKILL when it is about to open, make, rename or remove its n-th file.
"""

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import knowledge.dense  # noqa: F401 — a fork need not import Chroma again
from knowledge.embeddings import HashingEmbeddings
from knowledge.generations import index_folder
from knowledge.index import KnowledgeIndex
from knowledge.library import Library
from knowledge.synchronise import synchronise

STEPS = frozenset(
    {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "shutil.rmtree", "sqlite3.connect"}
)


class AskedEmbeddings(HashingEmbeddings):
    """Vectors that a search does ask for, so that a broken collection shows."""

    weight = 1.0


MODEL = AskedEmbeddings(64)
DAY = date(2026, 11, 23)


def sync(directory: Path) -> None:
    library = Library(directory, shipped=None)
    synchronise(library, directory, MODEL, fingerprint=library.fingerprint())


def killed_at(step: int, directory: Path) -> None:
    """Synchronise, and die at the *step*-th thing done under ``index/``; exit 0 if there are fewer."""
    left = [step]
    where = str(index_folder(directory))

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event in STEPS and any(str(argument).startswith(where) for argument in arguments[:2]):
            left[0] -= 1
            if left[0] < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)
    sync(directory)


def looked_at(directory: Path) -> dict[str, Any]:
    """What a new process finds, and what is there after its own synchronisation."""
    before = _titles(directory)
    sync(directory)
    return {"before": before, "after": _titles(directory), "left": _left(directory)}


def _titles(directory: Path) -> list[str]:
    with KnowledgeIndex.open(directory, MODEL) as index:
        hits = index.search("建桥要许可吗", on=DAY)
        assert all(hit.dense is not None for hit in hits)
        return sorted(hit.passage.short_title for hit in hits)


def _left(directory: Path) -> list[str]:
    return sorted(
        path.name
        for path in index_folder(directory).iterdir()
        if path.name.endswith((".new", "-journal")) or path.name.startswith("building-")
    )


def _in_a_fork(act: Callable[[], Any]) -> tuple[int, Any]:
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reads)
        status = 1
        try:
            os.write(writes, json.dumps(act()).encode())
            status = 0
        finally:
            os._exit(status)
    os.close(writes)
    with os.fdopen(reads, "rb") as said:
        content = said.read()
    _, status = os.waitpid(child, 0)
    return status, json.loads(content) if content else None


def main(directory: Path) -> None:
    step, status = 0, int(signal.SIGKILL)
    while status == signal.SIGKILL:
        copy = directory.with_name(f"{directory.name}-{step}")
        shutil.copytree(directory, copy)
        status, _ = _in_a_fork(lambda at=step, where=copy: killed_at(at, where))
        fine, found = _in_a_fork(lambda where=copy: looked_at(where))
        said = {"step": step, "killed": status == signal.SIGKILL, "fine": fine == 0}
        sys.stdout.write(json.dumps(said | (found or {}), ensure_ascii=False) + "\n")
        sys.stdout.flush()
        shutil.rmtree(copy)
        step += 1


if __name__ == "__main__":
    main(Path(sys.argv[1]))
