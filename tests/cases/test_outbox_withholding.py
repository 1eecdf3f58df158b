"""Taking back what is owed: until its call is under way, nothing that is untrue by now leaves."""

import asyncio

import pytest
from sqlalchemy import select

from cases.database import Sessions
from cases.outbox import (
    Delivered,
    DeliveryState,
    MessageClass,
    Opened,
    Refusal,
    Refused,
    Unknown,
    open_attempts,
    owe,
    sweep,
)
from cases.outbox.withholding import Withheld, suppress
from cases.tables.outbox import Attempt, Delivery, OutboxMessage
from cases.untrue import withdraw_untrue
from tests.cases.outbox_builders import (
    FAST,
    NOON,
    claim_some,
    deliveries,
    open_one,
    owe_one,
    settle_one,
    some_chats,
    start_one,
    the_lease_runs_out,
)

WHY = "期限已改变，未发送"


async def take_back(sessions: Sessions) -> Withheld:
    async with sessions.begin() as session:
        return await suppress(session, select(Delivery.id), reason=WHY, at=NOON)


async def attempts(sessions: Sessions) -> list[Attempt]:
    async with sessions.begin() as session:
        return list(await session.scalars(select(Attempt)))


async def test_what_a_relay_has_claimed_is_taken_out_of_its_hands(sessions: Sessions):
    """Fault 36: it finds nothing to open; the record says why nothing was sent."""
    await owe_one(sessions, await some_chats(sessions))
    (claimed,) = await claim_some(sessions)

    assert await take_back(sessions) == Withheld(taken_back=1, under_way=0)

    assert await open_one(sessions, claimed) == Refused(Refusal.LOST)
    (row,) = await deliveries(sessions)
    assert (row.state, row.reason, row.token) == (DeliveryState.SUPPRESSED, WHY, None)
    assert await attempts(sessions) == []


async def test_what_is_being_sent_is_not_recalled_and_the_record_says_so(sessions: Sessions):
    """It counts as under way, and its attempt keeps the reason after it was delivered."""
    await owe_one(sessions, await some_chats(sessions))
    opened = await start_one(sessions)

    assert await take_back(sessions) == Withheld(taken_back=0, under_way=1)
    settled = await settle_one(sessions, opened.token, Delivered("7"))

    assert settled is not None
    assert settled.state is DeliveryState.DELIVERED
    (attempt,) = await attempts(sessions)
    assert attempt.outcome == "delivered"
    assert attempt.reason == f"撤回时已在发送，收不回：{WHY}"


async def test_what_was_under_way_is_not_sent_again_once_it_is_untrue(sessions: Sessions):
    """Taken back while it waited for its marked repeat: that repeat never leaves."""
    await owe_one(sessions, await some_chats(sessions), message_class=MessageClass.STAFF_ALERT)
    opened = await start_one(sessions)
    await settle_one(sessions, opened.token, Unknown("reset"))
    later = NOON.replace(hour=NOON.hour + 1)
    async with sessions.begin() as session:
        assert (await sweep(session, at=later)).resent == 1

    assert await take_back(sessions) == Withheld(taken_back=1, under_way=0)

    assert await claim_some(sessions, at=later) == []


async def test_whoever_comes_first_the_other_sees_it(sessions: Sessions):
    """Twelve attempts opened while all are taken back: each was opened or taken back, none both."""
    await owe_one(sessions, await some_chats(sessions, 12))
    claimed = await claim_some(sessions)

    async def open_some(some: list) -> list[Opened | Refused]:
        async with sessions.begin() as session:
            return await open_attempts(session, some, at=NOON, rates=FAST)

    first, withheld, second = await asyncio.gather(
        open_some(claimed[:6]), take_back(sessions), open_some(claimed[6:])
    )

    opened = [one for one in (*first, *second) if isinstance(one, Opened)]
    assert withheld == Withheld(taken_back=12 - len(opened), under_way=len(opened))
    assert {row.state.value for row in await deliveries(sessions)} <= {"sending", "suppressed"}
    assert len(await attempts(sessions)) == len(opened)


async def test_a_dead_relays_claim_that_was_taken_back_does_not_come_back(sessions: Sessions):
    """Its lease runs out, and nothing is released that is untrue."""
    await owe_one(sessions, await some_chats(sessions))
    await claim_some(sessions)
    await take_back(sessions)

    await the_lease_runs_out(sessions)
    async with sessions.begin() as session:
        assert (await sweep(session, at=NOON)).released == 0

    assert await claim_some(sessions) == []


@pytest.mark.parametrize("claimed_first", [False, True])
async def test_a_reminder_keeps_only_the_lines_that_are_true(
    sessions: Sessions, claimed_first: bool
):
    """Also when a relay holds it by then; what it sends is what is true now."""
    lines = [{"ref": ref, "name": "审批期限", "due_on": "2026-11-27"} for ref in ("A-1", "A-2")]
    (chat,) = await some_chats(sessions)
    async with sessions.begin() as session:
        await owe(
            session,
            dedupe_key="reminder",
            message_class=MessageClass.STAFF_ALERT,
            kind="reminder",
            payload={"lines": lines},
            chats=[chat],
            at=NOON,
        )
    held = await claim_some(sessions) if claimed_first else []

    async with sessions.begin() as session:
        withheld = await withdraw_untrue(session, lambda line: line["ref"] == "A-2", at=NOON)

    assert withheld == Withheld(taken_back=0, under_way=0)
    opened = await open_one(sessions, *(held or await claim_some(sessions)))
    assert isinstance(opened, Opened)
    assert opened.payload["lines"] == lines[1:]

    # What has left is a record; it is not made to say anything else.
    async with sessions.begin() as session:
        assert await withdraw_untrue(session, lambda _: False, at=NOON) == Withheld(0, 1)
        (message,) = await session.scalars(select(OutboxMessage))
        assert message.payload["lines"] == lines[1:]
