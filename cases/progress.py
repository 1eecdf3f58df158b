"""Reading where projects stand."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from cases.ledger import CaseFile, ProjectFile, facts_in_case
from cases.loading import load_files
from cases.progress_values import (
    CaseProgress,
    FactLine,
    MilestoneLine,
    PhaseLine,
    ProjectLoad,
    ProjectProgress,
    ProjectSummary,
    WorkItem,
)
from cases.projects import find_project
from cases.rules.calendar import WorkCalendar
from cases.rules.deadlines import clocks_of
from cases.rules.lifecycle import fold_in_force, in_force
from cases.rules.milestones import STAGE_DONE, milestone_of, next_step
from cases.rules.phases import phases_of
from cases.rules.stages import STAGES, Stage, StageProgress, StageState
from cases.rules.standings import Standing, stage_progress, standings_of
from cases.rules.states import CLOSED, DROPPED, GRANTS, CaseState
from cases.tables.membership import Binding
from cases.tables.projects import Case, PartyRole, Project

__all__ = [
    "CaseProgress",
    "FactLine",
    "MilestoneLine",
    "PhaseLine",
    "ProjectLoad",
    "ProjectProgress",
    "ProjectSummary",
    "WorkItem",
    "case_progress",
    "progress_of",
    "project_loads",
    "project_progress",
    "projects_of",
    "staff_worklist",
    "summary_of",
    "units_of",
]


async def project_progress(
    session: AsyncSession, code: str, *, today: date, calendar: WorkCalendar
) -> ProjectProgress:
    """
    Return where the project with *code* stands on *today*.

    Whether the asker may see it is asked before, by ``permissions.project_for``.

    Raises:
        BadProjectCode, ProjectNotFound: No code, no such project.
    """
    project = await find_project(session, code)
    units = await units_of(session, project.id)
    files = await load_files(session, [project, *units])
    return progress_of(
        files[project.id],
        today=today,
        calendar=calendar,
        units=[files[unit.id] for unit in units],
    )


async def units_of(session: AsyncSession, project_id: UUID) -> tuple[Project, ...]:
    """Return the 单位工程 of a project, by code."""
    rows = await session.scalars(
        select(Project)
        .where(Project.parent_id == project_id)
        .order_by(Project.code)
        .options(joinedload(Project.organization))
    )
    return tuple(rows)


async def projects_of(session: AsyncSession, person_id: UUID) -> tuple[ProjectSummary, ...]:
    """Return the projects that a person is bound to or is the steward of, by code."""
    bound = await session.execute(
        select(Binding.project_id, Binding.role).where(
            Binding.person_id == person_id, Binding.ended_at.is_(None)
        )
    )
    roles = {row.project_id: row.role for row in bound}
    projects = await session.scalars(
        select(Project)
        .where(or_(Project.id.in_(roles), Project.steward_id == person_id))
        .order_by(Project.code)
        .options(joinedload(Project.organization))
    )
    return tuple(summary_of(project, roles.get(project.id)) for project in projects)


async def staff_worklist(
    session: AsyncSession, person_id: UUID | None, *, today: date, calendar: WorkCalendar
) -> tuple[WorkItem, ...]:
    """
    Return the open cases, overdue and soonest first; those without a running clock last.

    Args:
        person_id: Only cases of this officer, or of this steward's projects; all when ``None``.
    """
    query = (
        select(Project)
        .join(Case, Case.project_id == Project.id)
        .where(or_(Case.state.is_(None), Case.state.not_in(CLOSED)))
        .distinct()
        .options(joinedload(Project.organization))
    )
    if person_id is not None:
        query = query.where(or_(Project.steward_id == person_id, Case.officer_id == person_id))
    files = await load_files(session, tuple(await session.scalars(query)))
    items = [
        WorkItem(
            file.project.code,
            file.project.name,
            file.project.steward_name,
            case_progress(case, today=today, calendar=calendar),
        )
        for file in files.values()
        for case in _theirs(file, person_id)
        if case.case.state not in CLOSED
    ]
    return tuple(sorted(items, key=_urgency))


def project_loads(work: Iterable[WorkItem]) -> tuple[ProjectLoad, ...]:
    """Return the projects of a work list; those with something overdue first."""
    loads: dict[str, ProjectLoad] = {}
    for item in work:
        load = loads.get(item.project_code, ProjectLoad(item.project_code, item.project_name))
        loads[item.project_code] = replace(
            load, running=load.running + 1, overdue=load.overdue + item.case.overdue
        )
    return tuple(sorted(loads.values(), key=lambda load: (not load.overdue, load.code)))


def progress_of(
    file: ProjectFile,
    *,
    today: date,
    calendar: WorkCalendar,
    units: Sequence[ProjectFile] = (),
) -> ProjectProgress:
    """Return where a loaded project stands, its loaded *units* counted in."""
    cases = tuple(
        case_progress(case, today=today, calendar=calendar) for case in file.cases.values()
    )
    parts = tuple(progress_of(unit, today=today, calendar=calendar) for unit in units)
    by_part = [(file.project.code, cases), *((part.project.code, part.cases) for part in parts)]
    stages = _stages(by_part)
    return ProjectProgress(
        project=summary_of(file.project, None),
        phases=_phases(by_part),
        units=parts,
        stages=stages,
        cases=cases,
        milestones=_milestones([case for _, own in by_part for case in own], stages),
        today=today,
    )


def case_progress(file: CaseFile, *, today: date, calendar: WorkCalendar) -> CaseProgress:
    """Return where a loaded case stands."""
    timeline = in_force(facts_in_case(file.facts))
    folded = fold_in_force(timeline)
    rows = {fact.id: fact for fact in file.facts}
    lines = tuple(
        FactLine(
            id=fact.id,
            kind=fact.kind,
            state=fact.state,
            effective_on=fact.effective_on,
            recorded_at=rows[fact.id].recorded_at,
            source=rows[fact.id].source,
            actor=rows[fact.id].actor_name,
            note=rows[fact.id].note,
            terms=fact.terms,
            conflict=fact.id in folded.conflicts,
        )
        for fact in timeline
    )
    return CaseProgress(
        ref=file.case.ref,
        item=file.case.item,
        item_name=file.case.item_name,
        stage=file.case.stage,
        state=folded.state,
        since=folded.since,
        facts=lines,
        clocks=clocks_of(folded, file.template, today=today, calendar=calendar),
        next_step=next_step(folded.state) if folded.state else None,
    )


def summary_of(project: Project, role: PartyRole | None) -> ProjectSummary:
    """Return what identifies *project*; its organisation is loaded."""
    return ProjectSummary(
        id=project.id,
        code=project.code,
        name=project.name,
        organization=project.organization.name,
        kind=project.kind,
        key_level=project.key_level,
        industry=project.industry,
        investment=project.investment,
        street=project.street,
        steward=project.steward_name,
        role=role,
    )


def _stages(by_part: Iterable[tuple[str, Iterable[CaseProgress]]]) -> tuple[StageProgress, ...]:
    by_stage: defaultdict[Stage, list[tuple[str, CaseState | None]]] = defaultdict(list)
    for code, cases in by_part:
        for case in cases:  # the same item of two units is two items to be done
            by_stage[case.stage].append((f"{code} {case.item}", case.state))
    shown = (*STAGES, Stage.PARALLEL) if Stage.PARALLEL in by_stage else STAGES
    return tuple(stage_progress(stage, by_stage[stage]) for stage in shown)


def _phases(by_part: Sequence[tuple[str, Sequence[CaseProgress]]]) -> tuple[PhaseLine, ...]:
    standings = [
        standing
        for _, cases in by_part
        for standing in standings_of((case.item, case.stage, case.state) for case in cases)
    ]
    everything = [case for _, cases in by_part for case in cases]
    return tuple(
        PhaseLine(one.phase, _case_behind(one.ground, everything) if one.ground else None)
        for one in phases_of(standings)
    )


def _case_behind(ground: Standing, cases: Iterable[CaseProgress]) -> CaseProgress | None:
    """Return the first case that made *ground* what it is."""
    states = GRANTS if ground.granted else set(CaseState) - DROPPED
    fitting = [case for case in cases if case.item == ground.item and case.state in states]
    return min(fitting, key=lambda case: (case.since or date.max, case.ref), default=None)


def _milestones(
    cases: Iterable[CaseProgress], stages: Iterable[StageProgress]
) -> tuple[MilestoneLine, ...]:
    lines = [
        MilestoneLine(milestone.kind, fact.effective_on, case.stage, case.ref, case.item_name)
        for case in cases
        for fact in case.facts
        if (milestone := milestone_of(fact.said)) is not None
    ]
    for stage in stages:
        days = [c.since for c in cases if c.stage is stage.stage and c.since is not None]
        if stage.state is StageState.DONE:
            lines.append(MilestoneLine(STAGE_DONE, max(days), stage.stage, "", ""))
    return tuple(sorted(lines, key=lambda line: line.on))


def _theirs(file: ProjectFile, person_id: UUID | None) -> Iterable[CaseFile]:
    if person_id is None or file.project.steward_id == person_id:
        return file.cases.values()
    return [case for case in file.cases.values() if case.case.officer_id == person_id]


def _urgency(item: WorkItem) -> tuple[bool, date, str]:
    due_on = item.deadline.due_on if item.deadline else None
    return (not item.case.overdue, due_on or date.max, item.case.ref)
