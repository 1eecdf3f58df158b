"""Dates of a plan: on the real calendar, each step after what it waits for."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.errors import RouteBroken, UnknownPlanItem
from cases.rules.clock import Unit, months_later
from cases.rules.planning.applicability import Comparison, Rule, Verdict
from cases.rules.planning.items import After, Paper, Span
from cases.rules.planning.routes import Drop, Route, StepSpec, Takes
from tests.cases.planning_builders import a_plan, an_item

CONSTRUCTION = StepSpec("construction", name="施工", takes=Takes.CONSTRUCTION, per_unit=True)
IN_USE = StepSpec(
    "in-use", name="可投入使用", takes=Takes.NOTHING, per_unit=True, after=(After("construction"),)
)


def days_of(plan, step: str) -> tuple[date, date]:
    found = plan.steps[step]
    return found.start, found.end


class TestOrder:
    def test_a_step_begins_when_what_it_waits_for_is_done(self):
        plan = a_plan(an_item("a", 5), an_item("b", 3, after=("a",)))

        assert days_of(plan, "b") == (date(2026, 3, 9), date(2026, 3, 12))

    def test_steps_that_wait_for_nothing_run_side_by_side(self):
        plan = a_plan(an_item("a", 5), an_item("b", 3))

        assert days_of(plan, "b")[0] == days_of(plan, "a")[0]

    def test_the_holidays_do_not_count(self):
        """Handed in on 11 February 2026, seven working days end on the 27th: 2/14 is worked."""
        plan = a_plan(an_item("a", 7), start=date(2026, 2, 11))

        assert plan.end == date(2026, 2, 27)

    def test_nothing_is_handed_in_on_a_day_off(self):
        plan = a_plan(an_item("a", 1), start=date(2026, 10, 3))

        assert days_of(plan, "a")[0] == date(2026, 10, 8)

    def test_what_does_not_apply_hands_on_what_it_waits_for(self):
        """a → b → c without b: c still waits for a."""
        never = Rule(Verdict.NOT_REQUIRED, "不适用")
        plan = a_plan(
            an_item("a", 5),
            an_item("b", 3, after=("a",), rules=(never,)),
            an_item("c", after=("b",)),
        )

        assert [after.step for after in plan.steps["c"].node.after] == ["a"]

    def test_steps_that_wait_for_each_other_are_refused(self):
        with pytest.raises(RouteBroken, match="a"):
            a_plan(an_item("a", after=("b",)), an_item("b", after=("a",)))

    def test_a_year_without_its_holiday_notice_makes_a_date_an_estimate(self):
        assert a_plan(an_item("a", 20), start=date(2026, 12, 20)).steps["a"].provisional


class TestHowLong:
    def test_the_longest_of_several_spans_decides(self):
        """Seven natural days of 公示 outlast three working days."""
        spans = (Span("法定时限", 3, Unit.WORKING), Span("公示", 7, Unit.CALENDAR))

        assert a_plan(an_item("a", spans=spans)).end == date(2026, 3, 9)

    def test_a_span_of_another_variant_does_not_count(self):
        rule = Rule(Verdict.REQUIRED, "报告表", variant="报告表")
        spans = (
            Span("法定时限", 60, Unit.WORKING, variant="报告书"),
            Span("法定时限", 30, Unit.WORKING, variant="报告表"),
        )

        plan = a_plan(an_item("a", spans=spans, rules=(rule,)))

        assert plan.steps["a"].span.days == 30

    def test_what_no_law_counts_is_counted_as_nothing_and_said_to_be(self):
        plan = a_plan(an_item("a", None))

        assert (plan.end, plan.uncounted) == (plan.start, ("a",))

    def test_unless_the_enterprise_says_what_it_reckons_with(self):
        plan = a_plan(an_item("a", None), profile={"estimates": {"a": 20}})

        assert (plan.end, plan.uncounted) == (date(2026, 3, 22), ())

    def test_an_estimate_for_what_is_no_item_is_refused(self):
        with pytest.raises(UnknownPlanItem, match="b"):
            a_plan(an_item("a"), profile={"estimates": {"b": 20}})

    @pytest.mark.parametrize(
        ("day", "months", "later"),
        [
            (date(2026, 1, 31), 1, date(2026, 2, 28)),
            (date(2027, 11, 30), 3, date(2028, 2, 29)),
            (date(2026, 12, 15), 12, date(2027, 12, 15)),
        ],
    )
    def test_months_end_on_the_same_day_or_the_last(self, day: date, months: int, later: date):
        assert months_later(day, months) == later


class TestUnits:
    UNITS = {"units": {"一号": "2026-09-30", "二号": "2027-03-31"}}

    def test_each_unit_comes_to_its_moment_when_it_is_built(self):
        plan = a_plan(an_item("a"), steps=(CONSTRUCTION, IN_USE), profile=self.UNITS)

        assert plan.moments["in-use"] == (date(2026, 9, 30), date(2027, 3, 31))

    def test_what_is_not_by_unit_waits_for_all_of_them(self):
        last = StepSpec("last", takes=Takes.NOTHING, after=(After("in-use"),))
        plan = a_plan(an_item("a"), steps=(CONSTRUCTION, IN_USE, last), profile=self.UNITS)

        assert plan.steps["last"].end == date(2027, 3, 31)


class TestOtherWays:
    def test_a_dropped_step_is_gone_and_its_reason_kept(self):
        quick = Route("quick", "快", drops=(Drop("b", "不用"),))
        plan = a_plan(
            an_item("a"), an_item("b", after=("a",)), an_item("c", after=("b",)), chosen=(quick,)
        )

        assert set(plan.steps) == {"a", "c"}
        assert [drop.because for drop in plan.way.dropped] == ["不用"]

    def test_the_days_saved_are_the_difference_to_the_standard_way(self):
        moment = StepSpec("in-use", takes=Takes.NOTHING, after=(After("b"),))
        early = Route("early", "早", steps=(StepSpec("b", after=()),))
        plan = a_plan(
            an_item("a", 5), an_item("b", 3, after=("a",)), steps=(moment,), chosen=(early,)
        )

        (saved,) = plan.saved
        assert (saved.standard, saved.planned) == (date(2026, 3, 12), date(2026, 3, 5))
        assert (saved.calendar_days, saved.working_days) == (7, 5)

    def test_a_missing_paper_holds_up_the_start(self):
        plan = a_plan(an_item("a", 5), profile={"late_materials": {"a": "2026-03-16"}})

        assert days_of(plan, "a") == (date(2026, 3, 16), date(2026, 3, 23))

    def test_where_it_may_follow_it_holds_up_only_the_decision(self):
        """容缺: reviewed meanwhile, decided on the day on which the paper is there."""
        tolerant = Route("tolerant", "容缺", tolerates_late_papers=True)
        plan = a_plan(
            an_item("a", 5), profile={"late_materials": {"a": "2026-03-16"}}, chosen=(tolerant,)
        )

        assert days_of(plan, "a") == (date(2026, 3, 2), date(2026, 3, 16))

    def test_a_commitment_decides_only_what_the_window_agreed_to(self):
        commitment = Route("commitment", "告知承诺", accepts_commitment=True)
        plan = a_plan(
            an_item("a", 5), an_item("b", 5), profile={"committed": ["a"]}, chosen=(commitment,)
        )

        assert plan.steps["a"].end == date(2026, 3, 2)
        assert plan.steps["b"].end == date(2026, 3, 9)


class TestPapers:
    def test_each_is_listed_once_with_those_who_want_it(self):
        items = [an_item(slug, papers=(Paper("书面申请"),)) for slug in ("a", "b")]

        (paper,) = a_plan(*items).papers

        assert paper.wanted_by == ("a", "b")

    def test_what_an_item_of_the_plan_produces_is_not_asked_for_again(self):
        plan = a_plan(
            an_item("a", produces=("建设工程规划许可证",)),
            an_item("b", after=("a",), papers=(Paper("建设工程规划许可证（复印件）"),)),
        )

        (paper,) = plan.papers
        assert paper.comes_from == "a"

    def test_papers_of_another_variant_are_left_out(self):
        rules = (
            Rule(Verdict.REQUIRED, "书", when=(Comparison("eia", ("报告书",)),), variant="报告书"),
            Rule(Verdict.REQUIRED, "表", when=(Comparison("eia", ("报告表",)),), variant="报告表"),
        )
        papers = (Paper("环境影响报告书"), Paper("环境影响报告表"), Paper("公众意见说明"))
        plan = a_plan(an_item("a", rules=rules, papers=papers), profile={"eia": "报告表"})

        assert [paper.name for paper in plan.papers] == ["环境影响报告表", "公众意见说明"]


@st.composite
def webs(draw: st.DrawFn):
    """Up to twelve items; each waits for some of those before it."""
    size = draw(st.integers(1, 12))
    items = []
    for n in range(size):
        before = draw(st.sets(st.integers(0, n - 1), max_size=3)) if n else set()
        items.append(
            an_item(f"i{n}", draw(st.integers(1, 30)), after=tuple(f"i{b}" for b in before))
        )
    return items


@given(items=webs(), start=st.dates(date(2024, 1, 1), date(2026, 6, 30)))
def test_every_step_follows_what_it_waits_for_and_the_critical_path_sets_the_end(items, start):
    """No step begins before another it waits for has ended; the path is a chain that ends last."""
    plan = a_plan(*items, start=start)

    for step in plan.steps.values():
        assert all(plan.steps[after.step].end <= step.start for after in step.node.after)
    path = [plan.steps[key] for key in plan.critical_path]
    assert path[-1].end == plan.end
    for earlier, later in pairwise(path):
        assert earlier.node.key in {after.step for after in later.node.after}


@given(items=webs(), chosen=st.integers(0, 11))
def test_waiting_for_less_never_makes_the_plan_longer(items, chosen):
    """A route that only takes a wait away cannot come later than the standard way."""
    slug = items[chosen % len(items)].slug
    free = Route("free", "少等", steps=(StepSpec(slug, after=()),))

    assert a_plan(*items, chosen=(free,)).end <= a_plan(*items).end
