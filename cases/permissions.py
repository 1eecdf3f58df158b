"""
Finding a record for somebody who wants to do something with it; strangers find nothing.

Everything that acts for a person or a program reaches projects and cases through here.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from cases.errors import CaseNotFound, MemberNotFound, ProjectNotFound
from cases.progress import ProjectProgress, project_progress
from cases.projects import find_project
from cases.rules.access import REMOVES, Action, Client, Tie, may
from cases.rules.calendar import WorkCalendar
from cases.tables.membership import Binding
from cases.tables.people import Person
from cases.tables.projects import Case, Project


def permits(person: Person, action: Action, *, ties: frozenset[Tie] = frozenset()) -> bool:
    """Tell whether *person* may do *action*; who has left may do nothing."""
    return person.active and may(person.role, action, ties=ties)


async def project_for(session: AsyncSession, person: Person, action: Action, code: str) -> Project:
    """
    Return the project with *code* if *person* may do *action* with it.

    Raises:
        BadProjectCode: *code* is none.
        ProjectNotFound: There is none, or it is not theirs: a stranger cannot tell which.
    """
    project = await find_project(session, code)
    if not permits(person, action, ties=await ties_to(session, person.id, project)):
        raise ProjectNotFound(project.code)
    return project


async def case_for(session: AsyncSession, person: Person, action: Action, ref: str) -> Case:
    """
    Return the case *ref*, its project loaded, if *person* may do *action* with it.

    Raises:
        CaseNotFound: There is none, or it is not theirs.
    """
    case = await session.scalar(
        select(Case).where(Case.ref == ref.strip()).options(joinedload(Case.project))
    )
    if case is None:
        raise CaseNotFound(ref)
    ties = await ties_to(session, person.id, case.project)
    if case.officer_id == person.id:
        ties |= {Tie.OFFICER}
    if not permits(person, action, ties=ties):
        raise CaseNotFound(ref)
    return case


async def progress_for(
    session: AsyncSession,
    who: Person | Client,
    code: str,
    *,
    today: date,
    calendar: WorkCalendar,
) -> ProjectProgress:
    """
    Return where the project with *code* stands, if *who* may see it.

    Raises:
        BadProjectCode, ProjectNotFound: As ``project_for``.
    """
    if isinstance(who, Person):
        await project_for(session, who, Action.SEE_PROJECT, code)
    elif not may(who, Action.SEE_PROJECT):
        raise ProjectNotFound(code)
    return await project_progress(session, code, today=today, calendar=calendar)


@dataclass(frozen=True)
class BoundPerson:
    """A live binding with its two ends."""

    binding: Binding
    person: Person
    project: Project


async def binding_for(session: AsyncSession, by: Person, binding_id: UUID) -> BoundPerson:
    """
    Return a live binding that *by* may end: their own, or one of a role that they may remove.

    Raises:
        MemberNotFound: There is none any more, or it is not theirs to end.
    """
    binding = await session.get(Binding, binding_id, with_for_update=True)
    if binding is None or binding.ended_at is not None:
        raise MemberNotFound
    person = await session.get_one(Person, binding.person_id)
    project = await session.get_one(Project, binding.project_id)
    own = person.id == by.id
    action = Action.LEAVE if own else REMOVES[Tie(binding.role.value)]
    if not permits(by, action, ties=await ties_to(session, by.id, project)):
        raise MemberNotFound
    return BoundPerson(binding, person, project)


async def ties_to(session: AsyncSession, person_id: UUID, project: Project) -> frozenset[Tie]:
    """Return what a person is to *project*; who belongs to a project belongs to its 单位工程."""
    parts = {project.id, project.parent_id} - {None}
    roles = await session.scalars(
        select(Binding.role).where(
            Binding.person_id == person_id,
            Binding.project_id.in_(parts),
            Binding.ended_at.is_(None),
        )
    )
    ties = {Tie(role.value) for role in roles}
    if project.steward_id == person_id or await _is_steward_of(session, person_id, project):
        ties.add(Tie.STEWARD)
    return frozenset(ties)


async def _is_steward_of(session: AsyncSession, person_id: UUID, project: Project) -> bool:
    """Tell whether the whole of a 单位工程 that has no steward of its own is theirs."""
    if project.parent_id is None or project.steward_id is not None:
        return False
    steward = select(Project.steward_id).where(Project.id == project.parent_id)
    return await session.scalar(steward) == person_id
