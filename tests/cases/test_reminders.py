"""Sweeps over all that is open: who is reminded, once, and of what."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from cases.actors import SYSTEM
from cases.casework import void_fact
from cases.database import Sessions
from cases.membership import accept_invite, create_invite, unbind
from cases.people import register_chat
from cases.reminders import Swept, last_swept, sweep_reminders
from cases.rules.access import Role
from cases.rules.kinds import FactKind, Terms
from cases.rules.states import CaseState
from cases.staff import add_staff
from cases.tables.facts import Fact
from cases.tables.outbox import Delivery, DeliveryState, OutboxMessage
from cases.tables.people import Chat
from cases.tables.projects import Project
from cases.tables.reminders import RungFire, RungOutcome
from tests.cases.record_builders import (
    CALENDAR,
    CODE,
    OFFICER,
    OTHER_CODE,
    REF,
    USCC,
    a_case,
    a_project,
    a_running_project,
    payloads,
    record,
)

S, K = CaseState, FactKind
LONG_AGO = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)


def march(day: int) -> date:
    return date(2026, 3, day)


def noon(day: int, month: int = 3) -> datetime:
    return datetime(2026, month, day, 4, 0, tzinfo=UTC)


async def a_desk(sessions: Sessions) -> dict[str, UUID]:
    """A running project with a steward and a head, both here for long; their chats by role."""
    await a_running_project(sessions)
    chats: dict[str, UUID] = {}
    async with sessions.begin() as session:
        for role, name, address in (
            (Role.STEWARD, "赵管家", "2001"),
            (Role.MANAGER, "王科长", "2002"),
        ):
            member = await add_staff(session, name=name, role=role, address=address, at=LONG_AGO)
            chat = await session.scalar(select(Chat.id).where(Chat.person_id == member.person_id))
            assert chat is not None
            chats[role.value] = chat
            if role is Role.STEWARD:
                await session.execute(update(Project).values(steward_id=member.person_id))
    return chats


async def sweep(sessions: Sessions, at: datetime) -> Swept:
    async with sessions.begin() as session:
        return await sweep_reminders(session, at=at, calendar=CALENDAR)


async def reminders(sessions: Sessions, chat: UUID) -> list[dict[str, Any]]:
    async with sessions() as session:
        rows = await session.scalars(
            select(OutboxMessage.payload)
            .join(Delivery, Delivery.message_id == OutboxMessage.id)
            .where(OutboxMessage.kind == "reminder", Delivery.chat_id == chat)
            .order_by(OutboxMessage.created_at)
        )
        return list(rows)


async def fires(sessions: Sessions) -> dict[tuple[str, date], RungOutcome]:
    async with sessions() as session:
        rows = await session.scalars(select(RungFire))
        return {(row.rung, row.due_on): row.outcome for row in rows}


class TestASweep:
    async def test_reminds_on_the_day_and_only_once(self, sessions: Sessions):
        """L5: the insert is the claim, so a second sweep finds nothing to do."""
        chats = await a_desk(sessions)
        async with sessions.begin() as session:
            await record(session, S.ACCEPTED, march(2), at=noon(2))

        first = await sweep(sessions, noon(10))
        again = await sweep(sessions, noon(10))

        assert (first.messages, again) == (1, Swept())
        (said,) = await reminders(sessions, chats["steward"])
        assert [(line["ref"], line["due_on"]) for line in said["lines"]] == [(REF, "2026-03-11")]

    async def test_two_at_once_remind_once(self, sessions: Sessions):
        """Fault 42; L1."""
        chats = await a_desk(sessions)
        async with sessions.begin() as session:
            await record(session, S.ACCEPTED, march(2), at=noon(2))

        swept = await asyncio.gather(*(sweep(sessions, noon(10)) for _ in range(3)))

        assert sorted(one.sent for one in swept) == [0, 0, 1]
        assert len(await reminders(sessions, chats["steward"])) == 1

    async def test_after_a_week_of_downtime_everything_is_in_one_message(self, sessions: Sessions):
        """Fault 31: every rung has its row, and a chat gets one summary instead of a burst."""
        chats = await a_desk(sessions)
        async with sessions.begin() as session:
            for number in range(5):
                await a_case(session, ref=f"SZ-{number}")
                await record(session, S.ACCEPTED, march(2), ref=f"SZ-{number}", at=noon(2))

        await sweep(sessions, noon(18))

        (to_steward,) = await reminders(sessions, chats["steward"])
        assert len(to_steward["lines"]) == 5
        assert await fires(sessions) == {
            ("decision-3", march(11)): RungOutcome.SKIPPED,
            ("decision-1", march(11)): RungOutcome.SKIPPED,
            ("decision0", march(11)): RungOutcome.SKIPPED,
            ("decision+1", march(11)): RungOutcome.SENT,
            ("decision+5", march(11)): RungOutcome.SENT,
        }

    async def test_the_head_hears_of_what_is_overdue(self, sessions: Sessions):
        chats = await a_desk(sessions)
        async with sessions.begin() as session:
            await record(session, S.ACCEPTED, march(2), at=noon(2))

        await sweep(sessions, noon(10))
        before = await reminders(sessions, chats["manager"])
        await sweep(sessions, noon(12))

        assert before == []
        (said,) = await reminders(sessions, chats["manager"])
        assert said["lines"][0]["overdue"]

    async def test_nobody_is_reminded_of_what_is_settled_withdrawn_or_stopped(
        self, sessions: Sessions
    ):
        """L3."""
        chats = await a_desk(sessions)
        async with sessions.begin() as session:
            told = Terms(noticed_on=march(4), procedure="检测")
            for ref, ending, terms in (
                ("SZ-1", S.DENIED, Terms()),
                ("SZ-2", S.WITHDRAWN, Terms()),
                ("SZ-3", S.SPECIAL_BEGUN, told),
            ):
                await a_case(session, ref=ref)
                await record(session, S.ACCEPTED, march(2), ref=ref, at=noon(2))
                await record(session, ending, march(4), ref=ref, terms=terms, at=noon(4))

        await sweep(sessions, noon(18))

        assert await reminders(sessions, chats["steward"]) == []
        assert await fires(sessions) == {}

    async def test_a_moved_date_has_its_rungs_anew(self, sessions: Sessions):
        """L4: what was fired for the old day stays on record."""
        await a_desk(sessions)
        extended = Terms(days=10, approver="局长", noticed_on=march(11))
        async with sessions.begin() as session:
            await record(session, S.ACCEPTED, march(2), at=noon(2))
        await sweep(sessions, noon(10))
        async with sessions.begin() as session:
            await record(session, None, march(11), kind=K.EXTENDED, terms=extended, at=noon(11))

        await sweep(sessions, noon(24))

        assert set(await fires(sessions)) == {
            ("decision-3", march(11)),
            ("decision-1", march(11)),
            ("decision-3", march(25)),
            ("decision-1", march(25)),
        }

    async def test_it_says_when_it_last_came_to_its_end(self, sessions: Sessions):
        """Fault 42."""
        await a_desk(sessions)

        await sweep(sessions, noon(18))

        async with sessions() as session:
            assert await last_swept(session) == noon(18)


class TestTheApplicant:
    async def bind(self, sessions: Sessions, at: datetime) -> UUID:
        async with sessions.begin() as session:
            chat, _ = await register_chat(session, address="1001", name="王敏", at=at)
            invite = await create_invite(session, CODE, USCC, at=at, created_by=OFFICER)
            await accept_invite(session, invite.payload, chat_id=chat.id, at=at)
            return chat.id

    async def asked(self, sessions: Sessions) -> None:
        async with sessions.begin() as session:
            await record(session, S.RECEIVED, march(2), at=noon(2))
            until = Terms(until=march(13))
            await record(session, S.SUPPLEMENT_ASKED, march(3), terms=until, at=noon(3))

    async def test_is_reminded_of_the_papers_that_are_missing(self, sessions: Sessions):
        await a_desk(sessions)
        chat = await self.bind(sessions, noon(2))
        await self.asked(sessions)

        await sweep(sessions, noon(12))

        (said,) = await reminders(sessions, chat)
        assert said["enterprise"]
        assert (said["lines"][0]["kind"], said["lines"][0]["due_on"]) == ("补正", "2026-03-13")

    async def test_of_a_project_is_reminded_of_its_units(self, sessions: Sessions):
        """As they hear of everything else there: whoever belongs to the whole."""
        await a_desk(sessions)
        chat = await self.bind(sessions, noon(2))
        async with sessions.begin() as session:
            await a_project(session, code=f"{CODE}-001", name="1号楼")
            await a_case(session, ref="U-1", code=f"{CODE}-001")
            await record(session, S.RECEIVED, march(2), ref="U-1", at=noon(2))
            until = Terms(until=march(13))
            await record(session, S.SUPPLEMENT_ASKED, march(3), ref="U-1", terms=until, at=noon(3))

        await sweep(sessions, noon(12))

        (said,) = await reminders(sessions, chat)
        assert [line["ref"] for line in said["lines"]] == ["U-1"]

    async def test_who_was_bound_later_is_not_told_what_lies_before(self, sessions: Sessions):
        """L6: a rung whose day lies before they came is skipped for them, not sent late."""
        await a_desk(sessions)
        await self.asked(sessions)
        chat = await self.bind(sessions, noon(12))

        await sweep(sessions, noon(12))
        late = await reminders(sessions, chat)
        await sweep(sessions, noon(13))

        # On the 12th their rung of that very day is theirs; that of the 10th was before them.
        assert len(late) == 1
        assert [line["due_on"] for line in late[0]["lines"]] == ["2026-03-13"]

    async def test_who_came_after_the_day_is_told_nothing(self, sessions: Sessions):
        await a_desk(sessions)
        await self.asked(sessions)
        chat = await self.bind(sessions, noon(16))

        await sweep(sessions, noon(16))

        assert await reminders(sessions, chat) == []


class TestWhatWaits:
    async def waiting(self, sessions: Sessions) -> list[tuple[DeliveryState, str | None]]:
        async with sessions() as session:
            rows = await session.execute(
                select(Delivery.state, Delivery.reason)
                .join(OutboxMessage, OutboxMessage.id == Delivery.message_id)
                .where(OutboxMessage.kind == "reminder")
            )
            return [(state, reason) for state, reason in rows]

    async def test_a_reminder_that_is_no_longer_true_is_not_sent(self, sessions: Sessions):
        """Fault 36: decided before it went out: suppressed, with the reason, by the fact itself."""
        await a_desk(sessions)
        async with sessions.begin() as session:
            await record(session, S.ACCEPTED, march(2), at=noon(2))
        await sweep(sessions, noon(10))

        async with sessions.begin() as session:
            await record(session, S.GRANTED, march(10), at=noon(10) + timedelta(hours=1))

        ((state, reason),) = await self.waiting(sessions)
        assert state is DeliveryState.SUPPRESSED
        assert reason is not None
        assert "不再成立" in reason

    async def a_reminded_member(self, sessions: Sessions) -> UUID:
        """Somebody bound to both projects and reminded in one message; their id."""
        await a_desk(sessions)
        async with sessions.begin() as session:
            await a_project(session, code=OTHER_CODE, name="别的项目")
            await a_case(session, ref="SZ-9", code=OTHER_CODE)
            chat, person = await register_chat(session, address="1001", name="王敏", at=noon(2))
            for code in (CODE, OTHER_CODE):
                invite = await create_invite(session, code, USCC, at=noon(2), created_by=OFFICER)
                await accept_invite(session, invite.payload, chat_id=chat.id, at=noon(2))
            for ref in (REF, "SZ-9"):
                until = Terms(until=march(13))
                await record(session, S.RECEIVED, march(2), ref=ref, at=noon(2))
                await record(
                    session, S.SUPPLEMENT_ASKED, march(3), ref=ref, terms=until, at=noon(3)
                )
            await session.execute(
                update(Delivery)
                .where(Delivery.chat_id == chat.id)
                .values(state=DeliveryState.DELIVERED)
            )
        await sweep(sessions, noon(12))
        return person.id

    async def waiting_lines(self, sessions: Sessions) -> list[list[str]]:
        async with sessions() as session:
            rows = await session.scalars(
                select(OutboxMessage.payload)
                .join(Delivery, Delivery.message_id == OutboxMessage.id)
                .join(Chat, Chat.id == Delivery.chat_id)
                .where(Chat.address == "1001", Delivery.state == DeliveryState.PENDING)
            )
            return [[line["ref"] for line in payload["lines"]] for payload in rows]

    async def test_who_was_removed_in_the_evening_is_not_reminded_in_the_morning(
        self, sessions: Sessions
    ):
        """Of the project they left nothing goes out; of their other one everything does."""
        person = await self.a_reminded_member(sessions)
        before = await self.waiting_lines(sessions)

        async with sessions.begin() as session:
            await unbind(session, person, CODE, at=noon(12))
        after_the_first = await self.waiting_lines(sessions)
        async with sessions.begin() as session:
            await unbind(session, person, OTHER_CODE, at=noon(12))

        assert before == [[REF, "SZ-9"]]
        assert after_the_first == [["SZ-9"]]
        assert await self.waiting_lines(sessions) == []

    async def test_one_that_still_holds_in_part_goes_out(self, sessions: Sessions):
        await a_desk(sessions)
        async with sessions.begin() as session:
            await a_case(session, ref="SZ-2")
            for ref in (REF, "SZ-2"):
                await record(session, S.ACCEPTED, march(2), ref=ref, at=noon(2))
        await sweep(sessions, noon(10))

        async with sessions.begin() as session:
            await record(session, S.GRANTED, march(10), at=noon(10) + timedelta(hours=1))

        assert [state for state, _ in await self.waiting(sessions)] == [DeliveryState.PENDING]


class TestTheLawDecides:
    async def test_silence_is_put_on_record_as_acceptance_on_the_day_of_receipt(
        self, sessions: Sessions
    ):
        """行政许可法 第三十二条; the system says so once, and by what article."""
        await a_desk(sessions)
        async with sessions.begin() as session:
            await record(session, S.RECEIVED, march(2), at=noon(2))

        on_the_last_day = await sweep(sessions, noon(9))
        the_day_after = await sweep(sessions, noon(10))
        again = await sweep(sessions, noon(11))

        assert [s.deemed for s in (on_the_last_day, the_day_after, again)] == [0, 1, 0]
        async with sessions() as session:
            fact = (await session.scalars(select(Fact).where(Fact.kind == K.DEEMED))).one()
        assert (fact.effective_on, fact.actor_id) == (march(2), SYSTEM.id)
        assert "第三十二条" in fact.legal_basis

    async def test_an_acceptance_recorded_on_the_sixth_day_is_kept_beside_it(
        self, sessions: Sessions
    ):
        """Fault 29: both are on record, and the officer is shown that they do not agree."""
        await a_desk(sessions)
        async with sessions.begin() as session:
            await record(session, S.RECEIVED, march(2), at=noon(2))
        await sweep(sessions, noon(10))

        async with sessions.begin() as session:
            done = await record(session, S.ACCEPTED, march(10), at=noon(10))

        assert (done.appended, done.conflict, done.after) == (True, True, S.ACCEPTED)
        async with sessions() as session:
            kinds = list(await session.scalars(select(Fact.kind).order_by(Fact.seq)))
            alerts = await payloads(session, "staff_alert")
        assert kinds == [K.STATE, K.DEEMED, K.STATE]
        assert any(alert["conflict"] for alert in alerts)


class TestStops:
    async def test_one_without_a_written_notice_is_brought_to_the_head(self, sessions: Sessions):
        """Fault 30: 行政许可法 第四十五条: a day after, and once."""
        chats = await a_desk(sessions)
        async with sessions.begin() as session:
            await record(session, S.ACCEPTED, march(2), at=noon(2))
            await record(session, S.SPECIAL_BEGUN, march(4), at=noon(4))

        await sweep(sessions, noon(4))
        at_once = await reminders(sessions, chats["manager"])
        await sweep(sessions, noon(5))
        await sweep(sessions, noon(6))

        assert at_once == []
        (said,) = await reminders(sessions, chats["manager"])
        assert "没有书面告知" in said["lines"][0]["warning"]

    async def test_one_open_for_sixty_days_is_brought_to_the_head(self, sessions: Sessions):
        """Fault 30."""
        chats = await a_desk(sessions)
        told = Terms(noticed_on=march(4), procedure="检测")
        async with sessions.begin() as session:
            await record(session, S.ACCEPTED, march(2), at=noon(2))
            await record(session, S.SPECIAL_BEGUN, march(4), terms=told, at=noon(4))

        await sweep(sessions, noon(29, month=4))
        early = await reminders(sessions, chats["manager"])
        await sweep(sessions, noon(6, month=5))

        assert early == []
        (said,) = await reminders(sessions, chats["manager"])
        assert "60 日" in said["lines"][0]["warning"]


async def test_a_voided_fact_takes_its_reminders_along(sessions: Sessions):
    await a_desk(sessions)
    async with sessions.begin() as session:
        wrong = await record(session, S.ACCEPTED, march(2), at=noon(2))
    await sweep(sessions, noon(10))

    async with sessions.begin() as session:
        await void_fact(
            session,
            ref=REF,
            fact_id=wrong.fact_id,
            reason="误登",
            actor=OFFICER,
            at=noon(10),
            calendar=CALENDAR,
        )

    async with sessions() as session:
        states = list(await session.scalars(select(Delivery.state)))
    assert DeliveryState.SUPPRESSED in states
