"""Rights, read at the moment of the act and in its transaction."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.actors import Actor
from cases.errors import Refused
from cases.people import actor_of
from cases.rules.access import Action, may
from cases.tables.people import Person


class NotAllowed(Refused):
    """The person is not, or is no longer, allowed to do this."""

    def __init__(self, person_id: UUID, action: Action) -> None:
        self.person_id = person_id
        self.action = action
        super().__init__("没有这项操作的权限，请联系管理者")


async def require(session: AsyncSession, person_id: UUID, action: Action) -> Actor:
    """
    Return who acts, for the record.

    Raises:
        NotAllowed: The person is unknown, has left, or their role does not grant *action*.
    """
    person = await session.scalar(
        select(Person).where(Person.id == person_id).execution_options(populate_existing=True)
    )
    if person is None or not person.active or not may(person.role, action):
        raise NotAllowed(person_id, action)
    return actor_of(person)
