"""Pressed buttons and their answers."""

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest

from tests.bot.sandbox.conftest import ZHANG

BUTTONS = InlineKeyboardMarkup([[InlineKeyboardButton("已知晓", callback_data="n:1:ok")]])


@pytest.fixture
async def pressed(sandbox):
    """A message whose button was pressed just now: (message, query id)."""
    sent = await sandbox.bot.send_message(ZHANG, "通知", reply_markup=BUTTONS)
    return sent, sandbox.world.press(ZHANG, sent.message_id, "n:1:ok")


async def test_a_press_brings_the_whole_message(sandbox, pressed):
    """The bot learns who pressed what, and sees the message with its buttons."""
    sent, query_id = pressed

    query = (await sandbox.bot.get_updates())[-1].callback_query

    assert (query.id, query.data, query.from_user.id) == (query_id, "n:1:ok", ZHANG)
    assert query.message.message_id == sent.message_id
    assert query.message.reply_markup == BUTTONS


async def test_the_person_sees_the_answer(sandbox, pressed):
    """A line that fades, or an alert."""
    assert sandbox.world.callback_answers(ZHANG) is None

    await sandbox.bot.answer_callback_query(pressed[1], "已记录", show_alert=True)

    answer = sandbox.world.callback_answers(ZHANG)
    assert (answer.query_id, answer.text, answer.alert) == (pressed[1], "已记录", True)


@pytest.mark.parametrize("late", [False, True])
async def test_a_press_is_answered_once_and_in_time(sandbox, pressed, late):
    """A second answer and one after a minute are too old."""
    if late:
        sandbox.clock.advance(seconds=61)
    else:
        await sandbox.bot.answer_callback_query(pressed[1])

    with pytest.raises(BadRequest, match="Query is too old and response timeout expired"):
        await sandbox.bot.answer_callback_query(pressed[1])


async def test_an_unknown_press_cannot_be_answered(sandbox):
    """The words are the same as for an old one."""
    with pytest.raises(BadRequest, match=r"(?i)query id is invalid"):
        await sandbox.bot.answer_callback_query("123")


async def test_an_answer_has_at_most_200_characters(sandbox, pressed):
    """One more is refused, and the press can still be answered."""
    with pytest.raises(BadRequest, match="Message_too_long"):
        await sandbox.bot.answer_callback_query(pressed[1], "长" * 201)

    assert await sandbox.bot.answer_callback_query(pressed[1], "长" * 200)


async def test_pressing_again_is_another_press(sandbox, pressed):
    """Every press has a query and an update of its own."""
    sent, first = pressed

    second = sandbox.world.press(ZHANG, sent.message_id, "n:1:ok")

    assert second != first
    assert len(await sandbox.bot.get_updates()) == 3
