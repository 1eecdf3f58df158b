"""What people want to hear of. It is asked just before each send, so the last word counts."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.tables.outbox import MessageClass
from cases.tables.preferences import Category, Mode, Preference
from cases.tables.upsert import insert

__all__ = [
    "Category",
    "Mode",
    "Wishes",
    "category_of",
    "modes_of",
    "set_mode",
    "turned_off",
    "wishes_of",
]

# Of the news about a salon only these can be turned down: that it moves, is called off or has a seat
# for them concerns those alone who registered.
SALON_KINDS = frozenset({"salon_reminder", "salon_feedback"})


def category_of(message_class: MessageClass, kind: str) -> Category | None:
    """
    Return what a message counts as; None when nobody can turn it down.

    Replies, legal notices and alerts to staff always arrive.
    """
    match message_class:
        case MessageClass.MILESTONE:
            return Category.MILESTONE
        case MessageClass.BROADCAST:
            return Category.NOTICE
        case MessageClass.SALON_REMINDER if kind in SALON_KINDS:
            return Category.SALON
        case _:
            return None


@dataclass(frozen=True)
class Wishes:
    """What some people have said of some categories."""

    said: Mapping[tuple[UUID, Category], Mode]

    def mode(self, person_id: UUID, message_class: MessageClass, kind: str) -> Mode:
        """Return how loudly a message may reach a person now."""
        category = category_of(message_class, kind)
        return Mode.ON if category is None else self.said.get((person_id, category), Mode.ON)


async def wishes_of(session: AsyncSession, people: Collection[UUID]) -> Wishes:
    """Return what *people* have said."""
    if not people:
        return Wishes({})
    connection = await session.connection()
    rows = await connection.execute(_SAID, {"people": list(people)})
    return Wishes({(person, category): mode for person, category, mode in rows})


_SAID = select(Preference.person_id, Preference.category, Preference.mode).where(
    Preference.person_id.in_(bindparam("people", expanding=True))
)


async def modes_of(session: AsyncSession, person_id: UUID) -> dict[Category, Mode]:
    """Return a person's word on every category."""
    rows = await session.execute(
        select(Preference.category, Preference.mode).where(Preference.person_id == person_id)
    )
    modes = dict.fromkeys(Category, Mode.ON)
    for category, mode in rows:
        modes[category] = mode
    return modes


async def set_mode(
    session: AsyncSession, person_id: UUID, category: Category, mode: Mode, *, at: datetime
) -> None:
    """Keep a person's word on one category."""
    values = {"mode": mode, "set_at": at}
    await session.execute(
        insert(session, Preference)
        .values(person_id=person_id, category=category, **values)
        .on_conflict_do_update(index_elements=["person_id", "category"], set_=values)
    )


def turned_off(category: Category) -> Select[UUID]:
    """Select the persons who want nothing of *category*."""
    return select(Preference.person_id).where(
        Preference.category == category, Preference.mode == Mode.OFF
    )
