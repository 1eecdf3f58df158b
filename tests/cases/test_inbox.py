"""The inbox: once, in order, and never lost."""

import asyncio
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, update

from cases.conversations import get_flow, set_flow
from cases.database import Sessions
from cases.errors import ConcurrentChange
from cases.inbox import done, erase_payloads, failed, failures, next_updates, receive
from cases.tables.conversations import Flow
from cases.tables.inbox import InboxUpdate, UpdateState
from tests.cases.outbox_builders import NOON, a_chat, on_sqlite, some_chats


async def receive_one(sessions: Sessions, update_id: int, chat: str = "a") -> bool:
    async with sessions.begin() as session:
        return await receive(
            session, update_id, {"update_id": update_id, "chat": chat}, NOON, chat_key=chat
        )


async def take(sessions: Sessions, limit: int = 10) -> list[int]:
    async with sessions.begin() as session:
        return [taken.update_id for taken in await next_updates(session, limit=limit)]


async def finish(sessions: Sessions, update_id: int) -> None:
    async with sessions.begin() as session:
        await done(session, update_id, NOON)


async def fail(sessions: Sessions, update_id: int) -> bool:
    async with sessions.begin() as session:
        return await failed(session, update_id, "ValueError", NOON)


async def the_process_is_killed(sessions: Sessions) -> None:
    """Its leases lie in the past, as they do some minutes later."""
    async with sessions.begin() as session:
        await session.execute(
            update(InboxUpdate)
            .where(InboxUpdate.lease_until.is_not(None))
            .values(lease_until=datetime(2000, 1, 1, tzinfo=UTC))
        )


class TestReceiving:
    async def test_a_redelivered_update_is_not_new(self, sessions: Sessions):
        """Fault 14: however often the channel sends it, however many intakes get it."""
        news = await asyncio.gather(*(receive_one(sessions, 7) for _ in range(5)))

        assert news.count(True) == 1
        assert await take(sessions) == [7]

    @on_sqlite
    async def test_an_update_that_is_done_stays_done(self, sessions: Sessions):
        """A replay from last month leads to nothing."""
        await receive_one(sessions, 7)
        await take(sessions)
        await finish(sessions, 7)

        assert not await receive_one(sessions, 7)
        assert await take(sessions) == []


class TestHandlingInOrder:
    async def test_one_chat_is_handled_one_update_at_a_time(self, sessions: Sessions):
        """The next one waits for the one before; other chats do not."""
        for update_id, chat in ((1, "a"), (2, "a"), (3, "b")):
            await receive_one(sessions, update_id, chat)

        assert await take(sessions) == [1, 3]
        assert await take(sessions) == []
        await finish(sessions, 1)
        assert await take(sessions) == [2]

    @on_sqlite
    async def test_updates_without_a_chat_wait_for_nobody(self, sessions: Sessions):
        """They have no order to keep."""
        async with sessions.begin() as session:
            for update_id in (1, 2):
                await receive(session, update_id, {}, NOON)

        assert await take(sessions) == [1, 2]

    async def test_several_intakes_share_the_work(self, sessions: Sessions):
        """No update is with two of them."""
        for number in range(20):
            await receive_one(sessions, number, f"chat {number % 8}")

        batches = await asyncio.gather(*(take(sessions, 3) for _ in range(5)))

        taken = [update_id for batch in batches for update_id in batch]
        assert len(taken) == len(set(taken))
        assert set(taken) <= set(range(8))


class TestFailing:
    async def test_a_killed_process_loses_nothing(self, sessions: Sessions):
        """What it had taken is handed out again."""
        await receive_one(sessions, 1)
        assert await take(sessions) == [1]
        await the_process_is_killed(sessions)

        assert await take(sessions) == [1]

    async def test_what_was_done_a_second_time_is_rolled_back(self, sessions: Sessions):
        """A process that was only slow finds the update finished, and its effects vanish."""
        (chat,) = await some_chats(sessions)
        await receive_one(sessions, 1)
        await take(sessions)
        await finish(sessions, 1)

        async def handle_again() -> None:
            async with sessions.begin() as session:
                await set_flow(session, chat, name="draft", step="title", data={}, at=NOON)
                await done(session, 1, NOON)

        with pytest.raises(ConcurrentChange):
            await handle_again()

        async with sessions.begin() as session:
            assert await get_flow(session, chat) is None

    @on_sqlite
    async def test_an_update_is_given_up_after_three_failures_and_kept(self, sessions: Sessions):
        """The chat's next update is not held up for ever; the bad one stays visible."""
        await receive_one(sessions, 1)
        await receive_one(sessions, 2)

        gave_up = []
        for _ in range(3):
            assert await take(sessions) == [1]
            gave_up.append(await fail(sessions, 1))

        assert gave_up == [False, False, True]
        assert await take(sessions) == [2]
        async with sessions.begin() as session:
            (kept,) = await failures(session)
        assert (kept.update_id, kept.error, kept.payload["chat"]) == (1, "ValueError", "a")

    @on_sqlite
    async def test_an_update_that_kills_every_process_is_set_aside(self, sessions: Sessions):
        """Five processes died over it; the sixth goes on with the rest."""
        await receive_one(sessions, 1)
        await receive_one(sessions, 2)
        for _ in range(5):
            assert await take(sessions) == [1]
            await the_process_is_killed(sessions)

        assert await take(sessions) == [2]
        async with sessions.begin() as session:
            (kept,) = await failures(session)
        assert kept.state is UpdateState.FAILED

    @on_sqlite
    async def test_only_what_was_handled_can_be_erased(self, sessions: Sessions):
        """What waits is still needed."""
        await receive_one(sessions, 1)
        await receive_one(sessions, 2)
        await take(sessions)
        await finish(sessions, 1)

        async with sessions.begin() as session:
            await erase_payloads(session, ["a"])

        async with sessions.begin() as session:
            assert (await session.get_one(InboxUpdate, 1)).payload == {}
            assert (await session.get_one(InboxUpdate, 2)).payload["update_id"] == 2


ARRIVALS = st.lists(st.integers(0, 9), min_size=1, max_size=20)
STEPS = st.lists(
    st.sampled_from(["work", "crash before", "crash inside", "crash after", "raise"]), max_size=12
)


class TestAnyOrderOfArrival:
    @settings(
        max_examples=12,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(arrivals=ARRIVALS, steps=STEPS)
    async def test_each_update_has_its_effect_once_and_in_its_chats_order(
        self, sessions: Sessions, arrivals, steps
    ):
        """Fault 14; I1, I2: permuted, repeated, replayed, with processes dying anywhere: one state in the end."""
        chats = await _two_empty_chats(sessions)

        for update_id in arrivals:
            await receive_one(sessions, update_id, str(update_id % 2))
        for step in steps:
            await _handle(sessions, chats, step)
        for update_id in arrivals:
            await receive_one(sessions, update_id, str(update_id % 2))
        while await _handle(sessions, chats, "work"):
            pass

        for parity, chat in enumerate(chats):
            async with sessions.begin() as session:
                flow = await get_flow(session, chat)
                given_up = {row.update_id for row in await failures(session)}
            wanted = sorted({u for u in arrivals if u % 2 == parity} - given_up)
            assert (flow.data["seen"] if flow else []) == wanted


async def _two_empty_chats(sessions: Sessions) -> list[UUID]:
    async with sessions.begin() as session:
        await session.execute(delete(InboxUpdate))
        await session.execute(delete(Flow))
        return [await a_chat(session, address=str(uuid4())) for _ in range(2)]


async def _handle(sessions: Sessions, chats, step: str) -> bool:
    """Handle what is ready, and die or raise where *step* says so; False when nothing is ready."""
    ready = await take(sessions)
    if step == "crash before":
        await the_process_is_killed(sessions)
        return bool(ready)
    for update_id in ready:
        if step == "raise":
            await fail(sessions, update_id)
            continue
        async with sessions() as session:
            chat = chats[update_id % 2]
            flow = await get_flow(session, chat)
            seen = [*(flow.data["seen"] if flow else []), update_id]
            await set_flow(session, chat, name="log", step="-", data={"seen": seen}, at=NOON)
            await done(session, update_id, NOON)
            await (session.rollback() if step == "crash inside" else session.commit())
        if step.startswith("crash"):
            await the_process_is_killed(sessions)
            return True
    return bool(ready)
