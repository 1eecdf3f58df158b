"""Plans from the shipped guides: what applies and why, and what the bureau's own cases gained."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.planning import STANDARD, chosen_routes, items_of, routes_of
from bot.texts.plan import ASK
from cases.errors import UnknownRoute
from cases.holidays import work_calendar
from cases.rules.planning.applicability import Verdict
from cases.rules.planning.attributes import ATTRIBUTES
from cases.rules.planning.plans import Plan, make_plan
from cases.rules.planning.profile import read_profile
from knowledge.guides import parse_guide

CORPUS = Path(__file__).parents[2] / "knowledge" / "corpus"
GUIDES = [parse_guide(path) for path in sorted(CORPUS.rglob("*.md"))]
ITEMS, ROUTES = items_of(GUIDES), routes_of(GUIDES)
FACTORY = {
    "投资类型": "企业投资",
    "列入核准目录": "否",
    "用地方式": "出让",
    "用途": "工业",
    "总投资": 12000,
    "总建筑面积": 20000,
    "用地面积": 30000,
    "挖填土石方总量": 20000,
    "年用电量": 300,
    "年综合能源消费量": 600,
    "环评类别": "报告表",
    "属于特殊建设工程": "否",
    "取用河湖水或地下水": "否",
    "挖掘城市道路": "否",
    "临时占用城市道路": "否",
    "临时占用城市绿地": "否",
    "位于泉水重点保护范围": "否",
    "供地完成日": "2026-06-30",
    "施工工期": 12,
    "预计天数": {"施工图审查": 20},
}
WANTED = (
    "标准并联路线",
    "拿地即开工路线",
    "四个并联",
    "分阶段办理施工许可",
    "建成即使用",
    "单位工程单独竣工验收",
    "建成即使用+竣工结算延期",
    "验收即发证",
    "发证即办照",
    "二三阶段合并",
    "告知承诺",
    "容缺办理",
    "简易低风险项目路线",
    "城市更新项目审批",
)


def a_plan_by(route: str, **changes: object) -> Plan:
    return make_plan(
        read_profile({**FACTORY, **changes}),
        ITEMS,
        ROUTES[0],
        chosen_routes(route, ROUTES),
        start=date(2026, 3, 2),
        calendar=work_calendar(),
    )


def verdict(plan: Plan, item: str) -> tuple[Verdict, str]:
    found = plan.findings[item]
    return found.verdict, found.variant


class TestTheGuides:
    def test_the_standard_way_comes_first(self):
        assert ROUTES[0].slug == STANDARD

    @pytest.mark.parametrize("name", WANTED)
    def test_every_route_can_be_planned_by(self, name: str):
        """It is found by name, its steps fit together, and it says what it brings and what limits it."""
        plan = a_plan_by(name)

        route = plan.way.routes[-1]
        assert plan.steps
        assert route.gains
        assert route.rests_on
        assert route.strains

    def test_rules_speak_of_attributes_that_are_asked(self):
        asked = {
            test.attribute
            for rules in (*(i.rules for i in ITEMS), *(r.rules for r in ROUTES))
            for rule in rules
            for test in rule.when
        }

        assert asked <= set(ASK) <= set(ATTRIBUTES)

    def test_steps_speak_of_items_and_steps_that_exist(self):
        slugs = {item.slug for item in ITEMS}
        for route in ROUTES:
            steps = {spec.step for spec in (*ROUTES[0].steps, *route.steps)}
            for spec in route.steps:
                assert not spec.item or spec.item in slugs
                assert {after.step for after in spec.after or ()} <= steps
            assert {drop.step for drop in route.drops} <= steps

    def test_every_wait_between_approvals_has_its_ground(self):
        plan = a_plan_by("标准并联路线")
        for step in plan.steps.values():
            for after in step.node.after:
                if step.node.item and plan.steps[after.step].node.item:
                    assert after.basis.startswith("《"), (step.node.key, after.step)

    def test_a_route_that_does_not_exist_is_refused_with_those_that_do(self):
        with pytest.raises(UnknownRoute, match="标准并联路线"):
            a_plan_by("一步到位")


class TestWhichItemsApply:
    @pytest.mark.parametrize(
        ("item", "changes", "expected"),
        [
            ("enterprise-filing", {}, (Verdict.REQUIRED, "")),
            ("enterprise-filing", {"列入核准目录": "是"}, (Verdict.NOT_REQUIRED, "")),
            ("enterprise-approval", {"列入核准目录": "是"}, (Verdict.REQUIRED, "")),
            ("government-investment", {"投资类型": "政府投资"}, (Verdict.REQUIRED, "")),
            ("land-planning-granted", {}, (Verdict.REQUIRED, "")),
            ("land-planning-allocated", {"用地方式": "划拨"}, (Verdict.REQUIRED, "")),
            ("land-planning-granted", {"用地方式": "已有用地"}, (Verdict.NOT_REQUIRED, "")),
            ("energy-review", {}, (Verdict.NOT_REQUIRED, "")),
            ("energy-review", {"年用电量": 500}, (Verdict.REQUIRED, "")),
            ("energy-review", {"年综合能源消费量": 1000}, (Verdict.REQUIRED, "")),
            ("soil-conservation", {}, (Verdict.REQUIRED, "报告表")),
            ("soil-conservation", {"用地面积": 50000}, (Verdict.REQUIRED, "报告书")),
            (
                "soil-conservation",
                {"用地面积": 4999, "挖填土石方总量": 999},
                (Verdict.NOT_REQUIRED, ""),
            ),
            ("eia", {}, (Verdict.REQUIRED, "报告表")),
            ("eia", {"环评类别": "登记表"}, (Verdict.NOT_REQUIRED, "")),
            ("eia-form", {"环评类别": "登记表"}, (Verdict.REQUIRED, "")),
            ("fire-acceptance", {"属于特殊建设工程": "是"}, (Verdict.REQUIRED, "")),
            ("fire-filing", {}, (Verdict.REQUIRED, "")),
            ("fire-design", {"属于特殊建设工程": "是"}, (Verdict.REQUIRED, "")),
            ("civil-air-defence", {"用途": "办公"}, (Verdict.REQUIRED, "")),
            ("civil-air-defence", {}, (Verdict.CONFIRM, "")),
            ("construction-permit", {}, (Verdict.REQUIRED, "")),
            ("construction-permit", {"总建筑面积": 300}, (Verdict.CONFIRM, "")),
        ],
    )
    def test_thresholds_decide_and_the_boundary_belongs_to_its_side(
        self, item: str, changes: dict, expected: tuple[Verdict, str]
    ):
        assert verdict(a_plan_by("标准并联路线", **changes), item) == expected

    def test_each_verdict_gives_its_reason(self):
        for item, found in a_plan_by("标准并联路线").findings.items():
            assert found.says, item

    def test_a_project_that_is_too_large_is_told_so(self):
        plan = a_plan_by("简易低风险项目路线")

        found = plan.eligibility["simple-low-risk"]
        assert found.verdict is Verdict.NOT_REQUIRED
        assert "3000平方米" in found.says

    def test_a_small_one_fits(self):
        plan = a_plan_by(
            "简易低风险项目路线",
            总建筑面积=3000,
            建筑高度=24,
            地下层数=1,
            地下建筑面积=1000,
            涉及易燃易爆或有毒有害="否",
            **{"功能单一、技术简单": "是"},
        )

        assert plan.eligibility["simple-low-risk"].verdict is Verdict.REQUIRED
        assert "drawing-review" not in plan.steps


class TestWhatTheBureausOwnCasesGained:
    def test_a_unit_accepted_alone_is_used_half_a_year_earlier(self):
        """建成即使用: the first building stands six months before the last."""
        plan = a_plan_by("建成即使用", 单位工程={"一期": "2027-03-31", "二期": "2027-09-30"})

        (saved,) = [one for one in plan.saved if one.moment == "in-use"]
        assert timedelta(days=175) <= timedelta(days=saved.calendar_days) <= timedelta(days=190)

    def test_nobody_uses_what_has_not_passed_its_fire_acceptance(self):
        plan = a_plan_by(
            "建成即使用",
            属于特殊建设工程="是",
            单位工程={"一期": "2027-03-31", "二期": "2027-09-30"},
        )

        assert plan.steps["in-use@一期"].start >= plan.steps["fire-acceptance@一期"].end

    def test_a_phased_permit_lets_work_begin_three_months_earlier(self):
        """分阶段办理施工许可: the pit first, while the land is still being granted."""
        plan = a_plan_by("分阶段办理施工许可")

        (saved,) = [one for one in plan.saved if one.moment == "work-begins"]
        assert saved.calendar_days >= 90

    def test_but_no_earlier_than_the_environment_allows(self):
        """环境影响评价法第二十五条 holds for the pit as well."""
        plan = a_plan_by("分阶段办理施工许可")

        assert plan.steps["work-begins"].start >= plan.steps["eia"].end

    def test_the_title_comes_on_the_day_of_the_completion_filing(self):
        """验收即发证."""
        plan = a_plan_by("验收即发证")

        assert plan.steps["property-registration"].end == plan.steps["completion-filing"].end

    def test_a_deferred_settlement_no_longer_holds_up_the_filing(self):
        """建成即使用+竣工结算延期: ninety days of settlement run beside it."""
        units = {"单位工程": {"一期": "2027-03-31"}, "竣工结算用时": 90}

        usual, deferred = (a_plan_by(r, **units) for r in ("建成即使用", "建成即使用+竣工结算延期"))

        usual_day, day = (p.steps["completion-filing"].end for p in (usual, deferred))
        assert (usual_day - day).days > 60

    def test_merging_two_stages_claims_nothing_that_no_rule_says(self):
        assert all(saved.calendar_days == 0 for saved in a_plan_by("二三阶段合并").saved)
