"""Who is told about a project, and through which chats."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.tables.membership import Binding
from cases.tables.people import Chat, ChatStatus, Person
from cases.tables.projects import Project

# Whoever belongs to a project hears of its 单位工程 too.
BELONGS = or_(Binding.project_id == Project.id, Binding.project_id == Project.parent_id)


@dataclass(frozen=True)
class Audience:
    """
    Chats that can be written to.

    Attributes:
        parties: Of whoever is bound to the project.
        unreachable: Of whoever is bound to it and has blocked the bot: what the law wants told is owed
            to them all the same, so that it is known not to have arrived.
    """

    parties: tuple[UUID, ...] = ()
    steward: tuple[UUID, ...] = ()
    unreachable: tuple[UUID, ...] = ()


async def audiences_of(session: AsyncSession, projects: Iterable[UUID]) -> Mapping[UUID, Audience]:
    """Return the audience of each project; a project without one has an empty one."""
    wanted = tuple(set(projects))
    of_the_enterprise = (
        select(Project.id, Chat.id)
        .distinct()
        .join(Binding, BELONGS)
        .join(Person, Person.id == Binding.person_id)
        .join(Chat, Chat.person_id == Person.id)
        .where(Project.id.in_(wanted), Binding.ended_at.is_(None))
    )
    bound = await _chats_by_project(session, of_the_enterprise)
    blocked = await _chats_by_project(session, of_the_enterprise, reachable=False)
    stewards = await _chats_by_project(
        session,
        select(Project.id, Chat.id)
        .join(Person, Person.id == Project.steward_id)
        .join(Chat, Chat.person_id == Person.id)
        .where(Project.id.in_(wanted)),
    )
    return {
        project: Audience(tuple(bound[project]), tuple(stewards[project]), tuple(blocked[project]))
        for project in wanted
    }


async def _chats_by_project(
    session: AsyncSession, query: Select[UUID, UUID], *, reachable: bool = True
) -> defaultdict[UUID, list[UUID]]:
    is_active = Chat.status == ChatStatus.ACTIVE
    wanted = query.where(Person.active, is_active if reachable else ~is_active).order_by(Chat.id)
    chats: defaultdict[UUID, list[UUID]] = defaultdict(list)
    for project, chat in await session.execute(wanted):
        chats[project].append(chat)
    return chats
