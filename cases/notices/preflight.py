"""Before a notice is handed in: who of those it is meant for cannot be reached, and why."""

import enum
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.audience import BELONGS
from cases.notices.audience import Audience, meant, projects_meant
from cases.preferences import Category, turned_off
from cases.tables.membership import Binding
from cases.tables.people import Chat, ChatStatus, Person
from cases.tables.projects import Organization, Project


class WhyNot(enum.StrEnum):
    """Why somebody gets nothing."""

    BLOCKED = "已停用或屏蔽助手"
    MOVED = "会话已失效"
    OFF = "已关闭群发通知"
    UNBOUND = "没有绑定的用户"


WHY_BY_STATUS = {
    ChatStatus.BLOCKED: WhyNot.BLOCKED,
    ChatStatus.LEFT: WhyNot.BLOCKED,
    ChatStatus.MIGRATED: WhyNot.MOVED,
}


@dataclass(frozen=True)
class Unreached:
    """A person, or an enterprise as a whole, that the notice will not reach."""

    name: str
    why: WhyNot


async def unreached(session: AsyncSession, audience: Audience) -> tuple[Unreached, ...]:
    """
    Return who is meant by *audience* and would get nothing now, enterprises last.

    People who have another chat that can be written to are reached, and left out.
    """
    reached = select(Chat.person_id).where(Chat.status == ChatStatus.ACTIVE)
    people = await session.execute(
        meant(audience, Person.name, Chat.status)
        .where(Person.id.not_in(reached))
        .order_by(Person.name, Chat.id)
    )
    off = await session.scalars(
        meant(audience, Person.name)
        .where(Chat.status == ChatStatus.ACTIVE, Person.id.in_(turned_off(Category.NOTICE)))
        .distinct()
        .order_by(Person.name)
    )
    bound = exists().where(BELONGS, Binding.ended_at.is_(None))
    unbound = await session.scalars(
        select(Organization.name)
        .join(Project, Project.organization_id == Organization.id)
        .where(*projects_meant(audience))
        .group_by(Organization.id, Organization.name)
        .having(
            Organization.id.not_in(
                select(Project.organization_id).where(bound, *projects_meant(audience))
            )
        )
        .order_by(Organization.name)
    )
    return (
        *(Unreached(name, WHY_BY_STATUS[status]) for name, status in people),
        *(Unreached(name, WhyNot.OFF) for name in off),
        *(Unreached(name, WhyNot.UNBOUND) for name in unbound),
    )
