"""The flood limits, when a world has them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram.error import RetryAfter

from bot.sandbox.chats import Chat
from bot.sandbox.flood import FloodModel, Limit
from bot.sandbox.people import Person
from bot.sandbox.world import STAFF_GROUP, World
from tests.bot.sandbox.conftest import ZHANG, HandClock

START = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture
def world(clock: HandClock) -> World:
    world = World(now=clock, flood=FloodModel())
    world.add_person(ZHANG, "张三")
    world.press_start(ZHANG)
    return world


class TestOverHttp:
    async def test_a_burst_to_one_person_is_stopped_and_says_for_how_long(self, sandbox):
        """A few at once, then one a second; waiting as told is enough."""
        for text in "一二三":
            await sandbox.bot.send_message(ZHANG, text)

        with pytest.raises(RetryAfter) as refusal:
            await sandbox.bot.send_message(ZHANG, "四")

        assert refusal.value.retry_after == timedelta(seconds=1)
        sandbox.clock.advance(seconds=1)
        assert (await sandbox.bot.send_message(ZHANG, "四")).text == "四"

    async def test_edits_count_like_messages(self, sandbox):
        """A bot cannot evade the limit by editing."""
        sent = await sandbox.bot.send_message(ZHANG, "一")
        await sent.edit_text("二")
        await sent.edit_text("三")

        with pytest.raises(RetryAfter):
            await sent.edit_text("四")

    async def test_answers_and_typing_do_not_count(self, sandbox):
        """Only what leaves a trace in the chat is limited."""
        for _ in range(10):
            await sandbox.bot.send_chat_action(ZHANG, "typing")

        assert (await sandbox.bot.send_message(ZHANG, "一")).text == "一"

    async def test_a_group_takes_twenty_a_minute_topics_included(self, sandbox):
        """All topics of a forum share one budget."""
        threads = [
            (await sandbox.bot.create_forum_topic(STAFF_GROUP, f"企业 {n}")).message_thread_id
            for n in range(5)
        ]
        for n in range(15):
            await sandbox.bot.send_message(STAFF_GROUP, "报", message_thread_id=threads[n % 5])

        with pytest.raises(RetryAfter) as refusal:
            await sandbox.bot.send_message(STAFF_GROUP, "报")

        assert refusal.value.retry_after == timedelta(seconds=3)


def person_chat(number: int) -> Chat:
    return Chat(number, person=Person(number, "甲"))


class TestTheModel:
    def test_thirty_people_a_second_is_all(self):
        """The overall limit holds across chats."""
        model = FloodModel()

        waits = [model.seconds_to_wait(person_chat(n), at=START) for n in range(31)]

        assert waits == [0] * 30 + [1]

    @given(
        st.integers(1, 6),
        st.integers(1, 5),
        st.lists(st.integers(0, 4000), min_size=1, max_size=40),
    )
    def test_no_window_ever_has_more_than_burst_plus_rate(self, seconds, burst, gaps):
        """Whatever the rhythm, what passes stays within the limit."""
        limit = Limit(timedelta(seconds=seconds), burst=burst)
        model = FloodModel(overall=limit, private=limit, group=limit)
        at, passed = START, []
        for gap in gaps:
            at += timedelta(milliseconds=gap)
            if model.seconds_to_wait(person_chat(1), at=at) == 0:
                passed.append(at)

        for first, start in enumerate(passed):
            for last in range(first, len(passed)):
                allowed = burst + (passed[last] - start) / limit.every
                assert last - first + 1 <= allowed + 1e-6

    @given(st.lists(st.integers(0, 3000), min_size=1, max_size=40))
    def test_waiting_as_told_always_succeeds(self, gaps):
        """A refusal counts nothing, and its number is enough."""
        model = FloodModel()
        at = START
        for gap in gaps:
            at += timedelta(milliseconds=gap)
            if wait := model.seconds_to_wait(person_chat(1), at=at):
                at += timedelta(seconds=wait)
                assert model.seconds_to_wait(person_chat(1), at=at) == 0
