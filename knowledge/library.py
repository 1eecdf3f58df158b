"""The corpus: what the project ships, and what the operator has added."""

import re
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any

from knowledge.documents import Document
from knowledge.errors import DocumentNotFound
from knowledge.files import replace_file
from knowledge.front_matter import join_front_matter
from knowledge.guides import Guide, is_guide
from knowledge.holdings import (
    Holding,
    Holdings,
    collect,
    holding_of,
    read_holding,
    with_known_questions,
    withdrawn,
)
from knowledge.known_questions import read_known_questions
from knowledge.loaders import load
from knowledge.policy_texts import document_of
from knowledge.withdrawals import Withdrawals

SHIPPED = Path(__file__).parent / "corpus"
LONGEST_ID = 60  # characters; file systems count bytes, three to a character


class Library:
    """
    The shipped corpus and the files under *directory*.

    ``documents/<id>.md`` are the operator's texts, ``withdrawn.json`` the end days of shipped guides,
    ``known_questions.jsonl`` questions that staff have already answered. Nothing here needs the index.
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
        holdings = collect([*self._shipped_files(), *self._own_files()], _ended)
        questions = self.directory / "known_questions.jsonl"
        if questions.is_file():
            holdings = with_known_questions(holdings, read_known_questions(questions))
        return holdings

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

    def add(self, path: Path, **confirmed: Any) -> Document:
        """
        Take the file *path* into the library and return it as a document.

        *confirmed* (title, short_title, number, issuer, level, effective_from, effective_to, kind,
        supersedes, sources) wins over what the file shows. A text of the same title with another
        effective day is a new version: the older one ends where the newer begins. The same title and
        day again replaces the text, and lets it hold again if it was withdrawn. Nothing changes if
        anything is wrong.

        Raises:
            UnreadableFile, InvalidGuide: The file cannot be taken in.
            ConfirmationNeeded: Title or level can be read nowhere.
        """
        loaded = load(path)
        if is_guide(loaded.front_matter):
            holding = holding_of(path, loaded)
            self._write(holding.document.id, loaded.raw)
            self._withdrawals.forget(holding.document.id)
            return holding.document
        said = {key: value for key, value in confirmed.items() if value is not None}
        document = document_of(path, loaded, document_id="", confirmed=said)
        document = self._placed(document)
        self._write(document.id, as_file(document))
        self._withdrawals.forget(document.id)
        return read_holding(self._file(document.id)).document

    def withdraw(self, document_id: str, *, on: date) -> Document:
        """
        End the document: from *on* on it is not in force. Its text is kept.

        Raises:
            DocumentNotFound: There is none with that id.
        """
        document = self.show(document_id)
        self._withdrawals.end(document.id, on)
        return self.show(document.id)

    def _placed(self, document: Document) -> Document:
        """Give the document its id, and settle where it meets other versions of the same title."""
        versions = [
            other
            for other in collect(self._own_files()).documents
            if other.title == document.title and other.category in {"law", "other"}
        ]
        for other in versions:
            if other.effective_from == document.effective_from:
                return replace(document, id=other.id)
        taken = {path.stem for path in self._own_files()} | {p.stem for p in self._shipped_files()}
        document = replace(document, id=_free_id(document, taken))
        started = document.effective_from or date.min
        older = [v for v in versions if (v.effective_from or date.min) < started]
        newer = [v for v in versions if (v.effective_from or date.min) > started]
        if older:
            last = max(older, key=lambda v: v.effective_from or date.min)
            if last.effective_to is None or last.effective_to > started:
                self._write(last.id, as_file(replace(last, effective_to=started)))
            document = replace(document, supersedes=document.supersedes or last.id)
        if newer:
            following = min(v.effective_from or date.min for v in newer)
            end = min(document.effective_to or following, following)
            document = replace(document, effective_to=end)
        return document

    def _shipped_files(self) -> Iterator[Path]:
        return iter(sorted(self._shipped.rglob("*.md")) if self._shipped else [])

    def _own_files(self) -> Iterator[Path]:
        return iter(sorted((self.directory / "documents").glob("*.md")))

    def _file(self, document_id: str) -> Path:
        return self.directory / "documents" / f"{document_id}.md"

    def _write(self, document_id: str, content: str) -> None:
        replace_file(self._file(document_id), content)


def as_file(document: Document) -> str:
    """Return the file that a document is kept in."""
    said = {
        "title": document.title,
        "short_title": document.short_title,
        "category": document.category,
        "kind": document.kind.value,
        "level": document.level.value,
        "issuer": document.issuer,
        "number": document.number,
        "effective_from": document.effective_from,
        "effective_to": document.effective_to,
        "supersedes": document.supersedes,
        "sources": [asdict(source) for source in document.sources],
    }
    return join_front_matter(said, document.text)


def _free_id(document: Document, taken: set[str]) -> str:
    plain = re.sub(r"[^\w一-鿿-]", "", document.short_title)[:LONGEST_ID] or "document"
    if plain not in taken:
        return plain
    dated = f"{plain}-{document.effective_from or 'undated'}"
    number, free = 2, dated
    while free in taken:
        free, number = f"{dated}-{number}", number + 1
    return free
