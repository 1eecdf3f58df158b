"""
The working set of a change: a project with its cases and their facts, and how a fact enters it.

Everything is loaded first; entering is then done in memory, so an import of thousands of rows
decides and folds by exactly the code that records a single fact.
"""

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4

from cases.actors import Actor
from cases.audience import Audience
from cases.errors import FactCannotStand, FactNotFound, KeyReused, StateCannotFollow
from cases.rules.chain import GENESIS, link
from cases.rules.facts import FactInCase, in_force, standing
from cases.rules.kinds import NO_TERMS, FactKind, Terms
from cases.rules.lifecycle import FoldedCase, fold, fold_in_force
from cases.rules.stages import Stage, StageState
from cases.rules.standings import stage_progress
from cases.rules.states import CaseState, followers
from cases.rules.templates import ProcessTemplate
from cases.tables.facts import FactRow, FactSource
from cases.tables.projects import Case, Project

OUTSIDE = frozenset(
    {FactSource.IMPORT, FactSource.API}
)  # their system is the master: never refused


@dataclass(frozen=True)
class Entry:
    """What someone says happened; *state* is ``None`` unless *kind* is ``STATE``."""

    state: CaseState | None
    effective_on: date
    note: str = ""
    legal_basis: str = ""
    idempotency_key: str | None = None
    corrects: UUID | None = None
    kind: FactKind = FactKind.STATE
    terms: Terms = NO_TERMS

    @property
    def said(self) -> CaseState | FactKind:
        """What the fact is called."""
        return self.state or self.kind


@dataclass
class CaseFile:
    """A case with the facts on record; grows as facts enter."""

    case: Case
    template: ProcessTemplate
    facts: list[FactRow] = field(default_factory=list)
    _seen: list[FactInCase] = field(default_factory=list, repr=False)
    _by_key: dict[str, FactRow] = field(default_factory=dict, repr=False)

    @property
    def for_rules(self) -> list[FactInCase]:
        """The facts as the rules see them; each is read once, since none ever changes."""
        new = self.facts[len(self._seen) :]
        self._seen += facts_in_case(new)
        self._by_key |= {fact.idempotency_key: fact for fact in new}
        return self._seen

    def append(self, fact: FactRow, seen: FactInCase) -> None:
        """Take in a new fact, and how the rules see it."""
        self.facts.append(fact)
        self._seen.append(seen)
        self._by_key[fact.idempotency_key] = fact

    def with_key(self, key: str) -> FactRow | None:
        """Return the fact that came under the idempotency key *key*."""
        _ = self.for_rules
        return self._by_key.get(key)

    @property
    def folded(self) -> FoldedCase:
        return fold(self.for_rules)


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

    fact: FactRow
    appended: bool
    newest: bool
    before: CaseState | None
    after: CaseState | None


def facts_in_case(facts: Sequence[FactRow]) -> tuple[FactInCase, ...]:
    """Return *facts* as the rules see them."""
    return tuple(
        FactInCase(
            f.id,
            f.seq,
            f.state,
            f.effective_on,
            f.corrects_id,
            f.kind,
            Terms.from_payload(f.payload),
        )
        for f in facts
    )


def content_key(ref: str, entry: Entry) -> str:
    """Return the idempotency key of a fact that came without one: the same fact, the same key."""
    said = f"{ref}\n{entry.said}\n{entry.effective_on}\n{entry.corrects or ''}"
    if entry.terms != NO_TERMS:
        said += f"\n{json.dumps(entry.terms.as_payload(), sort_keys=True)}"
    return f"content:{hashlib.sha256(said.encode()).hexdigest()}"


def enter(
    file: CaseFile,
    entry: Entry,
    *,
    actor: Actor,
    source: FactSource,
    at: datetime,
    objection: str | None = None,
) -> Entered:
    """
    Append *entry* to *file* and move the case's state along; the new row is not yet in a session.

    What cannot follow is refused when a person says it, kept and marked when an outside system does.

    Args:
        objection: What the caller's calendar has against it.

    Raises:
        StateCannotFollow, FactCannotStand: A person's entry does not fit before-and-after.
        FactNotFound: The fact to correct is not in this case, or is corrected already.
        KeyReused: The idempotency key belongs to another fact of this case.
    """
    before = file.case.state
    known_facts = file.for_rules
    live = standing(known_facts)
    if entry.corrects is not None and entry.corrects not in live:
        known = _by_key(file, entry, entry.idempotency_key or content_key(file.case.ref, entry))
        if known is None:
            raise FactNotFound(file.case.ref)
        return Entered(known, appended=False, newest=False, before=before, after=before)
    known, key = _known(file, entry, live, source)
    if known is not None:
        return Entered(known, appended=False, newest=False, before=before, after=before)

    fact = _new_fact(file, entry, key, actor=actor, source=source, at=at)
    (seen,) = facts_in_case([fact])
    timeline = in_force([*known_facts, seen])
    folded = fold_in_force(timeline)
    place = next((n for n, one in enumerate(timeline) if one.id == fact.id), None)
    if place is not None:
        against = folded.objections.get(fact.id) or objection
        fact.conflict = against is not None or fact.id in folded.doubts
        if against is not None and source not in OUTSIDE:
            raise _refusal(file.case.ref, entry, timeline[:place], against)

    fact.hash = link(fact.prev_hash, fact.content())
    file.append(fact, seen)
    file.case.state = folded.state
    newest = place is not None and place == len(timeline) - 1
    return Entered(fact, appended=True, newest=newest, before=before, after=file.case.state)


def _refusal(
    ref: str, entry: Entry, earlier: Sequence[FactInCase], against: str
) -> StateCannotFollow | FactCannotStand:
    if entry.state is None:
        return FactCannotStand(ref, entry.kind, against)
    then = next((fact.state for fact in reversed(earlier) if fact.state), None)
    return StateCannotFollow(ref, then, entry.state, followers(then))


def _known(
    file: CaseFile, entry: Entry, live: Collection[UUID], source: FactSource
) -> tuple[FactRow | None, str]:
    """Return the fact that says the same, if any, and the key under which *entry* goes in."""
    key = entry.idempotency_key or content_key(file.case.ref, entry)
    by_key = _by_key(file, entry, key)
    # An outside system repeats its files, also what was corrected here since; a person means it.
    means_it = entry.idempotency_key is None and source not in OUTSIDE
    if by_key is not None and (by_key.id in live or not means_it):
        return by_key, key
    if by_key is not None:
        return None, f"{key}:{len(file.facts)}"
    said = (entry.kind, entry.state, entry.effective_on)
    terms = entry.terms.as_payload()
    same = (
        fact
        for fact in file.facts
        if fact.id in live
        and (fact.kind, fact.state, fact.effective_on) == said
        and (not terms or terms == fact.payload)
    )
    return next(same, None), key


def _by_key(file: CaseFile, entry: Entry, key: str) -> FactRow | None:
    fact = file.with_key(key)
    if fact is None:
        return None
    if (fact.kind, fact.state, fact.effective_on) != (entry.kind, entry.state, entry.effective_on):
        raise KeyReused(key)
    return fact


def _new_fact(
    file: CaseFile, entry: Entry, key: str, *, actor: Actor, source: FactSource, at: datetime
) -> FactRow:
    last = file.facts[-1] if file.facts else None  # they are kept in the order of recording
    return FactRow(
        id=uuid4(),
        case_id=file.case.id,
        seq=last.seq + 1 if last else 1,
        kind=entry.kind,
        state=entry.state,
        effective_on=entry.effective_on,
        recorded_at=at,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name,
        source=source,
        legal_basis=entry.legal_basis,
        note=entry.note,
        payload=entry.terms.as_payload(),
        corrects_id=entry.corrects,
        conflict=False,
        idempotency_key=key,
        prev_hash=last.hash if last else GENESIS,
        hash="",
    )
