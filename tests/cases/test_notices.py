"""Notices to many: exactly what a second person approved, to exactly whom, and no further."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from cases.database import Sessions
from cases.notices import (
    Audience,
    BadNotice,
    NobodyInAudience,
    NoticeNotFound,
    NoticeState,
    NoticeStateForbids,
    NotWhatWasSubmitted,
    SamePerson,
    Submission,
    approve,
    approvers_of,
    cancel,
    create_draft,
    edit_draft,
    find,
    list_notices,
    progress,
    reject,
    resume_notice,
    return_,
    stop_notice,
    submit,
    unknown_deliveries,
    view,
)
from cases.outbox import (
    Delivered,
    DeliveryState,
    NotSent,
    Opened,
    Refusal,
    Refused,
    Rejected,
    Unknown,
    engage_stop,
    of_notice,
    resend_unknown,
    sweep,
)
from cases.rights import NotAllowed
from cases.salons import open_salons
from cases.tables.notices import Decision, Notice, NoticeApproval, NoticeVersion
from cases.tables.outbox import Delivery, OutboxMessage
from cases.tables.people import Person, Role
from tests.cases.outbox_builders import (
    NOON,
    SECOND,
    a_chat,
    a_person,
    claim_some,
    deliveries,
    on_sqlite,
    open_one,
    settle_one,
)
from tests.cases.test_salons import a_salon

EVERYONE = Audience(everyone=True)


@dataclass(frozen=True)
class Bureau:
    """Two managers who may, a steward who may not, and some enterprises."""

    author: UUID
    second: UUID
    steward: UUID
    enterprises: tuple[UUID, ...]


async def a_bureau(sessions: Sessions, enterprises: int = 3) -> Bureau:
    async with sessions.begin() as session:
        author = await a_person(session, "张主任", Role.MANAGER)
        second = await a_person(session, "赵主任", Role.MANAGER)
        steward = await a_person(session, "李管家", Role.STEWARD)
        for number, person in enumerate((author, second, steward)):
            await a_chat(session, person=person, address=str(100 + number))
        chats = [await a_chat(session, address=str(1000 + n)) for n in range(enterprises)]
        return Bureau(author, second, steward, tuple(chats))


async def draft(sessions: Sessions, author: UUID, **more) -> UUID:
    async with sessions.begin() as session:
        values = {
            "title": "施工许可政策沙龙",
            "body": "欢迎报名。",
            "audience": EVERYONE,
            "author": author,
            "at": NOON,
        }
        return (await create_draft(session, **(values | more))).id


async def hand_in(sessions: Sessions, notice: UUID, by: UUID) -> Submission:
    async with sessions.begin() as session:
        return await submit(session, notice, submitter=by, at=NOON)


async def sign(sessions: Sessions, notice: UUID, by: UUID, digest: str) -> int:
    async with sessions.begin() as session:
        return await approve(session, notice, approver=by, digest=digest, at=NOON)


async def an_approved_notice(sessions: Sessions, enterprises: int = 3) -> tuple[Bureau, UUID]:
    bureau = await a_bureau(sessions, enterprises)
    notice = await draft(sessions, bureau.author)
    submission = await hand_in(sessions, notice, bureau.author)
    await sign(sessions, notice, bureau.second, submission.digest)
    return bureau, notice


async def count_of(sessions: Sessions, notice: UUID):
    async with sessions.begin() as session:
        return await progress(session, notice)


async def send_one(sessions: Sessions, outcome=None, at=NOON) -> Opened | Refused | None:
    for claimed in await claim_some(sessions, at=at, limit=1):
        opened = await open_one(sessions, claimed, at=at)
        if isinstance(opened, Opened):
            await settle_one(sessions, opened.token, outcome or Delivered("1"), at=at)
        return opened
    return None


class TestTheWayToTheAudience:
    async def test_nothing_is_owed_until_a_second_person_approves(self, sessions: Sessions):
        """Drafting and submitting send nothing; approving owes it to everybody, once."""
        bureau = await a_bureau(sessions)
        notice = await draft(sessions, bureau.author)
        submission = await hand_in(sessions, notice, bureau.author)
        assert await deliveries(sessions) == []

        owed = await sign(sessions, notice, bureau.second, submission.digest[:12])

        assert owed == submission.recipients == 3
        assert {row.chat_id for row in await deliveries(sessions)} == set(bureau.enterprises)
        async with sessions.begin() as session:
            seen = await view(session, notice)
        assert (seen.state, seen.submitted_by, seen.decided_by, seen.decision) == (
            NoticeState.SENDING,
            "张主任",
            "赵主任",
            Decision.APPROVED,
        )

    async def test_a_salons_particulars_are_part_of_what_is_approved(self, sessions: Sessions):
        """The message carries them as they were at submission, and its number."""
        bureau = await a_bureau(sessions)
        async with sessions.begin() as session:
            salon = await a_salon(session, created_by=bureau.author)
        notice = await draft(sessions, bureau.author, salon_id=salon)
        submission = await hand_in(sessions, notice, bureau.author)
        await sign(sessions, notice, bureau.second, submission.digest)

        opened = await send_one(sessions)

        assert isinstance(opened, Opened)
        assert opened.payload["number"] == "2026-0001"
        assert opened.payload["salon_id"] == str(salon)
        assert opened.payload["content"]["salon"]["place"] == "政务服务大厅三楼"
        (row, *_) = await deliveries(sessions)
        assert row.expires_at == NOON + timedelta(days=3)

    @on_sqlite
    async def test_a_salon_is_open_to_nobody_before_its_notice_is_approved(
        self, sessions: Sessions
    ):
        """Neither as a draft nor while it waits; a salon without a notice is not held back."""
        bureau = await a_bureau(sessions)
        async with sessions.begin() as session:
            announced = await a_salon(session, created_by=bureau.author)
            plain = await a_salon(session, created_by=bureau.author)
        notice = await draft(sessions, bureau.author, salon_id=announced)
        submission = await hand_in(sessions, notice, bureau.author)
        async with sessions.begin() as session:
            assert [one.id for one in await open_salons(session, at=NOON)] == [plain]

        await sign(sessions, notice, bureau.second, submission.digest)

        async with sessions.begin() as session:
            found = {one.id for one in await open_salons(session, at=NOON)}
        assert found == {announced, plain}

    async def test_progress_is_a_recount_and_the_notice_ends_when_nothing_is_left(
        self, sessions: Sessions
    ):
        """Sent, failed, unknown and pending add up; an unknown can be sent again afterwards."""
        _, notice = await an_approved_notice(sessions, enterprises=5)
        for outcome in (Delivered("1"), Delivered("2"), Unknown("timeout"), NotSent("no route")):
            await send_one(sessions, outcome)

        now = await count_of(sessions, notice)
        assert (now.total, now.sent, now.unknown, now.pending) == (5, 2, 1, 2)

        later = NOON + 5 * SECOND
        while await send_one(sessions, at=later):
            pass
        async with sessions.begin() as session:
            assert (await sweep(session, at=later)).notices_done == 1
        now = await count_of(sessions, notice)
        assert (now.state, now.sent, now.unknown, now.pending) == (NoticeState.DONE, 4, 1, 0)

        async with sessions.begin() as session:
            (left,) = await unknown_deliveries(session, notice)
            assert await resend_unknown(session, left, at=later)
        again = await send_one(sessions, at=later)
        assert isinstance(again, Opened)
        assert again.repeated
        assert (await count_of(sessions, notice)).sent == 5

    async def test_numbers_are_given_out_once(self, sessions: Sessions):
        """Even to notices drafted at the same moment."""
        bureau = await a_bureau(sessions)

        drafts = await asyncio.gather(*(draft(sessions, bureau.author) for _ in range(5)))

        async with sessions.begin() as session:
            listed = await list_notices(session)
            assert sorted(one.number for one in listed) == [f"2026-000{n}" for n in range(1, 6)]
            assert (await find(session, "2026-0003")).notice_id in drafts
            assert (await find(session, str(drafts[0]))).notice_id == drafts[0]
            with pytest.raises(NoticeNotFound, match="2026-0099"):
                await find(session, "2026-0099")


class TestTheSecondPerson:
    @on_sqlite
    async def test_the_submitter_cannot_approve(self, sessions: Sessions):
        """Fault 20: not even the only manager on duty."""
        bureau = await a_bureau(sessions)
        notice = await draft(sessions, bureau.author)
        submission = await hand_in(sessions, notice, bureau.author)

        with pytest.raises(SamePerson):
            await sign(sessions, notice, bureau.author, submission.digest)

    @on_sqlite
    async def test_nobody_who_changed_it_can_approve(self, sessions: Sessions):
        """A helper who only corrected the title is no second pair of eyes either."""
        bureau = await a_bureau(sessions)
        notice = await draft(sessions, bureau.author)
        async with sessions.begin() as session:
            await edit_draft(session, notice, editor=bureau.second, title="政策沙龙", at=NOON)
        submission = await hand_in(sessions, notice, bureau.author)

        with pytest.raises(SamePerson):
            await sign(sessions, notice, bureau.second, submission.digest)
        async with sessions.begin() as session:
            assert await approvers_of(session, notice) == ()

    @on_sqlite
    async def test_rights_count_at_the_moment_of_the_decision(self, sessions: Sessions):
        """Fault 43: a manager who left between seeing and pressing decides nothing; a steward never does."""
        bureau = await a_bureau(sessions)
        notice = await draft(sessions, bureau.author)
        submission = await hand_in(sessions, notice, bureau.author)
        async with sessions.begin() as session:
            await session.execute(
                update(Person).where(Person.id == bureau.second).values(active=False)
            )

        for who in (bureau.second, bureau.steward, uuid4()):
            with pytest.raises(NotAllowed):
                await sign(sessions, notice, who, submission.digest)
        with pytest.raises(NotAllowed):
            await draft(sessions, bureau.steward)

    async def test_two_managers_at_once_make_one_decision(self, sessions: Sessions):
        """Fault 20: the slower one is told that it is decided; nothing goes out twice."""
        bureau = await a_bureau(sessions)
        async with sessions.begin() as session:
            third = await a_person(session, "孙主任", Role.MANAGER)
        notice = await draft(sessions, bureau.author)
        submission = await hand_in(sessions, notice, bureau.author)

        endings = await asyncio.gather(
            *(sign(sessions, notice, who, submission.digest) for who in (bureau.second, third)),
            return_exceptions=True,
        )

        assert sorted(str(type(e).__name__) for e in endings) == ["NoticeStateForbids", "int"]
        assert len(await deliveries(sessions)) == 3

    @pytest.mark.parametrize("forged", ["self", "other submitter", "other digest", "second"])
    async def test_the_database_itself_refuses_a_forged_approval(
        self, sessions: Sessions, forged: str
    ):
        """Fault 20: raw SQL gets no further than the program does."""
        bureau = await a_bureau(sessions)
        notice = await draft(sessions, bureau.author)
        submission = await hand_in(sessions, notice, bureau.author)
        row = {
            "notice_id": notice,
            "version": 1,
            "digest": submission.digest,
            "submitted_by": bureau.author,
            "approver_id": bureau.second,
            "decision": Decision.APPROVED,
            "reason": "",
            "decided_at": NOON,
        }
        table = NoticeApproval.__table__

        async def forge(**changes) -> None:
            async with sessions.begin() as session:
                await session.execute(table.insert().values(row | changes))

        if forged == "second":
            await forge()
        change = {
            "self": {"approver_id": bureau.author},
            "other submitter": {"submitted_by": bureau.second, "approver_id": bureau.author},
            "other digest": {"digest": "0" * 64},
            "second": {"approver_id": bureau.steward},
        }[forged]
        with pytest.raises(IntegrityError):
            await forge(**change)

        async with sessions.begin() as session:
            rows = await session.scalar(select(func.count()).select_from(NoticeApproval))
            assert rows == (1 if forged == "second" else 0)

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE notice_versions SET digest = 'x'",
            "UPDATE notice_versions SET submitted_by = (SELECT id FROM persons WHERE name = '李管家')",
            "UPDATE notice_approvals SET digest = 'x'",
            "DELETE FROM notice_approvals",
            "DELETE FROM notice_recipients",
        ],
    )
    async def test_what_was_approved_cannot_be_changed_in_place(
        self, sessions: Sessions, statement: str
    ):
        """The key holds the submission, and approvals and audiences only grow."""
        await an_approved_notice(sessions)

        with pytest.raises(DBAPIError):
            async with sessions.begin() as session:
                await session.execute(text(statement))

    @on_sqlite
    async def test_a_digest_seen_earlier_approves_nothing_else(self, sessions: Sessions):
        """Fault 15: a button from before the edit, a wrong digest, or one too short to mean anything."""
        bureau = await a_bureau(sessions)
        notice = await draft(sessions, bureau.author)
        old = await hand_in(sessions, notice, bureau.author)
        async with sessions.begin() as session:
            await edit_draft(session, notice, editor=bureau.author, body="改期", at=NOON)
        await hand_in(sessions, notice, bureau.author)

        for digest in (old.digest, "0" * 64, "", old.digest[:4]):
            with pytest.raises(NotWhatWasSubmitted):
                await sign(sessions, notice, bureau.second, digest)

    @on_sqlite
    async def test_content_changed_behind_our_back_is_not_approved(self, sessions: Sessions):
        """Approving recomputes the digest from what is stored."""
        bureau = await a_bureau(sessions)
        notice = await draft(sessions, bureau.author)
        submission = await hand_in(sessions, notice, bureau.author)
        async with sessions.begin() as session:
            version = await session.get_one(NoticeVersion, (notice, 1))
            version.content = version.content | {"body": "欢迎报名！"}

        with pytest.raises(NotWhatWasSubmitted):
            await sign(sessions, notice, bureau.second, submission.digest)

    @on_sqlite
    async def test_returned_goes_back_to_the_author_and_rejected_is_the_end(
        self, sessions: Sessions
    ):
        """With the reason; the changed notice is a new version that needs a new approval."""
        bureau = await a_bureau(sessions)
        notice = await draft(sessions, bureau.author)
        first = await hand_in(sessions, notice, bureau.author)
        async with sessions.begin() as session:
            await return_(
                session,
                notice,
                approver=bureau.second,
                digest=first.digest,
                reason="地点未写明",
                at=NOON,
            )
            assert (await view(session, notice)).reason == "地点未写明"
            edited = await edit_draft(session, notice, editor=bureau.author, body="三楼", at=NOON)
            assert (edited.state, edited.version) == (NoticeState.DRAFT, 2)
        second = await hand_in(sessions, notice, bureau.author)
        async with sessions.begin() as session:
            await reject(
                session,
                notice,
                approver=bureau.second,
                digest=second.digest,
                reason="不再举办",
                at=NOON,
            )
            with pytest.raises(NoticeStateForbids, match="已否决"):
                await edit_draft(session, notice, editor=bureau.author, body="再来", at=NOON)
        assert await deliveries(sessions) == []


class TestBeforeEverySend:
    async def test_an_edit_voids_the_approval_and_cancels_what_is_left(self, sessions: Sessions):
        """Fault 21: held by a relay or still waiting: nothing of the old version goes out any more."""
        bureau, notice = await an_approved_notice(sessions)
        await send_one(sessions)
        (claimed,) = await claim_some(sessions, limit=1)

        async with sessions.begin() as session:
            await edit_draft(session, notice, editor=bureau.author, body="改在四楼", at=NOON)

        assert await open_one(sessions, claimed) == Refused(Refusal.NOTICE_VOID)
        assert await claim_some(sessions) == []
        states = sorted(row.state.value for row in await deliveries(sessions))
        assert states == ["cancelled", "cancelled", "delivered"]

        submission = await hand_in(sessions, notice, bureau.author)
        assert await sign(sessions, notice, bureau.second, submission.digest) == 3
        now = await count_of(sessions, notice)
        assert (now.total, now.sent, now.sent_earlier) == (3, 0, 1)

    @on_sqlite
    async def test_one_changed_byte_stops_the_notice(self, sessions: Sessions):
        """Fault 21: what would be sent is compared with what was approved, every single time."""
        _, notice = await an_approved_notice(sessions)
        async with sessions.begin() as session:
            message = (await session.scalars(select(OutboxMessage))).one()
            content = message.payload["content"] | {"body": "欢迎报名!"}
            message.payload = message.payload | {"content": content}

        assert await send_one(sessions) == Refused(Refusal.NOTICE_BROKEN)

        assert await claim_some(sessions) == []
        async with sessions.begin() as session:
            stopped = await view(session, notice)
        assert stopped.state is NoticeState.PAUSED
        assert "不一致" in (stopped.reason or "")

    async def test_one_recipient_too_many_stops_the_notice(self, sessions: Sessions):
        """Fault 21: a forged delivery, with or without a forged place in the audience."""
        bureau, notice = await an_approved_notice(sessions)
        async with sessions.begin() as session:
            stranger = await a_chat(session, address="666")
            known = (await session.scalars(select(Delivery))).first()
            session.add(
                Delivery(
                    message_id=known.message_id,
                    chat_id=stranger,
                    position=1,
                    priority=0,
                    not_before=NOON,
                    state_at=NOON,
                    created_at=NOON,
                )
            )
        assert await send_one(sessions) == Refused(Refusal.NOTICE_BROKEN)

        async with sessions.begin() as session:
            await resume_notice(session, notice, by=bureau.author, at=NOON)
            await session.execute(
                text(
                    "INSERT INTO notice_recipients (notice_id, version, chat_id) "
                    "SELECT r.notice_id, r.version, c.id FROM notice_recipients r, chats c "
                    "WHERE c.address = '666' LIMIT 1"
                )
            )
        assert await send_one(sessions) == Refused(Refusal.NOTICE_BROKEN)

    async def test_stop_takes_effect_at_once_and_resume_goes_on_where_it_was(
        self, sessions: Sessions
    ):
        """Faults 22 and 23: what a relay had claimed but not opened stays; nothing is sent twice afterwards."""
        bureau, notice = await an_approved_notice(sessions)
        await send_one(sessions)
        claimed = await claim_some(sessions, limit=2)

        async with sessions.begin() as session:
            assert await stop_notice(session, notice, by=bureau.second, reason="内容有误", at=NOON)
            assert not await stop_notice(
                session, notice, by=bureau.second, reason="内容有误", at=NOON
            )

        for one in claimed:
            assert await open_one(sessions, one) == Refused(Refusal.STOPPED)
        assert await claim_some(sessions) == []
        assert (await count_of(sessions, notice)).pending == 2

        async with sessions.begin() as session:
            assert await resume_notice(session, notice, by=bureau.author, at=NOON)
        while await send_one(sessions):
            pass
        assert (await count_of(sessions, notice)).sent == 3

    async def test_stopped_changed_and_approved_anew_it_goes_out(self, sessions: Sessions):
        """The stop was of what was wrong; what a second person approved since is not held by it."""
        bureau, notice = await an_approved_notice(sessions)
        async with sessions.begin() as session:
            await stop_notice(session, notice, by=bureau.second, reason="内容有误", at=NOON)
            await edit_draft(session, notice, editor=bureau.author, at=NOON, body="请以此为准。")
        submission = await hand_in(sessions, notice, bureau.author)
        async with sessions.begin() as session:
            await approve(
                session, notice, approver=bureau.second, digest=submission.digest, at=NOON
            )

        while await send_one(sessions):
            pass
        assert (await count_of(sessions, notice)).sent == 3

    @on_sqlite
    async def test_the_outbox_switch_of_a_notice_holds_it_too(self, sessions: Sessions):
        """Whichever of the two a stop went through."""
        _, notice = await an_approved_notice(sessions)
        (claimed,) = await claim_some(sessions, limit=1)
        async with sessions.begin() as session:
            await engage_stop(session, of_notice(notice), by="值班", reason="核对", at=NOON)

        assert await open_one(sessions, claimed) == Refused(Refusal.STOPPED)
        assert await claim_some(sessions) == []

    @on_sqlite
    async def test_a_message_that_the_channel_rejects_pauses_the_notice(self, sessions: Sessions):
        """Fault 24: it would be rejected for everybody; one failure is enough."""
        _, notice = await an_approved_notice(sessions)

        await send_one(sessions, Rejected("can't parse entities"))

        assert await claim_some(sessions) == []
        now = await count_of(sessions, notice)
        assert (now.state, now.failed, now.pending) == (NoticeState.PAUSED, 1, 2)

    @on_sqlite
    async def test_a_cancelled_notice_is_over(self, sessions: Sessions):
        """What was not sent is cancelled, and it cannot be resumed or cancelled again."""
        bureau, notice = await an_approved_notice(sessions)
        await send_one(sessions)

        async with sessions.begin() as session:
            assert await cancel(session, notice, by=bureau.second, reason="停办", at=NOON) == 2
            with pytest.raises(NoticeStateForbids, match="已撤销"):
                await resume_notice(session, notice, by=bureau.author, at=NOON)
            with pytest.raises(NoticeStateForbids):
                await cancel(session, notice, by=bureau.second, at=NOON)
        states = sorted(row.state for row in await deliveries(sessions))
        assert states == [DeliveryState.CANCELLED, DeliveryState.CANCELLED, DeliveryState.DELIVERED]


@on_sqlite
class TestBadNotices:
    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"title": " "}, "标题"),
            ({"title": "长" * 61}, "标题"),
            ({"body": ""}, "正文"),
            ({"body": "长" * 2001}, "正文"),
            ({"expires_at": NOON}, "截止时间"),
        ],
    )
    async def test_a_notice_that_cannot_be_sent_is_refused(self, sessions, change, field):
        """The sentence names the field."""
        bureau = await a_bureau(sessions)

        with pytest.raises(BadNotice, match=field):
            await draft(sessions, bureau.author, **change)

    async def test_a_notice_for_nobody_is_refused(self, sessions: Sessions):
        """An empty filter means nobody, and so does one that matches nobody."""
        bureau = await a_bureau(sessions)

        for audience in (Audience(), Audience(streets=("无此街道",))):
            notice = await draft(sessions, bureau.author, audience=audience)
            with pytest.raises(NobodyInAudience):
                await hand_in(sessions, notice, bureau.author)

    async def test_a_notice_is_submitted_once(self, sessions: Sessions):
        """The second press of the button is told so."""
        bureau = await a_bureau(sessions)
        notice = await draft(sessions, bureau.author)
        await hand_in(sessions, notice, bureau.author)

        with pytest.raises(NoticeStateForbids, match="待审批"):
            await hand_in(sessions, notice, bureau.author)
        async with sessions.begin() as session:
            assert (await session.get_one(Notice, notice)).state is NoticeState.SUBMITTED
