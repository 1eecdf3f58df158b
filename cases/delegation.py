"""Inviting and removing people of a project, by whoever may: the bureau, the 法人, the 经办."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.errors import TooManyMembers
from cases.membership import EXPIRES_IN, NewInvite, create_invite, end_binding
from cases.people import actor_of
from cases.permissions import BoundPerson, binding_for, project_for
from cases.rules.access import INVITES, Tie, is_staff
from cases.tables.membership import Binding, Invite
from cases.tables.people import Person
from cases.tables.projects import PartyRole, Project

DELEGATED_FOR = timedelta(days=3)  # an invite by an enterprise's own people
MOST_OF_A_PROJECT = 10  # bound and invited together, beyond which the 管家 is asked


async def delegate(
    session: AsyncSession, person: Person, code: str, role: PartyRole, *, at: datetime
) -> NewInvite:
    """
    Make an invite to *role* of a project, as *person*; it dies when they lose the right to.

    Raises:
        BadProjectCode, ProjectNotFound: Not a project in which they may invite to that role.
        TooManyMembers: The enterprise has as many people bound and invited as it may by itself.
    """
    project = await project_for(session, person, INVITES[Tie(role.value)], code)
    expires_in = EXPIRES_IN
    if not is_staff(person.role):
        expires_in = DELEGATED_FOR
        await _check_room(session, project, at=at)
    return await create_invite(
        session,
        project.code,
        project.organization.uscc,
        at=at,
        created_by=actor_of(person),
        maker_id=person.id,
        expires_in=expires_in,
        role=role,
    )


async def remove_member(
    session: AsyncSession, by: Person, binding_id: UUID, *, at: datetime
) -> BoundPerson:
    """
    End a binding, one's own or another's, and return what it was.

    Raises:
        MemberNotFound: There is no such binding any more, or *by* may not end it.
    """
    found = await binding_for(session, by, binding_id)
    await end_binding(session, found.binding, found.project, at=at, actor=actor_of(by))
    return found


async def _check_room(session: AsyncSession, project: Project, *, at: datetime) -> None:
    bound = await session.scalar(
        select(func.count()).where(Binding.project_id == project.id, Binding.ended_at.is_(None))
    )
    invited = await session.scalar(
        select(func.count()).where(
            Invite.project_id == project.id, Invite.used_at.is_(None), Invite.expires_at > at
        )
    )
    if (bound or 0) + (invited or 0) >= MOST_OF_A_PROJECT:
        raise TooManyMembers(MOST_OF_A_PROJECT)
