"""Making the index equal to the corpus, whatever happens on the way."""

import json
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from knowledge.embeddings import HashingEmbeddings, Vectors
from knowledge.errors import (
    EmbeddingFailed,
    EmbeddingsChanged,
    IndexBroken,
    IndexMissing,
    SynchronisationRunning,
)
from knowledge.generations import current, index_folder, vectors_folder
from knowledge.index import KnowledgeIndex
from knowledge.library import Library, program_files
from knowledge.statute_questions import QUESTIONS
from knowledge.synchronise import SyncReport, is_up_to_date, synchronise
from tests.knowledge.corpus_builders import TODAY, UnreachableEmbeddings, write_law

MODEL = UnreachableEmbeddings(64)  # whose vectors are asked, unlike those of its base


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library = Library(tmp_path, shipped=None)
    for title in ("甲市桥梁条例", "乙市桥梁条例", "丙市桥梁条例"):
        library.add(write_law(tmp_path / "inbox", title, f"{title[0]}桥要许可。"))
    return library


def sync(library: Library) -> SyncReport:
    return synchronise(library, library.directory, MODEL)


def first_title(library: Library, question: str) -> str | None:
    with KnowledgeIndex.open(library.directory, MODEL) as index:
        hits = index.search(question, on=TODAY)
        return hits[0].passage.short_title if hits else None


class TestReporting:
    def test_the_first_time_everything_is_new(self, library: Library) -> None:
        report = sync(library)

        assert report.added == tuple(sorted(["甲市桥梁条例", "乙市桥梁条例", "丙市桥梁条例"]))
        assert report.rebuilt
        assert current(library.directory).name == report.generation

    def test_every_change_is_named_by_its_document(self, library: Library) -> None:
        sync(library)
        inbox = library.directory / "inbox"
        library.add(write_law(inbox, "甲市桥梁条例", "甲桥不要许可。"), correction=True)
        library.add(write_law(inbox, "丁市桥梁条例", "丁桥要许可。"))
        library.withdraw("乙市桥梁条例", on=date(2026, 1, 1))

        report = sync(library)

        assert report.added == ("丁市桥梁条例",)
        assert report.changed == ("甲市桥梁条例",)
        assert report.withdrawn == ("乙市桥梁条例",)
        assert report.unchanged == ("丙市桥梁条例",)

    def test_a_file_that_cannot_be_taken_in_is_reported(self, library: Library) -> None:
        (library.directory / "documents" / "bad.md").write_text("正文", encoding="utf-8")

        report = sync(library)

        assert [r.name for r in report.rejected] == ["bad.md"]
        assert len(report.added) == 3

    def test_an_unchanged_corpus_costs_no_rebuild(self, library: Library) -> None:
        first = sync(library)
        folder = current(library.directory)
        made = (folder / "passages.json").stat().st_mtime_ns

        again = sync(library)

        assert (again.rebuilt, again.generation) == (False, first.generation)
        assert len(again.unchanged) == 3
        assert (folder / "passages.json").stat().st_mtime_ns == made

    def test_another_model_is_another_index(self, library: Library) -> None:
        sync(library)
        other = HashingEmbeddings(32)

        with pytest.raises(EmbeddingsChanged, match="bangban knowledge sync"):
            KnowledgeIndex.open(library.directory, other)
        synchronise(library, library.directory, other)

        KnowledgeIndex.open(library.directory, other).close()


class TestKnowingWithoutReading:
    def known(self, library: Library, model: HashingEmbeddings = MODEL) -> bool:
        return is_up_to_date(library.directory, model, library.fingerprint())

    def synchronised(self, library: Library) -> None:
        seen = library.fingerprint()
        synchronise(library, library.directory, MODEL, fingerprint=seen)

    def test_an_index_is_known_by_the_files_it_was_read_from(self, library: Library) -> None:
        before = self.known(library)
        self.synchronised(library)

        assert (before, self.known(library)) == (False, True)
        assert not self.known(library, HashingEmbeddings(32))

    @pytest.mark.parametrize("name", ["documents/甲市桥梁条例.md", "known_questions.jsonl"])
    def test_any_file_that_changes_is_noticed(self, library: Library, name: str) -> None:
        self.synchronised(library)
        with (library.directory / name).open("a", encoding="utf-8") as file:
            file.write("\n")

        assert not self.known(library)

    def test_a_withdrawal_is_noticed(self, library: Library) -> None:
        self.synchronised(library)
        library.withdraw("甲市桥梁条例", on=date(2026, 1, 1))

        assert not self.known(library)

    def test_the_questions_that_come_with_statutes_are_among_the_files(self) -> None:
        """They are indexed with the articles, so that an edited file has to lead to a new index."""
        assert set(QUESTIONS.glob("*.yaml")) < set(program_files())

    def test_while_a_file_cannot_be_taken_in_it_is_read_each_time(self, library: Library) -> None:
        """So that each time it is reported."""
        (library.directory / "documents" / "bad.md").write_text("正文", encoding="utf-8")
        self.synchronised(library)

        assert not self.known(library)


class TestSwapping:
    def test_what_changed_is_found_and_what_ended_is_not(self, library: Library) -> None:
        sync(library)
        assert first_title(library, "乙桥") == "乙市桥梁条例"

        library.withdraw("乙市桥梁条例", on=date(2026, 1, 1))
        sync(library)

        assert first_title(library, "乙桥") != "乙市桥梁条例"

    def test_who_reads_the_old_index_goes_on_reading_it(self, library: Library) -> None:
        sync(library)
        with KnowledgeIndex.open(library.directory, MODEL) as old:
            library.add(write_law(library.directory / "inbox", "丁市桥梁条例", "丁桥要许可。"))
            sync(library)

            assert not old.is_current()
            assert old.search("甲桥要许可", on=TODAY)[0].passage.short_title == "甲市桥梁条例"

        assert first_title(library, "丁桥") == "丁市桥梁条例"

    def test_only_the_index_before_is_kept(self, library: Library) -> None:
        made = []
        for number in range(4):
            library.add(
                write_law(library.directory / "inbox", "甲市桥梁条例", f"{number}号桥。"),
                correction=True,
            )
            made.append(sync(library).generation)

        kept = {path.name for path in index_folder(library.directory).iterdir() if path.is_dir()}

        assert kept == set(made[-2:])

    def test_a_corpus_that_returns_to_what_it_was_needs_no_building(self, library: Library) -> None:
        first = sync(library)
        path = library.directory / "documents" / "甲市桥梁条例.md"
        before = path.read_bytes()
        library.add(
            write_law(library.directory / "inbox", "甲市桥梁条例", "不同。"), correction=True
        )
        sync(library)
        path.write_bytes(before)

        again = sync(library)

        assert again.generation == first.generation
        assert first_title(library, "甲桥") == "甲市桥梁条例"


class CrashingModel(HashingEmbeddings):
    """Dies in the middle of a build, as a killed process does."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        raise KeyboardInterrupt


class TestFailing:
    def test_a_crash_leaves_the_old_index_serving(self, library: Library) -> None:
        first = sync(library)
        library.add(write_law(library.directory / "inbox", "丁市桥梁条例", "丁桥要许可。"))

        with pytest.raises(KeyboardInterrupt):
            synchronise(library, library.directory, CrashingModel(64))

        assert current(library.directory).name == first.generation
        assert first_title(library, "甲桥") == "甲市桥梁条例"
        assert sync(library).added == ("丁市桥梁条例",)

    def test_a_model_that_does_not_answer_leaves_the_old_index_serving(
        self, library: Library
    ) -> None:
        model = UnreachableEmbeddings(64)
        first = synchronise(library, library.directory, model)
        library.add(write_law(library.directory / "inbox", "丁市桥梁条例", "丁桥要许可。"))
        model.cut = True

        with pytest.raises(EmbeddingFailed):
            synchronise(library, library.directory, model)

        assert current(library.directory).name == first.generation

    def test_what_a_dead_build_left_is_cleared_away(self, library: Library) -> None:
        sync(library)
        left = index_folder(library.directory) / "building-dead"
        left.mkdir()
        library.withdraw("甲市桥梁条例", on=date(2026, 1, 1))

        sync(library)

        assert not left.exists()

    def test_two_processes_do_not_build_at_once(self, library: Library) -> None:
        sync(library)
        lock = index_folder(library.directory) / "lock.db"
        with closing(sqlite3.connect(lock, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")

            with pytest.raises(SynchronisationRunning):
                synchronise(library, library.directory, MODEL, wait=0)

        assert not sync(library).rebuilt


def spoil_chroma(folder: Path) -> None:
    (vectors_folder(folder) / "chroma.sqlite3").write_bytes(b"x" * 4096)


def lose_vectors(folder: Path) -> None:
    shutil.rmtree(vectors_folder(folder))


def cut_passages(folder: Path) -> None:
    path = folder / "passages.json"
    path.write_bytes(path.read_bytes()[:-20])


def lose_words(folder: Path) -> None:
    (folder / "lexical.npz").unlink()


def cut_words(folder: Path) -> None:
    (folder / "lexical.npz").write_bytes(b"PK")


def lose_what_was_learned(folder: Path) -> None:
    (folder / "learned.npz").unlink()


def lose_everything(folder: Path) -> None:
    shutil.rmtree(folder)


def other_format(folder: Path) -> None:
    said = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (folder / "manifest.json").write_text(json.dumps(said | {"format": 0}), encoding="utf-8")


class TestRepairing:
    def test_before_the_first_build_it_says_what_to_do(self, tmp_path: Path) -> None:
        with pytest.raises(IndexMissing, match="请运行 bangban knowledge sync"):
            KnowledgeIndex.open(tmp_path, MODEL)

    @pytest.mark.parametrize(
        "damage",
        [
            spoil_chroma,
            lose_vectors,
            cut_passages,
            lose_words,
            cut_words,
            lose_what_was_learned,
            lose_everything,
            other_format,
        ],
    )
    def test_a_broken_index_says_so_and_a_sync_repairs_it(
        self, library: Library, damage: Callable[[Path], None]
    ) -> None:
        sync(library)
        damage(current(library.directory))

        with pytest.raises(IndexBroken, match="请运行 bangban knowledge sync") as broken:
            first_title(library, "甲桥")

        assert "\n" not in str(broken.value)
        assert sync(library).rebuilt
        assert first_title(library, "甲桥") == "甲市桥梁条例"
