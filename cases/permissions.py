"""Finding a record for somebody who wants to do something with it; strangers find nothing."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from cases.errors import CaseNotFound, ProjectNotFound
from cases.projects import find_project
from cases.rules.access import Action, may
from cases.tables.membership import Binding
from cases.tables.people import Person
from cases.tables.projects import Case, Project


async def project_for(session: AsyncSession, person: Person, action: Action, code: str) -> Project:
    """
    Return the project with *code* if *person* may do *action* with it.

    Raises:
        BadProjectCode: *code* is none.
        ProjectNotFound: There is none, or it is not theirs: a stranger cannot tell which.
    """
    project = await find_project(session, code)
    owns = await _owns(session, person.id, project)
    if not (person.active and may(person.role, action, owns=owns)):
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
    owns = case.officer_id == person.id or await _owns(session, person.id, case.project)
    if not (person.active and may(person.role, action, owns=owns)):
        raise CaseNotFound(ref)
    return case


async def _owns(session: AsyncSession, person_id: UUID, project: Project) -> bool:
    if project.steward_id == person_id:
        return True
    bound = select(Binding.id).where(
        Binding.person_id == person_id,
        Binding.project_id == project.id,
        Binding.ended_at.is_(None),
    )
    return await session.scalar(bound) is not None
