"""Opening projects and cases."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from cases.errors import (
    CaseOfAnotherItem,
    CaseOfAnotherProject,
    NameTaken,
    OtherOrganization,
    ProjectNotFound,
)
from cases.processes import InstalledItem, catalogue
from cases.rules.identifiers import check_uscc, normalise_project_code, whole_of
from cases.tables.people import Person
from cases.tables.projects import Case, Organization, Project


async def find_project(session: AsyncSession, code: str) -> Project:
    """
    Return the project with *code*, its organisation loaded.

    Raises:
        BadProjectCode: *code* is none.
        ProjectNotFound: No such project.
    """
    plain = normalise_project_code(code)
    project = await session.scalar(
        select(Project).where(Project.code == plain).options(joinedload(Project.organization))
    )
    if project is None:
        raise ProjectNotFound(plain)
    return project


async def open_project(
    session: AsyncSession,
    *,
    code: str,
    name: str,
    organization: str,
    uscc: str,
    at: datetime,
    kind: str = "",
    key_level: str = "",
    industry: str = "",
    street: str = "",
    investment: Decimal | None = None,
    steward_id: UUID | None = None,
    steward_name: str = "",
) -> Project:
    """
    Put a project on record, or a 单位工程 of one; *investment* is in 万元.

    Raises:
        BadProjectCode, BadUscc: An identifier is wrong.
        NameTaken: The code is on record already.
        ProjectNotFound, OtherOrganization: Of a 单位工程, the project is not on record, or is
            somebody else's.
    """
    plain = normalise_project_code(code)
    if await session.scalar(select(Project.id).where(Project.code == plain)) is not None:
        raise NameTaken(plain)
    whole = whole_of(plain)
    parent = None if whole is None else await find_project(session, whole)
    if parent is not None:
        check_same_organization(parent, check_uscc(uscc))
    owner = await organization_of(session, uscc, name=organization, at=at)
    if steward_id is not None and not steward_name:
        steward_name = (await session.get_one(Person, steward_id)).name
    project = Project(
        id=uuid4(),
        code=plain,
        parent_id=parent.id if parent else None,
        name=name,
        kind=kind,
        key_level=key_level,
        industry=industry,
        street=street,
        investment=investment,
        organization_id=owner.id,
        steward_id=steward_id,
        steward_name=steward_name,
        created_at=at,
    )
    project.organization = owner
    session.add(project)
    await session.flush()
    return project


async def organization_of(
    session: AsyncSession, uscc: str, *, name: str, at: datetime
) -> Organization:
    """Return the organisation with *uscc*, put on record as *name* if it is new."""
    plain = check_uscc(uscc)
    known = await session.scalar(select(Organization).where(Organization.uscc == plain))
    if known is not None:
        return known
    new = Organization(id=uuid4(), uscc=plain, name=name, created_at=at)
    session.add(new)
    await session.flush()
    return new


async def open_case(
    session: AsyncSession,
    *,
    ref: str,
    project_code: str,
    item: str,
    at: datetime,
    officer_id: UUID | None = None,
) -> Case:
    """
    Open case *ref* for *item* (slug, name or alias) of a project, or return it if it is open.

    It keeps the process template that is newest now.

    Raises:
        ProjectNotFound, UnknownItem: No such project, no such item.
        CaseOfAnotherProject, CaseOfAnotherItem: *ref* is on record for something else.
    """
    project = await find_project(session, project_code)
    installed = (await catalogue(session)).find(item)
    known = await session.scalar(select(Case).where(Case.ref == ref.strip()))
    if known is not None:
        return check_same_case(known, project.id, installed)
    case = new_case(ref.strip(), project, installed, at=at, officer_id=officer_id)
    session.add(case)
    await session.flush()
    return case


def new_case(
    ref: str,
    project: Project,
    installed: InstalledItem,
    *,
    at: datetime,
    officer_id: UUID | None = None,
) -> Case:
    """Return a new case's row."""
    return Case(
        id=uuid4(),
        ref=ref,
        project_id=project.id,
        item=installed.template.item,
        item_name=installed.template.name,
        stage=installed.template.stage,
        template_id=installed.id,
        officer_id=officer_id,
        state=None,
        created_at=at,
    )


def check_same_case(case: Case, project_id: UUID, installed: InstalledItem) -> Case:
    """Return *case* if it is the one meant."""
    if case.project_id != project_id:
        raise CaseOfAnotherProject(case.ref)
    if case.item != installed.template.item:
        raise CaseOfAnotherItem(case.ref, case.item_name)
    return case


def check_same_organization(project: Project, uscc: str) -> None:
    """
    Raises:
        OtherOrganization: The project belongs to another 统一社会信用代码.
    """
    if project.organization.uscc != uscc:
        raise OtherOrganization(project.code)
