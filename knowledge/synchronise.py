"""Making the index equal to the corpus."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from knowledge.documents import Document
from knowledge.embeddings import Embeddings, Vectors
from knowledge.errors import IndexUnusable, IndexUnwritable
from knowledge.experience import Experience
from knowledge.generations import (
    FORMAT,
    LOCK_WAIT,
    Snapshot,
    building,
    built_from,
    current,
    exclusively,
    generation_name,
    has_vectors,
    index_folder,
    make_current,
    manifest,
    note_source,
    publish,
    remove_old,
    remove_unfinished,
    vectors_folder,
    write_manifest,
)
from knowledge.holdings import Holdings, Rejected
from knowledge.lexical import LexicalIndex, indexed_text
from knowledge.likeness import KnownQuestions
from knowledge.meanings import Meanings, meant_text
from knowledge.passages import Passage
from knowledge.sounds import sounds_of_ideographs
from knowledge.static_embeddings import shipped


class Corpus(Protocol):
    """Whatever holds documents: a library, a folder, a file of articles."""

    def read(self) -> Holdings:
        """Return everything it holds."""
        ...


@dataclass(frozen=True)
class SyncReport:
    """
    What a synchronisation found, by document id.

    *withdrawn* are gone, or have got an end day that they did not have; *rejected* are files that could
    not be taken in. *rebuilt* is false when the index already was equal to the corpus.
    """

    generation: str
    added: tuple[str, ...]
    changed: tuple[str, ...]
    withdrawn: tuple[str, ...]
    unchanged: tuple[str, ...]
    rejected: tuple[Rejected, ...]
    rebuilt: bool = True


def synchronise(
    corpus: Corpus,
    directory: Path,
    embeddings: Embeddings,
    *,
    meaning: Embeddings | None = None,
    fingerprint: str | None = None,
    wait: float = LOCK_WAIT,
) -> SyncReport:
    """
    Build the index of *corpus* under *directory*, and let it serve once it is whole.

    Until then, and after a crash, the one before goes on serving. An unchanged corpus costs no
    rebuild. The generation before the new one is kept for processes that still read it. *fingerprint*
    is that of the corpus's files, taken before this call, and lets :func:`is_up_to_date` know them again.
    *meaning* is what :class:`Meanings` are made with; only who learns takes another than the shipped one.

    Raises:
        SynchronisationRunning: Another process still is building after *wait* seconds.
        EmbeddingFailed: The model gave no vectors; the old index goes on serving.
        IndexUnwritable: The disk is full, or the folder may not be written to; likewise.
    """
    with exclusively(directory, wait):
        remove_unfinished(directory)
        holdings = corpus.read()
        meaning = meaning or shipped()
        name = generation_name(
            holdings.documents,
            holdings.passages,
            holdings.guides,
            holdings.asked,
            models=(embeddings.id, meaning.id),
        )
        serving = _serving(directory)
        target = index_folder(directory) / name
        before = _sound(serving)
        rebuilt = before is None or serving != target
        if rebuilt:
            if not _sound(target):
                with building(directory) as folder:
                    _build(folder, holdings, embeddings, meaning)
                    publish(directory, folder, name)
            make_current(directory, name)
            remove_old(directory, keep=frozenset({name, serving.name if serving else name}))
        if fingerprint is not None and not holdings.rejected:
            note_source(directory, name, _source(fingerprint, embeddings))
        return _report(name, before.documents if before else (), holdings, rebuilt=rebuilt)


def is_up_to_date(directory: Path, embeddings: Embeddings, fingerprint: str) -> bool:
    """
    Say whether the index that serves was built from files with that *fingerprint*; nothing is read.

    Files of the index that were spoilt since then are found on opening it.
    """
    return built_from(directory) == _source(fingerprint, embeddings)


def _source(fingerprint: str, embeddings: Embeddings) -> str:
    return f"{FORMAT} {embeddings.id} {shipped().id} {fingerprint}"


def _build(folder: Path, holdings: Holdings, embeddings: Embeddings, meaning: Embeddings) -> None:
    aliases = {guide.slug: guide.aliases for guide in holdings.guides}
    texts = [indexed_text(p, aliases.get(p.item or "", ())) for p in holdings.passages]
    lexical = LexicalIndex.build(texts)
    meanings = Meanings.of(holdings.passages, meaning)
    Snapshot(
        holdings.documents,
        holdings.passages,
        holdings.guides,
        lexical,
        Experience.of(holdings.passages, aliases, holdings.asked, lexical).ranking(),
        sounds_of_ideographs(),
        meanings,
        KnownQuestions.of(passage for passage in holdings.passages if passage.item),
    ).save(folder)
    del lexical, texts  # while Chroma is filled, their memory is needed
    made = meanings.texts if embeddings.id == meaning.id else None
    _fill(folder, holdings.passages, embeddings, made)
    write_manifest(folder, embeddings.id, len(holdings.passages))


def _fill(
    folder: Path, passages: Sequence[Passage], embeddings: Embeddings, made: Vectors | None
) -> None:
    """Write the vectors, those already *made* or else a batch at a time: together they would fill the memory."""
    from knowledge import dense  # noqa: PLC0415 — brings Chroma, see there

    with dense.DenseIndex(vectors_folder(folder), embeddings.id) as index:
        with _writing(folder):
            index.create(care=dense.CARE if embeddings.weight else dense.LITTLE_CARE)
        for start in range(0, len(passages), dense.BATCH):
            batch = slice(start, start + dense.BATCH)
            if made is not None:
                vectors = made[batch]
            else:
                vectors = embeddings.embed([meant_text(passage) for passage in passages[batch]])
            with _writing(folder):
                index.add(start, passages[batch], vectors)


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except Exception as error:  # Chroma has many ways to say that the disk is full
        raise IndexUnwritable(folder.parent, f"向量库：{type(error).__name__}") from error


def _serving(directory: Path) -> Path | None:
    try:
        return current(directory)
    except IndexUnusable:
        return None


def _sound(generation: Path | None) -> Snapshot | None:
    """Return what *generation* holds if every part of it can be read, so that a broken one is rebuilt."""
    from knowledge.dense import DenseIndex  # noqa: PLC0415 — brings Chroma, see there

    if generation is None or not has_vectors(generation):
        return None
    try:
        snapshot = Snapshot.load(generation)
        embeddings_id = str(manifest(generation)["embeddings"])
        with DenseIndex(vectors_folder(generation), embeddings_id) as dense:
            whole = dense.count() == len(snapshot.passages)
    except IndexUnusable:
        return None
    return snapshot if whole else None


def _report(
    name: str, documents: Iterable[Document], holdings: Holdings, *, rebuilt: bool
) -> SyncReport:
    before = {document.id: document for document in documents}
    now = {document.id: document for document in holdings.documents}
    ended = {i for i in now.keys() & before.keys() if _has_ended(before[i], now[i])}
    same = {i for i in now.keys() & before.keys() if now[i].checksum == before[i].checksum}
    return SyncReport(
        generation=name,
        added=tuple(sorted(now.keys() - before.keys())),
        changed=tuple(sorted((now.keys() & before.keys()) - same - ended)),
        withdrawn=tuple(sorted((before.keys() - now.keys()) | ended)),
        unchanged=tuple(sorted(same)),
        rejected=holdings.rejected,
        rebuilt=rebuilt,
    )


def _has_ended(before: Document, now: Document) -> bool:
    return before.effective_to is None and now.effective_to is not None
