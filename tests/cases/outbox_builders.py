"""Builders for the tests of everything that is sent."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cases.database import Sessions
from cases.outbox import (
    Claimed,
    MessageClass,
    Opened,
    Outcome,
    Rates,
    Refused,
    Settled,
    claim,
    open_attempt,
    owe,
    settle,
)
from cases.tables.outbox import Delivery
from cases.tables.people import Chat, ChatStatus, Person, Role

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai
SECOND = timedelta(seconds=1)
# For tests whose subject is not the database: one kind is enough.
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FAST = Rates(per_second=100_000, burst=1_000, per_chat=timedelta(0))


async def a_person(session: AsyncSession, name: str = "王敏", role: Role = Role.ENTERPRISE) -> UUID:
    person = Person(name=name, role=role, created_at=NOON)
    session.add(person)
    await session.flush()
    return person.id


async def a_chat(
    session: AsyncSession,
    *,
    person: UUID | None = None,
    address: str | None = None,
    status: ChatStatus = ChatStatus.ACTIVE,
) -> UUID:
    chat = Chat(
        address=address or str(uuid4().int % 10**12),
        person_id=person or await a_person(session),
        status=status,
        status_at=NOON,
    )
    session.add(chat)
    await session.flush()
    return chat.id


async def some_chats(sessions: Sessions, count: int = 1) -> list[UUID]:
    async with sessions.begin() as session:
        person = await a_person(session)
        chats = [
            Chat(id=uuid4(), address=str(1000 + n), person_id=person, status_at=NOON)
            for n in range(count)
        ]
        session.add_all(chats)
        return [chat.id for chat in chats]


async def owe_one(
    sessions: Sessions,
    chats: list[UUID],
    *,
    key: str | None = None,
    message_class: MessageClass = MessageClass.MILESTONE,
    at: datetime = NOON,
    **more: object,
) -> int:
    async with sessions.begin() as session:
        return await owe(
            session,
            dedupe_key=key or str(uuid4()),
            message_class=message_class,
            kind="greeting",
            payload={"text": "施工许可已办结"},
            chats=chats,
            at=at,
            **more,  # type: ignore[arg-type]
        )


async def claim_some(
    sessions: Sessions, *, at: datetime = NOON, limit: int = 100, rates: Rates = FAST
) -> list[Claimed]:
    async with sessions.begin() as session:
        return await claim(session, worker=uuid4(), limit=limit, at=at, rates=rates)


async def open_one(
    sessions: Sessions, claimed: Claimed, *, at: datetime = NOON, rates: Rates = FAST
) -> Opened | Refused:
    async with sessions.begin() as session:
        return await open_attempt(session, claimed, at=at, rates=rates)


async def settle_one(
    sessions: Sessions, token: UUID, outcome: Outcome, *, at: datetime = NOON
) -> Settled | None:
    async with sessions.begin() as session:
        return await settle(session, token, outcome, at=at)


async def start_one(sessions: Sessions, *, at: datetime = NOON) -> Opened:
    """Claim and open the next ready delivery, which must exist."""
    (claimed,) = await claim_some(sessions, at=at, limit=1)
    opened = await open_one(sessions, claimed, at=at)
    assert isinstance(opened, Opened)
    return opened


async def deliveries(sessions: Sessions) -> list[Delivery]:
    async with sessions.begin() as session:
        rows = await session.scalars(select(Delivery).order_by(Delivery.chat_id, Delivery.position))
        return list(rows)


async def the_lease_runs_out(sessions: Sessions) -> None:
    """What the passing of time does to a worker that died: every lease lies in the past."""
    async with sessions.begin() as session:
        await session.execute(
            update(Delivery)
            .where(Delivery.lease_until.is_not(None))
            .values(lease_until=datetime(2000, 1, 1, tzinfo=UTC))
        )
