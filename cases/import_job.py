"""What an import file does to the records, worked out in memory before anything is written."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.actors import Actor
from cases.errors import CaseOfAnotherProject, CasesError, OtherOrganization, ProjectNotFound
from cases.import_rows import Column, ImportRow, Rejection
from cases.ledger import CaseFile, Entered, Entry, ProjectFile, enter
from cases.loading import chunks, load_files, lock_projects
from cases.projects import check_same_case, new_case
from cases.rows import add_rows, values_of
from cases.rules.access import Role
from cases.rules.calendar import WorkCalendar
from cases.rules.dates import legal_day
from cases.rules.deadlines import clocks_of
from cases.rules.identifiers import whole_of
from cases.rules.timeliness import MAY_BE_TOO_LATE, too_late
from cases.tables.facts import Fact, FactSource
from cases.tables.people import Person
from cases.tables.projects import Case, Organization, Project


@dataclass
class ImportJob:
    """Everything that the rows touch, loaded; then everything that they change."""

    actor: Actor
    at: datetime
    calendar: WorkCalendar
    organizations: dict[str, Organization]
    projects: dict[str, ProjectFile]
    owners: Mapping[str, UUID]  # of every ref in the file that is on record: its project
    stewards: Mapping[str, Sequence[UUID]]
    new_rows: list[Organization | Project] = field(default_factory=list)
    new_cases: list[Case] = field(default_factory=list)
    entered: list[tuple[ProjectFile, CaseFile, Entered]] = field(default_factory=list)
    taken: dict[int, ImportRow] = field(default_factory=dict)
    applied: set[int] = field(default_factory=set)
    rejected: list[Rejection] = field(default_factory=list)
    # Cases that had facts before, by ref, and how many they had.
    grown: dict[str, tuple[ProjectFile, CaseFile, int]] = field(default_factory=dict)
    _opened: set[str] = field(default_factory=set)  # codes of new projects
    _refs: dict[str, str] = field(default_factory=dict)  # of new cases: the project's code

    def take(self, row: ImportRow) -> None:
        """Let *row* enter, or say which cell keeps it out."""
        if (refusal := self._refusal(row)) is not None:
            column, reason = refusal
            self.rejected.append(Rejection(row.number, column, reason))
            return
        project = self.projects.get(row.code) or self._open_project(row)
        case = project.cases.get(row.ref) or self._open_case(project, row)
        entry = Entry(row.state, row.effective_on, row.note, kind=row.fact, terms=row.terms)
        known = len(case.facts)
        entered = enter(
            case,
            entry,
            actor=self.actor,
            source=FactSource.IMPORT,
            at=self.at,
            objection=self._too_late(case, row),
        )
        self.taken[row.number] = row
        self.entered.append((project, case, entered))
        if entered.appended:
            self.applied.add(row.number)
            if known and row.ref not in self._refs:
                self.grown.setdefault(row.ref, (project, case, known))

    def _too_late(self, case: CaseFile, row: ImportRow) -> str | None:
        if row.fact not in MAY_BE_TOO_LATE:
            return None
        today = legal_day(self.at)
        clocks = clocks_of(case.folded, case.template, today=today, calendar=self.calendar)
        return too_late(
            clocks.deadlines, case.template, row.fact, on=row.effective_on, terms=row.terms
        )

    def update_projects(self) -> None:
        """Bring each project's attributes to what its rows say last; a blank cell says nothing."""
        latest: dict[tuple[str, str], tuple[Any, int]] = {}
        for row in self.taken.values():  # in the order of their dates
            for name, value in self._said(row).items():
                latest[row.code, name] = value, row.number
        for (code, name), (value, number) in latest.items():
            project = self.projects[code].project
            if getattr(project, name) != value:
                setattr(project, name, value)
                if code not in self._opened:  # a new one is applied with its first fact
                    self.applied.add(number)

    def _said(self, row: ImportRow) -> Mapping[str, Any]:
        said: dict[str, Any] = {
            "name": row.name,
            "kind": row.kind,
            "key_level": row.key_level,
            "industry": row.industry,
            "investment": row.investment,
            "street": row.street,
            "steward_name": row.steward,
        }
        given = {name: value for name, value in said.items() if value not in {"", None}}
        if row.steward:  # a name that nobody here has yet waits for ``staff add``
            given["steward_id"] = next(iter(self.stewards.get(row.steward, ())), None)
        return given

    def _refusal(self, row: ImportRow) -> tuple[Column, str] | None:
        file = self.projects.get(row.code)
        whole = whole_of(row.code)
        if file is None and whole is not None and whole not in self.projects:
            return Column.CODE, str(ProjectNotFound(whole))
        owner = file or self.projects.get(whole or "")
        if owner is not None and owner.project.organization.uscc != row.uscc:
            return Column.USCC, str(OtherOrganization(row.code))
        if len(self.stewards.get(row.steward, ())) > 1:
            return Column.STEWARD, f"有多位项目管家叫“{row.steward}”，请先在 staff 名单中区分"
        return self._case_refusal(row, file)

    def _case_refusal(self, row: ImportRow, file: ProjectFile | None) -> tuple[Column, str] | None:
        owner = self.owners.get(row.ref)
        elsewhere = owner is not None and (file is None or file.project.id != owner)
        if elsewhere or self._refs.get(row.ref, row.code) != row.code:
            return Column.REF, str(CaseOfAnotherProject(row.ref))
        if file is None or row.ref not in file.cases:
            return None
        try:
            check_same_case(file.cases[row.ref].case, file.project.id, row.item)
        except CasesError as error:
            return Column.ITEM, str(error)
        return None

    def _open_project(self, row: ImportRow) -> ProjectFile:
        whole = whole_of(row.code)
        owner = self.organizations.get(row.uscc)
        if owner is None:
            owner = Organization(
                id=uuid4(), uscc=row.uscc, name=row.organization, created_at=self.at
            )
            self.organizations[row.uscc] = owner
            self.new_rows.append(owner)
        project = Project(
            id=uuid4(),
            code=row.code,
            parent_id=self.projects[whole].project.id if whole else None,
            name=row.name,
            kind="",
            key_level="",
            industry="",
            street="",
            steward_name="",
            organization_id=owner.id,
            created_at=self.at,
        )
        project.organization = owner
        self.new_rows.append(project)
        self._opened.add(row.code)
        file = ProjectFile(project, {})
        self.projects[row.code] = file
        return file

    def _open_case(self, file: ProjectFile, row: ImportRow) -> CaseFile:
        case = new_case(row.ref, file.project, row.item, at=self.at)
        self.new_cases.append(case)
        self._refs[row.ref] = row.code
        file.cases[row.ref] = CaseFile(case, row.item.template)
        return file.cases[row.ref]


async def prepare(
    session: AsyncSession,
    rows: Sequence[ImportRow],
    *,
    actor: Actor,
    at: datetime,
    calendar: WorkCalendar,
) -> ImportJob:
    """Return a job with everything that *rows* touch loaded, its projects locked."""
    organizations: dict[str, Organization] = {}
    for some in chunks({row.uscc for row in rows}):
        found = await session.scalars(select(Organization).where(Organization.uscc.in_(some)))
        organizations.update({organization.uscc: organization for organization in found})
    ids: list[UUID] = []
    wholes = {whole for row in rows if (whole := whole_of(row.code)) is not None}
    for some in chunks({row.code for row in rows} | wholes):
        ids += await session.scalars(select(Project.id).where(Project.code.in_(some)))
    projects = await lock_projects(session, ids)
    refs = {row.ref for row in rows}
    owners: dict[str, UUID] = {}
    for some in chunks(refs):
        known = await session.execute(select(Case.ref, Case.project_id).where(Case.ref.in_(some)))
        owners.update((ref, project_id) for ref, project_id in known)
    files = await load_files(session, projects, facts_of=refs)
    return ImportJob(
        actor=actor,
        at=at,
        calendar=calendar,
        organizations=organizations,
        projects={file.project.code: file for file in files.values()},
        owners=owners,
        stewards=await _stewards(session),
    )


async def _stewards(session: AsyncSession) -> Mapping[str, Sequence[UUID]]:
    rows = await session.execute(
        select(Person.name, Person.id).where(Person.role == Role.STEWARD, Person.active)
    )
    stewards: defaultdict[str, list[UUID]] = defaultdict(list)
    for name, id_ in rows:
        stewards[name].append(id_)
    return stewards


async def write(session: AsyncSession, job: ImportJob) -> None:
    """Put everything that *job* made on record."""
    # In this order, because the rows name each other by key.
    session.add_all(job.new_rows)
    await session.flush()
    await add_rows(session, Case, [values_of(case) for case in job.new_cases])
    facts = [entered.fact.as_values() for _, _, entered in job.entered if entered.appended]
    await add_rows(session, Fact, facts)
