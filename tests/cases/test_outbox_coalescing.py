"""What waits for one chat goes out as one message, and the records still explain each."""

from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from bot.rendering.messages import RENDERERS
from cases.database import Sessions
from cases.outbox import (
    POLICIES,
    Delivered,
    DeliveryState,
    MessageClass,
    Migrated,
    NotSent,
    Opened,
    Outcome,
    QuietHours,
    RateLimited,
    Rejected,
    Unknown,
    Unreachable,
    owe,
    resend_unknown,
    settle_all,
    stops_in_force,
    sweep,
)
from cases.outbox.coalescing import MOST
from cases.tables.outbox import Attempt, Delivery
from cases.tables.people import Chat, ChatStatus
from tests.cases.outbox_builders import (
    NOON,
    SECOND,
    claim_some,
    deliveries,
    on_sqlite,
    open_one,
    settle_one,
    some_chats,
    start_one,
    the_lease_runs_out,
)

HOUR = timedelta(hours=1)
NIGHT = NOON + 11 * HOUR  # 23:00 in Shanghai
MORNING = NOON + 20 * HOUR  # 08:00
QUIET = QuietHours.parse("21:00-08:00", ZoneInfo("Asia/Shanghai"))


async def tell(
    sessions: Sessions,
    chat: UUID,
    key: str,
    *,
    message_class: MessageClass = MessageClass.MILESTONE,
    kind: str = "milestone",
    at=NOON,
    **more,
) -> None:
    async with sessions.begin() as session:
        await owe(
            session,
            dedupe_key=key,
            message_class=message_class,
            kind=kind,
            payload={"said": key},
            chats=[chat],
            at=at,
            **more,
        )


async def said_by_the_next_call(sessions: Sessions, at, outcome: Outcome | None = None) -> list:
    opened = await start_one(sessions, at=at)
    await settle_one(sessions, opened.token, outcome or Delivered("7"), at=at)
    return [one["said"] for one in (opened.payload, *opened.also)]


async def states(sessions: Sessions) -> list[DeliveryState]:
    return [row.state for row in await deliveries(sessions)]


async def three_together(sessions: Sessions) -> Opened:
    (chat,) = await some_chats(sessions)
    for number in range(3):
        await tell(sessions, chat, f"{number}", at=NOON + number * SECOND)
    return await start_one(sessions, at=NOON + 3 * SECOND)


class TestTheMorning:
    async def test_what_was_held_over_night_arrives_as_one_message(self, sessions: Sessions):
        """Five milestones owed at night are one call at eight; each is delivered on its own row."""
        (chat,) = await some_chats(sessions)
        for number in range(5):
            await tell(sessions, chat, f"{number}", at=NIGHT + number * SECOND, quiet_hours=QUIET)
        assert await claim_some(sessions, at=MORNING - SECOND) == []

        opened = await start_one(sessions, at=MORNING)
        await settle_one(sessions, opened.token, Delivered("7"), at=MORNING)

        assert [one["said"] for one in (opened.payload, *opened.also)] == list("01234")
        rows = await deliveries(sessions)
        assert [(row.state, row.external_id) for row in rows] == [("delivered", "7")] * 5
        assert await claim_some(sessions, at=MORNING + HOUR) == []
        # Each has its own try on record, and says whose call it was.
        async with sessions.begin() as session:
            tries = {one.delivery_id: one for one in await session.scalars(select(Attempt))}
        assert set(tries) == {row.id for row in rows}
        call = tries.pop(opened.delivery_id)
        assert (call.token, call.carried_by) == (opened.token, None)
        for one in tries.values():
            assert (one.carried_by, one.outcome, one.external_id) == (call.token, "delivered", "7")

    @on_sqlite
    async def test_a_legal_notice_is_never_part_of_another_message(self, sessions: Sessions):
        """It goes first and by itself, however many wait with it."""
        (chat,) = await some_chats(sessions)
        await tell(sessions, chat, "news 1", at=NIGHT)
        for number in (1, 2):
            await tell(sessions, chat, f"law {number}", message_class=MessageClass.LEGAL, at=NIGHT)
        await tell(sessions, chat, "news 2", at=NIGHT + SECOND)

        calls = [await said_by_the_next_call(sessions, MORNING + n * SECOND) for n in range(3)]

        assert calls == [["law 1"], ["law 2"], ["news 1", "news 2"]]

    @on_sqlite
    async def test_nothing_is_overtaken(self, sessions: Sessions):
        """Only what comes next goes along: another kind in between parts them."""
        (chat,) = await some_chats(sessions)
        for second, (key, kind) in enumerate(
            [("a", "milestone"), ("b", "milestone"), ("c", "reminder"), ("d", "milestone")]
        ):
            await tell(sessions, chat, key, kind=kind, at=NOON + second * SECOND)

        calls = [await said_by_the_next_call(sessions, NOON + (9 + n) * SECOND) for n in range(3)]

        assert calls == [["a", "b"], ["c"], ["d"]]

    @on_sqlite
    async def test_ten_are_enough_for_one_message(self, sessions: Sessions):
        (chat,) = await some_chats(sessions)
        for number in range(MOST + 2):
            await tell(sessions, chat, f"{number}", at=NOON + number * SECOND)

        calls = [await said_by_the_next_call(sessions, NOON + HOUR + n * SECOND) for n in range(2)]

        assert list(map(len, calls)) == [MOST, 2]

    @on_sqlite
    async def test_what_is_not_due_or_past_its_time_stays_behind(self, sessions: Sessions):
        (chat,) = await some_chats(sessions)
        await tell(sessions, chat, "now")
        await tell(sessions, chat, "stale", expires_at=NOON + HOUR)
        await tell(sessions, chat, "now too", at=NOON + SECOND)
        await tell(sessions, chat, "later", not_before=NOON + 3 * HOUR)

        assert await said_by_the_next_call(sessions, NOON + 2 * HOUR) == ["now", "now too"]


@on_sqlite
class TestOneFate:
    @pytest.mark.parametrize(
        ("outcome", "state"),
        [
            (Delivered("7"), DeliveryState.DELIVERED),
            (Unknown("reset"), DeliveryState.UNKNOWN),
            (NotSent("no route"), DeliveryState.RETRY),
            (RateLimited(timedelta(seconds=5)), DeliveryState.RETRY),
            (Migrated("-1009"), DeliveryState.RETRY),
            (Unreachable("blocked"), DeliveryState.FAILED),
        ],
    )
    async def test_what_comes_of_the_call_comes_of_all(
        self, sessions: Sessions, outcome: Outcome, state: DeliveryState
    ):
        """Settled one by one or with others; written down twice it is the same."""
        opened = await three_together(sessions)
        assert await states(sessions) == [DeliveryState.SENDING] * 3

        async with sessions.begin() as session:
            await settle_all(session, {opened.token: outcome}, at=NOON + 4 * SECOND)
        before = await states(sessions)
        await settle_one(sessions, opened.token, outcome, at=NOON + 5 * SECOND)

        assert before == await states(sessions) == [state] * 3
        async with sessions.begin() as session:
            statuses = set(await session.scalars(select(Chat.status)))
        gone = isinstance(outcome, Unreachable)
        assert statuses == {ChatStatus.BLOCKED if gone else ChatStatus.ACTIVE}

    async def test_a_relay_that_dies_leaves_all_of_them_unknown(self, sessions: Sessions):
        """And what it brings back late makes all of them delivered."""
        opened = await three_together(sessions)
        await the_lease_runs_out(sessions)
        async with sessions.begin() as session:
            assert (await sweep(session, at=NOON + HOUR)).unknown == 3
        assert await claim_some(sessions, at=NOON + HOUR) == []

        await settle_one(sessions, opened.token, Delivered("7"), at=NOON + HOUR)

        assert await states(sessions) == [DeliveryState.DELIVERED] * 3

    async def test_one_of_them_can_be_sent_again_by_itself(self, sessions: Sessions):
        """A person decides on each; what comes late of the first call is evidence for that one only."""
        opened = await three_together(sessions)
        await settle_one(sessions, opened.token, Unknown("reset"), at=NOON + HOUR)
        last = (await deliveries(sessions))[2]
        async with sessions.begin() as session:
            assert await resend_unknown(session, last.id, at=NOON + HOUR)

        again = await start_one(sessions, at=NOON + HOUR)
        assert (again.delivery_id, again.repeated, again.also) == (last.id, True, ())
        await settle_one(sessions, opened.token, Delivered("7"), at=NOON + HOUR)

        assert await states(sessions) == [
            DeliveryState.DELIVERED,
            DeliveryState.DELIVERED,
            DeliveryState.SENDING,
        ]

    async def test_repeats_go_together_and_not_with_what_is_new(self, sessions: Sessions):
        """可能重复 is said of a whole message, so it has to be true of all in it."""
        (chat,) = await some_chats(sessions)
        alert = {"message_class": MessageClass.STAFF_ALERT, "kind": "staff_alert"}
        for number in range(2):
            await tell(sessions, chat, f"{number}", at=NOON + number * SECOND, **alert)
        await said_by_the_next_call(sessions, NOON + 2 * SECOND, Unknown("reset"))
        async with sessions.begin() as session:
            assert (await sweep(session, at=NOON + HOUR)).resent == 2
        await tell(sessions, chat, "new", at=NOON + HOUR, **alert)

        again = await start_one(sessions, at=NOON + HOUR)
        assert again.repeated
        assert [one["said"] for one in (again.payload, *again.also)] == ["0", "1"]

    async def test_refused_in_company_each_goes_alone_and_only_the_bad_one_fails(
        self, sessions: Sessions
    ):
        """Fault 24: one poisoned message takes none of its neighbours along."""
        opened = await three_together(sessions)
        at = NOON + 4 * SECOND
        await settle_one(sessions, opened.token, Rejected("can't parse entities"), at=at)
        assert await states(sessions) == [DeliveryState.RETRY] * 3

        for number in range(3):
            at += 2 * SECOND
            one = await start_one(sessions, at=at)
            assert one.also == ()
            outcome = Rejected("can't parse entities") if number == 1 else Delivered(str(number))
            await settle_one(sessions, one.token, outcome, at=at)

        assert await states(sessions) == [
            DeliveryState.DELIVERED,
            DeliveryState.FAILED,
            DeliveryState.DELIVERED,
        ]

    async def test_ten_refused_calls_stop_the_channel_whatever_they_carry(self, sessions: Sessions):
        """The breaker counts calls; all that they carried waits for the release."""
        chats = await some_chats(sessions, 10)
        for chat in chats:
            for number in range(2):
                await tell(sessions, chat, f"{chat} {number}", at=NOON + number * SECOND)
        for second in range(10):
            at = NOON + (2 + second) * SECOND
            (claimed,) = await claim_some(sessions, at=at, limit=1)
            opened = await open_one(sessions, claimed, at=at)
            assert isinstance(opened, Opened)
            await settle_one(sessions, opened.token, Unreachable("forbidden"), at=at)

        assert set(await states(sessions)) == {DeliveryState.RETRY}
        async with sessions.begin() as session:
            assert len(await stops_in_force(session)) == 1
            gone = select(func.count()).where(Chat.status == ChatStatus.BLOCKED)
            assert await session.scalar(gone) == 0


async def test_the_database_lets_one_call_at_a_time_go_to_a_chat(sessions: Sessions):
    """What goes along is under way too, and is no second call."""
    opened = await three_together(sessions)

    async with sessions.begin() as session:
        calls = select(func.count()).where(
            Delivery.state == DeliveryState.SENDING, Delivery.carried_by.is_(None)
        )
        assert await session.scalar(calls) == 1
    assert await claim_some(sessions, at=NOON + HOUR) == []
    assert len(opened.also) == 2


def test_replies_legal_notices_and_broadcasts_go_alone_and_the_rest_can_be_rendered():
    """Whatever a policy lets go together exists."""
    for message_class, policy in POLICIES.items():
        assert policy.together <= RENDERERS.keys()
        if message_class in (MessageClass.REPLY, MessageClass.LEGAL, MessageClass.BROADCAST):
            assert not policy.together
