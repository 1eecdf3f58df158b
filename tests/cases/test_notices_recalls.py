"""What was sent wrongly is put right by two people, message by message."""

from uuid import UUID

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from cases.database import Sessions
from cases.notices import (
    BadNotice,
    EditOutcome,
    NoticeState,
    NoticeStateForbids,
    NotWhatWasSubmitted,
    RecalledAlready,
    RecallProgress,
    RecallRequest,
    SamePerson,
    approve_recall,
    decline_recall,
    edit_draft,
    next_edits,
    note_edit,
    recall_progress,
    request_recall,
    resume_notice,
)
from cases.outbox import Delivered, Unknown
from cases.tables.recalls import NoticeRecall
from tests.cases.outbox_builders import FAST, NOON, claim_some, on_sqlite, open_one, settle_one
from tests.cases.test_notices import (
    Bureau,
    a_bureau,
    an_approved_notice,
    count_of,
    draft,
    hand_in,
    send_one,
    sign,
)
from tests.cases.test_notices_attachments import LEAFLET, POSTER

WORDS = "时间改为 3 月 6 日。"


async def ask(
    sessions: Sessions, notice: UUID, by: UUID, words: str = WORDS, **more: object
) -> RecallRequest:
    async with sessions.begin() as session:
        return await request_recall(session, notice, words=words, by=by, at=NOON, **more)


async def agree(sessions: Sessions, asked: RecallRequest, by: UUID) -> int:
    async with sessions.begin() as session:
        return await approve_recall(
            session, asked.recall_id, approver=by, digest=asked.digest[:12], at=NOON
        )


async def edit_all(sessions: Sessions, outcome: EditOutcome = EditOutcome.EDITED) -> list[str]:
    edited = []
    while True:
        async with sessions.begin() as session:
            edits = await next_edits(session, limit=10, at=NOON, rates=FAST)
            for edit in edits:
                await note_edit(session, edit, outcome, at=NOON)
        if not edits:
            return edited
        edited += [edit.external_id for edit in edits]


async def where(sessions: Sessions, notice: UUID) -> RecallProgress | None:
    async with sessions.begin() as session:
        return await recall_progress(session, notice)


async def two_of_three_sent(sessions: Sessions) -> tuple[Bureau, UUID]:
    bureau, notice = await an_approved_notice(sessions)
    for number in ("11", "12"):
        await send_one(sessions, Delivered(number))
    return bureau, notice


class TestRecalling:
    async def test_it_touches_the_messages_that_arrived_and_no_others(self, sessions: Sessions):
        """Fault 44: asking stops the rest at once; approving cancels it; each message is changed once."""
        bureau, notice = await two_of_three_sent(sessions)

        recall = await ask(sessions, notice, bureau.author)
        assert await claim_some(sessions) == []
        assert await edit_all(sessions) == []
        assert await agree(sessions, recall, bureau.second) == 2

        assert sorted(await edit_all(sessions)) == ["11", "12"]
        assert await edit_all(sessions) == []
        now = await count_of(sessions, notice)
        assert (now.state, now.sent, now.cancelled) == (NoticeState.CANCELLED, 2, 1)
        done = await where(sessions, notice)
        assert done == RecallProgress(
            recall.recall_id, WORDS, approved=True, edited=2, failed=0, left=0
        )

    async def test_a_message_that_proves_to_have_arrived_later_is_changed_too(
        self, sessions: Sessions
    ):
        """Fault 44: its answer was lost; when it comes after the approval, the recall is not over yet."""
        bureau, notice = await an_approved_notice(sessions)
        (claimed,) = await claim_some(sessions, limit=1)
        opened = await open_one(sessions, claimed)
        await settle_one(sessions, opened.token, Unknown("answer lost"))
        recall = await ask(sessions, notice, bureau.author)
        await agree(sessions, recall, bureau.second)
        assert await edit_all(sessions) == []

        await settle_one(sessions, opened.token, Delivered("77"))

        assert await edit_all(sessions) == ["77"]

    @on_sqlite
    async def test_a_second_recall_is_refused(self, sessions: Sessions):
        """Asked twice, or approved twice, nothing more happens; nor does sending go on meanwhile."""
        bureau, notice = await two_of_three_sent(sessions)
        recall = await ask(sessions, notice, bureau.author)

        async with sessions.begin() as session:
            with pytest.raises(RecalledAlready):
                await resume_notice(session, notice, by=bureau.second, at=NOON)
            with pytest.raises(RecalledAlready):
                await edit_draft(session, notice, editor=bureau.author, body="改期", at=NOON)
        with pytest.raises(RecalledAlready):
            await ask(sessions, notice, bureau.second)
        await agree(sessions, recall, bureau.second)
        with pytest.raises(RecalledAlready):
            await agree(sessions, recall, bureau.second)

    async def test_who_asked_cannot_approve_not_even_by_forged_statement(self, sessions: Sessions):
        """Fault 44: the constraint holds whoever writes the row."""
        bureau, notice = await two_of_three_sent(sessions)
        recall = await ask(sessions, notice, bureau.author)

        with pytest.raises(SamePerson):
            await agree(sessions, recall, bureau.author)
        async with sessions() as session:
            forged = update(NoticeRecall).values(approved_by=bureau.author)
            with pytest.raises(IntegrityError):
                await session.execute(forged.where(NoticeRecall.id == recall.recall_id))

    @on_sqlite
    async def test_declined_leaves_the_notice_stopped_and_another_may_be_asked_for(
        self, sessions: Sessions
    ):
        bureau, notice = await two_of_three_sent(sessions)
        recall = await ask(sessions, notice, bureau.author)
        async with sessions.begin() as session:
            await decline_recall(session, recall.recall_id, approver=bureau.second, at=NOON)

        assert (await count_of(sessions, notice)).state is NoticeState.STOPPED
        assert await where(sessions, notice) is None
        async with sessions.begin() as session:
            assert await resume_notice(session, notice, by=bureau.second, at=NOON)
        assert await ask(sessions, notice, bureau.second) != recall

    @on_sqlite
    async def test_what_cannot_be_recalled_says_why(self, sessions: Sessions):
        """A draft was never sent; words are needed."""
        bureau = await a_bureau(sessions)
        notice = await draft(sessions, bureau.author)

        with pytest.raises(NoticeStateForbids):
            await ask(sessions, notice, bureau.author)
        with pytest.raises(BadNotice, match="更正说明"):
            await ask(sessions, notice, bureau.author, words=" ")


class TestWhatIsAgreedTo:
    async def test_other_words_than_the_second_person_saw_are_not_approved(
        self, sessions: Sessions
    ):
        """Changed in the record between the question and the answer."""
        bureau, notice = await two_of_three_sent(sessions)
        recall = await ask(sessions, notice, bureau.author)
        async with sessions.begin() as session:
            await session.execute(update(NoticeRecall).values(words="时间改为 4 月 6 日。"))

        with pytest.raises(NotWhatWasSubmitted):
            await agree(sessions, recall, bureau.second)

    @pytest.mark.parametrize("change", [{"words": "另一句话"}, {"attachment": LEAFLET.as_dict()}])
    async def test_words_or_pictures_forged_afterwards_change_no_message(
        self, sessions: Sessions, change: dict
    ):
        """What would be shown is compared with what was agreed to, at every look."""
        bureau, notice = await two_of_three_sent(sessions)
        recall = await ask(sessions, notice, bureau.author, attachment=POSTER)
        await agree(sessions, recall, bureau.second)
        async with sessions.begin() as session:
            await session.execute(update(NoticeRecall).values(**change))

        assert await edit_all(sessions) == []

    async def test_what_was_sent_with_a_picture_loses_it(self, sessions: Sessions):
        """Whoever edits is told so, and what takes its place."""
        bureau = await a_bureau(sessions)
        notice = await draft(sessions, bureau.author, attachment=POSTER)
        submission = await hand_in(sessions, notice, bureau.author)
        await sign(sessions, notice, bureau.second, submission.digest)
        await send_one(sessions, Delivered("11"))
        recall = await ask(sessions, notice, bureau.author, attachment=LEAFLET)
        await agree(sessions, recall, bureau.second)

        async with sessions.begin() as session:
            (edit,) = await next_edits(session, limit=10, at=NOON, rates=FAST)

        assert edit.had_attachment
        assert edit.attachment == LEAFLET
