"""Persons and the chats by which we know them."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select, true
from sqlalchemy.ext.asyncio import AsyncSession

from cases.actors import Actor, ActorKind
from cases.tables.people import Chat, ChatStatus, Person, Role
from cases.tables.upsert import insert

TELEGRAM = "telegram"
LONGEST_NAME = 64


def actor_of(person: Person) -> Actor:
    """Return *person* as it is written beside what they do."""
    return Actor(ActorKind.PERSON, str(person.id), person.name)


async def person_of(session: AsyncSession, channel: str, address: str) -> Person | None:
    """Return who writes from *address*, if they have ever written."""
    return await session.scalar(
        select(Person)
        .join(Chat, Chat.person_id == Person.id)
        .where(Chat.channel == channel, Chat.address == address)
    )


async def chat_of(session: AsyncSession, channel: str, address: str) -> Chat | None:
    """Return the chat with *address*."""
    return await session.scalar(
        select(Chat).where(Chat.channel == channel, Chat.address == address)
    )


async def register_chat(
    session: AsyncSession, *, channel: str = TELEGRAM, address: str, name: str, at: datetime
) -> tuple[Chat, Person]:
    """
    Return the chat with *address* and its person, put on record as an enterprise if they are new.

    A chat that was blocked can be written to again: whoever writes to us has unblocked us.
    """
    chat = await chat_of(session, channel, address)
    if chat is None:
        await _add_chat(session, channel=channel, address=address, name=name, at=at)
        chat = await chat_of(session, channel, address)
    if chat is None:
        msg = "a chat that was just registered must be there"
        raise AssertionError(msg)
    if chat.status is not ChatStatus.ACTIVE:
        chat.status, chat.status_at = ChatStatus.ACTIVE, at
        await session.flush()
    person = await session.get_one(Person, chat.person_id)
    return chat, person


async def set_chat_status(
    session: AsyncSession, chat_id: UUID, status: ChatStatus, *, at: datetime
) -> None:
    """Record whether a chat can be written to."""
    chat = await session.get_one(Chat, chat_id)
    if chat.status is not status:
        chat.status, chat.status_at = status, at
        await session.flush()


async def active_chats(session: AsyncSession, persons: Iterable[UUID]) -> tuple[Chat, ...]:
    """Return the chats of *persons* that can be written to."""
    rows = await session.scalars(
        select(Chat)
        .join(Person, Person.id == Chat.person_id)
        .where(Chat.person_id.in_(set(persons)), Chat.status == ChatStatus.ACTIVE, Person.active)
        .order_by(Chat.id)
    )
    return tuple(rows)


async def role_chats(
    session: AsyncSession, role: Role, *, without: UUID | None = None
) -> tuple[UUID, ...]:
    """Return the writable chats of everybody with *role*, leaving out the person *without*."""
    rows = await session.scalars(
        select(Chat.id)
        .join(Person, Person.id == Chat.person_id)
        .where(
            Person.role == role,
            Person.active,
            Chat.status == ChatStatus.ACTIVE,
            Person.id != without if without else true(),
        )
        .order_by(Chat.id)
    )
    return tuple(rows)


async def _add_chat(
    session: AsyncSession, *, channel: str, address: str, name: str, at: datetime
) -> None:
    person = Person(
        id=uuid4(),
        name=" ".join(name.split())[:LONGEST_NAME] or "企业用户",
        role=Role.ENTERPRISE,
        active=True,
        created_at=at,
    )
    session.add(person)
    await session.flush()
    made = await session.scalar(
        insert(session, Chat)
        .values(
            id=uuid4(),
            channel=channel,
            address=address,
            person_id=person.id,
            status=ChatStatus.ACTIVE,
            status_at=at,
        )
        .on_conflict_do_nothing()
        .returning(Chat.id)
    )
    if made is None:  # another process registered the same chat a moment ago
        await session.delete(person)
        await session.flush()
