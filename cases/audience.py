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
    """Chats that can be written to."""

    parties: tuple[UUID, ...] = ()
    steward: tuple[UUID, ...] = ()


async def audiences_of(session: AsyncSession, projects: Iterable[UUID]) -> Mapping[UUID, Audience]:
    """Return the audience of each project; a project without one has an empty one."""
    wanted = tuple(set(projects))
    bound = await _chats_by_project(
        session,
        select(Project.id, Chat.id)
        .distinct()
        .join(Binding, BELONGS)
        .join(Person, Person.id == Binding.person_id)
        .join(Chat, Chat.person_id == Person.id)
        .where(Project.id.in_(wanted), Binding.ended_at.is_(None)),
    )
    stewards = await _chats_by_project(
        session,
        select(Project.id, Chat.id)
        .join(Person, Person.id == Project.steward_id)
        .join(Chat, Chat.person_id == Person.id)
        .where(Project.id.in_(wanted)),
    )
    return {
        project: Audience(tuple(bound[project]), tuple(stewards[project])) for project in wanted
    }


async def _chats_by_project(
    session: AsyncSession, query: Select[UUID, UUID]
) -> defaultdict[UUID, list[UUID]]:
    reachable = query.where(Person.active, Chat.status == ChatStatus.ACTIVE).order_by(Chat.id)
    chats: defaultdict[UUID, list[UUID]] = defaultdict(list)
    for project, chat in await session.execute(reachable):
        chats[project].append(chat)
    return chats
