"""One delivery, from owed to its ending."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update

from cases.database import Sessions
from cases.outbox import (
    Delivered,
    DeliveryState,
    Fatal,
    MessageClass,
    Migrated,
    NotSent,
    Opened,
    RateLimited,
    Rates,
    Refusal,
    Refused,
    Rejected,
    Unknown,
    Unreachable,
    next_due,
    owe,
    release_stop,
    resend_unknown,
    settle_all,
    stops_in_force,
    sweep,
    write_off_unknown,
)
from cases.outbox.rates import pause
from cases.tables.outbox import Attempt, Delivery, RateState
from cases.tables.people import Chat, ChatStatus
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


async def sweep_now(sessions: Sessions, at=NOON):
    async with sessions.begin() as session:
        return await sweep(session, at=at)


class TestOwing:
    async def test_the_same_reason_is_owed_once_to_each_chat(self, sessions: Sessions):
        """Owing again under one key adds only the chats that were missing."""
        one, two = await some_chats(sessions, 2)

        assert await owe_one(sessions, [one], key="fact:1") == 1
        assert await owe_one(sessions, [one, two, two], key="fact:1") == 1
        assert await owe_one(sessions, [one, two], key="fact:1") == 0

        assert len(await deliveries(sessions)) == 2

    @on_sqlite
    async def test_nothing_is_owed_when_the_cause_is_rolled_back(self, sessions: Sessions):
        """The message lives and dies with the transaction of its cause."""
        (chat,) = await some_chats(sessions)

        class CauseFailed(Exception):
            pass

        async def record() -> None:
            async with sessions.begin() as session:
                await owe(
                    session,
                    dedupe_key="fact:1",
                    message_class=MessageClass.MILESTONE,
                    kind="greeting",
                    payload={},
                    chats=[chat],
                    at=NOON,
                )
                raise CauseFailed

        with pytest.raises(CauseFailed):
            await record()

        assert await deliveries(sessions) == []

    async def test_one_reason_for_thousands_of_chats_is_one_call(self, sessions: Sessions):
        """A whole audience is owed at once, whatever a statement can hold."""
        chats = await some_chats(sessions, 1203)

        assert await owe_one(sessions, chats, message_class=MessageClass.BROADCAST) == 1203


class TestTheWayOut:
    async def test_a_delivery_is_claimed_opened_called_and_settled(self, sessions: Sessions):
        """What the channel accepted is delivered, under the channel's own id."""
        await owe_one(sessions, await some_chats(sessions))

        opened = await start_one(sessions)
        settled = await settle_one(sessions, opened.token, Delivered("77"))

        assert opened.payload == {"text": "施工许可已办结"}
        assert opened.address == "1000"
        assert not opened.repeated
        assert settled is not None
        assert settled.state is DeliveryState.DELIVERED
        (row,) = await deliveries(sessions)
        assert (row.state, row.external_id) == (DeliveryState.DELIVERED, "77")

    async def test_nothing_goes_out_before_its_time_or_from_its_expiry_on(self, sessions: Sessions):
        """``not_before`` is inclusive, ``expires_at`` exclusive."""
        hour = timedelta(hours=1)
        await owe_one(
            sessions,
            await some_chats(sessions),
            not_before=NOON + hour,
            expires_at=NOON + 2 * hour,
        )

        assert await claim_some(sessions, at=NOON + hour - SECOND) == []
        assert await claim_some(sessions, at=NOON + 2 * hour) == []
        (claimed,) = await claim_some(sessions, at=NOON + hour)
        refused = await open_one(sessions, claimed, at=NOON + 2 * hour)

        assert isinstance(refused, Refused)
        assert refused.reason is Refusal.EXPIRED
        (row,) = await deliveries(sessions)
        assert row.state is DeliveryState.EXPIRED

    @on_sqlite
    async def test_a_relay_learns_when_the_next_delivery_is_due(self, sessions: Sessions):
        """The earliest ``not_before`` among what waits."""
        later = NOON + timedelta(hours=3)
        await owe_one(sessions, await some_chats(sessions), not_before=later)

        async with sessions.begin() as session:
            assert await next_due(session) == later

    @on_sqlite
    async def test_replies_pass_a_long_broadcast(self, sessions: Sessions):
        """A person who waits is served before an audience of hundreds."""
        chats = await some_chats(sessions, 300)
        await owe_one(sessions, chats, message_class=MessageClass.BROADCAST)
        for chat in chats[::100]:
            await owe_one(sessions, [chat], message_class=MessageClass.REPLY, at=NOON + SECOND)

        claimed = await claim_some(sessions, at=NOON + SECOND, limit=4)

        assert [one.message_class.value for one in claimed] == [*["reply"] * 3, "broadcast"]

    @on_sqlite
    async def test_a_reply_passes_the_broadcast_to_its_own_chat_too(self, sessions: Sessions):
        """Even when both are ready and the batch is small."""
        chats = await some_chats(sessions, 4)
        await owe_one(sessions, chats, message_class=MessageClass.BROADCAST)
        for chat in chats:
            await owe_one(sessions, [chat], message_class=MessageClass.REPLY, at=NOON + SECOND)

        claimed = await claim_some(sessions, at=NOON + SECOND, limit=3)

        assert [one.message_class for one in claimed] == [MessageClass.REPLY] * 3

    async def test_one_chat_gets_its_messages_in_order_and_one_at_a_time(self, sessions: Sessions):
        """The second message waits until the first is settled."""
        chats = await some_chats(sessions)
        async with sessions.begin() as session:
            for part in ("一", "二", "三"):
                await owe(
                    session,
                    dedupe_key=part,
                    message_class=MessageClass.REPLY,
                    kind="part",
                    payload={"part": part},
                    chats=chats,
                    at=NOON,
                )

        seen = []
        for number in range(3):
            opened = await start_one(sessions)
            assert await claim_some(sessions) == []
            seen.append(opened.payload["part"])
            await settle_one(sessions, opened.token, Delivered(str(number)))

        assert seen == ["一", "二", "三"]

    async def test_a_message_not_sent_is_not_overtaken_in_its_chat(self, sessions: Sessions):
        """What waits behind it waits as long."""
        chats = await some_chats(sessions)
        await owe_one(sessions, chats, key="first")
        await owe_one(sessions, chats, key="second", at=NOON + SECOND)

        opened = await start_one(sessions, at=NOON + SECOND)
        await settle_one(sessions, opened.token, NotSent("no route"), at=NOON + SECOND)

        assert await claim_some(sessions, at=NOON + 2 * SECOND) == []
        again = await start_one(sessions, at=NOON + 3 * SECOND)
        assert again.delivery_id == opened.delivery_id

    @pytest.mark.postgres
    @pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
    async def test_the_second_of_two_waits_while_another_relay_looks_at_the_first(
        self, sessions: Sessions
    ):
        """A claim passes over what is locked; the attempt still keeps the chat's order (fault 18)."""
        chats = await some_chats(sessions)
        await owe_one(sessions, chats, key="first")
        await owe_one(sessions, chats, key="second", at=NOON + SECOND)
        first, second = await deliveries(sessions)

        async with sessions.begin() as session:
            await session.get_one(Delivery, first.id, with_for_update=True)
            (claimed,) = await claim_some(sessions, at=NOON + SECOND)
        assert claimed.delivery_id == second.id
        assert await open_one(sessions, claimed, at=NOON + SECOND) == Refused(Refusal.CHAT_BUSY)

        (claimed,) = await claim_some(sessions, at=NOON + SECOND)
        assert claimed.delivery_id == first.id

    async def test_two_relays_never_take_the_same_delivery(self, sessions: Sessions):
        """Fault 18: however many claim at once, each delivery has one holder."""
        await owe_one(sessions, await some_chats(sessions, 30))

        batches = await asyncio.gather(*(claim_some(sessions, limit=10) for _ in range(6)))
        batches.append(await claim_some(sessions))  # what the others had locked but not taken

        taken = [claimed.delivery_id for batch in batches for claimed in batch]
        assert len(taken) == len(set(taken)) == 30


@on_sqlite
class TestEndings:
    async def test_not_sent_is_tried_again_after_a_growing_wait(self, sessions: Sessions):
        """Two, four, eight seconds."""
        await owe_one(sessions, await some_chats(sessions))
        at = NOON

        for wait in (2, 4, 8):
            opened = await start_one(sessions, at=at)
            await settle_one(sessions, opened.token, NotSent("no route"), at=at)
            assert await claim_some(sessions, at=at + wait * SECOND - SECOND) == []
            at += wait * SECOND

        (row,) = await deliveries(sessions)
        assert (row.state, row.attempts) == (DeliveryState.RETRY, 3)

    async def test_a_broadcast_gives_up_one_day_but_a_legal_notice_never(self, sessions: Sessions):
        """Fifty tries and the broadcast has failed; the legal notice still waits its turn."""
        one, two = await some_chats(sessions, 2)
        await owe_one(sessions, [one], message_class=MessageClass.SALON_REMINDER)
        await owe_one(sessions, [two], message_class=MessageClass.LEGAL)
        async with sessions.begin() as session:
            await session.execute(update(Delivery).values(attempts=49))

        for claimed in await claim_some(sessions):
            opened = await open_one(sessions, claimed)
            await settle_one(sessions, opened.token, NotSent("no route"))

        states = {row.chat_id: row.state for row in await deliveries(sessions)}
        assert states == {one: DeliveryState.FAILED, two: DeliveryState.RETRY}

    async def test_flood_control_waits_as_long_as_the_channel_says(self, sessions: Sessions):
        """A 429 is no failed try: nothing of the patience is used up."""
        chats = await some_chats(sessions)
        await owe_one(sessions, chats, key="first")
        await owe_one(sessions, chats, key="second", message_class=MessageClass.REPLY)
        wait = timedelta(seconds=10_072)

        opened = await start_one(sessions)
        await settle_one(sessions, opened.token, RateLimited(wait))

        assert await claim_some(sessions, at=NOON + wait - SECOND) == []
        assert len(await claim_some(sessions, at=NOON + wait)) == 1
        assert all(row.attempts == 0 for row in await deliveries(sessions))

    async def test_one_chats_flood_control_leaves_the_others_alone(self, sessions: Sessions):
        """Only when a second chat is told to wait is the whole channel paused."""
        chats = await some_chats(sessions, 3)
        await owe_one(sessions, chats)
        wait = timedelta(seconds=30)

        first = await start_one(sessions)
        await settle_one(sessions, first.token, RateLimited(wait))
        second = await start_one(sessions, at=NOON + SECOND)
        await settle_one(sessions, second.token, RateLimited(wait), at=NOON + SECOND)

        assert await claim_some(sessions, at=NOON + wait) == []
        assert len(await claim_some(sessions, at=NOON + wait + SECOND)) == 3

    async def test_a_person_who_left_is_not_written_to(self, sessions: Sessions):
        """The chat is blocked, and everything else owed to it is suppressed."""
        (chat,) = await some_chats(sessions)
        await owe_one(sessions, [chat], key="first", message_class=MessageClass.LEGAL)
        await owe_one(sessions, [chat], key="second", message_class=MessageClass.LEGAL)

        opened = await start_one(sessions)
        await settle_one(sessions, opened.token, Unreachable("bot was blocked by the user"))
        (claimed,) = await claim_some(sessions)
        refused = await open_one(sessions, claimed)

        assert refused == Refused(Refusal.UNREACHABLE)
        first, second = await deliveries(sessions)
        assert (first.state, second.state) == (DeliveryState.FAILED, DeliveryState.SUPPRESSED)
        async with sessions.begin() as session:
            assert (await session.get_one(Chat, chat)).status is ChatStatus.BLOCKED

    async def test_when_everybody_refuses_it_is_the_channel_that_is_stopped(
        self, sessions: Sessions
    ):
        """Fault 12: ten refusals in a row block nobody: all is held until a person has looked."""
        chats = await some_chats(sessions, 12)
        await owe_one(sessions, chats)

        for second in range(10):
            at = NOON + second * SECOND
            opened = await start_one(sessions, at=at)
            await settle_one(sessions, opened.token, Unreachable("forbidden"), at=at)

        later = NOON + timedelta(minutes=1)
        assert await claim_some(sessions, at=later) == []
        async with sessions.begin() as session:
            blocked = select(func.count()).where(Chat.status == ChatStatus.BLOCKED)
            assert await session.scalar(blocked) == 0
            (stop,) = await stops_in_force(session)
            assert stop.scope == "channel:telegram"
            await release_stop(session, stop.scope, by="张主任", at=later)
        assert len(await claim_some(sessions, at=later)) == 12

    async def test_a_chat_that_moved_is_written_to_at_its_new_address(self, sessions: Sessions):
        """The address moves in the transaction that learns of it."""
        await owe_one(sessions, await some_chats(sessions))

        opened = await start_one(sessions)
        await settle_one(sessions, opened.token, Migrated("-1009"))

        assert (await start_one(sessions, at=NOON + SECOND)).address == "-1009"

    async def test_a_chat_that_moved_to_a_known_one_is_not_told_twice(self, sessions: Sessions):
        """Both addresses are one chat; its one copy goes out once."""
        old, new = await some_chats(sessions, 2)
        await owe_one(sessions, [old, new], key="both")
        await owe_one(sessions, [old], key="old only")
        opened = {}
        for claimed in await claim_some(sessions):
            one = await open_one(sessions, claimed)
            opened[one.address] = one

        await settle_one(sessions, opened["1000"].token, Migrated("1001"))
        await settle_one(sessions, opened["1001"].token, Delivered("5"))

        rows = {(row.chat_id, row.position): row.state for row in await deliveries(sessions)}
        assert rows[old, 1] is DeliveryState.CANCELLED
        assert rows[new, 1] is DeliveryState.DELIVERED

    async def test_a_revoked_token_stops_the_channel_and_loses_nothing(self, sessions: Sessions):
        """The message waits; nothing more is tried until somebody releases the stop."""
        await owe_one(sessions, await some_chats(sessions))

        opened = await start_one(sessions)
        await settle_one(sessions, opened.token, Fatal("Unauthorized"))

        assert await claim_some(sessions, at=NOON + SECOND) == []
        async with sessions.begin() as session:
            await release_stop(session, "channel:telegram", by="张主任", at=NOON)
        assert len(await claim_some(sessions, at=NOON + SECOND)) == 1

    async def test_a_malformed_message_fails_alone(self, sessions: Sessions):
        """It would be refused again, so it is not tried again."""
        await owe_one(sessions, await some_chats(sessions))

        opened = await start_one(sessions)
        await settle_one(sessions, opened.token, Rejected("can't parse entities"))

        (row,) = await deliveries(sessions)
        assert (row.state, row.reason) == (DeliveryState.FAILED, "can't parse entities")


class TestCrashes:
    async def test_a_claim_that_was_never_opened_is_free_again(self, sessions: Sessions):
        """Killed between claim and attempt: sent once, by somebody else."""
        await owe_one(sessions, await some_chats(sessions))
        (claimed,) = await claim_some(sessions)
        await the_lease_runs_out(sessions)

        swept = await sweep_now(sessions)

        assert swept.released == 1
        assert await open_one(sessions, claimed) == Refused(Refusal.LOST)
        assert isinstance(await open_one(sessions, (await claim_some(sessions))[0]), Opened)

    async def test_an_attempt_without_an_outcome_is_unknown_and_never_pending(
        self, sessions: Sessions
    ):
        """Killed after the attempt: it may have arrived, so a milestone is not repeated."""
        await owe_one(sessions, await some_chats(sessions))
        await start_one(sessions)
        await the_lease_runs_out(sessions)

        assert (await sweep_now(sessions)).unknown == 1

        much_later = NOON + timedelta(days=2)
        assert (await sweep_now(sessions, much_later)).resent == 0
        assert await claim_some(sessions, at=much_later) == []

    @on_sqlite
    async def test_sweeping_again_changes_nothing(self, sessions: Sessions):
        """A sweep that ran twice is a sweep that ran once."""
        await owe_one(sessions, await some_chats(sessions, 2))
        await start_one(sessions)
        await claim_some(sessions)
        await the_lease_runs_out(sessions)
        await sweep_now(sessions)
        before = [(row.id, row.state, row.state_at) for row in await deliveries(sessions)]

        again = await sweep_now(sessions)

        assert (again.unknown, again.released, again.resent, again.expired) == (0, 0, 0, 0)
        assert [(row.id, row.state, row.state_at) for row in await deliveries(sessions)] == before

    @on_sqlite
    @pytest.mark.parametrize(
        ("message_class", "resends"),
        [
            (MessageClass.REPLY, 1),
            (MessageClass.LEGAL, 2),
            (MessageClass.STAFF_ALERT, 2),
            (MessageClass.MILESTONE, 0),
            (MessageClass.SALON_REMINDER, 0),
            (MessageClass.BROADCAST, 0),
        ],
    )
    async def test_an_unknown_goes_out_again_marked_as_often_as_its_class_allows(
        self, sessions: Sessions, message_class: MessageClass, resends: int
    ):
        """And then it stays unknown, for a person to see."""
        await owe_one(sessions, await some_chats(sessions), message_class=message_class)
        opened = await start_one(sessions)
        assert not opened.repeated
        at = NOON

        seen = 0
        for _ in range(4):
            await settle_one(sessions, opened.token, Unknown("read timeout"), at=at)
            at += timedelta(minutes=5)
            assert (await sweep_now(sessions, at - SECOND)).resent == 0
            if not (await sweep_now(sessions, at)).resent:
                break
            opened = await start_one(sessions, at=at)
            assert opened.repeated
            seen += 1

        assert seen == resends
        (row,) = await deliveries(sessions)
        assert row.state is DeliveryState.UNKNOWN

    async def test_a_late_outcome_still_counts_while_the_token_holds(self, sessions: Sessions):
        """The relay that lost the database for a minute brings the truth."""
        await owe_one(sessions, await some_chats(sessions))
        opened = await start_one(sessions)
        await the_lease_runs_out(sessions)
        await sweep_now(sessions)

        settled = await settle_one(sessions, opened.token, Delivered("9"))

        assert settled is not None
        assert settled.counted
        assert settled.state is DeliveryState.DELIVERED

    async def test_a_replaced_token_completes_its_attempt_and_nothing_else(
        self, sessions: Sessions
    ):
        """A zombie's news is evidence, not an order."""
        await owe_one(sessions, await some_chats(sessions), message_class=MessageClass.REPLY)
        zombie = await start_one(sessions)
        await settle_one(sessions, zombie.token, Unknown("read timeout"))
        later = NOON + timedelta(minutes=6)
        await sweep_now(sessions, later)
        current = await start_one(sessions, at=later)

        settled = await settle_one(sessions, zombie.token, Delivered("1"), at=later)

        assert settled is not None
        assert not settled.counted
        (row,) = await deliveries(sessions)
        assert (row.state, row.token) == (DeliveryState.SENDING, current.token)
        async with sessions.begin() as session:
            outcomes = select(Attempt.outcome).order_by(Attempt.started_at)
            assert (await session.scalars(outcomes)).all() == ["delivered", None]

    @on_sqlite
    async def test_settling_twice_is_settling_once(self, sessions: Sessions):
        """A relay may repeat the settlement until it gets through."""
        await owe_one(sessions, await some_chats(sessions))
        opened = await start_one(sessions)
        await settle_one(sessions, opened.token, Delivered("9"))

        again = await settle_one(sessions, opened.token, Delivered("9"), at=NOON + SECOND)

        assert again is not None
        assert not again.counted
        assert again.state is DeliveryState.DELIVERED

    @on_sqlite
    async def test_a_token_nobody_issued_settles_nothing(self, sessions: Sessions):
        """There is no attempt to complete."""
        assert await settle_one(sessions, uuid4(), Delivered("9")) is None

    async def test_a_person_sends_an_unknown_again_or_leaves_it(self, sessions: Sessions):
        """Each decision is taken once."""
        await owe_one(sessions, await some_chats(sessions, 2))
        ids = []
        for claimed in await claim_some(sessions):
            opened = await open_one(sessions, claimed)
            await settle_one(sessions, opened.token, Unknown("reset"))
            ids.append(opened.delivery_id)

        async with sessions.begin() as session:
            assert await resend_unknown(session, ids[0], at=NOON)
            assert not await resend_unknown(session, ids[0], at=NOON)
            assert await write_off_unknown(session, ids[1], reason="已电话告知", at=NOON)
            assert not await resend_unknown(session, ids[1], at=NOON)

        assert (await start_one(sessions)).repeated
        async with sessions.begin() as session:
            left = await session.get_one(Delivery, ids[1])
            assert left.state is DeliveryState.WRITTEN_OFF


class TestSettlingTogether:
    async def test_each_outcome_counts_as_if_it_had_come_alone(self, sessions: Sessions):
        """One transaction: delivered, not sent, unknown, and one whose token is not held any more."""
        await owe_one(sessions, await some_chats(sessions, 4))
        tokens = []
        for claimed in await claim_some(sessions):
            opened = await open_one(sessions, claimed)
            assert isinstance(opened, Opened)
            tokens.append(opened.token)
        await settle_one(sessions, tokens[3], Delivered("before"))

        outcomes = [Delivered("7"), NotSent("no route"), Unknown("reset"), Delivered("again")]
        async with sessions.begin() as session:
            await settle_all(session, dict(zip(tokens, outcomes, strict=True)), at=NOON)

        async with sessions.begin() as session:
            rows = await session.execute(
                select(Attempt.token, Attempt.outcome, Delivery.state, Delivery.external_id).join(
                    Delivery, Delivery.id == Attempt.delivery_id
                )
            )
            found = {token: tuple(rest) for token, *rest in rows}
        assert [found[token] for token in tokens] == [
            ("delivered", DeliveryState.DELIVERED, "7"),
            ("notsent", DeliveryState.RETRY, None),
            ("unknown", DeliveryState.UNKNOWN, None),
            ("delivered", DeliveryState.DELIVERED, "before"),
        ]


@on_sqlite
class TestThePace:
    async def test_the_channel_is_written_to_smoothly(self, sessions: Sessions):
        """Never more than the pace and the small burst in any second."""
        rates = Rates(per_second=10, burst=3)
        await owe_one(sessions, await some_chats(sessions, 40))

        sent = []
        for tick in range(30):
            at = NOON + tick * timedelta(milliseconds=100)
            for claimed in await claim_some(sessions, at=at, rates=rates):
                opened = await open_one(sessions, claimed, at=at, rates=rates)
                assert isinstance(opened, Opened)
                await settle_one(sessions, opened.token, Delivered("1"), at=at)
                sent.append(at)

        assert len(sent) >= 30
        assert all(sum(first <= at < first + SECOND for at in sent) <= 10 + 3 for first in sent)

    async def test_one_chat_gets_one_a_second_but_its_reply_at_once(self, sessions: Sessions):
        """Pacing is for what we start; a person who asks is answered."""
        rates = Rates(per_second=1000, burst=100)
        (chat,) = await some_chats(sessions)
        await owe_one(sessions, [chat], key="a")
        await owe_one(sessions, [chat], key="b")

        async def send_next(at):
            (claimed,) = await claim_some(sessions, at=at, rates=rates)
            opened = await open_one(sessions, claimed, at=at, rates=rates)
            if isinstance(opened, Opened):
                await settle_one(sessions, opened.token, Delivered("1"), at=at)
            return opened

        soon = NOON + SECOND / 10
        assert isinstance(await send_next(NOON), Opened)
        assert await send_next(soon) == Refused(Refusal.PACED, NOON + SECOND)
        await owe_one(sessions, [chat], key="r", message_class=MessageClass.REPLY, at=soon)
        assert (await send_next(soon)).message_class is MessageClass.REPLY

    async def test_a_pause_is_never_shortened(self, sessions: Sessions):
        """A later answer that asks for less does not end the longer wait."""
        one, two = await some_chats(sessions, 2)
        long, short = NOON + timedelta(minutes=5), NOON + SECOND
        async with sessions.begin() as session:
            for chat, until in ((one, long), (two, long), (one, short), (two, short)):
                await pause(session, channel="telegram", chat_id=chat, until=until, at=NOON)

        async with sessions.begin() as session:
            pauses = (await session.scalars(select(RateState.pause_until))).all()
        assert pauses == [long] * 3
