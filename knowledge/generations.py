"""
The folders in which indexes are built and from which they serve.

``index/<generation>/`` holds one finished index; ``index/CURRENT`` names the one that serves. A
generation is named by what it was built from, so that an unchanged corpus is recognised. ``index/SOURCE``
names the files it was read from by a hash, so that this needs no reading.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import TypeAdapter, ValidationError

from knowledge.documents import Document
from knowledge.errors import IndexBroken, IndexMissing, IndexUnwritable, SynchronisationRunning
from knowledge.experience import LearnedRanking
from knowledge.files import replace_file
from knowledge.guides import Guide
from knowledge.lexical import LexicalIndex
from knowledge.likeness import KnownQuestions
from knowledge.meanings import Meanings
from knowledge.passages import Passage
from knowledge.sounds import Sounds

FORMAT = 4  # raise it when the files, or how texts are cut and counted, change
LOCK_WAIT = 60.0  # seconds to wait for another process that is synchronising

_DOCUMENTS = TypeAdapter(tuple[Document, ...])
_PASSAGES = TypeAdapter(tuple[Passage, ...])
_GUIDES = TypeAdapter(tuple[Guide, ...])


@dataclass(frozen=True)
class Snapshot:
    """Everything in a generation but Chroma's vectors."""

    documents: tuple[Document, ...]
    passages: tuple[Passage, ...]
    guides: tuple[Guide, ...]
    lexical: LexicalIndex
    learned: LearnedRanking
    sounds: Sounds
    meanings: Meanings
    known: KnownQuestions  # of the fields of guides

    def save(self, folder: Path) -> None:
        """Write the snapshot into *folder*."""
        _write(folder / "documents.json", _DOCUMENTS.dump_json(self.documents))
        _write(folder / "passages.json", _PASSAGES.dump_json(self.passages))
        _write(folder / "guides.json", _GUIDES.dump_json(self.guides))
        self.lexical.save(folder / "lexical.npz")
        self.learned.save(folder / "learned.npz")
        with (folder / "sounds.npy").open("wb") as file:
            np.save(file, self.sounds, allow_pickle=False)
        self.meanings.save(folder / "meanings.npz")
        self.known.save(folder / "known.npz")

    @classmethod
    def load(cls, folder: Path) -> "Snapshot":
        """
        Return the snapshot in *folder*.

        Raises:
            IndexBroken: A file is missing or does not hold what it should.
        """
        try:
            snapshot = cls(
                _DOCUMENTS.validate_json((folder / "documents.json").read_bytes()),
                _PASSAGES.validate_json((folder / "passages.json").read_bytes()),
                _GUIDES.validate_json((folder / "guides.json").read_bytes()),
                LexicalIndex.load(folder / "lexical.npz"),
                LearnedRanking.load(folder / "learned.npz"),
                np.load(folder / "sounds.npy", allow_pickle=False),
                Meanings.load(folder / "meanings.npz"),
                KnownQuestions.load(folder / "known.npz"),
            )
        except FileNotFoundError as error:
            raise IndexBroken(folder, f"缺少 {Path(str(error.filename)).name}") from error
        except (OSError, ValidationError, ValueError, KeyError, EOFError, TypeError) as error:
            raise IndexBroken(folder, f"文件内容不完整：{type(error).__name__}") from error
        sizes = {snapshot.lexical.size, len(snapshot.learned.prior), len(snapshot.meanings.texts)}
        if sizes != {len(snapshot.passages)}:
            raise IndexBroken(folder, "词项与条文数量不一致")
        return snapshot


def index_folder(directory: Path) -> Path:
    """Return the folder that holds the generations."""
    return directory / "index"


def vectors_folder(generation: Path) -> Path:
    """Return where a generation keeps its Chroma."""
    return generation / "chroma"


def current(directory: Path) -> Path:
    """
    Return the folder of the generation that serves.

    Raises:
        IndexMissing: There never was one.
        IndexBroken: It is named, but gone.
    """
    folder = index_folder(directory)
    try:
        name = (folder / "CURRENT").read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise IndexMissing(directory) from None
    if not name or not (folder / name).is_dir():
        raise IndexBroken(folder, f"CURRENT 指向的 {name or '（空）'} 不存在")
    return folder / name


def generation_name(
    documents: tuple[Document, ...],
    passages: tuple[Passage, ...],
    guides: tuple[Guide, ...],
    asked: Mapping[str, tuple[str, ...]],
    *,
    models: Sequence[str],
) -> str:
    """Return the hash of everything that an index is built from: the wording of guides, the ids of *models*."""
    digest = hashlib.sha256("\0".join((str(FORMAT), *models, "")).encode())
    for content in (
        _DOCUMENTS.dump_json(documents),
        _PASSAGES.dump_json(passages),
        _GUIDES.dump_json(guides),
        json.dumps(asked).encode(),
    ):
        digest.update(content)
    return digest.hexdigest()[:16]


def has_vectors(generation: Path) -> bool:
    """Say whether Chroma's file is there; opening a missing one would create it."""
    return (vectors_folder(generation) / "chroma.sqlite3").is_file()


def manifest(generation: Path) -> dict[str, Any]:
    """Return what a generation says about itself: format, embeddings, number of passages."""
    try:
        said = json.loads((generation / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise IndexBroken(generation, "缺少 manifest.json") from error
    if not isinstance(said, dict) or said.get("format") != FORMAT or "embeddings" not in said:
        raise IndexBroken(generation, "由另一个版本建立")
    return said


def write_manifest(generation: Path, embeddings_id: str, passages: int) -> None:
    """Write what :func:`manifest` reads."""
    said = {"format": FORMAT, "embeddings": embeddings_id, "passages": passages}
    _write(generation / "manifest.json", json.dumps(said).encode())


@contextmanager
def building(directory: Path) -> Iterator[Path]:
    """
    Give an empty folder beside the generations; it is gone afterwards unless it was published.

    Raises:
        IndexUnwritable: Something in it, or its publishing, could not be written.
    """
    folder = Path(tempfile.mkdtemp(prefix="building-", dir=index_folder(directory)))
    try:
        yield folder
    except OSError as error:
        raise IndexUnwritable(directory, error.strerror or type(error).__name__) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def publish(directory: Path, built: Path, name: str) -> Path:
    """Make *built* the generation *name*; it does not serve yet."""
    target = index_folder(directory) / name
    shutil.rmtree(target, ignore_errors=True)  # an unfinished or broken one of that name
    for path in sorted(built.rglob("*")):
        if path.is_file():
            _to_disk(path)
    built.replace(target)
    return target


def make_current(directory: Path, name: str) -> None:
    """Let the generation *name* serve, in one step: readers see the old one or the new one."""
    folder = index_folder(directory)
    replace_file(folder / "CURRENT", name)
    _to_disk(folder)


def note_source(directory: Path, name: str, source: str) -> None:
    """Note that the generation *name* holds what *source* (a hash of files) stands for."""
    path = index_folder(directory) / "SOURCE"
    content = f"{name}\n{source}"
    if not path.is_file() or path.read_text(encoding="utf-8") != content:
        replace_file(path, content)


def built_from(directory: Path) -> str | None:
    """Return the source that was noted for the generation that serves, if one was."""
    folder = index_folder(directory)
    try:
        name, _, source = (folder / "SOURCE").read_text(encoding="utf-8").partition("\n")
        serving = (folder / "CURRENT").read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    return source if name == serving else None


def remove_unfinished(directory: Path) -> None:
    """Remove what a process left that died while it was building; only who holds the lock may."""
    for path in index_folder(directory).iterdir():
        if path.name.startswith("building-"):
            shutil.rmtree(path, ignore_errors=True)
        elif path.suffix == ".new":
            path.unlink()


def remove_old(directory: Path, *, keep: frozenset[str]) -> None:
    """Remove generations except those named."""
    for path in index_folder(directory).iterdir():
        if path.is_dir() and path.name not in keep:
            shutil.rmtree(path, ignore_errors=True)


@contextmanager
def exclusively(directory: Path, wait: float = LOCK_WAIT) -> Iterator[None]:
    """
    Hold the right to change the index; a process that dies gives it up.

    Raises:
        SynchronisationRunning: Another process still holds it after *wait* seconds.
        IndexUnwritable: The lock cannot be written.
    """
    folder = index_folder(directory)
    folder.mkdir(parents=True, exist_ok=True)
    # SQLite's file lock works on every system and never outlives its process.
    with closing(sqlite3.connect(folder / "lock.db", timeout=wait, isolation_level=None)) as lock:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
                raise SynchronisationRunning(directory) from error
            raise IndexUnwritable(directory, "建立锁文件失败") from error
        yield


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
