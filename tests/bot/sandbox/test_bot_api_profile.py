"""How the bot presents itself, and what it can learn about chats."""

import pytest
from telegram import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    MenuButtonCommands,
    MenuButtonWebApp,
    WebAppInfo,
)
from telegram.error import BadRequest, InvalidToken

from bot.sandbox.world import STAFF_GROUP
from tests.bot.sandbox.conftest import STRANGER, ZHANG


class TestCommands:
    async def test_the_narrowest_list_is_shown(self, sandbox):
        """A chat's own list comes before that of all private chats, and that before the default."""
        bot, world = sandbox.bot, sandbox.world
        await bot.set_my_commands([("help", "帮助")])
        assert world.commands_for(ZHANG) == [("help", "帮助")]

        await bot.set_my_commands([("status", "进度")], BotCommandScopeAllPrivateChats())
        assert world.commands_for(ZHANG) == [("status", "进度")]

        await bot.set_my_commands([("cases", "办件")], BotCommandScopeChat(ZHANG))
        assert world.commands_for(ZHANG) == [("cases", "办件")]
        assert world.commands_for(STRANGER) == [("status", "进度")]

        await bot.delete_my_commands(BotCommandScopeChat(ZHANG))
        assert world.commands_for(ZHANG) == [("status", "进度")]

    async def test_a_language_of_its_own_comes_first(self, sandbox):
        """zh-hans reads the list for zh."""
        await sandbox.bot.set_my_commands([("help", "help")])
        await sandbox.bot.set_my_commands([("help", "帮助")], language_code="zh")

        assert sandbox.world.commands_for(ZHANG) == [("help", "帮助")]

    async def test_are_told_back_by_scope(self, sandbox):
        """Each scope has its own list; an unset one is empty."""
        await sandbox.bot.set_my_commands([("status", "进度")], BotCommandScopeChat(ZHANG))

        mine = await sandbox.bot.get_my_commands(BotCommandScopeChat(ZHANG))

        assert mine == (BotCommand("status", "进度"),)
        assert await sandbox.bot.get_my_commands() == ()

    @pytest.mark.parametrize(
        "commands, complaint",
        [
            ([("进度", "进度")], "Bot_command_invalid"),
            ([("Status", "进度")], "Bot_command_invalid"),
            ([("x" * 33, "进度")], "Bot_command_invalid"),
            ([("status", "")], "Bot_command_description_invalid"),
            ([("status", "长" * 257)], "Bot_command_description_invalid"),
            ([(f"c{i}", "x") for i in range(101)], "Bot_commands_too_much"),
        ],
    )
    async def test_have_plain_names_and_short_descriptions(self, sandbox, commands, complaint):
        """One bad command and nothing is set."""
        with pytest.raises(BadRequest, match=complaint):
            await sandbox.bot.set_my_commands([("help", "帮助"), *commands])

        assert sandbox.world.commands_for(ZHANG) == []

    async def test_of_a_stranger_cannot_be_set(self, sandbox):
        """A chat that was never opened is not found."""
        with pytest.raises(BadRequest, match="Chat not found"):
            await sandbox.bot.set_my_commands([("help", "帮助")], BotCommandScopeChat(STRANGER))


class TestNamesAndDescriptions:
    async def test_are_kept_by_language(self, sandbox):
        """A language without its own text has the common one."""
        await sandbox.bot.set_my_description("市中区行政审批服务局")
        await sandbox.bot.set_my_description("Approval bureau", language_code="en")

        common = await sandbox.bot.get_my_description()
        english = await sandbox.bot.get_my_description(language_code="en")
        french = await sandbox.bot.get_my_description(language_code="fr")

        assert [about.description for about in (common, english, french)] == [
            "市中区行政审批服务局",
            "Approval bureau",
            "市中区行政审批服务局",
        ]

    async def test_the_name_and_the_short_description_too(self, sandbox):
        """Each has its own getter."""
        await sandbox.bot.set_my_name("帮办助手")
        await sandbox.bot.set_my_short_description("官方")

        assert (await sandbox.bot.get_my_name()).name == "帮办助手"
        assert (await sandbox.bot.get_my_short_description()).short_description == "官方"

    async def test_too_long_a_text_is_refused(self, sandbox):
        """64, 512 and 120 characters."""
        for call in (
            sandbox.bot.set_my_name("长" * 65),
            sandbox.bot.set_my_description("长" * 513),
            sandbox.bot.set_my_short_description("长" * 121),
        ):
            with pytest.raises(BadRequest, match="too long"):
                await call

    async def test_the_menu_button_may_open_a_page(self, sandbox):
        """One for everybody, one for a chat."""
        page = MenuButtonWebApp("看板", WebAppInfo("https://a.cn/board"))
        await sandbox.bot.set_chat_menu_button(ZHANG, page)

        assert await sandbox.bot.get_chat_menu_button(ZHANG) == page
        assert await sandbox.bot.get_chat_menu_button() == MenuButtonCommands()
        with pytest.raises(BadRequest, match=r"(?i)only https links"):
            await sandbox.bot.set_chat_menu_button(
                ZHANG, MenuButtonWebApp("看板", WebAppInfo("http://a.cn"))
            )


class TestKnowingChats:
    async def test_the_bot_knows_itself(self, sandbox):
        """getMe is what the world was made with."""
        me = await sandbox.bot.get_me()

        assert (me.id, me.username, me.first_name) == (1000000001, "bangban_demo_bot", "帮办")

    async def test_a_chat_is_known_once_it_was_opened(self, sandbox):
        """Before that it is not found."""
        chat = await sandbox.bot.get_chat(ZHANG)
        group = await sandbox.bot.get_chat(STAFF_GROUP)

        assert (chat.type, chat.first_name, chat.active_usernames) == (
            "private",
            "张三",
            ("zhangsan",),
        )
        assert (group.type, group.is_forum) == ("supergroup", True)
        with pytest.raises(BadRequest, match="Chat not found"):
            await sandbox.bot.get_chat(STRANGER)

    async def test_members_are_known(self, sandbox):
        """The bot administers the forum of the staff."""
        bot = sandbox.bot

        assert (await bot.get_chat_member(STAFF_GROUP, bot.id)).status == "administrator"
        assert (await bot.get_chat_member(ZHANG, ZHANG)).user.first_name == "张三"
        assert await bot.get_chat_member_count(STAFF_GROUP) == 3
        assert [one.user.id for one in await bot.get_chat_administrators(STAFF_GROUP)] == [bot.id]

    async def test_a_wrong_token_is_unauthorized(self, sandbox):
        """A stock bot whose token was revoked reports it as invalid."""
        sandbox.world.token = "1000000001:another"

        with pytest.raises(InvalidToken):
            await sandbox.bot.get_me()


class TestTopics:
    async def test_a_conversation_has_a_thread_of_its_own(self, sandbox):
        """Messages of both sides carry the thread they belong to."""
        topic = await sandbox.bot.create_forum_topic(STAFF_GROUP, "历下建设｜3701")
        thread = topic.message_thread_id
        sent = await sandbox.bot.send_message(STAFF_GROUP, "企业提问", message_thread_id=thread)
        sandbox.world.say(ZHANG, "我来答", chat_id=STAFF_GROUP, thread=thread)

        answer = (await sandbox.updates())[-1]["message"]

        assert (sent.message_thread_id, sent.is_topic_message) == (thread, True)
        assert (answer["message_thread_id"], answer["chat"]["id"]) == (thread, STAFF_GROUP)
        kinds = [(seen.kind, seen.event) for seen in sandbox.world.transcript(STAFF_GROUP)]
        assert kinds == [("event", "forum_topic_created"), ("text", None), ("text", None)]

    async def test_closes_and_reopens(self, sandbox):
        """Twice the same is refused."""
        bot = sandbox.bot
        thread = (await bot.create_forum_topic(STAFF_GROUP, "甲")).message_thread_id

        await bot.close_forum_topic(STAFF_GROUP, thread)
        with pytest.raises(BadRequest, match="Topic_not_modified"):
            await bot.close_forum_topic(STAFF_GROUP, thread)
        await bot.reopen_forum_topic(STAFF_GROUP, thread)
        await bot.edit_forum_topic(STAFF_GROUP, thread, name="乙")
        await bot.delete_forum_topic(STAFF_GROUP, thread)

        with pytest.raises(BadRequest, match="Message thread not found"):
            await bot.send_message(STAFF_GROUP, "还在吗", message_thread_id=thread)

    async def test_needs_a_forum_and_a_name(self, sandbox):
        """Private chats have no topics."""
        with pytest.raises(BadRequest, match="The chat is not a forum"):
            await sandbox.bot.create_forum_topic(ZHANG, "甲")
        with pytest.raises(BadRequest, match="Topic_title_empty"):
            await sandbox.bot.create_forum_topic(STAFF_GROUP, " ")
