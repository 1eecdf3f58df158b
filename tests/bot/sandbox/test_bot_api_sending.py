"""sendMessage and its relatives, asked by a stock bot over HTTP."""

import pytest
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
    ReplyParameters,
    WebAppInfo,
)
from telegram.error import BadRequest, Forbidden

from tests.bot.sandbox.conftest import STRANGER, ZHANG, picture


def keyboard(*data: str, **more) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton("按", callback_data=one, **more) for one in data]]
    )


class TestAMessage:
    async def test_comes_back_as_it_was_understood(self, sandbox):
        """The answer has the plain text, its marks, the chat and the sender."""
        sent = await sandbox.bot.send_message(
            ZHANG,
            "<b>已受理</b> 😀",
            parse_mode="HTML",
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )

        assert (sent.text, sent.text_html) == ("已受理 😀", "<b>已受理</b> 😀")
        assert (sent.chat.id, sent.chat.username, sent.from_user.username) == (
            ZHANG,
            "zhangsan",
            "bangban_demo_bot",
        )
        assert sent.date == sandbox.clock.at
        assert sent.link_preview_options.is_disabled

    async def test_is_seen_by_the_person(self, sandbox):
        """The transcript shows who wrote what, with its buttons."""
        await sandbox.bot.send_message(ZHANG, "按一下", reply_markup=keyboard("a", "b"))

        hello, message = sandbox.world.transcript(ZHANG)
        assert (hello.from_bot, hello.text) == (False, "/start")
        assert (message.from_bot, message.text) == (True, "按一下")
        assert message.buttons == ((("按", "callback_data", "a"), ("按", "callback_data", "b")),)

    async def test_ids_only_grow(self, sandbox):
        """All private chats share one count, which starts at one in every world."""
        ids = [(await sandbox.bot.send_message(ZHANG, "好")).message_id for _ in range(3)]

        assert ids == [2, 3, 4]

    @pytest.mark.parametrize("text", ["   ", "<b> </b>", "\n"])
    async def test_without_text_is_refused(self, sandbox, text):
        """White space alone is nothing."""
        with pytest.raises(BadRequest, match="Message text is empty"):
            await sandbox.bot.send_message(ZHANG, text, parse_mode="HTML")

    async def test_may_have_4096_units_besides_its_markup(self, sandbox):
        """Tags do not count; an emoji counts twice."""
        fits = "<b>" + "😀" * 2048 + "</b>"

        sent = await sandbox.bot.send_message(ZHANG, fits, parse_mode="HTML")
        with pytest.raises(BadRequest, match="Message is too long"):
            await sandbox.bot.send_message(ZHANG, fits + "x", parse_mode="HTML")

        assert len(sent.text) == 2048

    async def test_with_broken_markup_changes_nothing(self, sandbox):
        """The refusal names the fault, and no message appears."""
        with pytest.raises(BadRequest, match=r"(?i)can't parse entities: unsupported start tag"):
            await sandbox.bot.send_message(ZHANG, "<h1>好</h1>", parse_mode="HTML")

        assert len(sandbox.world.transcript(ZHANG)) == 1

    async def test_answers_another_and_quotes_it(self, sandbox):
        """A reply carries what it replies to; a quote must be in there."""
        question = sandbox.world.say(ZHANG, "施工许可证几天能批下来？")

        sent = await sandbox.bot.send_message(
            ZHANG, "七日", reply_parameters=ReplyParameters(question, quote="几天能批")
        )

        assert sent.reply_to_message.text == "施工许可证几天能批下来？"
        assert (sent.quote.text, sent.quote.position) == ("几天能批", 5)
        with pytest.raises(BadRequest, match="Quote_text_invalid"):
            await sandbox.bot.send_message(
                ZHANG, "七日", reply_parameters=ReplyParameters(question, quote="别的")
            )

    async def test_cannot_answer_one_that_is_gone_unless_told_so(self, sandbox):
        """``allow_sending_without_reply`` is the way around."""
        with pytest.raises(BadRequest, match="Message to be replied not found"):
            await sandbox.bot.send_message(ZHANG, "好", reply_parameters=ReplyParameters(99))

        sent = await sandbox.bot.send_message(
            ZHANG, "好", reply_parameters=ReplyParameters(99, allow_sending_without_reply=True)
        )
        assert sent.reply_to_message is None

    async def test_lays_a_reply_keyboard_that_is_no_part_of_it(self, sandbox):
        """Only inline keyboards come back in the answer."""
        sent = await sandbox.bot.send_message(
            ZHANG, "选", reply_markup=ReplyKeyboardMarkup([["查进度", "问政策"]])
        )

        assert sent.reply_markup is None
        assert sandbox.world.keyboard(ZHANG) == [["查进度", "问政策"]]

    async def test_is_silent_and_protected_when_asked(self, sandbox):
        """Both are visible where they matter."""
        sent = await sandbox.bot.send_message(
            ZHANG, "夜里", disable_notification=True, protect_content=True
        )

        assert sent.has_protected_content
        assert sandbox.world.transcript(ZHANG)[-1].silent

    async def test_can_be_copied_without_its_keyboard(self, sandbox):
        """copyMessage answers with the new id alone."""
        sent = await sandbox.bot.send_message(ZHANG, "原文", reply_markup=keyboard("x"))

        copy = await sandbox.bot.copy_message(ZHANG, ZHANG, sent.message_id)

        assert sandbox.world.transcript(ZHANG)[-1].id == copy.message_id
        assert sandbox.world.transcript(ZHANG)[-1].buttons == ()


class TestButtons:
    async def test_carry_64_bytes_that_is_21_chinese_characters(self, sandbox):
        """Bytes count, not characters."""
        await sandbox.bot.send_message(ZHANG, "好", reply_markup=keyboard("办" * 21 + "x"))

        with pytest.raises(BadRequest, match="Button_data_invalid"):
            await sandbox.bot.send_message(ZHANG, "好", reply_markup=keyboard("办" * 22))

    async def test_stand_eight_in_a_row_and_a_hundred_in_all(self, sandbox):
        """More are refused."""
        row = [InlineKeyboardButton("按", callback_data="x")]
        await sandbox.bot.send_message(
            ZHANG, "好", reply_markup=InlineKeyboardMarkup([row * 8] * 12 + [row * 4])
        )
        for rows in ([row * 9], [row] * 101):
            with pytest.raises(BadRequest, match="Reply_markup_too_long"):
                await sandbox.bot.send_message(ZHANG, "好", reply_markup=InlineKeyboardMarkup(rows))

    @pytest.mark.parametrize(
        "button, complaint",
        [
            ({"text": "按"}, "text buttons are unallowed"),
            ({"text": "按", "callback_data": "x", "url": "https://a.cn"}, "text buttons"),
            ({"text": "按", "url": "nowhere"}, "wrong http url"),
            ({"text": "按", "web_app": WebAppInfo("http://a.cn")}, "only https links"),
            ({"text": "按", "callback_data": "x", "style": "loud"}, "style"),
            ({"text": " ", "callback_data": "x"}, "non-empty"),
            ({"text": "按", "switch_inline_query": "x"}, "button_type_invalid"),
        ],
    )
    async def test_do_exactly_one_thing_that_can_be_done(self, sandbox, button, complaint):
        """A button without action, with two, or with a bad address is refused."""
        markup = InlineKeyboardMarkup([[InlineKeyboardButton(**button)]])

        with pytest.raises(BadRequest, match=f"(?i){complaint}"):
            await sandbox.bot.send_message(ZHANG, "好", reply_markup=markup)


class TestWhoCanBeWrittenTo:
    async def test_a_stranger_cannot(self, sandbox):
        """Bots never speak first."""
        with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
            await sandbox.bot.send_message(STRANGER, "您好")

    async def test_nobody_is_a_chat_not_found(self, sandbox):
        """An unknown number is no chat."""
        with pytest.raises(BadRequest, match="Chat not found"):
            await sandbox.bot.send_message(999, "您好")

    async def test_whoever_blocked_the_bot_cannot_until_they_return(self, sandbox):
        """Every kind of writing is refused meanwhile."""
        sent = await sandbox.bot.send_message(ZHANG, "一")
        sandbox.world.block(ZHANG)
        for call in (
            sandbox.bot.send_message(ZHANG, "二"),
            sandbox.bot.send_photo(ZHANG, picture()),
            sandbox.bot.send_document(ZHANG, b"x"),
            sandbox.bot.edit_message_text("二", ZHANG, sent.message_id),
            sandbox.bot.send_chat_action(ZHANG, "typing"),
        ):
            with pytest.raises(Forbidden, match="bot was blocked by the user"):
                await call

        sandbox.world.press_start(ZHANG)

        assert (await sandbox.bot.send_message(ZHANG, "三")).text == "三"

    async def test_a_deleted_account_cannot(self, sandbox):
        """Telegram says so in words of its own."""
        sandbox.world.delete_account(ZHANG)

        with pytest.raises(Forbidden, match="user is deactivated"):
            await sandbox.bot.send_message(ZHANG, "在吗")


class TestTypingAndDrafts:
    async def test_typing_lasts_five_seconds_or_until_the_message(self, sandbox):
        """The person sees it for as long as Telegram shows it."""
        await sandbox.bot.send_chat_action(ZHANG, "typing")
        assert sandbox.world.typing(ZHANG)

        sandbox.clock.advance(seconds=5)
        assert not sandbox.world.typing(ZHANG)

        await sandbox.bot.send_chat_action(ZHANG, "typing")
        await sandbox.bot.send_message(ZHANG, "好")
        assert not sandbox.world.typing(ZHANG)

    async def test_an_unknown_action_is_refused(self, sandbox):
        """Only Telegram's own names are actions."""
        with pytest.raises(BadRequest, match="Wrong parameter action in request"):
            await sandbox.bot.send_chat_action(ZHANG, "thinking")

    async def test_a_draft_shows_until_the_message_is_there(self, sandbox):
        """A draft is no message."""
        await sandbox.bot.send_message_draft(ZHANG, 1, "正在检索<b>政策</b>", parse_mode="HTML")
        assert sandbox.world.draft(ZHANG) == "正在检索政策"
        assert len(sandbox.world.transcript(ZHANG)) == 1

        await sandbox.bot.send_message(ZHANG, "结论")
        assert sandbox.world.draft(ZHANG) is None


class TestAlbums:
    async def test_are_messages_that_belong_together(self, sandbox):
        """Each item is a message; one id joins them."""
        sent = await sandbox.bot.send_media_group(
            ZHANG, [InputMediaPhoto(picture()), InputMediaPhoto(picture(), caption="二")]
        )

        assert [message.caption for message in sent] == [None, "二"]
        assert len({message.media_group_id for message in sent}) == 1
        assert len({seen.album for seen in sandbox.world.transcript(ZHANG)[-2:]}) == 1

    async def test_do_not_mix_pictures_and_documents(self, sandbox):
        """Nothing of a mixed album is sent."""
        with pytest.raises(BadRequest, match="Documents can't be mixed with other media types"):
            await sandbox.bot.send_media_group(
                ZHANG, [InputMediaPhoto(picture()), InputMediaDocument(b"x", filename="x.txt")]
            )

        assert len(sandbox.world.transcript(ZHANG)) == 1

    async def test_have_two_to_ten_items(self, sandbox):
        """One is no album."""
        with pytest.raises(BadRequest, match="Wrong number of messages"):
            await sandbox.bot.send_media_group(ZHANG, [InputMediaPhoto(picture())])
