"""Faults of channels, clocks, workers and disks, each by its number in the list that we keep of them."""

import asyncio
import re
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text, update

import cases
from bot.relay import Relay
from cases.database import DatabaseTrouble, Sessions
from cases.outbox import (
    Delivered,
    DeliveryState,
    MessageClass,
    Migrated,
    NotSent,
    Opened,
    Refusal,
    Refused,
    Swept,
    Unknown,
    claim,
    sweep,
)
from cases.tables.outbox import Delivery
from tests.cases.outbox_builders import (
    FAST,
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

HOUR = timedelta(hours=1)


class TestTheChannel:
    async def test_down_for_hours_drops_what_is_stale_and_keeps_the_law(self, sessions: Sessions):
        """Fault 10: a reminder of what is over is not sent afterwards; a legal notice still is, once."""
        reminded, notified = await some_chats(sessions, 2)
        over = NOON + 3 * HOUR
        reminder = {"message_class": MessageClass.SALON_REMINDER, "expires_at": over}
        await owe_one(sessions, [reminded], **reminder)
        await owe_one(sessions, [notified], message_class=MessageClass.LEGAL)

        at, tries = NOON, 0
        while at < NOON + 6 * HOUR:
            for claimed in await claim_some(sessions, at=at):
                opened = await open_one(sessions, claimed, at=at)
                assert isinstance(opened, Opened)
                await settle_one(sessions, opened.token, NotSent("no route"), at=at)
                tries += 1
            async with sessions.begin() as session:
                await sweep(session, at=at)
            at += timedelta(minutes=5)

        states = {row.chat_id: row.state for row in await deliveries(sessions)}
        assert states == {reminded: DeliveryState.EXPIRED, notified: DeliveryState.RETRY}
        assert tries > 50
        back = await start_one(sessions, at=at)
        await settle_one(sessions, back.token, Delivered("1"), at=at)
        assert not back.repeated

    async def test_a_chat_that_moved_takes_along_all_that_waits_for_it(self, sessions: Sessions):
        """Fault 13: both addresses are one chat; what only the old one was owed is not lost."""
        old, new = await some_chats(sessions, 2)
        await owe_one(sessions, [old], key="first")
        await owe_one(sessions, [old, new], key="both", at=NOON + SECOND)
        await owe_one(sessions, [old], key="old only", at=NOON + 2 * SECOND)

        opened = await start_one(sessions)
        assert opened.address == "1000"
        await settle_one(sessions, opened.token, Migrated("1001"))

        sent = []
        for number in range(3):
            at = NOON + (number + 3) * SECOND
            again = await start_one(sessions, at=at)
            sent.append(again.address)
            await settle_one(sessions, again.token, Delivered(str(number)), at=at)
        assert sent == ["1001"] * 3
        states = sorted(row.state for row in await deliveries(sessions))
        assert states == ["cancelled", *["delivered"] * 3]

    async def test_a_part_that_nobody_knows_of_does_not_hold_back_the_next(
        self, sessions: Sessions
    ):
        """Fault 25: the second of three is unknown; the third still goes."""
        chats = await some_chats(sessions)
        for part in range(3):
            await owe_one(sessions, chats, key=f"{part}", at=NOON + part * SECOND)

        for part, outcome in enumerate([Delivered("1"), Unknown("reset"), Delivered("3")]):
            at = NOON + (part + 3) * SECOND
            opened = await start_one(sessions, at=at)
            await settle_one(sessions, opened.token, outcome, at=at)

        assert [row.state for row in await deliveries(sessions)] == [
            DeliveryState.DELIVERED,
            DeliveryState.UNKNOWN,
            DeliveryState.DELIVERED,
        ]


class TestClocksAndWorkers:
    @pytest.mark.parametrize("skew", [-12 * HOUR, 12 * HOUR])
    async def test_a_worker_whose_clock_is_wrong_holds_its_lease_no_longer_and_no_shorter(
        self, sessions: Sessions, skew: timedelta
    ):
        """Fault 16: leases are on the database's clock, whatever the workers think it is."""
        await owe_one(sessions, await some_chats(sessions), at=NOON - 24 * HOUR)

        (claimed,) = await claim_some(sessions, at=NOON + skew)
        async with sessions.begin() as session:
            swept = await sweep(session, at=NOON - skew)
        assert (swept.released, swept.unknown) == (0, 0)
        assert await claim_some(sessions, at=NOON - skew) == []

        assert isinstance(await open_one(sessions, claimed, at=NOON + skew), Opened)

    async def test_a_worker_that_was_started_again_does_not_hold_what_it_held(
        self, sessions: Sessions
    ):
        """Fault 19: a lease belongs to a token, not to a name that two processes may share."""
        await owe_one(sessions, await some_chats(sessions))
        worker = uuid4()
        async with sessions.begin() as session:
            (before,) = await claim(session, worker=worker, limit=1, at=NOON, rates=FAST)
        async with sessions.begin() as session:
            await session.execute(update(Delivery).values(state="pending", token=None))
        async with sessions.begin() as session:
            (after,) = await claim(session, worker=worker, limit=1, at=NOON, rates=FAST)

        assert await open_one(sessions, before) == Refused(Refusal.LOST)
        assert isinstance(await open_one(sessions, after), Opened)

    async def test_sweeps_that_run_together_or_never_ran_leave_the_same(self, sessions: Sessions):
        """Fault 42: each looks at all that is open, however old; what one has done the next leaves."""
        chats = await some_chats(sessions, 6)
        for chat, message_class in zip(chats, MessageClass, strict=True):
            await owe_one(sessions, [chat], message_class=message_class, expires_at=NOON + HOUR)
        for claimed in (await claim_some(sessions))[:4]:
            await open_one(sessions, claimed)
        await the_lease_runs_out(sessions)
        weeks_later = NOON + 24 * 21 * HOUR

        async def sweep_once() -> Swept:
            async with sessions.begin() as session:
                return await sweep(session, at=weeks_later)

        swept = await asyncio.gather(*(sweep_once() for _ in range(3)))
        before = [(row.state, row.state_at, row.resends) for row in await deliveries(sessions)]
        again = await sweep_once()

        assert sum(one.unknown for one in swept) == 4
        assert sum(one.expired for one in swept) == 2
        assert (again.unknown, again.released, again.resent, again.expired) == (0, 0, 0, 0)
        assert before == [
            (row.state, row.state_at, row.resends) for row in await deliveries(sessions)
        ]

    def test_every_relay_is_an_incarnation_of_its_own(self):
        """Fault 19: two relays of one process already differ."""
        one, other = (Relay(None, {}, None, None) for _ in range(2))  # type: ignore[arg-type]

        assert one.worker != other.worker


@on_sqlite
async def test_with_a_full_disk_no_attempt_is_recorded_and_so_nothing_is_sent(sessions: Sessions):
    """Fault 39: the file may not grow by a page; when there is room again the message goes out."""
    await owe_one(sessions, await some_chats(sessions, 200))
    claimed = await claim_some(sessions, limit=200)
    assert len(claimed) == 200

    async def open_all(limit: str) -> list[Opened]:
        opened = []
        for one in claimed:
            async with sessions.begin() as session:
                await session.execute(text(f"PRAGMA max_page_count = {limit}"))
            answer = await open_one(sessions, one)
            if isinstance(answer, Opened):
                opened.append(answer)
        return opened

    async with sessions.begin() as session:
        pages = (await session.execute(text("PRAGMA page_count"))).scalar_one()
    with pytest.raises(DatabaseTrouble, match="full"):
        await open_all(str(pages))

    states = [row.state for row in await deliveries(sessions)]
    assert DeliveryState.CLAIMED in states
    assert len(await open_all("1000000")) == states.count(DeliveryState.CLAIMED)


def test_no_query_goes_on_from_the_last_id_it_saw():
    """Fault 41: a row that commits late has a smaller id; each row has a state of its own instead."""
    watermark = re.compile(
        r"\.(id|seq|update_id)\s*>\s*(?!=)(self\.)?_?(last|seen|offset|after)", re.IGNORECASE
    )
    folder = Path(cases.__file__).parent

    found = [
        path.name for path in folder.rglob("*.py") if watermark.search(path.read_text("utf-8"))
    ]

    assert found == []
