"""Faults on demand: a test can order each of the ways in which a call to Telegram goes wrong."""

from datetime import timedelta

import httpx
import pytest
from telegram.error import ChatMigrated, NetworkError, RetryAfter, TimedOut

from bot.sandbox.faults import SERVER_ERROR, Cut, Delay, Garble, flood_wait, moved_to
from tests.bot.sandbox.conftest import ZHANG


def texts(sandbox) -> list[str]:
    return [seen.text for seen in sandbox.world.transcript(ZHANG) if seen.from_bot]


@pytest.mark.parametrize("after, arrived", [(True, ["通知"]), (False, [])])
async def test_a_cut_connection_hides_whether_the_message_arrived(sandbox, after, arrived):
    """The bot sees the same error in both cases; the chat knows the difference."""
    sandbox.world.faults.script("sendMessage", Cut(after=after))

    with pytest.raises(NetworkError) as error:
        await sandbox.bot.send_message(ZHANG, "通知")

    assert type(error.value) is NetworkError
    assert isinstance(error.value.__cause__, httpx.RemoteProtocolError | httpx.ReadError)
    assert texts(sandbox) == arrived


async def test_a_slow_answer_comes_after_the_message(sandbox):
    """The bot gives up waiting, the person has the message."""
    sandbox.world.faults.script("sendMessage", Delay(0.4))

    with pytest.raises(TimedOut):
        await sandbox.bot.send_message(ZHANG, "通知", read_timeout=0.1)

    assert texts(sandbox) == ["通知"]


async def test_a_server_error_does_nothing(sandbox):
    """500, in Telegram's form."""
    sandbox.world.faults.script("sendMessage", SERVER_ERROR)

    with pytest.raises(NetworkError, match="Internal Server Error"):
        await sandbox.bot.send_message(ZHANG, "通知")

    assert texts(sandbox) == []


@pytest.mark.parametrize("after, arrived", [(True, ["通知"]), (False, [])])
async def test_a_broken_proxy_answers_with_a_page(sandbox, after, arrived):
    """502 without JSON, whether or not the call went through."""
    sandbox.world.faults.script("sendMessage", Garble(after=after))

    with pytest.raises(NetworkError):
        await sandbox.bot.send_message(ZHANG, "通知")

    assert texts(sandbox) == arrived


async def test_a_flood_wait_can_be_as_long_as_telegram_likes(sandbox):
    """Hours happen."""
    sandbox.world.faults.script("sendMessage", flood_wait(10_072))

    with pytest.raises(RetryAfter) as refusal:
        await sandbox.bot.send_message(ZHANG, "通知")

    assert refusal.value.retry_after == timedelta(seconds=10_072)


async def test_a_group_that_moved_tells_where_to(sandbox):
    """The new id comes with the refusal."""
    sandbox.world.faults.script("sendMessage", moved_to(-100999))

    with pytest.raises(ChatMigrated) as refusal:
        await sandbox.bot.send_message(ZHANG, "通知")

    assert refusal.value.new_chat_id == -100999


async def test_faults_hit_the_next_calls_of_their_method_and_no_others(sandbox):
    """Two ordered, two met; then all is well."""
    sandbox.world.faults.script("sendMessage", SERVER_ERROR, times=2)

    assert await sandbox.bot.send_chat_action(ZHANG, "typing")
    for _ in range(2):
        with pytest.raises(NetworkError):
            await sandbox.bot.send_message(ZHANG, "通知")
    await sandbox.bot.send_message(ZHANG, "通知")

    assert texts(sandbox) == ["通知"]


async def test_ordered_faults_can_be_called_off(sandbox):
    """clear() forgets the script."""
    sandbox.world.faults.script("sendMessage", SERVER_ERROR, times=9)
    sandbox.world.faults.clear()

    assert (await sandbox.bot.send_message(ZHANG, "通知")).text == "通知"
