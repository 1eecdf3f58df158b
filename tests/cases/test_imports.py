"""Importing what another system knows: all or nothing, the same twice is once."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select

from cases.database import Sessions
from cases.import_rows import Column, RawRow
from cases.imports import ImportReport, import_rows
from cases.progress import project_progress
from cases.reminders import sweep_reminders
from cases.rules.access import Role
from cases.rules.deadlines import DeadlineKind
from cases.rules.kinds import FactKind
from cases.rules.states import CaseState
from cases.staff import add_staff
from cases.tables.audit import AuditEntry
from cases.tables.facts import DateChange, Fact
from cases.tables.outbox import Delivery, DeliveryState, OutboxMessage
from cases.tables.projects import Case, Organization, Project
from tests.cases.record_builders import (
    CALENDAR,
    CODE,
    NOON,
    OTHER_CODE,
    OTHER_USCC,
    REF,
    a_bound_chat,
    a_row,
    a_running_project,
    owed,
    payloads,
    record,
    some_items,
)


async def imported(sessions: Sessions, *rows: RawRow, **changes) -> ImportReport:
    async with sessions.begin() as session:
        await some_items(session)
        return await import_rows(session, rows, at=NOON, calendar=CALENDAR, **changes)


async def count(sessions: Sessions, table) -> int:
    async with sessions() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


class TestAGoodFile:
    async def test_puts_projects_cases_and_facts_on_record(self, sessions: Sessions):
        report = await imported(
            sessions,
            a_row(2, STATE="已接件", DATE="2026-02-09"),
            a_row(3),
            a_row(4, CODE=OTHER_CODE, USCC=OTHER_USCC, NAME="乙项目", REF="SZ-2", ITEM="项目备案"),
        )

        assert report.as_dict() == {"rows": 3, "applied": 3, "unchanged": 0, "rejected": []}
        async with sessions() as session:
            project = await session.scalar(select(Project).where(Project.code == CODE))
            case = await session.scalar(select(Case).where(Case.ref == REF))
        assert project is not None
        assert case is not None
        assert (project.key_level, project.street, project.investment) == (
            "市级", "兴隆街道", Decimal(120000),
        )  # fmt: skip
        assert (case.state, case.item) == (CaseState.ACCEPTED, "construction-permit")
        assert await count(sessions, Fact) == 3

    async def test_read_a_second_time_changes_nothing(self, sessions: Sessions):
        rows = [a_row(2, STATE="已接件", DATE="2026-02-09"), a_row(3, KEY_LEVEL="省级")]
        await imported(sessions, *rows)

        report = await imported(sessions, *rows)

        assert (report.applied, report.unchanged) == (0, 2)
        assert await count(sessions, Fact) == 2
        assert await count(sessions, AuditEntry) == 1

    async def test_the_same_row_twice_in_one_file_is_one_fact(self, sessions: Sessions):
        report = await imported(sessions, a_row(2), a_row(3))

        assert (report.applied, report.unchanged) == (1, 1)

    async def test_the_order_of_rows_does_not_matter(self, sessions: Sessions):
        report = await imported(
            sessions,
            a_row(2, STATE="办结(通过)", DATE="2026-02-25"),
            a_row(3),
            a_row(4, STATE="已接件", DATE="2026-02-09"),
        )

        assert (report.applied, report.conflicts) == (3, 0)
        async with sessions() as session:
            assert await session.scalar(select(Case.state)) is CaseState.GRANTED

    async def test_what_an_officer_recorded_is_known(self, sessions: Sessions):
        await a_running_project(sessions)
        async with sessions.begin() as session:
            await record(session, CaseState.ACCEPTED, date(2026, 2, 11))

        report = await imported(
            sessions, a_row(KIND="", KEY_LEVEL="", INDUSTRY="", INVESTMENT="", STREET="")
        )

        assert (report.applied, report.unchanged) == (0, 1)

    async def test_what_cannot_follow_is_kept_marked_and_counted(self, sessions: Sessions):
        report = await imported(sessions, a_row(STATE="部门开始办理"))

        assert (report.applied, report.conflicts, report.rejected) == (1, 1, ())

    async def test_the_latest_row_says_what_the_project_is_and_blanks_say_nothing(
        self, sessions: Sessions
    ):
        await imported(
            sessions,
            a_row(2, KEY_LEVEL="省级", STREET="", DATE="2026-02-12", STATE="部门开始办理"),
            a_row(3, KEY_LEVEL="市级"),
        )

        async with sessions() as session:
            project = (await session.scalars(select(Project))).one()
        assert (project.key_level, project.street) == ("省级", "兴隆街道")

    async def test_a_changed_attribute_alone_is_applied(self, sessions: Sessions):
        await imported(sessions, a_row())

        report = await imported(sessions, a_row(KEY_LEVEL="省级"))

        assert (report.applied, report.unchanged) == (1, 0)

    async def test_a_known_steward_is_linked_and_an_unknown_name_waits(self, sessions: Sessions):
        async with sessions.begin() as session:
            steward = await add_staff(
                session, name="赵管家", role=Role.STEWARD, address="2001", at=NOON
            )
        await imported(
            sessions,
            a_row(2, STEWARD="赵管家"),
            a_row(3, STEWARD="孙管家", CODE=OTHER_CODE, USCC=OTHER_USCC, REF="SZ-2"),
        )

        async with sessions() as session:
            projects = await session.scalars(select(Project).order_by(Project.code))
            assert [(p.steward_name, p.steward_id) for p in projects] == [
                ("赵管家", steward.person_id),
                ("孙管家", None),
            ]


class TestABadFile:
    @pytest.mark.parametrize(
        "cells, column, reason",
        [
            ({"CODE": "2313-1"}, "项目代码", "项目代码不正确"),
            ({"CODE": ""}, "项目代码", "不能为空"),
            ({"NAME": "字" * 129}, "项目名称", "最多 128 个字"),
            ({"USCC": "91370103MA0000001C"}, "统一社会信用代码", "校验位不符"),
            ({"INVESTMENT": "一亿"}, "总投资万元", "应为数字"),
            ({"INVESTMENT": "-1"}, "总投资万元", "不小于 0"),
            ({"INVESTMENT": "NaN"}, "总投资万元", "不小于 0"),
            ({"INVESTMENT": "1.23456"}, "总投资万元", "最多四位小数"),
            ({"ITEM": "施工许可手续"}, "事项", "没有这个事项"),
            ({"REF": " "}, "办件编号", "不能为空"),
            ({"STATE": "审核中"}, "状态", "没有这个状态"),
            ({"DATE": "2026-02-30"}, "发生日期", "日期不正确"),
            ({"DATE": "2026-03-21"}, "发生日期", "日期在将来"),
            ({"DATE": "1926-02-11"}, "发生日期", "日期过早"),
            ({"NOTE": "a\x07b"}, "备注", "控制字符"),
        ],
    )
    async def test_says_which_cell_and_why(
        self, sessions: Sessions, cells: dict[str, str], column: str, reason: str
    ):
        report = await imported(sessions, a_row(2), a_row(7, **cells))

        (rejection,) = report.rejected
        assert (rejection.row, rejection.column) == (7, column)
        assert reason in rejection.reason
        assert "\n" not in rejection.reason
        assert report.applied == 0
        assert await count(sessions, Fact) == 0
        assert await count(sessions, Organization) == 0

    async def test_every_bad_cell_of_a_row_is_named(self, sessions: Sessions):
        report = await imported(sessions, a_row(2, USCC="1", STATE="?", DATE="?"))

        assert [r.column for r in report.rejected] == ["统一社会信用代码", "状态", "发生日期"]

    async def test_its_good_rows_enter_if_asked_for(self, sessions: Sessions):
        report = await imported(sessions, a_row(2), a_row(3, STATE="?"), partial=True)

        assert (report.applied, len(report.rejected)) == (1, 1)
        assert await count(sessions, Fact) == 1

    async def test_a_dry_run_says_the_same_and_writes_nothing(self, sessions: Sessions):
        report = await imported(sessions, a_row(2), a_row(3), dry_run=True)

        assert (report.applied, report.unchanged) == (1, 1)
        for table in (Fact, Case, Project, Organization, AuditEntry):
            assert await count(sessions, table) == 0

    async def test_a_dry_run_leaves_known_cases_as_they_were(self, sessions: Sessions):
        await imported(sessions, a_row())

        async with sessions.begin() as session:
            await import_rows(
                session,
                [a_row(STATE="办结(通过)", DATE="2026-02-25", KEY_LEVEL="省级")],
                at=NOON,
                calendar=CALENDAR,
                dry_run=True,
            )

        async with sessions() as session:
            assert await session.scalar(select(Case.state)) is CaseState.ACCEPTED
            assert await session.scalar(select(Project.key_level)) == "市级"

    @pytest.mark.parametrize("together", [True, False], ids=["one file", "two files"])
    async def test_what_contradicts_the_record_is_refused(self, sessions: Sessions, together: bool):
        """Fault 33."""
        good = a_row(2)
        bad = [
            a_row(3, USCC=OTHER_USCC, STATE="部门开始办理"),
            a_row(4, CODE=OTHER_CODE, USCC=OTHER_USCC),
            a_row(5, ITEM="项目备案", STATE="办结(通过)"),
        ]
        if not together:
            await imported(sessions, good)
        report = await imported(sessions, *([good] if together else []), *bad, partial=True)

        assert [(r.row, r.column) for r in report.rejected] == [
            (3, "统一社会信用代码"),
            (4, "办件编号"),
            (5, "事项"),
        ]
        assert await count(sessions, Project) == 1
        assert await count(sessions, Fact) == 1

    async def test_a_unit_comes_in_below_its_project_and_never_below_a_neighbours(
        self, sessions: Sessions
    ):
        unit = f"{CODE}-001"
        alone = await imported(sessions, a_row(CODE=unit, NAME="1号楼", REF="U-1"))
        assert [(r.row, r.column) for r in alone.rejected] == [(2, "项目代码")]

        report = await imported(
            sessions,
            a_row(2),
            a_row(3, CODE=unit, NAME="1号楼", REF="U-1"),
            a_row(4, CODE=f"{CODE}-002", NAME="2号楼", REF="U-2", USCC=OTHER_USCC),
            a_row(5, CODE=unit, NAME="1号楼"),
            partial=True,
        )

        assert [(r.row, r.column) for r in report.rejected] == [
            (4, "统一社会信用代码"),
            (5, "办件编号"),
        ]
        async with sessions() as session:
            codes = dict((await session.execute(select(Project.code, Project.parent_id))).all())
        assert set(codes) == {CODE, unit}
        assert codes[CODE] is None
        assert codes[unit] is not None

    async def test_two_stewards_of_one_name_must_be_told_apart(self, sessions: Sessions):
        async with sessions.begin() as session:
            for address in ("2001", "2002"):
                await add_staff(session, name="赵管家", role=Role.STEWARD, address=address, at=NOON)

        report = await imported(sessions, a_row(STEWARD="赵管家"))

        assert [r.column for r in report.rejected] == ["项目管家"]

    async def test_a_cell_beyond_the_header_is_not_lost_silently(self, sessions: Sessions):
        report = await imported(sessions, replace(a_row(), surplus="多余"))

        assert "表头以外" in report.rejected[0].reason


class TestTelling:
    async def test_the_newest_step_of_a_case_is_told_and_what_the_law_wants_told(
        self, sessions: Sessions
    ):
        await a_running_project(sessions)
        async with sessions.begin() as session:
            await a_bound_chat(session)

        await imported(
            sessions,
            a_row(2, DATE="2026-03-02"),
            a_row(3, STATE="特别程序(开始)", DATE="2026-03-04"),
            a_row(4, STATE="特别程序(结束)", DATE="2026-03-06"),
            a_row(5, STATE="办结(通过)", DATE="2026-03-12"),
        )

        async with sessions() as session:
            told = {p["recorded"] for p in await payloads(session, "milestone")}
            assert told == {"特别程序(开始)", "特别程序(结束)", "办结(通过)"}

    async def test_history_before_go_live_is_quiet(self, sessions: Sessions):
        """Fault 34."""
        await a_running_project(sessions)
        async with sessions.begin() as session:
            await a_bound_chat(session)

        report = await imported(sessions, a_row(), quiet_before=date(2026, 3, 1))

        assert (report.applied, report.owed) == (1, 0)
        async with sessions() as session:
            assert await owed(session) == []

    async def test_facts_that_are_no_state_come_with_their_terms(self, sessions: Sessions):
        """And count: the decision is due as many working days later."""
        told = {"APPROVER": "王局长", "DAYS": "3", "NOTICED_ON": "2026-03-04"}
        report = await imported(
            sessions,
            a_row(2, DATE="2026-03-02"),
            a_row(3, STATE="延长期限", DATE="2026-03-04", **told),
            a_row(4, STATE="送达", DATE="2026-03-05"),
        )

        async with sessions() as session:
            fact = await session.scalar(select(Fact).where(Fact.kind == FactKind.EXTENDED))
            shown = await project_progress(session, CODE, today=NOON.date(), calendar=CALENDAR)
        assert (report.applied, report.conflicts) == (3, 1)  # 送达 of a decision that is not there
        assert fact is not None
        assert fact.payload == {"days": 3, "approver": "王局长", "noticed_on": "2026-03-04"}
        (decision,) = (d for d in shown.cases[0].deadlines if d.kind is DeadlineKind.DECISION)
        assert decision.due_on == date(2026, 3, 16)

    async def test_an_extension_that_comes_too_late_is_kept_and_marked(self, sessions: Sessions):
        told = {"APPROVER": "王局长", "DAYS": "3", "NOTICED_ON": "2026-03-19"}
        report = await imported(
            sessions,
            a_row(2, DATE="2026-03-02"),
            a_row(3, STATE="延长期限", DATE="2026-03-19", **told),
        )

        assert (report.applied, report.conflicts) == (2, 1)

    @pytest.mark.parametrize(
        ("column", "value", "reason"),
        [
            ("DAYS", "三", "应为 1 到 3650 的整数"),
            ("DAYS", "0", "应为 1 到 3650 的整数"),
            ("UNTIL", "明天", "日期不正确"),
            ("PROCEDURE", "开会", "应为 听证"),
        ],
    )
    async def test_terms_that_are_none_keep_the_file_out(
        self, sessions: Sessions, column: str, value: str, reason: str
    ):
        report = await imported(sessions, a_row(2, STATE="延长期限", **{column: value}))

        (rejection,) = report.rejected
        assert rejection.column == Column[column]
        assert reason in rejection.reason
        assert await count(sessions, Fact) == 0

    async def a_stop_comes_late(self, sessions: Sessions, **changes: Any) -> None:
        """A permit under review, of which a file says afterwards that the clock stood for two days."""
        await a_running_project(sessions)
        async with sessions.begin() as session:
            await a_bound_chat(session)
            await record(session, CaseState.ACCEPTED, date(2026, 3, 2))
            await record(session, CaseState.IN_REVIEW, date(2026, 3, 9))
        stop = [
            a_row(2, STATE="特别程序(开始)", DATE="2026-03-04"),
            a_row(3, STATE="特别程序(结束)", DATE="2026-03-06"),
        ]
        await imported(sessions, *stop, **changes)

    async def test_a_date_that_a_file_moves_is_on_record_and_told_once(self, sessions: Sessions):
        await self.a_stop_comes_late(sessions)

        async with sessions() as session:
            (told,) = [
                said for said in await payloads(session, "dates_moved") if said["ref"] == REF
            ]
            (row,) = await session.scalars(select(DateChange))
            (last,) = await session.scalars(
                select(Fact.id).where(Fact.state == CaseState.SPECIAL_ENDED)
            )
        assert (row.due_before, row.due_after, row.fact_id) == (
            date(2026, 3, 11),
            date(2026, 3, 13),
            last,
        )
        assert "特别程序(结束)" in told["reason"]
        assert [move["after"] for move in told["moves"]] == ["2026-03-13"]

    async def test_a_date_that_history_moves_is_on_record_and_told_to_nobody(
        self, sessions: Sessions
    ):
        await self.a_stop_comes_late(sessions, quiet_before=date(2026, 4, 1))

        assert await count(sessions, DateChange) == 1
        async with sessions() as session:
            assert await payloads(session, "dates_moved") == []

    async def test_a_reminder_of_the_old_day_is_taken_back(self, sessions: Sessions):
        """It would be untrue by the time that it is sent."""
        await a_running_project(sessions)
        async with sessions.begin() as session:
            await add_staff(
                session,
                name="王科长",
                role=Role.MANAGER,
                address="2002",
                at=datetime(2026, 1, 5, 4, 0, tzinfo=UTC),
            )
            await record(
                session,
                CaseState.ACCEPTED,
                date(2026, 3, 2),
                at=datetime(2026, 3, 2, 4, 0, tzinfo=UTC),
            )
        async with sessions.begin() as session:
            await sweep_reminders(
                session, at=datetime(2026, 3, 11, 4, 0, tzinfo=UTC), calendar=CALENDAR
            )

        await imported(sessions, a_row(2, STATE="撤回", DATE="2026-03-11"))

        async with sessions() as session:
            states = await session.scalars(
                select(Delivery.state)
                .join(OutboxMessage, OutboxMessage.id == Delivery.message_id)
                .where(OutboxMessage.kind == "reminder")
            )
            assert set(states) == {DeliveryState.SUPPRESSED}

    async def test_a_dry_run_counts_what_would_be_told_and_tells_nobody(self, sessions: Sessions):
        """Before ten thousand old rows go in, the operator sees whether anybody would hear of them."""
        await a_running_project(sessions)
        async with sessions.begin() as session:
            await a_bound_chat(session)
        rows = [a_row(2), a_row(3, STATE="办结(通过)", DATE="2026-03-12")]

        loud = await imported(sessions, *rows, dry_run=True)
        quiet = await imported(sessions, *rows, dry_run=True, quiet_before=date(2026, 3, 20))

        assert (loud.applied, loud.owed) == (2, 1)
        assert (quiet.applied, quiet.owed) == (2, 0)
        async with sessions() as session:
            assert await owed(session) == []
        assert await count(sessions, Fact) == 0

    async def test_a_stage_is_complete_only_when_the_whole_file_says_so(self, sessions: Sessions):
        await a_running_project(sessions)
        async with sessions.begin() as session:
            await a_bound_chat(session)
        first = [
            a_row(2, DATE="2026-03-02"),
            a_row(3, STATE="办结(通过)", DATE="2026-03-05"),
            a_row(4, REF="SZ-2", ITEM="消防设计审查", DATE="2026-03-06"),
        ]

        await imported(sessions, *first)
        async with sessions() as session:
            assert [p["stage_completed"] for p in await payloads(session, "milestone")] == [
                None,
                None,
            ]

        await imported(
            sessions,
            a_row(REF="SZ-2", ITEM="消防设计审查", STATE="办结(通过)", DATE="2026-03-09"),
        )
        async with sessions() as session:
            said = await payloads(session, "milestone")
            assert [p["stage_completed"] for p in said if p["stage_completed"]] == ["施工许可"]

    async def test_the_steward_of_a_new_project_is_alerted(self, sessions: Sessions):
        async with sessions.begin() as session:
            await add_staff(session, name="赵管家", role=Role.STEWARD, address="2001", at=NOON)

        report = await imported(sessions, a_row(STEWARD="赵管家"))

        assert report.owed == 1


async def test_an_import_is_in_the_journal(sessions: Sessions):
    await imported(sessions, a_row(), source_name="办件.xlsx")

    async with sessions() as session:
        entry = (await session.scalars(select(AuditEntry))).one()
    assert (entry.action, entry.detail["file"], entry.detail["applied"]) == (
        "cases.import", "办件.xlsx", 1,
    )  # fmt: skip
