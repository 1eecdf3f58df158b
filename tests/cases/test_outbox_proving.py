"""A press of a button proves that its message arrived; nothing of it is sent again."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from cases.database import Sessions
from cases.outbox import (
    Delivered,
    DeliveryState,
    MessageClass,
    NotSent,
    Opened,
    Outcome,
    RateLimited,
    Refusal,
    Refused,
    Unknown,
    Unreachable,
    mark_of,
    prove_arrival,
    resend_unknown,
    sweep,
    write_off_unknown,
)
from cases.tables.outbox import Attempt
from tests.cases.outbox_builders import (
    NOON,
    SECOND,
    claim_some,
    deliveries,
    on_sqlite,
    open_one,
    owe_one,
    settle_one,
    some_chats,
    start_one,
    the_lease_runs_out,
)
from tests.cases.test_outbox_coalescing import three_together

LATER = NOON + timedelta(minutes=10)
ALERT = {"message_class": MessageClass.STAFF_ALERT}


async def press(
    sessions: Sessions, opened: Opened | None = None, *, address="1000", number="77", at=LATER
) -> int:
    async with sessions.begin() as session:
        return await prove_arrival(
            session,
            address=address,
            external_id=number,
            mark=None if opened is None else mark_of(opened.token),
            at=at,
        )


async def attempts(sessions: Sessions) -> list[tuple[str | None, str | None]]:
    async with sessions.begin() as session:
        rows = await session.scalars(select(Attempt).order_by(Attempt.started_at))
        return [(row.outcome, row.external_id) for row in rows]


async def sweep_at(sessions: Sessions, at=LATER):
    async with sessions.begin() as session:
        return await sweep(session, at=at)


async def an_unknown(sessions: Sessions, **more) -> Opened:
    await owe_one(sessions, await some_chats(sessions), **(ALERT | more))
    opened = await start_one(sessions)
    await settle_one(sessions, opened.token, Unknown("reset"))
    return opened


class TestAPress:
    async def test_makes_what_was_unknown_delivered_and_it_is_not_sent_again(
        self, sessions: Sessions
    ):
        """Under the number of the message that was pressed; pressing again changes nothing."""
        opened = await an_unknown(sessions)

        assert await press(sessions, opened) == 1
        before = await attempts(sessions)
        assert await press(sessions, opened) == 0

        (row,) = await deliveries(sessions)
        assert (row.state, row.external_id) == (DeliveryState.DELIVERED, "77")
        assert before == await attempts(sessions) == [("delivered", "77")]
        assert (await sweep_at(sessions)).resent == 0
        assert await claim_some(sessions, at=LATER) == []

    async def test_in_two_relays_at_once_counts_once(self, sessions: Sessions):
        """Two updates of one press, handled at the same time."""
        opened = await an_unknown(sessions)

        assert sorted(await asyncio.gather(*(press(sessions, opened) for _ in range(3)))) == [
            0,
            0,
            1,
        ]

    async def test_takes_back_the_repeat_that_waits_or_is_claimed(self, sessions: Sessions):
        """The relay that holds it finds nothing to open."""
        opened = await an_unknown(sessions)
        assert (await sweep_at(sessions)).resent == 1
        (claimed,) = await claim_some(sessions, at=LATER)

        assert await press(sessions, opened) == 1

        assert await open_one(sessions, claimed, at=LATER) == Refused(Refusal.LOST)
        assert [row.state for row in await deliveries(sessions)] == [DeliveryState.DELIVERED]

    async def test_that_comes_before_the_answer_of_the_call_counts_too(self, sessions: Sessions):
        """A reader may be faster than the relay; a lost answer then takes nothing back."""
        await owe_one(sessions, await some_chats(sessions), **ALERT)
        opened = await start_one(sessions)

        assert await press(sessions, opened) == 1
        await settle_one(sessions, opened.token, Unknown("reset"), at=LATER)

        assert [row.state for row in await deliveries(sessions)] == [DeliveryState.DELIVERED]
        assert await attempts(sessions) == [("delivered", "77")]

    async def test_on_a_dead_relays_message_counts_before_anybody_swept(self, sessions: Sessions):
        """Its lease has run out, and the sweep finds nothing to call unknown."""
        await owe_one(sessions, await some_chats(sessions), **ALERT)
        opened = await start_one(sessions)
        await the_lease_runs_out(sessions)

        assert await press(sessions, opened) == 1

        assert (await sweep_at(sessions)).unknown == 0

    @on_sqlite
    async def test_proves_all_that_the_message_carried(self, sessions: Sessions):
        """Three in one call, and one press."""
        opened = await three_together(sessions)
        await settle_one(sessions, opened.token, Unknown("reset"), at=LATER)

        assert await press(sessions, opened) == 3

        assert {row.state for row in await deliveries(sessions)} == {DeliveryState.DELIVERED}

    async def test_proves_what_went_along_when_its_carrier_is_settled_otherwise(
        self, sessions: Sessions
    ):
        """A person gave up the first of three; the press still proves the two others."""
        opened = await three_together(sessions)
        await settle_one(sessions, opened.token, Unknown("reset"), at=LATER)
        async with sessions.begin() as session:
            await write_off_unknown(session, opened.delivery_id, reason="已电话告知", at=LATER)

        assert await press(sessions, opened) == 2

        assert sorted(row.state for row in await deliveries(sessions)) == [
            DeliveryState.DELIVERED,
            DeliveryState.DELIVERED,
            DeliveryState.WRITTEN_OFF,
        ]

    @on_sqlite
    async def test_is_known_by_the_number_of_the_message_too(self, sessions: Sessions):
        """The first attempt's answer came late, under a token that had been replaced."""
        first = await an_unknown(sessions)
        await sweep_at(sessions)
        again = await start_one(sessions, at=LATER)
        await settle_one(sessions, again.token, Unknown("reset"), at=LATER)
        async with sessions.begin() as session:
            attempt = await session.scalar(select(Attempt).where(Attempt.token == first.token))
            attempt.external_id = "77"

        assert await press(sessions, number="76") == 0
        assert await press(sessions, number="77") == 1

        assert [row.state for row in await deliveries(sessions)] == [DeliveryState.DELIVERED]

    @on_sqlite
    async def test_in_another_chat_proves_nothing(self, sessions: Sessions):
        """A mark counts only in the chat that its message went to."""
        one, _ = await some_chats(sessions, 2)
        await owe_one(sessions, [one])
        opened = await start_one(sessions)
        await settle_one(sessions, opened.token, Unknown("reset"))

        assert await press(sessions, opened, address="1001") == 0
        assert await press(sessions, number="77") == 0

        assert [row.state for row in await deliveries(sessions)] == [DeliveryState.UNKNOWN]

    @on_sqlite
    async def test_leaves_what_a_person_has_decided(self, sessions: Sessions):
        opened = await an_unknown(sessions)
        (row,) = await deliveries(sessions)
        async with sessions.begin() as session:
            await write_off_unknown(session, row.id, reason="已电话告知", at=LATER)

        assert await press(sessions, opened) == 0

        assert [row.state for row in await deliveries(sessions)] == [DeliveryState.WRITTEN_OFF]


class TestARepeatUnderWay:
    @pytest.mark.parametrize(
        "outcome",
        [
            Unknown("reset"),
            NotSent("no route"),
            RateLimited(timedelta(seconds=5)),
            Unreachable("blocked"),
            Delivered("78"),
        ],
    )
    @on_sqlite
    async def test_is_not_followed_by_another(self, sessions: Sessions, outcome: Outcome):
        """It cannot be recalled; but whatever comes of it, the first is known to have arrived."""
        first = await an_unknown(sessions)
        await sweep_at(sessions)
        again = await start_one(sessions, at=LATER)

        assert await press(sessions, first) == 0
        await settle_one(sessions, again.token, outcome, at=LATER)

        (row,) = await deliveries(sessions)
        assert row.state is DeliveryState.DELIVERED
        assert row.external_id == ("78" if isinstance(outcome, Delivered) else "77")
        assert (await sweep_at(sessions, LATER + timedelta(hours=1))).resent == 0

    async def test_of_a_relay_that_died_is_not_followed_by_another(self, sessions: Sessions):
        """Its lease runs out and makes it unknown; the next attempt is refused, and it is delivered."""
        first = await an_unknown(sessions)
        await sweep_at(sessions)
        await start_one(sessions, at=LATER)
        assert await press(sessions, first) == 0
        await the_lease_runs_out(sessions)
        assert (await sweep_at(sessions)).unknown == 1
        much_later = LATER + timedelta(minutes=10)
        assert (await sweep_at(sessions, much_later)).resent == 1

        (claimed,) = await claim_some(sessions, at=much_later)
        assert await open_one(sessions, claimed, at=much_later) == Refused(Refusal.ARRIVED)

        (row,) = await deliveries(sessions)
        assert (row.state, row.external_id) == (DeliveryState.DELIVERED, "77")

    @on_sqlite
    async def test_that_a_person_ordered_is_refused_too_when_the_answer_comes_late(
        self, sessions: Sessions
    ):
        """What a frozen relay brings back under its old token counts as proof before the next call."""
        first = await an_unknown(sessions)
        (row,) = await deliveries(sessions)
        async with sessions.begin() as session:
            await resend_unknown(session, row.id, at=LATER)
        await settle_one(sessions, first.token, Delivered("77"), at=LATER + SECOND)

        (claimed,) = await claim_some(sessions, at=LATER + SECOND)
        answer = await open_one(sessions, claimed, at=LATER + SECOND)

        assert answer == Refused(Refusal.ARRIVED)
        assert await attempts(sessions) == [("delivered", "77")]
