"""Who is reminded of a case: its officer, its steward, the heads, and the enterprise's people."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.audience import BELONGS
from cases.loading import chunks
from cases.open_cases import OpenCase
from cases.rules.access import Role
from cases.rules.dates import legal_day
from cases.rules.ladder import Hearer
from cases.tables.membership import Binding
from cases.tables.people import Chat, ChatStatus, Person
from cases.tables.projects import Project


@dataclass(frozen=True)
class _Reach:
    """A chat that can be written to, and since when its person has to do with it."""

    chat_id: UUID
    since: date


@dataclass(frozen=True)
class Hearers:
    """Everybody's chats, read once for a whole sweep."""

    of_person: Mapping[UUID, tuple[_Reach, ...]]
    of_project: Mapping[UUID, tuple[_Reach, ...]]
    head_ids: tuple[UUID, ...]

    def staff(
        self, case: OpenCase, hearers: Collection[Hearer], *, known_by: date | None
    ) -> list[UUID]:
        """Return the chats of the bureau's people for *case*; of those here by *known_by*, if given."""
        people: list[UUID | None] = []
        if Hearer.OFFICER in hearers:
            people.append(case.officer_id or case.steward_id)
        if Hearer.STEWARD in hearers:
            people.append(case.steward_id)
        if Hearer.HEAD in hearers:
            people += self.head_ids
        return self._chats(people, known_by)

    def heads(self, *, known_by: date | None) -> list[UUID]:
        return self._chats(self.head_ids, known_by)

    def applicants(self, project_id: UUID, *, known_by: date) -> list[UUID]:
        """Return the chats of those who belonged to the project by *known_by*."""
        bound = self.of_project.get(project_id, ())
        return list(dict.fromkeys(reach.chat_id for reach in bound if reach.since <= known_by))

    def _chats(self, people: Iterable[UUID | None], known_by: date | None) -> list[UUID]:
        reached = (reach for person in people if person for reach in self.of_person.get(person, ()))
        found = [r.chat_id for r in reached if known_by is None or r.since <= known_by]
        return list(dict.fromkeys(found))


async def hearers_of(session: AsyncSession, projects: Collection[UUID]) -> Hearers:
    """Return the chats of all staff, and of those who belong to *projects*."""
    active = (Person.active, Chat.status == ChatStatus.ACTIVE)
    rows = await session.execute(
        select(Person.id, Person.role, Person.created_at, Chat.id)
        .join(Chat, Chat.person_id == Person.id)
        .where(Person.role != Role.ENTERPRISE, *active)
        .order_by(Person.id, Chat.id)
    )
    people: defaultdict[UUID, list[_Reach]] = defaultdict(list)
    heads: dict[UUID, None] = {}
    for person, role, since, chat in rows:
        people[person].append(_Reach(chat, legal_day(since)))
        if role is Role.MANAGER:
            heads[person] = None
    bound: defaultdict[UUID, list[_Reach]] = defaultdict(list)
    for some in chunks(projects):
        parties = await session.execute(
            select(Project.id, Binding.bound_at, Chat.id)
            .join(Binding, BELONGS)
            .join(Person, Person.id == Binding.person_id)
            .join(Chat, Chat.person_id == Person.id)
            .where(Project.id.in_(some), Binding.ended_at.is_(None), *active)
            .order_by(Chat.id)
        )
        for project, since, chat in parties:
            bound[project].append(_Reach(chat, legal_day(since)))
    return Hearers(_frozen(people), _frozen(bound), tuple(heads))


def _frozen(
    reached: Mapping[UUID, list[_Reach]],
) -> dict[UUID, tuple[_Reach, ...]]:
    return {key: tuple(values) for key, values in reached.items()}
