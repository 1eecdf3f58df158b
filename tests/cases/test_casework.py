"""Recording facts: what is written, what is refused, what is owed."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import DBAPIError

from cases.casework import find_tampered_fact, void_fact
from cases.database import Sessions
from cases.errors import (
    BadText,
    CaseNotFound,
    CaseOfAnotherItem,
    CaseOfAnotherProject,
    DateInFuture,
    DateTooEarly,
    FactCannotStand,
    FactNotFound,
    KeyReused,
    StateCannotFollow,
    UnknownItem,
)
from cases.membership import unbind
from cases.people import person_of, set_chat_status
from cases.processes import install
from cases.progress import project_progress
from cases.projects import find_project
from cases.rules.access import Role
from cases.rules.deadlines import DeadlineKind
from cases.rules.kinds import FactKind, Terms
from cases.rules.states import CaseState
from cases.staff import add_staff
from cases.tables.facts import DateChange, Fact, FactSource
from cases.tables.outbox import OutboxMessage
from cases.tables.people import ChatStatus
from cases.tables.projects import Case, MilestoneReached
from tests.cases.record_builders import (
    CALENDAR,
    CODE,
    NOON,
    OFFICER,
    OTHER_CODE,
    PERMIT,
    REF,
    TODAY,
    a_bound_chat,
    a_case,
    a_project,
    a_running_project,
    owed,
    payloads,
    record,
)

S = CaseState


def march(day: int) -> date:
    return date(2026, 3, day)


async def facts(sessions: Sessions) -> list[Fact]:
    async with sessions() as session:
        return list(await session.scalars(select(Fact).order_by(Fact.case_id, Fact.seq)))


async def state(sessions: Sessions, ref: str = REF) -> CaseState | None:
    async with sessions() as session:
        return await session.scalar(select(Case.state).where(Case.ref == ref))


class TestRecordingAFact:
    async def test_it_is_appended_and_moves_the_case(self, sessions: Sessions):
        await a_running_project(sessions)

        async with sessions.begin() as session:
            await record(session, S.RECEIVED, march(16))
            done = await record(session, S.ACCEPTED, march(18), note="材料齐全")

        assert (done.appended, done.before, done.after) == (True, S.RECEIVED, S.ACCEPTED)
        assert (done.project_code, done.ref, done.milestone) == (CODE, REF, "已受理")
        assert await state(sessions) is S.ACCEPTED
        assert [(f.seq, f.state, f.note) for f in await facts(sessions)] == [
            (1, S.RECEIVED, ""),
            (2, S.ACCEPTED, "材料齐全"),
        ]

    async def test_the_same_fact_twice_is_recorded_once(self, sessions: Sessions):
        await a_running_project(sessions)
        async with sessions.begin() as session:
            first = await record(session, S.ACCEPTED, march(18))

        async with sessions.begin() as session:
            second = await record(session, S.ACCEPTED, march(18), source=FactSource.IMPORT)

        assert (second.appended, second.fact_id) == (False, first.fact_id)
        assert len(await facts(sessions)) == 1

    async def test_nothing_is_left_when_the_caller_rolls_back(self, sessions: Sessions):
        """F4: fact, projection and message are one transaction."""
        await a_running_project(sessions)
        async with sessions.begin() as session:
            await a_bound_chat(session)

        async with sessions() as session:
            await record(session, S.ACCEPTED, march(18))
            await session.rollback()

        assert await facts(sessions) == []
        assert await state(sessions) is None
        async with sessions() as session:
            assert await owed(session) == []

    async def test_two_officers_at_once_record_it_once(self, sessions: Sessions):
        await a_running_project(sessions)

        async def press() -> bool:
            async with sessions.begin() as session:
                return (await record(session, S.ACCEPTED, march(18))).appended

        pressed = await asyncio.gather(press(), press(), press())

        assert sorted(pressed) == [False, False, True]
        assert len(await facts(sessions)) == 1

    async def test_the_day_is_the_bureaus_not_that_of_greenwich(self, sessions: Sessions):
        await a_running_project(sessions)
        just_after_midnight = datetime(2026, 3, 19, 16, 30, tzinfo=UTC)

        async with sessions.begin() as session:
            done = await record(session, S.ACCEPTED, march(20), at=just_after_midnight)

        assert done.appended


class TestWhatIsRefused:
    async def test_a_person_cannot_record_what_cannot_follow(self, sessions: Sessions):
        await a_running_project(sessions)
        async with sessions.begin() as session:
            await record(session, S.RECEIVED, march(16))

        async with sessions() as session:
            with pytest.raises(StateCannotFollow, match="可记录：已撤件、已受理") as caught:
                await record(session, S.GRANTED, march(18))

        assert caught.value.before is S.RECEIVED
        assert len(await facts(sessions)) == 1

    async def test_a_closed_case_says_that_nothing_follows(self, sessions: Sessions):
        await a_running_project(sessions)
        async with sessions.begin() as session:
            await record(session, S.NOT_NEEDED, march(16))

            with pytest.raises(StateCannotFollow, match="此后不能再变更"):
                await record(session, S.ACCEPTED, march(18))

    @pytest.mark.parametrize("source", [FactSource.IMPORT, FactSource.API])
    async def test_an_outside_system_is_kept_and_marked(
        self, sessions: Sessions, source: FactSource
    ):
        await a_running_project(sessions)

        async with sessions.begin() as session:
            await record(session, S.RECEIVED, march(16))
            done = await record(session, S.GRANTED, march(18), source=source)

        assert (done.conflict, done.after) == (True, S.GRANTED)
        assert [f.conflict for f in await facts(sessions)] == [False, True]

    async def test_the_future_and_the_impossible_past_are_refused(self, sessions: Sessions):
        await a_running_project(sessions)

        async with sessions() as session:
            with pytest.raises(DateInFuture, match="日期在将来"):
                await record(session, S.ACCEPTED, TODAY + timedelta(days=1))
            with pytest.raises(DateTooEarly):
                await record(session, S.ACCEPTED, date(202, 6, 2))

    async def test_an_unknown_case_is_said_to_be_unknown(self, sessions: Sessions):
        await a_running_project(sessions)

        async with sessions() as session:
            with pytest.raises(CaseNotFound, match="没有这个办件：SZ-0"):
                await record(session, S.ACCEPTED, march(18), ref="SZ-0")

    @pytest.mark.parametrize("note", ["字" * 2001, "a\x00b"])
    async def test_a_note_that_no_database_takes_is_refused(self, sessions: Sessions, note: str):
        await a_running_project(sessions)

        async with sessions() as session:
            with pytest.raises(BadText, match="备注不正确"):
                await record(session, S.ACCEPTED, march(18), note=note)

    async def test_a_key_stands_for_one_fact(self, sessions: Sessions):
        await a_running_project(sessions)
        async with sessions.begin() as session:
            await a_case(session, ref="SZ-2", item="消防设计审查")
            await record(session, S.ACCEPTED, march(18), idempotency_key="k1")
            again = await record(session, S.ACCEPTED, march(18), idempotency_key="k1")

            assert not again.appended
            for changes in ({"state": S.GRANTED}, {"ref": "SZ-2"}):
                values = {"state": S.ACCEPTED, "ref": REF} | changes
                with pytest.raises(KeyReused, match="请为新记录换一个键"):
                    await record(
                        session,
                        values["state"],
                        march(18),
                        ref=values["ref"],
                        idempotency_key="k1",
                    )


class TestLateEntryAndCorrection:
    async def test_an_older_fact_takes_its_place_and_moves_nothing(self, sessions: Sessions):
        """Fault 33."""
        await a_running_project(sessions)
        async with sessions.begin() as session:
            await a_bound_chat(session)
            await record(session, S.ACCEPTED, march(18))
            before = await owed(session)

            late = await record(session, S.RECEIVED, march(16))

            assert (late.appended, late.after, late.milestone) == (True, S.ACCEPTED, None)
            assert await owed(session) == before
        assert await state(sessions) is S.ACCEPTED

    async def test_a_correction_replaces_the_fact_in_its_place(self, sessions: Sessions):
        await a_running_project(sessions)
        async with sessions.begin() as session:
            wrong = await record(session, S.ACCEPTED, march(18))

            await record(session, S.ACCEPTED, march(11), corrects=wrong.fact_id)
            shown = await project_progress(session, CODE, today=TODAY, calendar=CALENDAR)

        (case,) = shown.cases
        assert [f.effective_on for f in case.facts] == [march(11)]
        (deadline,) = [d for d in case.deadlines if d.kind is DeadlineKind.DECISION]
        assert deadline.anchor == march(11)
        assert len(await facts(sessions)) == 2

    async def test_old_data_sent_again_does_not_undo_a_correction(self, sessions: Sessions):
        await a_running_project(sessions)
        async with sessions.begin() as session:
            wrong = await record(session, S.ACCEPTED, march(18))
            await record(session, S.ACCEPTED, march(11), corrects=wrong.fact_id)

            again = await record(session, S.ACCEPTED, march(18), source=FactSource.IMPORT)

            assert not again.appended

    async def test_only_a_fact_in_force_can_be_corrected(self, sessions: Sessions):
        await a_running_project(sessions)
        async with sessions.begin() as session:
            wrong = await record(session, S.ACCEPTED, march(18))
            await record(session, S.ACCEPTED, march(11), corrects=wrong.fact_id)

            for stranger in (wrong.fact_id, uuid4()):
                with pytest.raises(FactNotFound):
                    await record(session, S.ACCEPTED, march(12), corrects=stranger)


class TestWhatIsOwed:
    async def test_every_bound_chat_is_owed_a_milestone_and_the_steward_an_alert(
        self, sessions: Sessions
    ):
        await a_running_project(sessions)
        async with sessions.begin() as session:
            bound = {await a_bound_chat(session, "1001"), await a_bound_chat(session, "1002")}
            await self.a_steward_for(session, CODE)

            done = await record(session, S.ACCEPTED, march(18))

            messages = await owed(session)
        assert done.owed == 3
        assert {
            chat for kind, class_, chat in messages if (kind, class_) == ("milestone",) * 2
        } == bound
        assert [class_ for kind, class_, _ in messages if kind == "staff_alert"] == ["staff_alert"]

    async def a_steward_for(self, session, code: str) -> None:
        member = await add_staff(session, name="赵管家", role=Role.STEWARD, address="2001", at=NOON)
        (await find_project(session, code)).steward_id = member.person_id
        await session.flush()

    @pytest.mark.parametrize(
        "said, class_",
        [
            ([S.ACCEPTED], "milestone"),
            ([S.RECEIVED, S.SUPPLEMENT_ASKED], "legal"),
            ([S.NOT_ACCEPTED], "legal"),
            ([S.ACCEPTED, S.SPECIAL_BEGUN], "legal"),
            ([S.ACCEPTED, S.DENIED], "legal"),
            ([S.ACCEPTED, S.WITHDRAWN], "milestone"),
        ],
    )
    async def test_the_law_makes_some_messages_legal_ones(
        self, sessions: Sessions, said: list[CaseState], class_: str
    ):
        await a_running_project(sessions)
        async with sessions.begin() as session:
            await a_bound_chat(session)
            for day, state_ in enumerate(said, 16):
                last = await record(session, state_, march(day))

            classes = {
                payload["fact_id"]: class_
                for payload, class_ in await session.execute(
                    select(OutboxMessage.payload, OutboxMessage.message_class)
                )
            }
        assert classes[str(last.fact_id)] == class_

    async def test_a_step_that_is_no_milestone_owes_nothing(self, sessions: Sessions):
        await a_running_project(sessions)
        async with sessions.begin() as session:
            await a_bound_chat(session)
            await record(session, S.RECEIVED, march(16))

            assert await owed(session) == []

    async def test_the_message_is_a_full_snapshot(self, sessions: Sessions):
        await a_running_project(sessions)
        async with sessions.begin() as session:
            await a_bound_chat(session)
            await record(session, S.RECEIVED, march(16))
            await record(session, S.ACCEPTED, march(18), note="请关注审批进度")

            (said,) = await payloads(session, "milestone")

        assert said["project_code"] == CODE
        assert (said["project_name"], said["item"]) == ("未来云谷项目", PERMIT.name)
        assert (said["before"], said["after"]) == ("已接件", "已受理")
        assert (said["effective_on"], said["note"]) == ("2026-03-18", "请关注审批进度")
        assert (said["next_step"], said["legal"], said["conflict"]) == (
            "wait_decision",
            False,
            False,
        )
        (deadline,) = said["deadlines"]
        assert (deadline["kind"], deadline["due_on"]) == ("审批", "2026-03-27")
        assert deadline["explanation"][0]["why"] == "工作日"

    async def test_a_conflict_alerts_the_steward_even_when_it_is_no_milestone(
        self, sessions: Sessions
    ):
        await a_running_project(sessions)
        async with sessions.begin() as session:
            await self.a_steward_for(session, CODE)

            await record(session, S.IN_REVIEW, march(18), source=FactSource.IMPORT)

            assert [kind for kind, _, _ in await owed(session)] == ["staff_alert"]
            assert (await payloads(session, "staff_alert"))[0]["conflict"] is True

    async def test_blocked_chats_and_former_members_are_not_told(self, sessions: Sessions):
        await a_running_project(sessions)
        async with sessions.begin() as session:
            blocked = await a_bound_chat(session, "1001")
            await a_bound_chat(session, "1002")
            await set_chat_status(session, blocked, ChatStatus.BLOCKED, at=NOON)
            former = await person_of(session, "telegram", "1002")
            assert former is not None
            await unbind(session, former.id, CODE, at=NOON)

            done = await record(session, S.ACCEPTED, march(18))

            assert (done.milestone, done.owed) == ("已受理", 0)

    async def test_imported_history_is_quiet_and_what_officers_record_is_not(
        self, sessions: Sessions
    ):
        """Fault 34."""
        await a_running_project(sessions)
        async with sessions.begin() as session:
            await a_bound_chat(session)
            live = {"quiet_before": march(17)}

            await record(session, S.RECEIVED, march(2), source=FactSource.IMPORT, **live)
            await record(session, S.ACCEPTED, march(6), source=FactSource.IMPORT, **live)
            assert await owed(session) == []

            await record(session, S.SPECIAL_BEGUN, march(9), **live)
            await record(session, S.SPECIAL_ENDED, march(17), source=FactSource.IMPORT, **live)
            assert len(await owed(session)) == 2

    async def test_the_last_item_granted_completes_the_stage_once(self, sessions: Sessions):
        await a_running_project(sessions)
        async with sessions.begin() as session:
            await a_case(session, ref="SZ-2", item="消防设计审查")
            await a_bound_chat(session)
            for ref in (REF, "SZ-2"):
                await record(session, S.ACCEPTED, march(16), ref=ref)
                await record(session, S.GRANTED, march(18), ref=ref)
            await record(session, S.REVOKED, march(19), ref="SZ-2")

            said = [p["stage_completed"] for p in await payloads(session, "milestone")]
            claimed = await session.scalars(
                select(MilestoneReached.subject).where(MilestoneReached.kind == "阶段完成")
            )
        assert sorted(filter(None, said)) == ["施工许可"]
        assert list(claimed) == ["施工许可"]

    async def test_two_decisions_at_once_complete_the_stage_once(self, sessions: Sessions):
        """Each transaction must see the other's case, or nobody would notice the last one."""
        await a_running_project(sessions)
        async with sessions.begin() as session:
            await a_case(session, ref="SZ-2", item="消防设计审查")
            await a_bound_chat(session)
            for ref in (REF, "SZ-2"):
                await record(session, S.ACCEPTED, march(16), ref=ref)

        async def grant(ref: str) -> None:
            async with sessions.begin() as session:
                await record(session, S.GRANTED, march(18), ref=ref)

        await asyncio.gather(grant(REF), grant("SZ-2"))

        async with sessions() as session:
            said = [p["stage_completed"] for p in await payloads(session, "milestone")]
        assert sorted(filter(None, said)) == ["施工许可"]

    async def test_a_milestone_is_on_record_once_however_often_it_happens(self, sessions: Sessions):
        await a_running_project(sessions)
        async with sessions.begin() as session:
            await a_bound_chat(session)
            await record(session, S.ACCEPTED, march(2))
            for begun, ended in ((3, 4), (5, 6)):
                await record(session, S.SPECIAL_BEGUN, march(begun))
                await record(session, S.SPECIAL_ENDED, march(ended))

            reached = await session.scalar(select(func.count()).select_from(MilestoneReached))
            assert reached == 3
            assert len(await owed(session)) == 5


class TestTheRecordItself:
    async def test_the_chain_of_a_case_holds(self, sessions: Sessions):
        await a_running_project(sessions)
        async with sessions.begin() as session:
            for day, state_ in enumerate((S.RECEIVED, S.ACCEPTED, S.IN_REVIEW, S.GRANTED), 10):
                await record(session, state_, march(day), note=f"第 {day} 步")

        async with sessions() as session:
            assert await find_tampered_fact(session, REF) is None

    @pytest.mark.parametrize(
        "change", [{"note": "改过"}, {"effective_on": march(1)}, {"actor_name": "别人"}]
    )
    async def test_a_change_behind_the_databases_back_is_found(
        self, sessions: Sessions, change: dict[str, object]
    ):
        """F3: even somebody who removes the guard leaves a trace."""
        await a_running_project(sessions)
        async with sessions.begin() as session:
            for day, state_ in enumerate((S.RECEIVED, S.ACCEPTED, S.IN_REVIEW), 10):
                await record(session, state_, march(day))

        async with sessions.begin() as session:
            await remove_guard(session)
            await session.execute(update(Fact).where(Fact.seq == 2).values(**change))

        async with sessions() as session:
            assert await find_tampered_fact(session, REF) == 2

    @pytest.mark.parametrize("table", ["facts", "audit", "process_templates"])
    @pytest.mark.parametrize("statement", ["UPDATE {} SET {}={}", "DELETE FROM {}"])
    async def test_the_database_refuses_to_change_what_is_on_record(
        self, sessions: Sessions, table: str, statement: str
    ):
        await a_running_project(sessions)
        async with sessions.begin() as session:
            await add_staff(session, name="赵管家", role=Role.STEWARD, address="2001", at=NOON)
            await record(session, S.ACCEPTED, march(18))
        column = "version" if table == "process_templates" else "seq"

        async with sessions() as session:
            with pytest.raises(DBAPIError, match="append-only"):
                await session.execute(text(statement.format(table, column, column)))


async def remove_guard(session) -> None:
    if session.get_bind().dialect.name == "sqlite":
        await session.execute(text("DROP TRIGGER facts_no_update"))
    else:
        await session.execute(text("ALTER TABLE facts DISABLE TRIGGER facts_append_only"))


class TestOpeningCases:
    async def test_a_case_keeps_the_template_it_began_with(self, sessions: Sessions):
        await a_running_project(sessions)
        async with sessions.begin() as session:
            await install(session, [replace(PERMIT, decision_days=3)], at=NOON)
            await a_case(session, ref="SZ-2")
            for ref in (REF, "SZ-2"):
                await record(session, S.ACCEPTED, march(16), ref=ref)

            shown = await project_progress(session, CODE, today=TODAY, calendar=CALENDAR)

        assert {case.ref: case.deadlines[0].budget for case in shown.cases} == {REF: 7, "SZ-2": 3}

    async def test_opening_it_again_is_the_same_case(self, sessions: Sessions):
        await a_running_project(sessions)

        async with sessions.begin() as session:
            assert await a_case(session) == await a_case(session)

    async def test_a_ref_belongs_to_one_project_and_one_item(self, sessions: Sessions):
        await a_running_project(sessions)
        async with sessions.begin() as session:
            await a_project(session, code=OTHER_CODE, name="另一项目")

            with pytest.raises(CaseOfAnotherProject, match="另一个项目"):
                await a_case(session, code=OTHER_CODE)
            with pytest.raises(CaseOfAnotherItem, match="建筑工程施工许可证核发"):
                await a_case(session, item="消防设计审查")

    async def test_an_unknown_item_is_answered_with_the_nearest(self, sessions: Sessions):
        await a_running_project(sessions)

        async with sessions() as session:
            with pytest.raises(UnknownItem, match="是否指：建筑工程施工许可证核发"):
                await a_case(session, ref="SZ-9", item="建筑工程施工许可")


class TestFactsThatAreNoState:
    async def test_a_delivery_is_recorded_and_leaves_the_state_alone(self, sessions: Sessions):
        await a_running_project(sessions)

        async with sessions.begin() as session:
            await record(session, S.ACCEPTED, march(2))
            await record(session, S.GRANTED, march(9))
            done = await record(session, None, march(10), kind=FactKind.DELIVERED)

        assert (done.recorded, done.after) == (FactKind.DELIVERED, S.GRANTED)
        assert [(f.kind, f.state) for f in await facts(sessions)][-1] == (FactKind.DELIVERED, None)
        async with sessions() as session:
            assert await find_tampered_fact(session, REF) is None

    async def test_a_person_cannot_extend_twice_or_too_late(self, sessions: Sessions):
        await a_running_project(sessions)
        terms = Terms(days=10, approver="局长", noticed_on=march(11))

        async with sessions.begin() as session:
            await record(session, S.ACCEPTED, march(2))
            with pytest.raises(FactCannotStand, match="届满"):
                await record(session, None, march(12), kind=FactKind.EXTENDED, terms=terms)
            done = await record(session, None, march(11), kind=FactKind.EXTENDED, terms=terms)
            with pytest.raises(FactCannotStand, match="只能延长一次"):
                await record(session, None, march(13), kind=FactKind.EXTENDED, terms=terms)

        assert [(m.before, m.after) for m in done.moved] == [(march(11), march(25))]

    async def test_what_an_outside_system_extends_too_late_is_kept_and_marked(
        self, sessions: Sessions
    ):
        await a_running_project(sessions)
        terms = Terms(days=10, approver="局长", noticed_on=march(12))

        async with sessions.begin() as session:
            await record(session, S.ACCEPTED, march(2))
            done = await record(
                session,
                None,
                march(12),
                kind=FactKind.EXTENDED,
                terms=terms,
                source=FactSource.API,
            )

        assert (done.conflict, done.moved) == (True, ())

    async def test_an_extension_is_told_to_the_enterprise(self, sessions: Sessions):
        """行政许可法 第四十二条: the applicant is told why."""
        await a_running_project(sessions)
        terms = Terms(days=10, approver="局长", noticed_on=march(11))
        async with sessions.begin() as session:
            await record(session, S.ACCEPTED, march(2))
            await a_bound_chat(session)

            await record(session, None, march(11), kind=FactKind.EXTENDED, terms=terms)

            assert [(kind, class_) for kind, class_, _ in await owed(session)] == [
                ("milestone", "legal")
            ]


class TestCorrectingTheRecord:
    async def test_a_voided_fact_is_as_if_it_had_never_been(self, sessions: Sessions):
        await a_running_project(sessions)
        async with sessions.begin() as session:
            await record(session, S.RECEIVED, march(16))
            wrong = await record(session, S.ACCEPTED, march(18))

            done = await void_fact(
                session,
                ref=REF,
                fact_id=wrong.fact_id,
                reason="登记到了别的办件",
                actor=OFFICER,
                at=NOON,
                calendar=CALENDAR,
            )

        assert (done.after, await state(sessions)) == (S.RECEIVED, S.RECEIVED)
        assert len(await facts(sessions)) == 3

    async def test_what_was_voided_can_be_entered_again_by_a_person(self, sessions: Sessions):
        """And an outside system that repeats its old file does not bring it back."""
        await a_running_project(sessions)
        async with sessions.begin() as session:
            wrong = await record(session, S.ACCEPTED, march(18))
            await void_fact(
                session,
                ref=REF,
                fact_id=wrong.fact_id,
                reason="误登",
                actor=OFFICER,
                at=NOON,
                calendar=CALENDAR,
            )

            repeated = await record(session, S.ACCEPTED, march(18), source=FactSource.IMPORT)
            meant = await record(session, S.ACCEPTED, march(18))

        assert (repeated.appended, meant.appended) == (False, True)
        assert await state(sessions) is S.ACCEPTED

    async def test_a_void_needs_a_reason_and_a_fact(self, sessions: Sessions):
        await a_running_project(sessions)
        said = {"ref": REF, "actor": OFFICER, "at": NOON, "calendar": CALENDAR}

        async with sessions.begin() as session:
            with pytest.raises(FactNotFound):
                await void_fact(session, fact_id=uuid4(), reason="误登", **said)
            with pytest.raises(BadText, match="作废原因"):
                await void_fact(session, fact_id=uuid4(), reason=" ", **said)

    async def test_a_stop_entered_late_moves_the_date_and_says_so(self, sessions: Sessions):
        """Fault 28: back-dated: the day is counted anew, why is on record, and who was told hears of it."""
        await a_running_project(sessions)
        async with sessions.begin() as session:
            await record(session, S.ACCEPTED, march(16))
            await record(session, S.IN_REVIEW, march(19))
            await a_bound_chat(session)

            begun = await record(
                session, S.SPECIAL_BEGUN, march(17), source=FactSource.API, note="检测"
            )
            ended = await record(session, S.SPECIAL_ENDED, march(18), source=FactSource.API)

            told = await payloads(session, "dates_moved")
            journal = list(
                await session.scalars(select(DateChange).order_by(DateChange.recorded_at))
            )
        assert begun.moved[0].after is None
        assert [(m.before, m.after) for m in ended.moved] == [(None, march(26))]
        assert {(c.due_before, c.due_after) for c in journal} == {
            (march(25), None),
            (None, march(26)),
        }
        assert all("登记“特别程序" in c.reason for c in journal)
        assert {m["after"] for payload in told for m in payload["moves"]} == {None, "2026-03-26"}
