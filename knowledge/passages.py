"""Passages: the smallest parts of a document that an answer may cite."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from knowledge.clause_tree import Clause, clauses
from knowledge.documents import Category, Document, DocumentKind, Level, Source, is_in_force


class Slot(StrEnum):
    """Which kind of question a passage answers."""

    LIMIT = "时限"
    MATERIALS = "材料"
    CONDITIONS = "条件"
    EXCEPTIONS = "例外"
    DEPARTMENT = "部门"
    FEES = "费用"
    BASIS = "依据"
    PROCESS = "流程"
    VALIDITY = "有效期"
    DEFINITION = "含义"
    CAUTION = "注意"
    ARTICLE = "条文"


@dataclass(frozen=True)
class Passage:
    """
    One citable part: an article, or one field of a guide.

    *id* stays the same while document and article keep their names. *text* is verbatim (quotes come
    from it) and does not repeat the label *article*. *item* is the slug of the guide it belongs to.
    """

    id: str
    document_id: str
    document_title: str
    short_title: str
    category: Category
    article: str
    breadcrumb: tuple[str, ...]
    text: str
    slot: Slot
    item: str | None
    item_name: str | None
    level: Level
    kind: DocumentKind
    effective_from: date | None
    effective_to: date | None
    sources: tuple[Source, ...]
    known_questions: tuple[str, ...] = ()

    def in_force(self, on: date) -> bool:
        """Say whether the passage holds on that day."""
        return is_in_force(self.effective_from, self.effective_to, on)


def passages_of_text(document: Document) -> tuple[Passage, ...]:
    """Return the passages of a law or notice, in order; together they hold all of its text."""
    return unique(_passage(document, clause) for clause in clauses(document.text, document.title))


def unique(passages: Iterable[Passage]) -> tuple[Passage, ...]:
    """Return *passages* with a number behind each id that occurred before."""
    seen: Counter[str] = Counter()
    result = []
    for passage in passages:
        seen[passage.id] += 1
        repeated = seen[passage.id] > 1
        result.append(
            replace(passage, id=f"{passage.id}（{seen[passage.id]}）") if repeated else passage
        )
    return tuple(result)


def _passage(document: Document, clause: Clause) -> Passage:
    annex = f"{clause.annex}#" if clause.annex else ""
    return Passage(
        id=f"{document.id}#{annex}{clause.label}",
        document_id=document.id,
        document_title=document.title,
        short_title=document.short_title,
        category=document.category,
        article=clause.label,
        breadcrumb=clause.breadcrumb,
        text=clause.text,
        slot=Slot.ARTICLE,
        item=None,
        item_name=None,
        level=document.level,
        kind=document.kind,
        effective_from=document.effective_from,
        effective_to=document.effective_to,
        sources=document.sources,
    )
