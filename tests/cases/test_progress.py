"""Where a project stands, and who has to look at what."""

from datetime import date
from decimal import Decimal

import pytest

from cases.database import Sessions
from cases.errors import BadProjectCode, OtherOrganization, ProjectNotFound
from cases.processes import install
from cases.progress import ProjectProgress, project_progress, projects_of, staff_worklist
from cases.rules.access import Role
from cases.rules.phases import Phase
from cases.rules.stages import Stage
from cases.rules.states import CaseState
from cases.rules.templates import ProcessTemplate
from cases.staff import add_staff
from cases.tables.people import Chat, Person
from tests.cases.record_builders import (
    CALENDAR,
    CODE,
    NOON,
    OTHER_CODE,
    OTHER_USCC,
    REF,
    TODAY,
    a_bound_chat,
    a_case,
    a_project,
    a_running_project,
    record,
)

S = CaseState
ACCEPTANCE = ProcessTemplate("joint-acceptance", "房屋市政工程竣工联合验收", Stage.COMPLETION)


def march(day: int) -> date:
    return date(2026, 3, day)


async def shown(sessions: Sessions, code: str = CODE, today: date = TODAY) -> ProjectProgress:
    async with sessions() as session:
        return await project_progress(session, code, today=today, calendar=CALENDAR)


class TestTheProgressOfAProject:
    async def test_has_the_shape_that_others_hold_on_to(self, sessions: Sessions):
        await a_running_project(
            sessions, key_level="市级", investment=Decimal("120000.50"), street="兴隆街道"
        )
        async with sessions.begin() as session:
            await record(session, S.RECEIVED, march(16), note="收件")
            await record(session, S.ACCEPTED, march(18))

        said = (await shown(sessions)).as_dict()

        assert said["project"] == {
            "code": CODE,
            "name": "未来云谷项目",
            "organization": "济南示例建设有限公司",
            "kind": "",
            "key_level": "市级",
            "industry": "",
            "investment": "120000.5",
            "street": "兴隆街道",
            "steward": "",
        }
        assert said["stages"] == [
            {"stage": "立项用地规划许可", "state": "未开始", "done": 0, "total": 0},
            {"stage": "工程建设许可", "state": "未开始", "done": 0, "total": 0},
            {"stage": "施工许可", "state": "办理中", "done": 0, "total": 1},
            {"stage": "竣工验收", "state": "未开始", "done": 0, "total": 0},
        ]
        (case,) = said["cases"]
        assert set(case) == {"ref", "item", "state", "since", "notes", "facts", "deadlines"}
        assert (case["ref"], case["item"], case["state"]) == (
            REF,
            "建筑工程施工许可证核发",
            "已受理",
        )
        assert case["facts"][0] == {
            "id": case["facts"][0]["id"],
            "kind": "状态",
            "terms": {},
            "state": "已接件",
            "effective_on": "2026-03-16",
            "recorded_at": "2026-03-20T04:00:00+00:00",
            "source": "officer",
            "actor": "李审批",
            "note": "收件",
            "conflict": False,
        }
        assert case["deadlines"] == [
            {
                "kind": "审批",
                "legal_effect": "法定",
                "subject": "",
                "anchor": "2026-03-18",
                "basis": "《中华人民共和国建筑法》第八条",
                "due_on": "2026-03-27",
                "provisional": False,
                "overdue": False,
                "explanation": [
                    {"from": "2026-03-19", "to": "2026-03-20", "days": 2, "counted": True, "why": "工作日"},
                    {"from": "2026-03-21", "to": "2026-03-22", "days": 2, "counted": False, "why": "周末"},
                    {"from": "2026-03-23", "to": "2026-03-27", "days": 5, "counted": True, "why": "工作日"},
                ],
            }
        ]  # fmt: skip
        assert said["milestones"] == [
            {
                "kind": "已受理",
                "on": "2026-03-18",
                "stage": "施工许可",
                "ref": REF,
                "item": "建筑工程施工许可证核发",
            }
        ]

    async def test_what_is_overdue_depends_on_the_day_asked_about(self, sessions: Sessions):
        await a_running_project(sessions)
        async with sessions.begin() as session:
            await record(session, S.ACCEPTED, march(2))

        assert not (await shown(sessions, today=march(11))).overdue
        assert (await shown(sessions, today=march(12))).overdue

    async def test_counts_its_units_in_and_one_of_them_may_be_ahead(self, sessions: Sessions):
        """单位工程单独竣工验收: 1号楼 is accepted while 2号楼 has only its permit."""
        await a_running_project(sessions)
        async with sessions.begin() as session:
            await install(session, [ACCEPTANCE], at=NOON)
            for number, name in (("001", "1号楼"), ("002", "2号楼")):
                await a_project(session, code=f"{CODE}-{number}", name=name)
                await a_case(session, ref=f"U-{number}", code=f"{CODE}-{number}")
                await record(session, S.ACCEPTED, march(2), ref=f"U-{number}")
            await record(session, S.GRANTED, march(4), ref="U-001")
            await a_case(session, ref="U-001-A", item=ACCEPTANCE.name, code=f"{CODE}-001")
            await record(session, S.ACCEPTED, march(9), ref="U-001-A")
            await record(session, S.GRANTED, march(10), ref="U-001-A")

        whole = await shown(sessions)

        assert [unit.project.name for unit in whole.units] == ["1号楼", "2号楼"]
        assert [case.ref for case in whole.cases] == [REF]
        assert [line.phase for line in whole.phases] == [Phase.LANDING, Phase.YIELDING]
        assert whole.stages_under_way == (Stage.CONSTRUCTION,)
        assert [(s.done, s.total) for s in whole.stages] == [(0, 0), (0, 0), (1, 2), (1, 1)]
        first = await shown(sessions, f"{CODE}-001")
        assert [line.phase for line in first.phases] == [Phase.YIELDING]
        assert first.phases[0].as_dict()["ground"] == {
            "ref": "U-001-A",
            "item": ACCEPTANCE.name,
            "state": "办结(通过)",
            "since": "2026-03-10",
        }

    async def test_a_unit_needs_its_project_on_record_and_of_the_same_owner(
        self, sessions: Sessions
    ):
        async with sessions.begin() as session:
            with pytest.raises(ProjectNotFound):
                await a_project(session, code=f"{CODE}-001")
            await a_project(session)
            with pytest.raises(OtherOrganization):
                await a_project(session, code=f"{CODE}-001", uscc=OTHER_USCC)

    async def test_a_completed_stage_is_a_milestone_of_the_project(self, sessions: Sessions):
        await a_running_project(sessions)
        async with sessions.begin() as session:
            await record(session, S.ACCEPTED, march(2))
            await record(session, S.GRANTED, march(9))

        progress = await shown(sessions)

        assert progress.current_stage is Stage.CONSTRUCTION
        assert [(m.kind, m.ref) for m in progress.milestones] == [
            ("已受理", REF),
            ("办结(通过)", REF),
            ("阶段完成", ""),
        ]

    async def test_the_next_date_is_the_soonest_of_all_cases(self, sessions: Sessions):
        await a_running_project(sessions)
        async with sessions.begin() as session:
            await a_case(session, ref="SZ-2", item="消防设计审查")
            await record(session, S.ACCEPTED, march(18))
            await record(session, S.RECEIVED, march(19), ref="SZ-2")

        found = (await shown(sessions)).next_deadline

        assert found is not None
        assert (found[0].ref, found[1].due_on) == ("SZ-2", march(26))

    async def test_a_project_without_facts_is_shown_too(self, sessions: Sessions):
        await a_running_project(sessions)

        progress = await shown(sessions)

        assert progress.as_dict()["cases"][0]["state"] is None
        assert (progress.current_stage, progress.next_deadline) == (None, None)

    async def test_an_unknown_code_is_refused(self, sessions: Sessions):
        await a_running_project(sessions)

        with pytest.raises(ProjectNotFound):
            await shown(sessions, OTHER_CODE)
        with pytest.raises(BadProjectCode):
            await shown(sessions, "x")


class TestWhoseProjectsTheyAre:
    async def test_those_one_is_bound_to_and_those_one_stewards(self, sessions: Sessions):
        await a_running_project(sessions)
        async with sessions.begin() as session:
            steward = await add_staff(
                session, name="赵管家", role=Role.STEWARD, address="2001", at=NOON
            )
            await a_project(session, code=OTHER_CODE, uscc=OTHER_USCC, steward_id=steward.person_id)
            chat = await a_bound_chat(session)
            bound = (await active_person(session, chat)).id

            assert [(p.code, p.role) for p in await projects_of(session, bound)] == [(CODE, "经办")]
            (stewarded,) = await projects_of(session, steward.person_id)
            assert (stewarded.code, stewarded.steward) == (OTHER_CODE, "赵管家")


async def active_person(session, chat_id):
    chat = await session.get_one(Chat, chat_id)
    return await session.get_one(Person, chat.person_id)


class TestTheWorkList:
    async def test_overdue_first_then_soonest_and_closed_cases_not_at_all(self, sessions: Sessions):
        await a_running_project(sessions)
        async with sessions.begin() as session:
            for ref, accepted in (("SZ-2", 18), ("SZ-3", 17), ("SZ-4", 10)):
                await a_case(session, ref=ref)
                await record(session, S.ACCEPTED, march(accepted), ref=ref)
            await record(session, S.GRANTED, march(19), ref="SZ-4")
            await record(session, S.ACCEPTED, march(2))
            await a_case(session, ref="SZ-5")
            await record(session, S.RECEIVED, march(18), ref="SZ-5")
            await record(session, S.SUPPLEMENT_ASKED, march(19), ref="SZ-5")

            items = await staff_worklist(session, None, today=TODAY, calendar=CALENDAR)

        assert [i.case.ref for i in items] == [REF, "SZ-3", "SZ-2", "SZ-5"]
        assert [i.case.overdue for i in items] == [True, False, False, False]
        assert items[-1].deadline is None

    async def test_a_steward_sees_only_their_projects(self, sessions: Sessions):
        await a_running_project(sessions)
        async with sessions.begin() as session:
            steward = await add_staff(
                session, name="赵管家", role=Role.STEWARD, address="2001", at=NOON
            )
            await a_project(session, code=OTHER_CODE, steward_id=steward.person_id)
            await a_case(session, ref="SZ-2", code=OTHER_CODE)

            items = await staff_worklist(session, steward.person_id, today=TODAY, calendar=CALENDAR)

        assert [(i.project_code, i.steward) for i in items] == [(OTHER_CODE, "赵管家")]
