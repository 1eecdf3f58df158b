"""What a corpus holds at one moment."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from knowledge.documents import Document
from knowledge.errors import KnowledgeError
from knowledge.guide_passages import passages_of_guide
from knowledge.guides import Guide, guide_of, is_guide
from knowledge.loaders import LoadedText, load
from knowledge.passages import Passage, passages_of_text
from knowledge.policy_texts import document_of
from knowledge.statute_questions import with_statute_questions


@dataclass(frozen=True)
class Rejected:
    """A file that could not be taken in, and why (one Chinese line)."""

    name: str
    reason: str


@dataclass(frozen=True)
class Holdings:
    """
    Documents (guides among them), their passages in the same order, and what was refused.

    *asked* are the questions that people of this site did ask, with the ids of the passages that answer
    each; the known questions that come with the project are not among them.
    """

    documents: tuple[Document, ...]
    passages: tuple[Passage, ...]
    guides: tuple[Guide, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    asked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Holding:
    """One document with its passages, and the guide it is, if it is one."""

    document: Document
    passages: tuple[Passage, ...]
    guide: Guide | None = None


def read_holding(path: Path) -> Holding:
    """
    Return the document in *path*, a guide or a policy text.

    Raises:
        KnowledgeError: The file cannot be read, its front matter is wrong, or it does not show what
            has to be known about it.
    """
    return holding_of(path, load(path))


def holding_of(path: Path, loaded: LoadedText, *, document_id: str | None = None) -> Holding:
    """Return what was loaded from *path* as a document with passages."""
    if is_guide(loaded.front_matter):
        guide = guide_of(path, loaded.front_matter, loaded.text)
        return Holding(_guide_document(guide, loaded), passages_of_guide(guide), guide)
    document = document_of(path, loaded, document_id=document_id or path.stem)
    return Holding(document, with_statute_questions(document, passages_of_text(document)))


def withdrawn(holding: Holding, on: date) -> Holding:
    """Return *holding* as no longer in force from *on* on."""
    before = holding.document.effective_to
    end = min(before, on) if before else on
    checksum = hashlib.sha256(f"{holding.document.checksum}{end}".encode()).hexdigest()
    return Holding(
        replace(holding.document, effective_to=end, checksum=checksum),
        tuple(replace(passage, effective_to=end) for passage in holding.passages),
        replace(holding.guide, in_force_to=end) if holding.guide else None,
    )


def collect(paths: Iterable[Path], change: Callable[[Holding], Holding] | None = None) -> Holdings:
    """
    Return what the files hold, sorted by id; a later file replaces an earlier one of the same id.

    A file that cannot be taken in is reported and does not keep the others out.
    """
    held: dict[str, Holding] = {}
    rejected: list[Rejected] = []
    for path in paths:
        try:
            holding = read_holding(path)
        except KnowledgeError as error:
            rejected.append(Rejected(path.name, str(error)))
            continue
        held[holding.document.id] = change(holding) if change else holding
    return assemble([held[key] for key in sorted(held)], rejected)


def assemble(held: Sequence[Holding], rejected: Sequence[Rejected] = ()) -> Holdings:
    """Return the holdings as one."""
    return Holdings(
        documents=tuple(holding.document for holding in held),
        passages=tuple(passage for holding in held for passage in holding.passages),
        guides=tuple(holding.guide for holding in held if holding.guide),
        rejected=tuple(rejected),
    )


def with_known_questions(holdings: Holdings, questions: Mapping[str, Sequence[str]]) -> Holdings:
    """
    Return *holdings* with more known questions, asked by people of this site.

    *questions* go by passage id, or by short title and article as in 建筑法第八条.
    """
    asked = {question: list(ids) for question, ids in holdings.asked.items()}

    def _asked(passage: Passage) -> Passage:
        names = (passage.id, f"{passage.short_title}{passage.article}")
        more = [q for name in dict.fromkeys(names) for q in questions.get(name, ())]
        if not more:
            return passage
        for question in dict.fromkeys(more):
            asked.setdefault(question, []).append(passage.id)
        known = tuple(dict.fromkeys((*passage.known_questions, *more)))
        return replace(passage, known_questions=known)

    passages = tuple(_asked(passage) for passage in holdings.passages)
    by_question = {question: tuple(dict.fromkeys(ids)) for question, ids in asked.items()}
    return replace(holdings, passages=passages, asked=by_question)


def _guide_document(guide: Guide, loaded: LoadedText) -> Document:
    return Document(
        id=guide.slug,
        title=guide.title,
        short_title=guide.name,
        category=guide.category,
        kind=guide.kind,
        level=guide.level,
        issuer=None,
        number=None,
        effective_from=guide.in_force_from,
        effective_to=guide.in_force_to,
        supersedes=None,
        sources=guide.sources,
        checksum=hashlib.sha256(loaded.raw.encode()).hexdigest(),
        text=loaded.raw,
    )
