"""Stopping: one person, at once, with a bound that can be stated."""

import asyncio

from cases.database import Sessions
from cases.outbox import (
    EVERYTHING,
    MessageClass,
    Opened,
    Refusal,
    Refused,
    engage_stop,
    of_channel,
    of_class,
    release_stop,
    stops_in_force,
)
from cases.outbox.gate import enter_gate
from tests.cases.outbox_builders import (
    NOON,
    SECOND,
    claim_some,
    deliveries,
    on_sqlite,
    open_one,
    owe_one,
    some_chats,
)


async def stop(sessions: Sessions, scope: str) -> bool:
    async with sessions.begin() as session:
        return await engage_stop(session, scope, by="张主任", reason="核对内容", at=NOON)


async def release(sessions: Sessions, scope: str) -> bool:
    async with sessions.begin() as session:
        return await release_stop(session, scope, by="赵主任", at=NOON + SECOND)


class TestTheBound:
    async def test_after_a_stop_no_attempt_is_opened(self, sessions: Sessions):
        """Fault 22: however many relays race with it: what opened did so before, and is counted."""
        await owe_one(sessions, await some_chats(sessions, 12))
        claimed = await claim_some(sessions)

        async def stop_now() -> int:
            async with sessions.begin() as session:
                await engage_stop(session, EVERYTHING, by="张主任", reason="误发", at=NOON)
                await session.flush()
            rows = await deliveries(sessions)
            return sum(row.state.value == "sending" for row in rows)

        answers = await asyncio.gather(
            *(open_one(sessions, one) for one in claimed[:6]),
            stop_now(),
            *(open_one(sessions, one) for one in claimed[6:]),
        )

        in_flight_at_the_stop = next(answer for answer in answers if isinstance(answer, int))
        opened = [answer for answer in answers if isinstance(answer, Opened)]
        assert len(opened) == in_flight_at_the_stop
        assert all(
            answer == Refused(Refusal.STOPPED)
            for answer in answers
            if not isinstance(answer, Opened | int)
        )

    async def test_a_stop_waits_for_the_attempt_that_is_being_opened(self, sessions: Sessions):
        """Fault 22: so that it can say how many are still in flight, and be right."""
        await stop(sessions, EVERYTHING)
        await release(sessions, EVERYTHING)
        order = []

        async def open_slowly(inside: asyncio.Event) -> None:
            async with sessions.begin() as session:
                await enter_gate(session)
                inside.set()
                for _ in range(20):
                    await asyncio.sleep(0)
                order.append("opened")

        async def stop_meanwhile(inside: asyncio.Event) -> None:
            await inside.wait()
            await stop(sessions, EVERYTHING)
            order.append("stopped")

        inside = asyncio.Event()
        await asyncio.gather(open_slowly(inside), stop_meanwhile(inside))

        assert order == ["opened", "stopped"]


@on_sqlite
class TestScopes:
    async def test_a_class_is_stopped_and_the_others_go_on(self, sessions: Sessions):
        """Broadcasts are held; a milestone still leaves."""
        chats = await some_chats(sessions, 2)
        await owe_one(sessions, chats[:1], message_class=MessageClass.BROADCAST)
        await owe_one(sessions, chats[1:], message_class=MessageClass.MILESTONE)

        await stop(sessions, of_class(MessageClass.BROADCAST))

        assert [one.message_class for one in await claim_some(sessions)] == [MessageClass.MILESTONE]

    async def test_a_stop_of_the_channel_or_of_everything_holds_all(self, sessions: Sessions):
        """And what was claimed before goes back, ready for the release."""
        await owe_one(sessions, await some_chats(sessions))
        for scope in (EVERYTHING, of_channel("telegram")):
            (claimed,) = await claim_some(sessions)
            await stop(sessions, scope)
            assert await open_one(sessions, claimed) == Refused(Refusal.STOPPED)
            assert await claim_some(sessions) == []
            await release(sessions, scope)

        assert len(await claim_some(sessions)) == 1

    async def test_stopping_twice_is_stopping_once(self, sessions: Sessions):
        """Fault 23: the first reason stands, and one release is enough."""
        assert await stop(sessions, EVERYTHING)
        assert not await stop(sessions, EVERYTHING)

        async with sessions.begin() as session:
            (held,) = await stops_in_force(session)
        assert (held.scope, held.engaged_by, held.reason) == (EVERYTHING, "张主任", "核对内容")
        assert await release(sessions, EVERYTHING)
        assert not await release(sessions, EVERYTHING)
        assert await stop(sessions, EVERYTHING)
