"""What is owed is sent once; what became of it is on record; nothing is repeated in silence."""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from sqlalchemy import create_engine as create_blocking_engine
from sqlalchemy import text
from sqlalchemy.engine import make_url
from telegram import Bot
from telegram.request import HTTPXRequest

import bot.relay
from bot.clock import SandboxClock
from bot.messenger import TelegramMessenger
from bot.sandbox.faults import SERVER_ERROR, Cut, Delay, Garble, Hold, Refuse, flood_wait
from bot.sandbox.flood import FloodModel
from bot.sandbox.server import create_app, serve
from bot.texts.errors import REPEATED
from cases import database, outbox, people
from cases.database import blocking_url
from cases.notices import Audience, approve, create_draft, submit, view
from cases.outbox import DeliveryState, MessageClass, Rates
from cases.tables.notices import NoticeState
from cases.tables.people import ChatStatus, Role
from tests.bot.conftest import LI, TLS, WANG, ZHANG, ZONE, Post, under_way, until
from tests.bot.test_rendering_together import GRANTED, MILESTONE
from tests.cases.outbox_builders import NOON, a_person, on_sqlite, the_lease_runs_out

SETTLED = (
    DeliveryState.DELIVERED,
    DeliveryState.FAILED,
    DeliveryState.UNKNOWN,
    DeliveryState.SUPPRESSED,
)
DELIVERED, FAILED, RETRY, UNKNOWN = (
    DeliveryState.DELIVERED,
    DeliveryState.FAILED,
    DeliveryState.RETRY,
    DeliveryState.UNKNOWN,
)


async def meets(post: Post, fault: object, *, states: tuple[DeliveryState, ...] = SETTLED) -> None:
    """Let the next message meet *fault*, and wait until the relay has written down what came of it."""
    post.world.faults.script("sendMessage", fault)
    async with under_way(post.relay.run()):
        await post.all_are(*states)


class TestOneMessage:
    async def test_it_arrives_once_and_is_on_record(self, post: Post):
        """Under Telegram's own number, in the delivery and in the one attempt."""
        await post.owe(ZHANG, "<b>施工许可</b>已受理")

        (delivery,) = await post.sent()

        (message,) = post.messages()
        assert message.text == "施工许可已受理"
        (attempt,) = await post.attempts()
        assert delivery.external_id == attempt.external_id == str(message.id)
        assert (attempt.outcome, attempt.repeated) == ("delivered", False)

    async def test_what_waits_together_arrives_as_one_message(self, post: Post):
        """Two steps of one case: one call, two deliveries, each with its own try on record."""
        for payload in (MILESTONE, GRANTED):
            await post.owe(ZHANG, kind="milestone", payload=payload)

        first, second = await post.sent()

        (message,) = post.messages()
        assert "已接件 → 已受理 → 办结(通过)" in message.text
        assert first.external_id == second.external_id == str(message.id)
        attempts = {one.delivery_id: one for one in await post.attempts()}
        assert attempts[second.id].carried_by == attempts[first.id].token

    async def test_one_chat_reads_in_the_order_in_which_it_was_owed(self, post: Post):
        """Even when the first call is slow and the others could overtake it."""
        texts = [f"第 {number} 步" for number in range(1, 6)]
        post.world.faults.script("sendMessage", Delay(0.2))
        for one in texts:
            await post.reply(ZHANG, one)

        await post.sent()

        assert post.read_by() == texts

    async def test_a_slow_call_holds_up_nobody_else(self, post: Post):
        """One chat's answer hangs; the others get theirs meanwhile."""
        hold = Hold()
        post.world.faults.script("sendMessage", hold)
        await post.reply(ZHANG)
        async with under_way(post.relay.run()):
            await until(lambda: post_state(post, DeliveryState.SENDING))
            for user in (LI, WANG, LI):
                await post.reply(user)

            await until(lambda: delivered(post, 3))

            assert await post_state(post, DeliveryState.SENDING)
            hold.released.set()


async def post_state(post: Post, state: DeliveryState) -> bool:
    return any(one.state is state for one in await post.deliveries())


async def delivered(post: Post, count: int) -> bool:
    return sum(one.state is DELIVERED for one in await post.deliveries()) >= count


class TestNobodyKnows:
    @pytest.mark.parametrize(
        "fault",
        [Cut(after=True), SERVER_ERROR, Garble(502, after=True), Garble(200, after=True)],
        ids=["cut", "500", "502", "not JSON"],
    )
    @on_sqlite
    async def test_an_answer_that_is_lost_makes_a_milestone_unknown_for_good(
        self, post: Post, fault: object
    ):
        """Fault 8: it may have arrived, so it is never sent again by itself."""
        await post.owe()
        await meets(post, fault)
        post.advance(hours=20)
        await post.relay.sweep()

        async with under_way(post.relay.run()):
            await post.owe(LI, "另一条")
            await until(lambda: delivered(post, 1))

        first, _ = await post.deliveries()
        assert first.state is UNKNOWN
        assert first.reason
        assert len(post.messages()) == (0 if fault is SERVER_ERROR else 1)

    async def test_a_reply_goes_out_once_more_and_says_so(self, post: Post):
        """Not before five minutes are over; and when that is lost too, never again."""
        await post.reply(ZHANG, "七个工作日")
        await meets(post, Cut(after=True))
        post.advance(minutes=4)
        await post.relay.sweep()
        assert [one.state for one in await post.deliveries()] == [UNKNOWN]

        post.advance(minutes=2)
        await post.relay.sweep()
        await meets(post, Cut(after=True))
        post.advance(hours=1)
        await post.relay.sweep()

        assert [one.state for one in await post.deliveries()] == [UNKNOWN]
        assert post.read_by() == ["七个工作日", f"{REPEATED}\n七个工作日"]
        assert [one.repeated for one in await post.attempts()] == [False, True]

    async def test_a_worker_that_died_in_mid_call_leaves_an_unknown(self, post: Post):
        """Fault 2: its lease runs out; nobody takes silence for a proof."""
        await post.owe()
        async with post.sessions.begin() as session:
            (claimed,) = await outbox.claim(
                session, worker=post.relay.worker, limit=1, at=post.clock.now()
            )
            await outbox.open_attempt(session, claimed, at=post.clock.now())
        await the_lease_runs_out(post.sessions)

        async with under_way(post.relay.run()):
            await post.all_are(UNKNOWN)

        assert post.messages() == []


class TestNotSent:
    async def test_a_refused_connection_is_tried_again_until_it_opens(self, post: Post):
        """Fault 9: it waits longer each time, and arrives once."""
        port = post.server.port
        await post.server.stop()
        await post.owe()
        async with under_way(post.relay.run()):
            (once,) = await post.all_are(RETRY)
            post.advance(seconds=3)
            (twice,) = await until(lambda: tried(post, 2))
            waits = [one.not_before - one.state_at for one in (once, twice)]
            server = await serve(create_app(post.world), port=port)
            post.advance(seconds=5)
            await post.all_are(DELIVERED)
        await server.stop()

        assert waits == [timedelta(seconds=2), timedelta(seconds=4)]
        assert len(post.messages()) == 1

    @on_sqlite
    async def test_a_proxy_that_is_not_there_counts_as_not_sent(self, post: Post):
        """Nothing left this machine."""
        lost = Bot(
            post.world.token,
            base_url=post.bot.base_url.removesuffix(post.world.token),
            request=HTTPXRequest(proxy="http://127.0.0.1:9", httpx_kwargs={"verify": TLS}),
        )
        relay = post.another_relay()
        relay.messengers = {"telegram": TelegramMessenger(lost)}
        await post.owe()

        async with under_way(relay.run()):
            (delivery,) = await post.all_are(RETRY)

        assert delivery.attempts == 1

    @on_sqlite
    async def test_a_process_that_stood_still_does_not_call_any_more(
        self, post: Post, monkeypatch: pytest.MonkeyPatch
    ):
        """Its lease may have gone to another meanwhile; it gives the message back instead."""
        monkeypatch.setattr(bot.relay, "LATE", -1.0)
        await post.owe()

        async with under_way(post.relay.run()):
            await post.all_are(RETRY)

        assert post.messages() == []


async def tried(post: Post, times: int) -> list[outbox.DeliveryState] | None:
    found = await post.deliveries()
    return found if found[0].attempts == times else None


class TestTelegramAsksForPatience:
    @on_sqlite
    async def test_a_burst_of_replies_to_one_person_arrives_whole_and_in_order(self, post: Post):
        """Replies are not paced; where Telegram asks for a second, they wait for it."""
        post.world.flood = FloodModel()
        for number in range(5):
            await post.reply(ZHANG, f"{number}")

        async def _a_second_later() -> bool:
            post.advance(seconds=1)
            return await delivered(post, 5)

        async with under_way(post.relay.run()):
            await until(_a_second_later)

        assert post.read_by() == ["0", "1", "2", "3", "4"]

    async def test_one_chat_waits_for_hours_and_no_worker_sleeps(self, post: Post):
        """Fault 7: 10,072 s for one chat: others are served at once, and what waits behind it keeps its order."""
        post.world.faults.script("sendMessage", flood_wait(10_072))
        await post.owe(ZHANG, "第一条")
        async with under_way(post.relay.run()):
            await until(lambda: post_state(post, RETRY))
            await post.owe(ZHANG, "第二条")
            await post.reply(LI)
            await until(lambda: delivered(post, 1))
            assert post.read_by(ZHANG) == []

            post.advance(seconds=10_073)
            await post.all_are(DELIVERED)

        assert post.read_by(ZHANG) == ["第一条", "第二条"]

    async def test_when_a_second_chat_is_refused_too_everybody_waits(self, post: Post):
        """Fault 7: then it is the channel; no message is lost and none is tried before its time."""
        post.world.faults.script("sendMessage", flood_wait(600), times=2)
        await post.reply(ZHANG)
        await post.reply(LI)
        async with under_way(post.relay.run()):
            await until(lambda: both_wait(post))
            await post.reply(WANG)
            post.advance(minutes=5)
            async with post.sessions.begin() as session:
                early = await outbox.claim(
                    session, worker=post.relay.worker, limit=9, at=post.clock.now()
                )

            post.advance(minutes=6)
            await post.all_are(DELIVERED)

        assert early == []
        assert [len(post.messages(user)) for user in (ZHANG, LI, WANG)] == [1, 1, 1]


async def both_wait(post: Post) -> bool:
    return [one.state for one in await post.deliveries()] == [RETRY, RETRY]


class TestRefusals:
    async def test_who_blocked_the_bot_is_marked_and_nobody_else(self, post: Post):
        """Fault 11: what else was owed to them is suppressed; the others get theirs."""
        post.world.block(ZHANG)
        await post.owe(ZHANG, "第一条")
        await post.owe(ZHANG, "第二条")
        await post.owe(LI)

        async with under_way(post.relay.run()):
            found = await post.all_are(*SETTLED)

        assert sorted(one.state for one in found) == ["delivered", "failed", "suppressed"]
        assert (await post.chat(ZHANG)).status is ChatStatus.BLOCKED
        assert (await post.chat(LI)).status is ChatStatus.ACTIVE
        assert await stops(post) == ()

    async def test_markup_that_telegram_refuses_fails_that_message_only(self, post: Post):
        """Fault 24: with Telegram's reason on record."""
        await post.owe(ZHANG, "<b>施工许可")
        await post.owe(ZHANG, "下一条")

        async with under_way(post.relay.run()):
            bad, good = await post.all_are(*SETTLED)

        assert (bad.state, good.state) == (FAILED, DELIVERED)
        assert "entities" in bad.reason
        assert post.read_by() == ["下一条"]

    @pytest.mark.parametrize(
        ("kind", "payload"),
        [
            ("from-next-year", {}),
            ("text", {}),
            ("text", {"html": "好", "buttons": [[["", "x" * 65]]]}),
            ("answer", {"status": "answered", "text": None, "exchange": 7, "candidates": [1]}),
            ("milestone", {"state": []}),
        ],
    )
    @on_sqlite
    async def test_a_payload_that_cannot_be_rendered_stops_nothing_else(
        self, post: Post, kind: str, payload: dict
    ):
        """It fails before any call; the relay goes on."""
        await post.owe(ZHANG, kind=kind, payload=payload)
        await post.owe(ZHANG, "下一条")

        async with under_way(post.relay.run()):
            bad, good = await post.all_are(*SETTLED)

        assert (bad.state, good.state) == (FAILED, DELIVERED)
        assert "cannot render" in bad.reason

    async def test_a_token_that_telegram_forgot_stops_the_channel(
        self, post: Post, caplog: pytest.LogCaptureFixture
    ):
        """Fault 40: nothing is lost, nobody is marked as gone, and the log says so."""
        post.world.faults.script("sendMessage", Refuse(401, "Unauthorized"))
        await post.owe(ZHANG)
        with caplog.at_level(logging.WARNING, "bot.relay"):
            async with under_way(post.relay.run()):
                (stop,) = await until(lambda: stops(post))
                await post.owe(LI)
                async with post.sessions.begin() as session:
                    await outbox.release_stop(
                        session, stop.scope, by="manager", at=post.clock.now()
                    )
                assert post.messages(LI) == []
                post.relay.wake()
                await post.all_are(DELIVERED)

        assert stop.scope == "channel:telegram"
        assert "不认识令牌" in stop.reason
        assert "channel_stopped" in caplog.text
        assert post.world.token not in caplog.text

    async def test_a_notice_that_telegram_refuses_is_paused(self, post: Post):
        """Fault 24: it would be refused for everybody; the rest waits for a person."""
        notice = await an_approved_notice(post)
        refused = Refuse(400, "Bad Request: can't parse entities")
        post.world.faults.script("sendMessage", refused, times=3)

        async with under_way(post.relay.run()):
            await until(lambda: notice_is(post, notice, NoticeState.PAUSED))

        sent = [len(post.messages(user)) for user in post.world.people]
        assert sum(sent) == 0

    async def test_a_notice_that_everybody_refuses_holds_up_nothing_else(self, post: Post):
        """Fault 24: a 403 for each of its first five pauses it; they stay, and replies reach them."""
        await crowd(post, 9)
        notice = await an_approved_notice(post)
        refused = Refuse(403, "Forbidden: not enough rights to send photos")
        post.world.faults.script("sendMessage", refused, times=5)

        async with under_way(post.relay.run()):
            await until(lambda: notice_is(post, notice, NoticeState.PAUSED))
            for user in post.chats:
                await post.reply(user)
            await until(lambda: delivered(post, len(post.chats)))

        assert await stops(post) == ()
        assert [post.read_by(user) for user in post.chats] == [["七个工作日"]] * len(post.chats)


async def an_approved_notice(post: Post) -> UUID:
    async with post.sessions.begin() as session:
        author, second = [await a_person(session, n, Role.MANAGER) for n in ("孙", "王")]
        at = post.clock.now()
        said = {"title": "企业沙龙", "body": "周四下午", "audience": Audience(everyone=True)}
        notice = (await create_draft(session, author=author, at=at, **said)).id
        asked = await submit(session, notice, submitter=author, at=at)
        await approve(session, notice, approver=second, digest=asked.digest, at=at)
    return notice


async def stops(post: Post) -> tuple[outbox.Stop, ...]:
    async with post.sessions.begin() as session:
        return await outbox.stops_in_force(session)


async def notice_is(post: Post, notice: object, state: NoticeState) -> bool:
    async with post.sessions.begin() as session:
        return (await view(session, notice)).state is state


class TestSideBySide:
    async def test_two_relays_send_each_message_once(self, post: Post):
        """Both draw on the same outbox."""
        texts = [f"{number}" for number in range(15)]
        for one in texts:
            for user in (ZHANG, LI, WANG):
                await post.owe(user, one)
        other = post.another_relay()

        async with under_way(post.relay.run(), other.run()):
            await post.all_are(DELIVERED)

        assert [post.read_by(user) for user in (ZHANG, LI, WANG)] == [texts] * 3
        assert len(await post.attempts()) == 45

    async def test_told_to_stop_in_mid_call_it_settles_first(self, post: Post):
        """A stop is no crash: what was sent is known to be sent."""
        hold = Hold()
        post.world.faults.script("sendMessage", hold)
        await post.owe()
        running = asyncio.create_task(post.relay.run())
        await until(lambda: arrived(post))
        running.cancel()
        hold.released.set()
        await asyncio.gather(running, return_exceptions=True)

        assert [one.state for one in await post.deliveries()] == [DELIVERED]


async def arrived(post: Post) -> bool:
    return bool(post.messages())


class TestPace:
    @pytest.fixture
    def clock(self) -> SandboxClock:
        """Pace is a matter of real time."""
        return SandboxClock(ZONE, start=NOON)

    @on_sqlite
    async def test_many_messages_leave_as_fast_as_telegram_allows_and_no_faster(self, post: Post):
        """Two each to thirty people: no 429, at most 25 a second and one a second to each."""
        post.world.flood = FloodModel()
        crowded = await crowd(post, 30)
        relay = post.another_relay(rates=Rates())
        for number in range(2):
            for user in crowded:
                await post.owe(user, f"{number}")

        async with under_way(relay.run()):
            await post.all_are(DELIVERED)

        attempts = await post.attempts()
        assert {one.outcome for one in attempts} == {"delivered"}
        starts = [one.started_at for one in attempts]
        assert starts[-1] - starts[0] >= timedelta(seconds=(len(starts) - Rates().burst) / 25)
        chat_of = {one.id: one.chat_id for one in await post.deliveries()}
        for user in crowded:
            own = [a.started_at for a in attempts if chat_of[a.delivery_id] == post.chats[user]]
            assert all(later - one >= timedelta(seconds=1) for one, later in pairwise(own))

    @on_sqlite
    async def test_a_reply_passes_a_backlog_of_notices(self, post: Post):
        """Whoever writes while eighty messages wait is answered among the next few."""
        crowded = await crowd(post, 80)
        for user in crowded:
            await post.owe(user, "通知", message_class=MessageClass.BROADCAST)
        relay = post.another_relay(rates=Rates())

        async with under_way(relay.run()):
            await until(lambda: delivered(post, 5))
            await post.reply(ZHANG, "答复")
            gone = sum(len(post.messages(user)) for user in crowded)
            relay.wake()
            await until(lambda: arrived(post))

        (answer,) = post.messages()
        passed = [one for user in crowded for one in post.messages(user) if one.id < answer.id]
        assert len(passed) - gone < 40, "it waited for the backlog"


async def crowd(post: Post, size: int) -> range:
    """Let *size* more people start the bot; return their ids."""
    ids = range(1001, 1001 + size)
    async with post.sessions.begin() as session:
        for user in ids:
            post.world.add_person(user, f"企业{user}")
            post.world.press_start(user)
            chat, _ = await people.register_chat(
                session, address=str(user), name=f"企业{user}", at=post.clock.now()
            )
            post.chats[user] = chat.id
    return ids


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a failure of the database show at once."""
    monkeypatch.setattr(database, "BUSY_TIMEOUT", 0.5)
    monkeypatch.setattr(bot.relay, "BACK_OFF", 0.05)


@pytest.fixture
def outage(impatient: None, database_url: str) -> Callable[[], AbstractAsyncContextManager[None]]:
    """The database answers nobody, as long as this is open."""

    @asynccontextmanager
    async def _locked() -> AsyncIterator[None]:
        file = make_url(database_url).database
        holder = sqlite3.connect(file, isolation_level=None, timeout=0)

        async def _held() -> bool:
            try:
                holder.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError:
                return False
            return True

        await until(_held)
        yield
        holder.close()

    @asynccontextmanager
    async def _unreachable() -> AsyncIterator[None]:
        name = make_url(database_url).database
        url = make_url(blocking_url(database_url)).set(database="postgres")
        engine = create_blocking_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as admin:
            admin.execute(text(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false"))
            admin.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"
                ),
                {"name": name},
            )
            yield
            admin.execute(text(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true"))
        engine.dispose()

    return _locked if database_url.startswith("sqlite") else _unreachable


class TestTheDatabaseIsGone:
    async def test_the_relay_waits_for_it_and_goes_on(
        self, outage, post: Post, caplog: pytest.LogCaptureFixture
    ):
        """Fault 4: meanwhile nothing is sent, because nothing could be put on record."""
        await post.owe(ZHANG, "之前")
        async with under_way(post.relay.run()):
            await post.all_are(DELIVERED)
            async with outage():
                post.relay.wake()
                await until(lambda: logged(caplog, "relay.database_unavailable"))
            await post.owe(ZHANG, "之后")
            await post.all_are(DELIVERED)

        assert post.read_by() == ["之前", "之后"]

    async def test_what_came_of_a_call_is_kept_until_it_can_be_written_down(
        self, outage, post: Post, caplog: pytest.LogCaptureFixture
    ):
        """Fault 5: gone between the call and its record: the message is delivered, not unknown."""
        hold = Hold()
        post.world.faults.script("sendMessage", hold)
        await post.owe()
        async with under_way(post.relay.run()):
            await until(lambda: arrived(post))
            async with outage():
                hold.released.set()
                await until(lambda: logged(caplog, "relay.not_settled"))
            await post.all_are(DELIVERED)

        assert len(post.messages()) == 1

    async def test_it_can_be_stopped_meanwhile(
        self, outage, post: Post, caplog: pytest.LogCaptureFixture
    ):
        """And what it could not write down becomes unknown by its lease, as after a crash."""
        hold = Hold()
        post.world.faults.script("sendMessage", hold)
        await post.owe()
        running = asyncio.create_task(post.relay.run())
        await until(lambda: arrived(post))
        async with outage():
            hold.released.set()
            running.cancel()
            await asyncio.wait({running}, timeout=10)
            assert running.done()
        await asyncio.gather(running, return_exceptions=True)
        await the_lease_runs_out(post.sessions)
        await post.relay.sweep()

        assert [one.state for one in await post.deliveries()] == [UNKNOWN]


async def logged(caplog: pytest.LogCaptureFixture, words: str) -> bool:
    return words in caplog.text
