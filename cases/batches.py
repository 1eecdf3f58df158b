"""Recording facts that another program sends together: all of them or none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from cases.actors import Actor
from cases.audit import note_act
from cases.casework import RecordedFact, record_fact
from cases.errors import (
    AmbiguousPerson,
    BatchRefused,
    CaseOfAnotherItem,
    CasesError,
    ConcurrentChange,
    DateInFuture,
    DateTooEarly,
    KeyReused,
    OtherOrganization,
    PersonNotFound,
    ProjectNotFound,
    UnknownItem,
)
from cases.loading import chunks, lock_projects
from cases.outbox import QuietHours
from cases.projects import check_same_organization, find_project, open_case, open_project
from cases.rules.access import Role
from cases.rules.calendar import WorkCalendar
from cases.rules.kinds import NO_TERMS, FactKind, Terms
from cases.rules.states import CaseState
from cases.staff import find_staff
from cases.tables.facts import FactSource
from cases.tables.projects import Case, Project

FIELDS: tuple[tuple[type[CasesError], str], ...] = (
    (ProjectNotFound, "project_code"),
    (UnknownItem, "item"),
    (CaseOfAnotherItem, "item"),
    (DateInFuture, "effective_on"),
    (DateTooEarly, "effective_on"),
    (OtherOrganization, "project.uscc"),
    (AmbiguousPerson, "project.steward"),
    (KeyReused, "idempotency_key"),
)


@dataclass(frozen=True)
class NewProject:
    """What is said about a project in case it is not on record; *investment* is in 万元."""

    name: str
    organization: str
    uscc: str
    kind: str = ""
    key_level: str = ""
    industry: str = ""
    street: str = ""
    investment: Decimal | None = None
    steward: str = ""


@dataclass(frozen=True)
class BatchedFact:
    """
    One fact of a batch.

    *project_code* and *item* are needed for a case that is not on record; *project* for a project
    that is not. What is on record must agree with them. *state* is ``None`` unless *kind* is ``STATE``.
    """

    ref: str
    state: CaseState | None
    effective_on: date
    kind: FactKind = FactKind.STATE
    terms: Terms = NO_TERMS
    project_code: str | None = None
    item: str | None = None
    note: str = ""
    idempotency_key: str | None = None
    project: NewProject | None = None


async def record_batch(
    session: AsyncSession,
    facts: Sequence[BatchedFact],
    *,
    actor: Actor,
    at: datetime,
    calendar: WorkCalendar,
    quiet_hours: QuietHours | None = None,
) -> tuple[RecordedFact, ...]:
    """
    Record *facts*, opening the cases and projects that are new; return what became of each.

    They are taken in the order of their dates, so the order in the batch does not matter. What
    cannot follow is kept and marked as a conflict: the other program is the master of its cases.
    When this raises, the caller rolls back, and nothing of the batch is on record.

    Raises:
        BatchRefused: One of the facts cannot be recorded; says which, and which field of it.
        ConcurrentChange: Somebody opened the same project or case a moment ago; try again.
    """
    batch = _Batch(session, actor, at, calendar, quiet_hours)
    recorded: dict[int, RecordedFact] = {}
    in_order = sorted(enumerate(facts), key=lambda pair: pair[1].effective_on)
    try:
        await _lock(session, facts)
        for index, fact in in_order:
            try:
                recorded[index] = await batch.take(fact)
            except ConcurrentChange:
                raise
            except CasesError as error:
                raise BatchRefused(index, field_of(error), error) from error
    except IntegrityError as error:
        raise ConcurrentChange from error
    appended = sum(fact.appended for fact in recorded.values())
    if appended or batch.opened:
        await note_act(
            session,
            actor=actor,
            action="facts.batch",
            subject="batch",
            at=at,
            detail={"facts": len(facts), "appended": appended, "opened": batch.opened},
        )
    return tuple(recorded[index] for index in range(len(facts)))


def field_of(error: CasesError) -> str:
    """Return the field of a fact that *error* is about."""
    return next((field for kind, field in FIELDS if isinstance(error, kind)), "ref")


@dataclass
class _Batch:
    """A batch being recorded."""

    session: AsyncSession
    actor: Actor
    at: datetime
    calendar: WorkCalendar
    quiet_hours: QuietHours | None

    def __post_init__(self) -> None:
        self.opened: list[str] = []  # codes of projects and refs of cases
        self._agreed: set[tuple[str, str, str, NewProject | None]] = set()

    async def take(self, fact: BatchedFact) -> RecordedFact:
        if fact.project_code is not None and fact.item is not None:
            identity = (fact.ref, fact.project_code, fact.item, fact.project)
            if identity not in self._agreed:
                await self._find_or_open(fact, fact.project_code, fact.item)
                self._agreed.add(identity)
        key = fact.idempotency_key
        try:
            return await record_fact(
                self.session,
                ref=fact.ref,
                state=fact.state,
                kind=fact.kind,
                terms=fact.terms,
                effective_on=fact.effective_on,
                actor=self.actor,
                source=FactSource.API,
                at=self.at,
                calendar=self.calendar,
                note=fact.note,
                # A key means something to the program that chose it, and to no other.
                idempotency_key=None if key is None else f"{self.actor.kind}:{self.actor.id}:{key}",
                quiet_hours=self.quiet_hours,
            )
        except KeyReused as error:
            raise KeyReused(key or error.key) from error

    async def _find_or_open(self, fact: BatchedFact, code: str, item: str) -> None:
        try:
            project = await find_project(self.session, code)
        except ProjectNotFound:
            if fact.project is None:
                raise
            project = await self._open_project(code, fact.project)
        else:
            if fact.project is not None:
                check_same_organization(project, fact.project.uscc)
        known = await self.session.scalar(select(Case.id).where(Case.ref == fact.ref))
        await open_case(
            self.session, ref=fact.ref, project_code=project.code, item=item, at=self.at
        )
        if known is None:
            self.opened.append(fact.ref)

    async def _open_project(self, code: str, said: NewProject) -> Project:
        project = await open_project(
            self.session,
            code=code,
            name=said.name,
            organization=said.organization,
            uscc=said.uscc,
            at=self.at,
            kind=said.kind,
            key_level=said.key_level,
            industry=said.industry,
            street=said.street,
            investment=said.investment,
            steward_id=await self._steward(said.steward),
            steward_name=said.steward,
        )
        self.opened.append(project.code)
        return project

    async def _steward(self, name: str) -> UUID | None:
        """Return the steward called *name*; one who is not staff yet takes over when added."""
        if not name:
            return None
        try:
            member = await find_staff(self.session, name)
        except PersonNotFound:
            return None
        return member.person_id if member.role is Role.STEWARD else None


async def _lock(session: AsyncSession, facts: Iterable[BatchedFact]) -> None:
    # All at once and in one order: two batches that name the same projects never wait in a circle.
    ids: set[UUID] = set()
    for refs in chunks({fact.ref for fact in facts}):
        ids.update(await session.scalars(select(Case.project_id).where(Case.ref.in_(refs))))
    for codes in chunks({fact.project_code for fact in facts if fact.project_code}):
        ids.update(await session.scalars(select(Project.id).where(Project.code.in_(codes))))
    await lock_projects(session, ids)
