"""Exact lookup before any search: what a question points at by title, article or 文号."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from knowledge.guide_fields import LegalBasis
from knowledge.guides import Guide
from knowledge.index import KnowledgeIndex
from knowledge.numerals import article_label
from knowledge.passages import Passage, Slot
from retrieval.references import (
    ArticleReference,
    article_reference,
    document_number,
    meant_by,
)
from retrieval.wording import pairs, share_found


@dataclass(frozen=True)
class Found:
    """
    What the reference leads to.

    ``passage`` is the article itself, or the opening of the document named. Where the article's text is
    not held, ``grounds`` are the guides that rest on it, and what each says it requires, nearest first. Where a
    name without its place fits several texts, ``titles`` are theirs, and the person has to choose.
    """

    passage: Passage | None
    reference: ArticleReference | None = None
    grounds: tuple[tuple[Guide, LegalBasis, Passage], ...] = ()
    titles: tuple[str, ...] = ()


def look_up(question: str, index: KnowledgeIndex, on: date) -> Found | None:
    """Return what *question* points at, or None when it points at nothing by name."""
    reference = article_reference(question, index.documents())
    if reference is not None:
        found = _article(question, reference, index, on)
        if found.passage or found.grounds or index.named(reference.title, on):
            return found
        titles = meant_by(reference.title, _titles(index, on))
        meant = [_article(question, replace(reference, title=t), index, on) for t in titles]
        said = [one for one in meant if one.passage or one.grounds]
        if len(meant) == 1 or len(said) == 1:
            return (said or meant)[0]
        return replace(found, titles=titles)
    number = document_number(question)
    if number is None:
        return None
    for start in range(len(number)):  # words before the 文号 may have been read as part of it
        for document in index.named(number[start:], on):
            opening = index.passages_of_document(document.id)
            if opening:
                return Found(opening[0])
    return None


def _article(question: str, reference: ArticleReference, index: KnowledgeIndex, on: date) -> Found:
    passage = index.article(reference.title, reference.article, on)
    if passage is not None:
        return Found(passage, reference)
    return Found(None, reference, _grounds(question, reference, index, on))


def _titles(index: KnowledgeIndex, on: date) -> Iterator[str]:
    """Yield the titles of the laws held, and of those that guides rest on."""
    yield from (d.short_title for d in index.documents() if d.category == "law" and d.in_force(on))
    yield from (basis.law for guide in index.guides() for basis in guide.legal_basis)


def _grounds(
    question: str, reference: ArticleReference, index: KnowledgeIndex, on: date
) -> tuple[tuple[Guide, LegalBasis, Passage], ...]:
    grounds = (
        (guide, basis, passage)
        for guide in index.guides()
        for basis in guide.legal_basis
        if _same_law(basis.law, reference.title)
        and basis.article
        and article_label(basis.article) == reference.article
        for passage in index.passages_of_item(guide.slug)
        if passage.slot is Slot.BASIS and passage.in_force(on)
    )
    wanted = pairs(question)

    def nearness(ground: tuple[Guide, LegalBasis, Passage]) -> float:
        guide, basis, _ = ground
        return share_found(wanted, " ".join((guide.name, *guide.aliases, basis.says)))

    return tuple(sorted(grounds, key=nearness, reverse=True))


def _same_law(held: str, asked: str) -> bool:
    plain = held.strip("《》").removeprefix("中华人民共和国")
    return plain == asked.strip("《》").removeprefix("中华人民共和国")
