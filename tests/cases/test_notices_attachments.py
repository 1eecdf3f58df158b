"""A picture or a file is part of what two people answer for, down to its last byte."""

from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import select

from cases.database import Sessions
from cases.notices import (
    Attachment,
    AttachmentKind,
    BadNotice,
    NoticeState,
    NotWhatWasSubmitted,
    attachment_in,
    attachment_of,
    edit_draft,
    sample,
    view,
)
from cases.notices.attachments import LARGEST, LONGEST_BODY_UNDER
from cases.outbox import Opened, Refusal, Refused
from cases.tables.notices import NoticeVersion
from cases.tables.outbox import OutboxMessage
from tests.cases.outbox_builders import NOON, on_sqlite
from tests.cases.test_notices import a_bureau, draft, hand_in, send_one, sign

POSTER = attachment_of(AttachmentKind.PHOTO, "AgACAgUAAx1", b"\x89PNG poster")
LEAFLET = attachment_of(
    AttachmentKind.DOCUMENT, "BQACAgUAAx1", b"%PDF leaflet", name="办事指南.pdf"
)


async def content_of(sessions: Sessions, notice: UUID) -> dict:
    async with sessions.begin() as session:
        return (await view(session, notice)).content


class TestWhatIsApproved:
    @pytest.mark.parametrize("attachment", [POSTER, LEAFLET])
    async def test_is_what_was_tried_and_what_is_sent(
        self, sessions: Sessions, attachment: Attachment
    ):
        """The trial, the canary and every other message carry the very same content."""
        bureau = await a_bureau(sessions)
        notice = await draft(sessions, bureau.author, attachment=attachment)
        async with sessions.begin() as session:
            tried = await sample(session, notice, by=bureau.author)

        submission = await hand_in(sessions, notice, bureau.author)
        await sign(sessions, notice, bureau.second, submission.digest)
        sent = [await send_one(sessions) for _ in range(3)]

        assert attachment_in(tried["content"]) == attachment
        assert all(isinstance(one, Opened) and one.payload == tried for one in sent)

    async def test_another_file_under_the_same_words_is_another_notice(self, sessions: Sessions):
        """Swapped before the approval, a digest that was seen approves it no more."""
        bureau = await a_bureau(sessions)
        notice = await draft(sessions, bureau.author, attachment=POSTER)
        submission = await hand_in(sessions, notice, bureau.author)
        async with sessions.begin() as session:
            version = await session.get_one(NoticeVersion, (notice, 1))
            other = replace(POSTER, file_id="AgACAgUAAx2").as_dict()
            version.content = version.content | {"attachment": other}

        with pytest.raises(NotWhatWasSubmitted):
            await sign(sessions, notice, bureau.second, submission.digest)

    @pytest.mark.parametrize("change", ["file_id", "sha256", "kind", "gone"])
    async def test_a_file_swapped_behind_our_back_stops_the_notice(
        self, sessions: Sessions, change: str
    ):
        """Compared before every single send, as the words are."""
        bureau = await a_bureau(sessions)
        notice = await draft(sessions, bureau.author, attachment=POSTER)
        submission = await hand_in(sessions, notice, bureau.author)
        await sign(sessions, notice, bureau.second, submission.digest)
        async with sessions.begin() as session:
            message = (await session.scalars(select(OutboxMessage))).one()
            forged = {
                "file_id": replace(POSTER, file_id="AgACAgUAAx2").as_dict(),
                "sha256": replace(POSTER, sha256="0" * 64).as_dict(),
                "kind": replace(POSTER, kind=AttachmentKind.DOCUMENT).as_dict(),
                "gone": None,
            }[change]
            content = message.payload["content"] | {"attachment": forged}
            message.payload = message.payload | {"content": content}

        assert await send_one(sessions) == Refused(Refusal.NOTICE_BROKEN)

        async with sessions.begin() as session:
            assert (await view(session, notice)).state is NoticeState.PAUSED


class TestChangingIt:
    @on_sqlite
    async def test_an_edit_of_the_words_keeps_the_file(self, sessions: Sessions):
        """What is not given stays; None takes it away, another one replaces it."""
        bureau = await a_bureau(sessions)
        notice = await draft(sessions, bureau.author, attachment=POSTER)

        async def edit(**change) -> Attachment | None:
            async with sessions.begin() as session:
                await edit_draft(session, notice, editor=bureau.author, at=NOON, **change)
            return attachment_in(await content_of(sessions, notice))

        assert await edit(body="改期") == POSTER
        assert await edit(attachment=LEAFLET) == LEAFLET
        assert await edit(attachment=None) is None


class TestBadAttachments:
    @pytest.mark.parametrize(
        ("content", "name"),
        [(b"", ""), (b"x" * (LARGEST + 1), ""), (b"x", "长" * 121), (b"x", "\x00")],
    )
    def test_what_cannot_be_checked_or_shown_is_refused(self, content: bytes, name: str):
        with pytest.raises(BadNotice, match="附件"):
            attachment_of(AttachmentKind.DOCUMENT, "id", content, name=name)

    @on_sqlite
    async def test_the_words_under_a_file_are_shorter(self, sessions: Sessions):
        """A caption holds less than a message."""
        bureau = await a_bureau(sessions)

        with pytest.raises(BadNotice, match=f"1 到 {LONGEST_BODY_UNDER} 个字"):
            await draft(
                sessions, bureau.author, attachment=POSTER, body="长" * (LONGEST_BODY_UNDER + 1)
            )
