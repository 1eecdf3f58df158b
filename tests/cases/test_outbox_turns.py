"""A turn of a relay: claiming and opening in one transaction keeps every promise of the two."""

import asyncio
from collections import Counter
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, select, text, update

from cases.database import Sessions
from cases.outbox import (
    EVERYTHING,
    Delivered,
    DeliveryState,
    Fatal,
    Opened,
    Outcome,
    RateLimited,
    Rates,
    engage_stop,
    settle,
    take_turn,
)
from cases.tables.outbox import Attempt, Delivery
from tests.cases.outbox_builders import FAST, NOON, SECOND, owe_one, some_chats


async def turn(sessions: Sessions, limit: int = 10, rates: Rates = FAST) -> list[Opened]:
    async with sessions.begin() as session:
        return await take_turn(
            session, {}, worker=uuid4(), limit=limit, now=lambda: NOON, rates=rates
        )


async def states(sessions: Sessions) -> Counter[DeliveryState]:
    async with sessions() as session:
        return Counter(await session.scalars(select(Delivery.state)))


async def test_a_turn_opens_one_attempt_for_each_chat_and_no_more_than_asked(sessions: Sessions):
    chats = await some_chats(sessions, 5)
    await owe_one(sessions, chats)
    await owe_one(sessions, chats)

    opened = await turn(sessions, limit=4)

    assert len({one.address for one in opened}) == len(opened) == 4
    assert await states(sessions) == {DeliveryState.SENDING: 4, DeliveryState.PENDING: 6}
    async with sessions() as session:
        assert set(await session.scalars(select(Attempt.token))) == {one.token for one in opened}


async def test_a_turn_takes_no_more_than_the_pace_lets_out(sessions: Sessions):
    await owe_one(sessions, await some_chats(sessions, 9))

    assert len(await turn(sessions, rates=Rates())) == Rates().burst
    assert await turn(sessions, rates=Rates()) == []


async def test_after_a_stop_has_committed_a_turn_opens_nothing(sessions: Sessions):
    await owe_one(sessions, await some_chats(sessions))
    async with sessions.begin() as session:
        await engage_stop(session, EVERYTHING, by="陈经办", reason="发错了", at=NOON)

    assert await turn(sessions) == []
    assert await states(sessions) == {DeliveryState.PENDING: 1}


async def test_a_turn_that_does_not_commit_leaves_everything_waiting(sessions: Sessions):
    await owe_one(sessions, await some_chats(sessions, 3))

    async with sessions() as session:
        assert await take_turn(session, {}, worker=uuid4(), limit=9, now=lambda: NOON, rates=FAST)
        await session.rollback()

    assert await states(sessions) == {DeliveryState.PENDING: 3}
    assert len(await turn(sessions)) == 3


async def test_turns_of_several_relays_at_once_never_open_the_same_twice(sessions: Sessions):
    await owe_one(sessions, await some_chats(sessions, 24))

    turns = await asyncio.gather(*(turn(sessions, limit=8) for _ in range(4)))

    tokens = [one.delivery_id for opened in turns for one in opened]
    assert len(tokens) == len(set(tokens)) == 24


async def turn_after(sessions: Sessions, ended: dict[UUID, Outcome]) -> list[Opened]:
    """Let a relay take its turn when its calls have *ended* so."""
    async with sessions.begin() as session:
        return await take_turn(
            session, ended, worker=uuid4(), limit=9, now=lambda: NOON, rates=FAST
        )


async def test_a_turn_settles_what_has_ended_and_opens_the_next_of_its_chat(sessions: Sessions):
    (chat,) = await some_chats(sessions)
    for _ in range(2):
        await owe_one(sessions, [chat])
    (first,) = await turn(sessions)
    assert await turn(sessions) == []

    (second,) = await turn_after(sessions, {first.token: Delivered("1")})

    assert second.delivery_id != first.delivery_id
    assert await states(sessions) == {DeliveryState.DELIVERED: 1, DeliveryState.SENDING: 1}


@pytest.mark.parametrize(
    "outcome", [Fatal("Unauthorized"), RateLimited(60 * SECOND)], ids=["shut", "flood"]
)
async def test_a_turn_opens_nothing_against_what_it_has_just_settled(
    sessions: Sessions, outcome: Outcome
):
    """The channel is shut, or asks everybody to wait: the same turn heeds it."""
    await owe_one(sessions, await some_chats(sessions, 4))
    opened = await turn(sessions, limit=2)

    more = await turn_after(sessions, {one.token: outcome for one in opened})

    assert more == []
    assert await states(sessions) == {DeliveryState.RETRY: 2, DeliveryState.PENDING: 2}


async def test_a_turn_settles_while_everything_is_stopped(sessions: Sessions):
    await owe_one(sessions, await some_chats(sessions, 2))
    (opened,) = await turn(sessions, limit=1)
    async with sessions.begin() as session:
        await engage_stop(session, EVERYTHING, by="陈经办", reason="发错了", at=NOON)

    assert await turn_after(sessions, {opened.token: Delivered("1")}) == []
    assert await states(sessions) == {DeliveryState.DELIVERED: 1, DeliveryState.PENDING: 1}


async def test_a_turn_that_does_not_commit_has_settled_nothing(sessions: Sessions):
    """Its relay still has the outcome, and the delivery its token."""
    await owe_one(sessions, await some_chats(sessions, 2))
    (opened,) = await turn(sessions, limit=1)

    async with sessions() as session:
        ended = {opened.token: Delivered("1")}
        assert await take_turn(
            session, ended, worker=uuid4(), limit=9, now=lambda: NOON, rates=FAST
        )
        await session.rollback()

    assert await states(sessions) == {DeliveryState.SENDING: 1, DeliveryState.PENDING: 1}
    async with sessions.begin() as session:
        settled = await settle(session, opened.token, Delivered("1"), at=NOON)
    assert settled is not None
    assert settled.counted


async def plan_of_a_claim(sessions: Sessions) -> str:
    """Let a turn claim, and return how the database goes about it."""
    said: list[tuple[str, object]] = []
    async with sessions.begin() as session:
        connection = (await session.connection()).sync_connection
        assert connection is not None

        @event.listens_for(connection, "before_cursor_execute")
        def _remember(_connection, _cursor, statement, parameters, *_more):  # type: ignore[no-untyped-def]
            said.append((statement, parameters))

        await take_turn(session, {}, worker=uuid4(), limit=2, now=lambda: NOON, rates=FAST)
        statement, parameters = next(one for one in said if "LIMIT" in one[0])
        explain = {"sqlite": "EXPLAIN QUERY PLAN", "postgresql": "EXPLAIN"}[connection.dialect.name]
        plan = await (await session.connection()).exec_driver_sql(
            f"{explain} {statement}",
            parameters,  # type: ignore[arg-type]
        )
        return "\n".join(str(row[-1]) for row in plan)


async def test_a_claim_walks_the_index_to_its_limit_and_sorts_nothing(sessions: Sessions):
    """However many wait: a reply stands behind every claim."""
    await owe_one(sessions, await some_chats(sessions, 300))

    plan = await plan_of_a_claim(sessions)

    walks = (
        "Index Scan using ix_deliveries_ready",
        "SCAN deliveries USING INDEX ix_deliveries_ready",
    )
    assert any(one in plan for one in walks), plan
    assert "Sort" not in plan, plan
    assert "TEMP B-TREE" not in plan, plan


async def test_a_claim_walks_the_index_whatever_else_has_been_sent(sessions: Sessions):
    """A year of deliveries and fresh statistics of them: still the order of what waits."""
    chats = await some_chats(sessions, 300)
    for _ in range(3):
        await owe_one(sessions, chats)
    async with sessions.begin() as session:
        done = update(Delivery).values(state=DeliveryState.DELIVERED)
        await session.execute(done.where(Delivery.position < 3))
        await session.execute(text("ANALYZE"))

    plan = await plan_of_a_claim(sessions)

    assert "ix_deliveries_ready" in plan, plan
    assert "Sort" not in plan, plan
    assert "TEMP B-TREE" not in plan, plan
