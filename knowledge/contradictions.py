"""Documents in force that give different figures for the same fact of the same item."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from knowledge.documents import DocumentKind
from knowledge.guides import Guide
from knowledge.statements import FactKind, Figure, Statement


@dataclass(frozen=True)
class Contradiction:
    """
    *statements* about *fact* of *item*, one a document; no figure of one stands in another.

    They are ordered by rank: 国家 before 省, 市 and 区, and within a level official before compiled.
    """

    item: str
    item_name: str
    fact: FactKind
    statements: tuple[Statement, ...]

    @property
    def of_one_level(self) -> bool:
        """Whether the first two have the same authority, so that neither explains the other."""
        first, second = self.statements[:2]
        return first.passage.level is second.passage.level

    def __str__(self) -> str:
        said = "；".join(
            f"{s.passage.level}《{s.passage.short_title}》{s.passage.article}写“{s.said}”"
            for s in self.statements
        )
        return f"{self.item_name}的{self.fact}：{said}"


def contradictions(
    said: Iterable[Statement], guides: Iterable[Guide], on: date
) -> tuple[Contradiction, ...]:
    """
    Return where documents in force on that day contradict each other in what they *said*, by item.

    A document may state several figures, one for each case; two documents agree as long as they have one
    in common. A promise is held against promises only: that the bureau is faster than the law is none.
    """
    names = {guide.slug: guide.name for guide in guides}
    grouped: defaultdict[tuple[str, FactKind], list[Statement]] = defaultdict(list)
    for statement in said:
        if statement.passage.in_force(on):
            grouped[statement.item, statement.fact].append(statement)
    return tuple(
        Contradiction(item, names[item], fact, apart)
        for (item, fact), found in sorted(grouped.items())
        if (apart := _apart(found))
    )


def _apart(said: Iterable[Statement]) -> tuple[Statement, ...]:
    """Return one statement a document, of the documents that have no figure in common with another."""
    documents: defaultdict[str, list[Statement]] = defaultdict(list)
    for statement in said:
        documents[statement.passage.document_id].append(statement)
    figures = {key: {s.figure for s in found} for key, found in documents.items()}
    return tuple(
        sorted(
            (found[0] for key, found in documents.items() if _disagrees(key, figures)), key=_rank
        )
    )


def _disagrees(key: str, figures: Mapping[str, set[Figure]]) -> bool:
    return any(figures[key].isdisjoint(other) for name, other in figures.items() if name != key)


def _rank(statement: Statement) -> tuple[int, bool, str]:
    passage = statement.passage
    return passage.level.rank, passage.kind is not DocumentKind.OFFICIAL, passage.id
