"""
Facts as the rules see them, and which of them stand.

A fact has its place by the day it took effect, then by the order of recording; a correction takes
the place of the fact that it corrects, and a voided fact has none. So late entry and correction
give what entering everything right and on time would have given.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from cases.rules.kinds import NO_TERMS, FactKind, Terms
from cases.rules.states import CaseState


@dataclass(frozen=True)
class FactInCase:
    """One fact, as far as the rules care; *state* is ``None`` unless *kind* is ``STATE``."""

    id: UUID
    seq: int
    state: CaseState | None
    effective_on: date
    corrects: UUID | None = None
    kind: FactKind = FactKind.STATE
    terms: Terms = NO_TERMS

    @property
    def said(self) -> CaseState | FactKind:
        """What the fact is called."""
        return self.state or self.kind


def standing(facts: Collection[FactInCase]) -> frozenset[UUID]:
    """Return which of *facts* nothing corrects or voids."""
    corrected = {fact.corrects for fact in facts}
    return frozenset(
        [fact.id for fact in facts if fact.id not in corrected and fact.kind is not FactKind.VOID]
    )


def in_force(facts: Iterable[FactInCase]) -> tuple[FactInCase, ...]:
    """Return the facts that nothing corrects or voids, in the order in which they took effect."""
    by_id = {fact.id: fact for fact in facts}
    live = standing(by_id.values())
    in_order = sorted(
        (fact for fact in by_id.values() if fact.id in live),
        key=lambda fact: (fact.effective_on, _place(fact, by_id)),
    )
    return tuple(in_order)


def _place(fact: FactInCase, by_id: Mapping[UUID, FactInCase]) -> int:
    while fact.corrects is not None and fact.corrects in by_id:
        fact = by_id[fact.corrects]
    return fact.seq
