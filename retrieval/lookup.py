"""Exact lookup before any search: what a question points at by title, article or 文号."""

from dataclasses import dataclass
from datetime import date

from knowledge.guide_fields import LegalBasis
from knowledge.guides import Guide
from knowledge.index import KnowledgeIndex
from knowledge.numerals import article_label
from knowledge.passages import Passage, Slot
from retrieval.references import ArticleReference, article_reference, document_number
from retrieval.wording import pairs, share_found


@dataclass(frozen=True)
class Found:
    """
    What the reference leads to.

    ``passage`` is the article itself, or the opening of the document named. Where the article's text is
    not held, ``grounds`` are the guides that rest on it, and what each says it requires, nearest first.
    """

    passage: Passage | None
    reference: ArticleReference | None = None
    grounds: tuple[tuple[Guide, LegalBasis, Passage], ...] = ()


def look_up(question: str, index: KnowledgeIndex, on: date) -> Found | None:
    """Return what *question* points at, or None when it points at nothing by name."""
    reference = article_reference(question, index.documents())
    if reference is not None:
        passage = index.article(reference.title, reference.article, on)
        if passage is not None:
            return Found(passage, reference)
        return Found(None, reference, _grounds(question, reference, index, on))
    number = document_number(question)
    if number is None:
        return None
    for start in range(len(number)):  # words before the 文号 may have been read as part of it
        for document in index.named(number[start:], on):
            opening = index.passages_of_document(document.id)
            if opening:
                return Found(opening[0])
    return None


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
    """
    Say whether *asked* is the law *held*, in full or shortened as people do: 环评法, 绿化条例.

    A short form leaves characters out, keeps the order of the others, and ends alike.
    """
    full = held.strip("《》").removeprefix("中华人民共和国")
    short = asked.strip("《》").removeprefix("中华人民共和国")
    rest = iter(full)
    return full[-1:] == short[-1:] and all(character in rest for character in short)
