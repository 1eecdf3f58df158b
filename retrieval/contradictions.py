"""What another document in force says differently stands beside the answer: shown, never averaged."""

from collections.abc import Iterator, Mapping
from datetime import date
from weakref import WeakKeyDictionary

from knowledge.contradictions import Contradiction, contradictions
from knowledge.documents import DocumentKind
from knowledge.index import KnowledgeIndex
from knowledge.mentions import GuideNames
from knowledge.passages import Passage
from knowledge.statements import FactKind, Statement, statements
from retrieval import phrases
from retrieval.citing import cite, shown
from retrieval.composing import Draft
from retrieval.inquiry import Inquiry
from retrieval.slots import Asked, asked_slots

_FACTS: Mapping[Asked, frozenset[FactKind]] = {
    Asked.LIMIT: frozenset({FactKind.DECISION, FactKind.PROMISE}),
    Asked.VALIDITY: frozenset({FactKind.VALIDITY}),
    Asked.FEES: frozenset({FactKind.FEE}),
}
# An index never changes: what it states is read once.
_stated: WeakKeyDictionary[KnowledgeIndex, tuple[Statement, ...]] = WeakKeyDictionary()


def contradictions_in(index: KnowledgeIndex, on: date) -> tuple[Contradiction, ...]:
    """Return where the documents of *index* in force on that day contradict each other."""
    if index not in _stated:
        _stated[index] = tuple(_statements(index))
    return contradictions(_stated[index], index.guides(), on)


def show_contradictions(draft: Draft, inquiry: Inquiry) -> None:
    """Add to *draft* what other documents say differently of the very fact that it gives."""
    asked = frozenset(
        fact for slot in asked_slots(inquiry.question) for fact in _FACTS.get(slot, ())
    )
    if not asked or not draft.passages:
        return
    for found in contradictions_in(inquiry.index, inquiry.on):
        if found.fact in asked and _is_drawn_from(draft.passages[0], found):
            _add(draft, found)


def _statements(index: KnowledgeIndex) -> Iterator[Statement]:
    names = GuideNames(index.guides())
    if not names.names:
        return
    for document in index.documents():
        yield from statements(index.passages_of_document(document.id), names)


def _is_drawn_from(passage: Passage, found: Contradiction) -> bool:
    return any(
        statement.passage.id == passage.id or passage.item == found.item
        for statement in found.statements
    )


def _add(draft: Draft, found: Contradiction) -> None:
    draft.paragraphs.append(_sentence(found))
    cited = {passage.id for passage in draft.passages}
    for statement in found.statements:
        if statement.passage.id not in cited:
            citation = cite(statement.passage, statement.words)
            draft.append(statement.passage, citation, shown(citation))


def _sentence(found: Contradiction) -> str:
    first, second = found.statements[:2]
    if not found.of_one_level:
        ladder = tuple((s.passage.level.value, s.said) for s in found.statements)
        return phrases.levels_differ(found.item_name, found.fact.value, ladder)
    named = tuple((_name(s.passage), s.said) for s in found.statements)
    if (first.passage.kind, second.passage.kind) == (DocumentKind.OFFICIAL, DocumentKind.COMPILED):
        return phrases.official_wins(found.item_name, found.fact.value, named)
    return phrases.sources_disagree(found.item_name, found.fact.value, named)


def _name(passage: Passage) -> str:
    return phrases.document_name(passage.document_title) + passage.article
