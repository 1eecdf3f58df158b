"""Pictures and documents, up and down."""

import httpx
import pytest
from telegram.error import BadRequest, NetworkError

from bot.sandbox import requests
from tests.bot.sandbox.conftest import ZHANG, picture


class TestPictures:
    async def test_come_in_sizes_and_can_be_fetched_again(self, sandbox):
        """The largest size is the picture itself, byte for byte."""
        content = picture(800, 600)

        sent = await sandbox.bot.send_photo(
            ZHANG, content, caption="<b>进度</b>", parse_mode="HTML"
        )

        assert [(size.width, size.height) for size in sent.photo] == [
            (90, 68),
            (320, 240),
            (800, 600),
        ]
        assert sent.caption_html == "<b>进度</b>"
        file = await sent.photo[-1].get_file()
        assert bytes(await file.download_as_bytearray()) == content

    async def test_are_sent_again_by_any_of_their_ids(self, sandbox):
        """No second upload is needed."""
        first = await sandbox.bot.send_photo(ZHANG, picture())

        again = await sandbox.bot.send_photo(ZHANG, first.photo[0].file_id)

        assert again.photo == first.photo

    @pytest.mark.parametrize(
        "content, complaint",
        [
            (b"no picture at all", "Image_process_failed"),
            (picture()[:200], "Image_process_failed"),
            (picture(2100, 100), "Photo_invalid_dimensions"),
            (picture(9950, 500, kind="GIF"), "Photo_invalid_dimensions"),
            (b"", "File must be non-empty"),
        ],
    )
    async def test_that_telegram_would_not_take_are_refused(self, sandbox, content, complaint):
        """Damaged, too long, too large or empty: each in Telegram's words."""
        with pytest.raises(BadRequest, match=complaint):
            await sandbox.bot.send_photo(ZHANG, content)

        assert len(sandbox.world.transcript(ZHANG)) == 1

    async def test_have_captions_of_at_most_1024_units(self, sandbox):
        """A caption is shorter than a text."""
        with pytest.raises(BadRequest, match="Message caption is too long"):
            await sandbox.bot.send_photo(ZHANG, picture(), caption="x" * 1025)

    async def test_are_never_fetched_from_an_address(self, sandbox):
        """Telegram could not reach an internal network either."""
        with pytest.raises(BadRequest, match="Failed to get http url content"):
            await sandbox.bot.send_photo(ZHANG, "http://10.0.0.8/card.png")


class TestDocuments:
    async def test_keep_name_and_content(self, sandbox):
        """A Chinese name survives the way."""
        sent = await sandbox.bot.send_document(
            ZHANG, b"a,b\n", filename="送达清单.csv", caption="附件"
        )

        assert (sent.document.file_name, sent.document.mime_type) == ("送达清单.csv", "text/csv")
        assert sandbox.world.file(sent.document.file_id) == ("送达清单.csv", b"a,b\n")
        seen = sandbox.world.transcript(ZHANG)[-1]
        assert (seen.kind, seen.file_name, seen.file_size) == ("document", "送达清单.csv", 4)

    async def test_are_not_pictures(self, sandbox):
        """A file id belongs to its kind."""
        sent = await sandbox.bot.send_document(ZHANG, b"x", filename="x.txt")

        with pytest.raises(BadRequest, match="Can't use file of type document as photo"):
            await sandbox.bot.send_photo(ZHANG, sent.document.file_id)
        with pytest.raises(BadRequest, match=r"(?i)wrong file identifier"):
            await sandbox.bot.send_document(ZHANG, "BQACAgUnknown")

    async def test_over_the_limit_are_refused(self, sandbox, monkeypatch):
        """413, which a stock bot reports as a network error."""
        monkeypatch.setattr(requests, "MOST_BYTES", 1000)

        with pytest.raises(NetworkError, match=r"(?i)too large"):
            await sandbox.bot.send_document(ZHANG, b"x" * 1001)


class TestWhatPeopleSend:
    async def test_a_document_reaches_the_bot_and_can_be_downloaded(self, sandbox):
        """The bot gets an id, not the content."""
        sandbox.world.send_document(ZHANG, "申请表.pdf", b"%PDF-1.7", caption="请查收")

        update = (await sandbox.updates())[-1]

        document = update["message"]["document"]
        assert (document["file_name"], update["message"]["caption"]) == ("申请表.pdf", "请查收")
        file = await sandbox.bot.get_file(document["file_id"])
        assert bytes(await file.download_as_bytearray()) == b"%PDF-1.7"

    async def test_pictures_stickers_and_voices_are_told_apart(self, sandbox):
        """Each is an update of its own kind."""
        sandbox.world.send_photo(ZHANG, picture())
        sandbox.world.send_sticker(ZHANG)
        sandbox.world.send_voice(ZHANG)

        photo, sticker, voice = (await sandbox.updates())[-3:]

        assert photo["message"]["photo"][-1]["width"] == 400
        assert sticker["message"]["sticker"]["emoji"] == "👍"
        assert voice["message"]["voice"]["mime_type"] == "audio/ogg"

    async def test_unknown_files_and_addresses_are_not_found(self, sandbox):
        """Neither a made-up id nor a made-up path leads anywhere."""
        with pytest.raises(BadRequest, match="Invalid file_id"):
            await sandbox.bot.get_file("nothing")
        async with httpx.AsyncClient() as client:
            base = f"{sandbox.server.url}/file/bot"
            missing = await client.get(f"{base}{sandbox.world.token}/photos/../secret")
            stranger = await client.get(f"{base}1:wrong/photos/file_1.png")

        assert (missing.status_code, stranger.status_code) == (404, 401)

    async def test_the_same_content_has_the_same_unique_id(self, sandbox):
        """file_unique_id depends on the content alone."""
        first = await sandbox.bot.send_document(ZHANG, b"x", filename="a.txt")
        second = await sandbox.bot.send_document(ZHANG, b"x", filename="b.txt")

        assert first.document.file_id != second.document.file_id
        assert first.document.file_unique_id == second.document.file_unique_id
