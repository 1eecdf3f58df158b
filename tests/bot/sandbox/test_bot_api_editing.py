"""Changing, deleting and pinning what was sent."""

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputMediaDocument, InputMediaPhoto
from telegram.error import BadRequest

from tests.bot.sandbox.conftest import ZHANG, picture

BUTTONS = InlineKeyboardMarkup([[InlineKeyboardButton("按", callback_data="x")]])


@pytest.fixture
async def sent(sandbox):
    """A text with a button."""
    return await sandbox.bot.send_message(
        ZHANG, "<b>一</b>", parse_mode="HTML", reply_markup=BUTTONS
    )


@pytest.fixture
async def photo(sandbox):
    return await sandbox.bot.send_photo(ZHANG, picture(), caption="进度")


class TestEditing:
    async def test_a_text_changes_in_place(self, sandbox, sent):
        """Same id, new text, the moment of the edit; the keyboard goes unless given again."""
        sandbox.clock.advance(minutes=5)

        edited = await sent.edit_text("二")

        assert (edited.message_id, edited.text) == (sent.message_id, "二")
        assert edited.edit_date == sandbox.clock.at
        seen = sandbox.world.transcript(ZHANG)[-1]
        assert (seen.text, seen.edited, seen.buttons) == ("二", True, ())

    async def test_the_same_again_is_not_modified(self, sandbox, sent):
        """Text, marks and keyboard count; any difference is a change."""
        with pytest.raises(BadRequest, match="Message is not modified"):
            await sent.edit_text("<b>一</b>", parse_mode="HTML", reply_markup=BUTTONS)

        await sent.edit_text("一", reply_markup=BUTTONS)
        await sent.edit_text("一")
        with pytest.raises(BadRequest, match="Message is not modified"):
            await sent.edit_reply_markup(None)

    async def test_a_keyboard_changes_alone(self, sandbox, sent):
        """The text stays."""
        other = InlineKeyboardMarkup([[InlineKeyboardButton("看", url="https://a.cn/")]])

        edited = await sent.edit_reply_markup(other)

        assert (edited.text, edited.reply_markup) == ("一", other)

    async def test_a_caption_changes_and_the_picture_stays(self, sandbox, photo):
        """Only the caption is new."""
        edited = await photo.edit_caption("<i>新</i>", parse_mode="HTML")

        assert edited.caption_html == "<i>新</i>"
        assert edited.photo == photo.photo

    async def test_a_picture_changes_for_another(self, sandbox, photo):
        """The uploaded picture replaces the old one, with its own caption."""
        edited = await photo.edit_media(InputMediaPhoto(picture(200, 100), caption="二"))

        assert (edited.photo[-1].width, edited.photo[-1].height) == (200, 100)
        assert edited.caption == "二"

    async def test_the_same_picture_again_is_not_modified(self, sandbox, photo):
        """A picture sent again by its id is the same picture."""
        with pytest.raises(BadRequest, match="Message is not modified"):
            await photo.edit_media(InputMediaPhoto(photo.photo[-1].file_id, caption="进度"))

    async def test_a_picture_may_become_a_document(self, sandbox, photo):
        """The kind of medium may change."""
        edited = await photo.edit_media(InputMediaDocument(b"%PDF", filename="批复.pdf"))

        assert (edited.photo, edited.document.file_name) == ((), "批复.pdf")

    async def test_only_what_is_there_can_be_edited(self, sandbox, sent, photo):
        """A picture has no text, a text no caption."""
        with pytest.raises(BadRequest, match="There is no text in the message to edit"):
            await photo.edit_text("二")
        with pytest.raises(BadRequest, match="There is no caption in the message to edit"):
            await sent.edit_caption("二")

    async def test_unknown_or_foreign_messages_cannot_be_edited(self, sandbox):
        """A bot edits its own messages."""
        theirs = sandbox.world.say(ZHANG, "我的")

        with pytest.raises(BadRequest, match="Message to edit not found"):
            await sandbox.bot.edit_message_text("二", ZHANG, 99)
        with pytest.raises(BadRequest, match="Message can't be edited"):
            await sandbox.bot.edit_message_text("二", ZHANG, theirs)

    async def test_an_edit_obeys_the_limits_of_a_send(self, sandbox, sent):
        """Length, markup and buttons are checked again, and nothing changes."""
        with pytest.raises(BadRequest, match="Message is too long"):
            await sent.edit_text("x" * 4097)
        with pytest.raises(BadRequest, match=r"(?i)can't parse entities"):
            await sent.edit_text("<b>", parse_mode="HTML")

        assert not sandbox.world.transcript(ZHANG)[-1].edited


class TestDeleting:
    async def test_takes_a_message_away_once(self, sandbox, sent):
        """A deleted message cannot be deleted or edited again."""
        await sent.delete()

        assert sandbox.world.transcript(ZHANG)[-1].deleted
        with pytest.raises(BadRequest, match="Message to delete not found"):
            await sent.delete()
        with pytest.raises(BadRequest, match="Message to edit not found"):
            await sent.edit_text("二")

    async def test_ends_after_48_hours(self, sandbox, sent):
        """Editing is possible longer than deleting."""
        sandbox.clock.advance(hours=48, seconds=1)

        with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
            await sent.delete()
        assert (await sent.edit_text("更正")).text == "更正"

    async def test_passes_over_what_is_not_there(self, sandbox, sent):
        """deleteMessages takes away what it finds."""
        await sandbox.bot.delete_messages(ZHANG, [sent.message_id, 77])

        assert sandbox.world.transcript(ZHANG)[-1].deleted


class TestPinning:
    async def test_shows_the_newest_pin(self, sandbox, sent, photo):
        """getChat tells the last one; unpinning it uncovers the one before."""
        await sent.pin()
        await photo.pin(disable_notification=True)
        chat = await sandbox.bot.get_chat(ZHANG)
        assert chat.pinned_message.message_id == photo.message_id

        await sandbox.bot.unpin_chat_message(ZHANG)
        chat = await sandbox.bot.get_chat(ZHANG)
        assert chat.pinned_message.message_id == sent.message_id
        assert [seen.pinned for seen in sandbox.world.transcript(ZHANG)] == [False, True, False]

        await sandbox.bot.unpin_all_chat_messages(ZHANG)
        assert (await sandbox.bot.get_chat(ZHANG)).pinned_message is None

    async def test_needs_a_message(self, sandbox):
        """What is not there cannot be pinned or unpinned."""
        with pytest.raises(BadRequest, match="Message to pin not found"):
            await sandbox.bot.pin_chat_message(ZHANG, 99)
        with pytest.raises(BadRequest, match="Message to unpin not found"):
            await sandbox.bot.unpin_chat_message(ZHANG, 99)

    async def test_goes_with_the_message(self, sandbox, sent):
        """A deleted message is pinned no longer."""
        await sent.pin()
        await sent.delete()

        assert (await sandbox.bot.get_chat(ZHANG)).pinned_message is None
