"""How the bot learns what people did: long polling."""

import asyncio

import pytest
from telegram import Bot, Update
from telegram.error import Conflict

from bot.sandbox.errors import ChatBlocked, NoSuchButton, NoSuchMessage, NoSuchPerson
from bot.sandbox.world import World
from tests.bot.sandbox.conftest import STRANGER, ZHANG, HandClock


class TestPolling:
    async def test_gives_everything_until_it_is_confirmed(self, sandbox):
        """Only an offset makes an update go away."""
        sandbox.world.say(ZHANG, "你好")

        first = await sandbox.bot.get_updates()
        again = await sandbox.bot.get_updates()
        rest = await sandbox.bot.get_updates(offset=first[0].update_id + 1)

        assert [update.message.text for update in first] == ["/start", "你好"]
        assert again == first
        assert [update.message.text for update in rest] == ["你好"]

    async def test_update_ids_count_up_from_one_to_the_next(self, sandbox):
        """There are no gaps and no repetitions."""
        for text in "一二三":
            sandbox.world.say(ZHANG, text)

        ids = [update.update_id for update in await sandbox.bot.get_updates()]

        assert ids == [1, 2, 3, 4]

    async def test_a_limit_and_a_negative_offset_choose(self, sandbox):
        """The oldest come first; a negative offset keeps the newest and forgets the rest."""
        for text in "一二三":
            sandbox.world.say(ZHANG, text)

        (oldest,) = await sandbox.bot.get_updates(limit=1)
        (newest,) = await sandbox.bot.get_updates(offset=-1)

        assert (oldest.message.text, newest.message.text) == ("/start", "三")
        assert [update.message.text for update in await sandbox.bot.get_updates()] == ["三"]

    async def test_waits_for_something_to_happen(self, sandbox):
        """A long poll answers as soon as somebody writes."""
        await sandbox.updates()
        waiting = asyncio.create_task(sandbox.bot.get_updates(offset=2, timeout=30))
        await sandbox.world.updates.until_polled()

        sandbox.world.say(ZHANG, "在吗")

        assert [update.message.text for update in await waiting] == ["在吗"]

    async def test_a_second_poller_ends_the_first(self, sandbox):
        """The one that waited gets 409; the newcomer waits on."""
        await sandbox.updates()
        first = asyncio.create_task(sandbox.bot.get_updates(offset=2, timeout=30))
        await sandbox.world.updates.until_polled()
        async with Bot(sandbox.world.token, base_url=f"{sandbox.server.url}/bot") as rival:
            second = asyncio.create_task(rival.get_updates(offset=2, timeout=30))

            with pytest.raises(Conflict, match="terminated by other getUpdates request"):
                await first
            sandbox.world.say(ZHANG, "谁听到")

            assert [update.message.text for update in await second] == ["谁听到"]

    async def test_only_what_was_asked_for_is_queued(self, sandbox):
        """allowed_updates counts from then on, also in later calls that do not repeat it."""
        await sandbox.bot.get_updates(allowed_updates=[Update.MY_CHAT_MEMBER])
        sandbox.world.say(ZHANG, "没人要")
        sandbox.world.block(ZHANG)

        updates = await sandbox.updates(offset=2)

        assert [set(update) - {"update_id"} for update in updates] == [{"my_chat_member"}]


class TestWhatAnUpdateSays:
    async def test_a_command_is_marked_as_one(self, sandbox):
        """Otherwise no command handler would answer."""
        sandbox.world.press_start(ZHANG, "c_AbC-123")

        message = (await sandbox.updates())[-1]["message"]

        assert message["text"] == "/start c_AbC-123"
        assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
        assert message["from"]["language_code"] == "zh-hans"

    async def test_long_texts_come_in_parts(self, sandbox):
        """Telegram's apps never send more than 4096 units at once."""
        sandbox.world.say(ZHANG, "长" * 5000)

        texts = [update["message"]["text"] for update in (await sandbox.updates())[1:]]

        assert [len(text) for text in texts] == [4096, 904]

    async def test_a_person_can_correct_what_they_wrote(self, sandbox):
        """The correction is an update of its own kind."""
        message_id = sandbox.world.say(ZHANG, "施工证")
        sandbox.world.rewrite(ZHANG, message_id, "施工许可证")

        message = (await sandbox.updates())[-1]["edited_message"]

        assert (message["message_id"], message["text"]) == (message_id, "施工许可证")

    async def test_stopping_and_returning_are_told_as_membership(self, sandbox):
        """The first start is no change; stopping and coming back are."""
        sandbox.world.press_start(STRANGER)
        sandbox.world.block(ZHANG)
        sandbox.world.press_start(ZHANG)

        updates = await sandbox.updates()

        changes = [update["my_chat_member"] for update in updates if "my_chat_member" in update]
        assert [
            (change["old_chat_member"]["status"], change["new_chat_member"]["status"])
            for change in changes
        ] == [("member", "kicked"), ("kicked", "member")]
        assert updates[-1]["message"]["text"] == "/start"

    def test_two_worlds_with_the_same_story_have_the_same_ids(self):
        """Nothing in a world is left to chance."""

        def story() -> tuple:
            world = World(now=HandClock())
            world.add_person(ZHANG, "张三")
            world.press_start(ZHANG)
            world.send_document(ZHANG, "a.txt", b"x")
            return world.transcript(ZHANG), list(world.updates._pending)

        assert story() == story()


class TestWhatPeopleCannotDo:
    def test_nobody_is_nobody(self, world):
        """An unknown person does nothing."""
        with pytest.raises(NoSuchPerson, match="999"):
            world.say(999, "你好")

    def test_whoever_blocked_the_bot_cannot_write(self, world):
        """Telegram's apps offer no input field then."""
        world.block(ZHANG)

        with pytest.raises(ChatBlocked):
            world.say(ZHANG, "你好")

    def test_an_empty_message_cannot_be_sent(self, world):
        """Neither can white space."""
        with pytest.raises(ValueError, match="空消息"):
            world.say(ZHANG, "  ")

    @pytest.mark.parametrize("payload", ["", "x" * 65, "项目", "a b", "a/b"])
    def test_a_deep_link_carries_64_plain_characters(self, world, payload):
        """Anything else is no link."""
        with pytest.raises(ValueError, match="深链接"):
            world.press_start(ZHANG, payload)

    async def test_only_a_button_that_is_there_can_be_pressed(self, sandbox):
        """Neither other data nor a deleted message will do."""
        sent = await sandbox.bot.send_message(ZHANG, "无按钮")

        with pytest.raises(NoSuchButton, match="x"):
            sandbox.world.press(ZHANG, sent.message_id, "x")
        await sent.delete()
        with pytest.raises(NoSuchMessage):
            sandbox.world.press(ZHANG, sent.message_id, "x")


class TestListeningToChanges:
    async def test_every_listener_hears_every_changed_chat_once(self, world):
        """Several changes of one chat are one piece of news."""
        first, second = world.changes(), world.changes()
        world.say(ZHANG, "一")
        world.say(ZHANG, "二")
        world.press_start(STRANGER)
        world.hang_up()

        assert [chat_id async for chat_id in first] == [ZHANG, STRANGER]
        assert [chat_id async for chat_id in second] == [ZHANG, STRANGER]

    async def test_a_listener_waits_until_something_changes(self, world):
        """News come while somebody waits for them."""
        changes = world.changes()
        waiting = asyncio.create_task(anext(changes))
        await asyncio.sleep(0)

        world.block(ZHANG)

        assert await waiting == ZHANG
