"""Making the index anew: killed at every step, with a full disk, twice at once, while others read."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from knowledge.generations import current, index_folder
from knowledge.index import KnowledgeIndex
from knowledge.library import Library
from tests.chaos.sync_steps import DAY, MODEL, sync
from tests.knowledge.corpus_builders import write_law

ROOT = Path(__file__).parents[2]
OLD, NEW = ["甲市桥梁条例"], ["乙市桥梁条例", "甲市桥梁条例"]

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def behind(tmp_path: Path) -> Path:
    """A library whose index lacks its newest text."""
    directory = tmp_path / "knowledge"
    library = Library(directory, shipped=None)
    library.add(write_law(tmp_path / "inbox", "甲市桥梁条例", "建桥要许可。"))
    sync(directory)
    library.add(write_law(tmp_path / "inbox", "乙市桥梁条例", "建桥要许可。"))
    return directory


def python(*arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *map(str, arguments)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def titles(directory: Path) -> list[str]:
    with KnowledgeIndex.open(directory, MODEL) as index:
        return sorted(hit.passage.short_title for hit in index.search("建桥要许可吗", on=DAY))


def test_killed_at_any_step_the_old_index_serves_and_the_next_sync_finishes(behind: Path) -> None:
    """No step leaves half an index, and nothing stays behind."""
    ran = python("-m", "tests.chaos.sync_steps", behind)
    out, _ = ran.communicate()
    steps = [json.loads(line) for line in out.splitlines()]

    assert ran.returncode == 0
    assert [s["killed"] for s in steps] == [True] * (len(steps) - 1) + [False]
    assert len(steps) > 20
    for step in steps:
        assert step["fine"], step
        assert step["before"] in (OLD, NEW), step
        assert step["after"] == NEW, step
        assert step["left"] == [], step
    assert steps[0]["before"] == OLD
    assert [s["before"] for s in steps] == sorted((s["before"] for s in steps), reverse=True)


def test_two_processes_that_synchronise_at_once_both_end_well(behind: Path) -> None:
    """One builds, the other waits and finds nothing to do."""
    script = "import sys; from tests.chaos.sync_steps import *; sync(Path(sys.argv[1]))"
    both = [python("-c", script, behind) for _ in range(2)]

    for one in both:
        one.communicate()

    assert [one.returncode for one in both] == [0, 0]
    assert titles(behind) == NEW
    assert len([p for p in index_folder(behind).iterdir() if p.is_dir()]) == 2


READER = """
import sys
from tests.chaos.sync_steps import *
with KnowledgeIndex.open(Path(sys.argv[1]), MODEL) as index:
    print("open", flush=True)
    for _ in sys.stdin:
        print(len(index.search("建桥要许可吗", on=DAY)), index.is_current(), flush=True)
"""


def test_a_process_that_answers_goes_on_while_the_index_is_made_anew(
    behind: Path, tmp_path: Path
) -> None:
    """From the index that it opened, and it can tell that there is a newer one."""

    def ask() -> str:
        assert reader.stdin is not None
        assert reader.stdout is not None
        print("?", file=reader.stdin, flush=True)
        return reader.stdout.readline().strip()

    reader = python("-c", READER, behind)
    assert reader.stdout is not None
    assert reader.stdout.readline() == "open\n"
    said = [ask()]
    for title in ("丙市桥梁条例", "丁市桥梁条例", "戊市桥梁条例"):
        sync(behind)
        said.append(ask())
        Library(behind, shipped=None).add(write_law(tmp_path / "inbox", title, "建桥要许可。"))

    reader.communicate()
    assert said == ["1 True", "1 False", "1 False", "1 False"]
    assert reader.returncode == 0


FULL = """
import resource, signal, sys
from tests.chaos.sync_steps import *
from knowledge.errors import IndexUnwritable
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)
try:
    sync(Path(sys.argv[1]))
except IndexUnwritable as error:
    print(error, flush=True)
"""


@pytest.mark.parametrize("room", [600, 1000, 20_000, 100_000])
def test_a_disk_that_is_full_leaves_the_old_index_and_no_rubbish(behind: Path, room: int) -> None:
    """Whichever file no longer fits, Chroma's among them, one line says so."""
    serving = current(behind)
    out, _ = python("-c", FULL, behind, room).communicate()

    assert "请检查磁盘空间" in out
    assert out.count("\n") == 1
    assert current(behind) == serving
    assert titles(behind) == OLD
    assert [p.name for p in index_folder(behind).iterdir() if p.name.startswith("building")] == []

    sync(behind)
    assert titles(behind) == NEW
