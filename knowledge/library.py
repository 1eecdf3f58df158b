"""The corpus: what the project ships, and what the operator has added."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from knowledge.additions import Adding
from knowledge.documents import Document
from knowledge.errors import DocumentNotFound, KnowledgeError
from knowledge.files import fingerprint_of, replace_files
from knowledge.guides import GUIDE_CATEGORIES, Guide, is_guide
from knowledge.holdings import (
    Holding,
    Holdings,
    collect,
    read_holding,
    with_known_questions,
    withdrawn,
)
from knowledge.known_questions import read_known_questions
from knowledge.library_files import as_file
from knowledge.loaders import load
from knowledge.official_guides import with_official_guides
from knowledge.policy_texts import document_of
from knowledge.versions import Shelf
from knowledge.withdrawals import Withdrawals

PACKAGE = Path(__file__).parent
SHIPPED = PACKAGE / "corpus"


def program_files() -> list[Path]:
    """Return the files of this package, but for the guides: code, wordings, questions about statutes."""
    return sorted(path for kind in ("*.py", "*.yaml") for path in PACKAGE.rglob(kind))


class Library:
    """
    The shipped corpus and the files under *directory*.

    ``documents/<id>.md`` are the operator's texts, ``withdrawn.json`` the end days of documents that were
    withdrawn, ``known_questions.jsonl`` questions that staff have already answered. Nothing here needs
    the index.
    """

    def __init__(self, directory: Path, *, shipped: Path | None = SHIPPED) -> None:
        self.directory = directory
        self._shipped = shipped
        self._withdrawals = Withdrawals(directory / "withdrawn.json")

    def read(self) -> Holdings:
        """Return everything, in force or not; a file that cannot be read is reported, not raised."""
        ends = self._withdrawals.read()

        def _ended(holding: Holding) -> Holding:
            end = ends.get(holding.document.id)
            return withdrawn(holding, end) if end else holding

        # The operator's files come later and so replace a shipped guide of the same name.
        holdings = with_official_guides(
            collect([*self._shipped_files(), *self._own_files()], _ended)
        )
        questions = self.directory / "known_questions.jsonl"
        if questions.is_file():
            holdings = with_known_questions(holdings, read_known_questions(questions))
        return holdings

    def fingerprint(self) -> str:
        """Return a hash of every file that :meth:`read` reads, and of the code that reads them."""
        own = (self._withdrawals.path, self.directory / "known_questions.jsonl")
        files = (*program_files(), *self._shipped_files(), *self._own_files())
        return fingerprint_of([*files, *(p for p in own if p.is_file())])

    def documents(self) -> list[Document]:
        """Return all documents, guides among them."""
        return list(self.read().documents)

    def guides(self) -> list[Guide]:
        """Return all guides."""
        return list(self.read().guides)

    def show(self, document_id: str) -> Document:
        """
        Return one document.

        Raises:
            DocumentNotFound: There is none with that id.
        """
        for document in self.read().documents:
            if document.id == document_id:
                return document
        raise DocumentNotFound(document_id)

    def add(self, path: Path, **said: Any) -> Document:
        """Take one file in; see :meth:`propose` and :meth:`take_in`."""
        return self.add_all([path], **said)[0]

    def add_all(self, paths: Sequence[Path], **said: Any) -> list[Document]:
        """Take every file in, or none."""
        return self.take_in(self.propose(paths, **said))

    def propose(self, paths: Sequence[Path], *, correction: bool = False, **said: Any) -> Adding:
        """
        Return what the files would become; nothing changes.

        What a person *said* (title, short_title, number, issuer, level, effective_from, effective_to, kind,
        supersedes, sources) wins over what a file shows. A text of the same title with another first day
        is a new version: the older one ends where the newer begins. The same title and day replace the
        text, and so does a *correction*.

        Raises:
            UnreadableFile, InvalidGuide: A file cannot be taken in.
            ConfirmationNeeded: Title or level can be read nowhere.
            VersionUnclear: A text of that title is held, and no day tells the two apart.
            DuplicateDocument: Two of the files are the same version of one text in different words.
            DocumentNotFound: There is none of the name that *supersedes* gives.
        """
        held, guides = dict[str, Document](), dict[str, str]()
        for path in self._own_files():
            with suppress(KnowledgeError):  # what went bad in the library is reported by ``read``
                loaded = load(path)
                if is_guide(loaded.front_matter):
                    guides[path.stem] = loaded.raw
                else:
                    held[path.stem] = document_of(path, loaded, document_id=path.stem)
        taken = {path.stem for path in (*self._shipped_files(), *self._own_files())}
        adding = Adding(Shelf(held, taken), guides, self._guide_documents, correction)
        adding.read(paths, {key: value for key, value in said.items() if value is not None})
        return adding

    def take_in(self, adding: Adding) -> list[Document]:
        """
        Write what was proposed, all or nothing, and return the documents of the files as they are now.

        One that was withdrawn and is added again holds again.
        """
        files = {self._file(d.id): as_file(d) for d in adding.texts}
        files |= {self._file(key): raw for key, raw in adding.new_guides.items()}
        ids = [addition.document.id for addition in adding.additions]
        self._write(files, adding.ended, held_again=ids)
        return [read_holding(self._file(document_id)).document for document_id in ids]

    def withdraw(self, document_id: str, *, on: date) -> Document:
        """
        End the document: from *on* on it is not in force. Its text is kept.

        Raises:
            DocumentNotFound: There is none with that id.
        """
        document = self.show(document_id)
        self._write({}, {document.id: on})
        return self.show(document.id)

    def _write(
        self, files: Mapping[Path, str], ends: Mapping[str, date], held_again: Iterable[str] = ()
    ) -> None:
        withdrawals = self._withdrawals.changed(ends, held_again)
        also = {} if withdrawals is None else {self._withdrawals.path: withdrawals}
        replace_files({**files, **also})

    def _guide_documents(self) -> Mapping[str, Document]:
        return {d.id: d for d in self.documents() if d.category in GUIDE_CATEGORIES}

    def _shipped_files(self) -> Iterator[Path]:
        return iter(sorted(self._shipped.rglob("*.md")) if self._shipped else [])

    def _own_files(self) -> Iterator[Path]:
        return iter(sorted((self.directory / "documents").glob("*.md")))

    def _file(self, document_id: str) -> Path:
        return self.directory / "documents" / f"{document_id}.md"
