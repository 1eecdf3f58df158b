"""A legal notice that does not arrive becomes work for a person."""

import asyncio
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from cases.calls import WAITS, call_made, calls_to_make, open_calls
from cases.database import Sessions
from cases.errors import CallNotFound
from cases.membership import unbind
from cases.outbox import Refused
from cases.rules.access import Role
from cases.rules.states import CaseState
from cases.staff import add_staff
from cases.tables.audit import AuditEntry
from cases.tables.outbox import Delivery, DeliveryState, MessageClass, OutboxMessage
from cases.tables.people import Chat, ChatStatus
from cases.tables.projects import Project
from tests.cases.outbox_builders import claim_some, open_one
from tests.cases.record_builders import (
    CODE,
    NOON,
    OFFICER,
    a_bound_chat,
    a_running_project,
    payloads,
    record,
)

S = CaseState
ASKED = date(2026, 3, 18)


async def a_notice(sessions: Sessions, *, blocked: bool = False, steward: bool = True) -> UUID:
    """The delivery of 补正告知 to the one person of a project, whose staff are here; its id."""
    await a_running_project(sessions)
    async with sessions.begin() as session:
        for role, address in ((Role.STEWARD, "2001"), (Role.MANAGER, "2002")):
            member = await add_staff(session, name=address, role=role, address=address, at=NOON)
            if role is Role.STEWARD and steward:
                await session.execute(update(Project).values(steward_id=member.person_id))
        chat = await a_bound_chat(session)
        if blocked:
            (await session.get_one(Chat, chat)).status = ChatStatus.BLOCKED
        await record(session, S.RECEIVED, date(2026, 3, 17))
        await record(session, S.SUPPLEMENT_ASKED, ASKED)
        found = await session.scalar(
            select(Delivery.id)
            .join(OutboxMessage, OutboxMessage.id == Delivery.message_id)
            .where(OutboxMessage.message_class == MessageClass.LEGAL, Delivery.chat_id == chat)
        )
    assert found is not None
    return found


async def becomes(sessions: Sessions, delivery: UUID, state: DeliveryState, **more: object) -> None:
    async with sessions.begin() as session:
        await session.execute(
            update(Delivery).where(Delivery.id == delivery).values(state=state, **more)
        )


async def look(sessions: Sessions, *, after: timedelta = timedelta(0)) -> int:
    async with sessions.begin() as session:
        return await open_calls(session, at=NOON + after)


async def told(sessions: Sessions) -> list[tuple[str, str]]:
    """Whom staff were told to call, and at which address the staff were told."""
    async with sessions() as session:
        rows = await session.execute(
            select(OutboxMessage.payload, Chat.address)
            .join(Delivery, Delivery.message_id == OutboxMessage.id)
            .join(Chat, Chat.id == Delivery.chat_id)
            .where(OutboxMessage.kind == "call_by_phone")
        )
        return [(payload["person"], address) for payload, address in rows]


@pytest.mark.parametrize(
    "state", [DeliveryState.FAILED, DeliveryState.SUPPRESSED, DeliveryState.EXPIRED]
)
async def test_the_steward_is_told_once_of_one_that_did_not_arrive(
    sessions: Sessions, state: DeliveryState
):
    """Fault 11."""
    await becomes(sessions, await a_notice(sessions), state)

    assert (await look(sessions), await look(sessions)) == (1, 0)

    assert await told(sessions) == [("王敏", "2001")]
    async with sessions() as session:
        (said,) = await payloads(session, "call_by_phone")
        assert (said["recorded"], said["effective_on"]) == ("补正(开始)", "2026-03-18")


async def test_two_at_once_tell_once(sessions: Sessions):
    """The row is the claim."""
    await becomes(sessions, await a_notice(sessions), DeliveryState.FAILED)

    both = await asyncio.gather(look(sessions), look(sessions))

    assert sum(both) == 1
    assert len(await told(sessions)) == 1


async def test_where_a_project_has_no_steward_the_managers_are_told(sessions: Sessions):
    await becomes(sessions, await a_notice(sessions, steward=False), DeliveryState.FAILED)

    await look(sessions)

    assert await told(sessions) == [("王敏", "2002")]


async def test_one_who_has_blocked_the_bot_is_called(sessions: Sessions):
    """What the law wants told is owed to them all the same, so that its loss is known."""
    delivery = await a_notice(sessions, blocked=True)
    for claimed in await claim_some(sessions, at=NOON):
        if claimed.delivery_id == delivery:
            assert isinstance(await open_one(sessions, claimed, at=NOON), Refused)

    assert await look(sessions) == 1

    assert await told(sessions) == [("王敏", "2001")]


async def test_an_unknown_one_is_resent_before_anybody_calls(sessions: Sessions):
    delivery = await a_notice(sessions)
    await becomes(sessions, delivery, DeliveryState.UNKNOWN, resends=1)
    before = await look(sessions)
    await becomes(sessions, delivery, DeliveryState.UNKNOWN, resends=2)

    assert (before, await look(sessions)) == (0, 1)


async def test_one_that_waits_for_hours_is_said_by_telephone_and_may_still_arrive(
    sessions: Sessions,
):
    """Fault 10: the channel is down. What arrives later is no call to make any more."""
    delivery = await a_notice(sessions)
    soon = await look(sessions, after=WAITS - timedelta(minutes=1))
    late = await look(sessions, after=WAITS)
    async with sessions() as session:
        waiting = await calls_to_make(session)
    await becomes(sessions, delivery, DeliveryState.DELIVERED)

    assert (soon, late) == (0, 1)
    assert [one.delivery_id for one in waiting] == [delivery]
    async with sessions() as session:
        assert await calls_to_make(session) == ()


async def test_who_may_no_longer_read_it_is_not_called(sessions: Sessions):
    await a_notice(sessions)
    async with sessions.begin() as session:
        person = await session.scalar(select(Chat.person_id).where(Chat.address == "1001"))
        assert person is not None
        await unbind(session, person, CODE, at=NOON)

    assert await look(sessions, after=WAITS) == 0


async def test_a_call_is_made_once_and_is_in_the_journal(sessions: Sessions):
    delivery = await a_notice(sessions)
    await becomes(sessions, delivery, DeliveryState.FAILED)
    await look(sessions)

    for _ in range(2):
        async with sessions.begin() as session:
            await call_made(session, delivery, by=OFFICER, at=NOON)

    async with sessions() as session:
        assert await calls_to_make(session) == ()
        acts = await session.scalars(select(AuditEntry.action))
        assert list(acts).count("call.made") == 1


async def test_a_call_that_nobody_has_to_make_is_not_found(sessions: Sessions):
    async with sessions.begin() as session:
        with pytest.raises(CallNotFound, match="没有这条待打的电话"):
            await call_made(session, uuid4(), by=OFFICER, at=NOON)
