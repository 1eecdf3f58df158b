"""
From facts to the state of a case: the fold.

A fact has its place by the day it took effect, then by the order of recording; a correction takes
the place of the fact that it corrects. So late entry and correction give what entering everything
right and on time would have given.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from cases.rules.clock import Stop
from cases.rules.states import CLOSED, DECISIONS, GRANTS, CaseState, followers, may_follow

__all__ = [
    "CaseState",
    "FactInCase",
    "FoldedCase",
    "fold",
    "followers",
    "in_force",
    "may_follow",
    "state_on",
]

SPECIAL_PROCEDURE = "特别程序（行政许可法第四十五条）"


@dataclass(frozen=True)
class FactInCase:
    """One fact, as far as the rules care."""

    id: UUID
    seq: int
    state: CaseState
    effective_on: date
    corrects: UUID | None = None


@dataclass(frozen=True)
class FoldedCase:
    """
    Where a case stands, by its facts alone.

    Attributes:
        since: Day the present state took effect.
        received_on: Day from which the acceptance clock runs: receipt, or the completed 补正.
        told_on: Day the acceptance clock was answered (受理, 补正告知, refusal…); ``None`` while open.
        accepted_on: Day of acceptance; anchor of the decision.
        stops: 特别程序 as stops of the decision clock; the last may be open.
        decided_on: Day of the decision that stands.
        granted_on: Day of the first decision to grant; anchor of delivery.
        closed_on: Day after which no clock of the authority runs.
        conflicts: Facts that could not follow what was on record before them.
    """

    state: CaseState | None = None
    since: date | None = None
    received_on: date | None = None
    told_on: date | None = None
    accepted_on: date | None = None
    stops: tuple[Stop, ...] = ()
    decided_on: date | None = None
    granted_on: date | None = None
    closed_on: date | None = None
    conflicts: tuple[UUID, ...] = field(default=())


def in_force(facts: Iterable[FactInCase]) -> tuple[FactInCase, ...]:
    """Return the facts that nothing corrects, in the order in which they took effect."""
    by_id = {fact.id: fact for fact in facts}
    corrected = {fact.corrects for fact in by_id.values()}
    live = [fact for fact in by_id.values() if fact.id not in corrected]
    return tuple(sorted(live, key=lambda fact: (fact.effective_on, _place(fact, by_id))))


def fold(facts: Iterable[FactInCase]) -> FoldedCase:
    """Return where the case stands after *facts*, given in any order."""
    folded = FoldedCase()
    for fact in in_force(facts):
        folded = _after(folded, fact)
    return folded


def state_on(facts: Sequence[FactInCase], day: date) -> CaseState | None:
    """Return the state at the end of *day*, by what is on record now."""
    states = [fact.state for fact in in_force(facts) if fact.effective_on <= day]
    return states[-1] if states else None


def _place(fact: FactInCase, by_id: dict[UUID, FactInCase]) -> int:
    while fact.corrects in by_id:
        fact = by_id[fact.corrects]
    return fact.seq


def _after(case: FoldedCase, fact: FactInCase) -> FoldedCase:
    on, state = fact.effective_on, fact.state
    fits = may_follow(case.state, state)
    conflicts = case.conflicts if fits else (*case.conflicts, fact.id)
    case = replace(_moved(case, state, on), state=state, since=on, conflicts=conflicts)
    if state not in CLOSED:
        return replace(case, closed_on=None)
    return replace(case, closed_on=on, told_on=case.told_on or on, stops=_closed(case.stops, on))


def _moved(case: FoldedCase, state: CaseState, on: date) -> FoldedCase:
    """Return the dates of *case* after *state*; only its dates."""
    if state in DECISIONS:
        granted_on = case.granted_on or (on if state in GRANTS else None)
        return replace(case, decided_on=case.decided_on or on, granted_on=granted_on)
    if state is CaseState.SPECIAL_BEGUN and not _is_stopped(case.stops):
        return replace(case, stops=(*case.stops, Stop(on, None, SPECIAL_PROCEDURE)))
    if state is CaseState.SPECIAL_ENDED:
        return replace(case, stops=_closed(case.stops, on))
    return case if case.accepted_on else _moved_before_acceptance(case, state, on)


def _moved_before_acceptance(case: FoldedCase, state: CaseState, on: date) -> FoldedCase:
    match state:
        case CaseState.RECEIVED | CaseState.SUPPLEMENT_GIVEN:
            return replace(case, received_on=on, told_on=None)
        case CaseState.SUPPLEMENT_ASKED:
            return replace(case, told_on=on)
        case CaseState.ACCEPTED:
            return replace(case, accepted_on=on, told_on=on)
        case _:
            return case


def _is_stopped(stops: tuple[Stop, ...]) -> bool:
    return bool(stops) and stops[-1].end is None


def _closed(stops: tuple[Stop, ...], on: date) -> tuple[Stop, ...]:
    if not _is_stopped(stops):
        return stops
    return (*stops[:-1], replace(stops[-1], end=on))
