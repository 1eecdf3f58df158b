"""Whoever waits is served: a reply before an audience, and everybody within a few turns."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.database import Sessions
from cases.outbox import Delivered, MessageClass, Opened
from tests.cases.outbox_builders import (
    NOON,
    SECOND,
    a_chat,
    claim_some,
    open_one,
    owe_one,
    settle_one,
    some_chats,
)
from tests.thoroughness import thorough


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(recipients=st.integers(1, 12), quota=st.integers(1, 5))
async def test_with_a_quota_everybody_is_served_within_as_many_turns_as_it_takes(
    sessions: Sessions, recipients: int, quota: int
):
    """O12: n people and q messages a turn are ⌈n/q⌉ turns, and nobody is served twice before all are."""
    async with sessions.begin() as session:
        chats = [await a_chat(session) for _ in range(recipients)]
    for chat in chats:
        await owe_one(sessions, [chat])

    served = []
    for _ in range(-(-recipients // quota)):
        for claimed in await claim_some(sessions, limit=quota):
            opened = await open_one(sessions, claimed)
            assert isinstance(opened, Opened)
            await settle_one(sessions, opened.token, Delivered("1"))
            served.append(opened.address)

    assert len(served) == len(set(served)) == recipients


async def test_a_reply_waits_for_nobody_in_a_great_audience(sessions: Sessions):
    """O10: however many wait, it is in the next claim, and a claim of one is of the reply."""
    chats = await some_chats(sessions, 10_000 if thorough() else 1_000)
    await owe_one(sessions, chats, message_class=MessageClass.BROADCAST)
    await owe_one(sessions, chats[-1:], message_class=MessageClass.REPLY, at=NOON + SECOND)

    (claimed,) = await claim_some(sessions, at=NOON + SECOND, limit=1)

    assert claimed.message_class is MessageClass.REPLY
