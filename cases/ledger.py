"""
The working set of a change: a project with its cases and their facts, and how a fact enters it.

Everything is loaded first; entering is then done in memory, so an import of thousands of rows
decides and folds by exactly the code that records a single fact.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4

from cases.actors import Actor
from cases.audience import Audience
from cases.errors import FactNotFound, KeyReused, StateCannotFollow
from cases.rules.chain import GENESIS, link
from cases.rules.lifecycle import FactInCase, FoldedCase, fold, in_force
from cases.rules.stages import Stage, StageState, stage_progress
from cases.rules.states import CaseState, followers, may_follow
from cases.rules.templates import ProcessTemplate
from cases.tables.facts import Fact, FactSource
from cases.tables.projects import Case, Project

OUTSIDE = frozenset(
    {FactSource.IMPORT, FactSource.API}
)  # their system is the master: never refused


@dataclass(frozen=True)
class Entry:
    """What someone says happened."""

    state: CaseState
    effective_on: date
    note: str = ""
    legal_basis: str = ""
    idempotency_key: str | None = None
    corrects: UUID | None = None


@dataclass
class CaseFile:
    """A case with the facts on record; grows as facts enter."""

    case: Case
    template: ProcessTemplate
    facts: list[Fact] = field(default_factory=list)

    @property
    def folded(self) -> FoldedCase:
        return fold(facts_in_case(self.facts))


@dataclass
class ProjectFile:
    """A project with its cases, by ref, and the milestones it has reached."""

    project: Project
    cases: dict[str, CaseFile]
    audience: Audience = field(default_factory=Audience)
    reached: set[tuple[str, str]] = field(default_factory=set)

    def stage_done(self, stage: Stage) -> bool:
        """Tell whether every item of *stage* on record is granted."""
        states = [
            (file.case.item, file.case.state)
            for file in self.cases.values()
            if file.case.stage is stage
        ]
        return stage_progress(stage, states).state is StageState.DONE


@dataclass(frozen=True)
class Entered:
    """
    How a fact entered.

    *appended* is false when the same was on record; *newest* is true when it is the case's last
    fact by effective date, i.e. when it moved the case.
    """

    fact: Fact
    appended: bool
    newest: bool
    before: CaseState | None
    after: CaseState | None


def facts_in_case(facts: Sequence[Fact]) -> tuple[FactInCase, ...]:
    """Return *facts* as the rules see them."""
    return tuple(FactInCase(f.id, f.seq, f.state, f.effective_on, f.corrects_id) for f in facts)


def content_key(ref: str, entry: Entry) -> str:
    """Return the idempotency key of a fact that came without one: the same fact, the same key."""
    said = f"{ref}\n{entry.state}\n{entry.effective_on}\n{entry.corrects or ''}"
    return f"content:{hashlib.sha256(said.encode()).hexdigest()}"


def enter(
    file: CaseFile, entry: Entry, *, actor: Actor, source: FactSource, at: datetime
) -> Entered:
    """
    Append *entry* to *file* and move the case's state along; the new row is not yet in a session.

    What cannot follow is refused when a person says it, kept and marked when an outside system does.

    Raises:
        StateCannotFollow: A person's entry does not fit before-and-after.
        FactNotFound: The fact to correct is not in this case, or is corrected already.
        KeyReused: The idempotency key belongs to another fact of this case.
    """
    before = file.case.state
    key = entry.idempotency_key or content_key(file.case.ref, entry)
    known = _known(file, entry, key)
    if known is not None:
        return Entered(known, appended=False, newest=False, before=before, after=before)

    fact = _new_fact(file, entry, key, actor=actor, source=source, at=at)
    timeline = in_force(facts_in_case([*file.facts, fact]))
    place = [live.id for live in timeline].index(fact.id)
    then = timeline[place - 1].state if place else None
    fact.conflict = not may_follow(then, entry.state)
    if fact.conflict and source not in OUTSIDE:
        raise StateCannotFollow(file.case.ref, then, entry.state, followers(then))

    fact.hash = link(fact.prev_hash, fact.content())
    file.facts.append(fact)
    file.case.state = file.folded.state
    newest = place == len(timeline) - 1
    return Entered(fact, appended=True, newest=newest, before=before, after=file.case.state)


def _known(file: CaseFile, entry: Entry, key: str) -> Fact | None:
    for fact in file.facts:
        if fact.idempotency_key != key:
            continue
        if (fact.state, fact.effective_on) != (entry.state, entry.effective_on):
            raise KeyReused(key)
        return fact
    by_id: Mapping[UUID, Fact] = {fact.id: fact for fact in file.facts}
    live = [by_id[fact.id] for fact in in_force(facts_in_case(file.facts))]
    if entry.corrects is not None and entry.corrects not in {fact.id for fact in live}:
        raise FactNotFound(file.case.ref)
    said = (entry.state, entry.effective_on)
    return next((fact for fact in live if (fact.state, fact.effective_on) == said), None)


def _new_fact(
    file: CaseFile, entry: Entry, key: str, *, actor: Actor, source: FactSource, at: datetime
) -> Fact:
    last = max(file.facts, key=lambda fact: fact.seq, default=None)
    return Fact(
        id=uuid4(),
        case_id=file.case.id,
        seq=last.seq + 1 if last else 1,
        state=entry.state,
        effective_on=entry.effective_on,
        recorded_at=at,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name,
        source=source,
        legal_basis=entry.legal_basis,
        note=entry.note,
        payload={},
        corrects_id=entry.corrects,
        conflict=False,
        idempotency_key=key,
        prev_hash=last.hash if last else GENESIS,
        hash="",
    )
