"""Whether an item applies: thresholds with their boundaries, and an honest "not known"."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.planning.applicability import Comparison, Rule, Verdict, find
from cases.rules.planning.profile import read_profile

REPORT = Rule(
    Verdict.REQUIRED,
    "5公顷以上",
    when=(Comparison("land_area", at_least=Decimal(50000)),),
    variant="报告书",
)
REPORT_BY_EARTH = Rule(
    Verdict.REQUIRED,
    "5万方以上",
    when=(Comparison("earthwork", at_least=Decimal(50000)),),
    variant="报告书",
)
FORM = Rule(
    Verdict.REQUIRED,
    "0.5公顷以上",
    when=(Comparison("land_area", at_least=Decimal(5000)),),
    variant="报告表",
)
NOTHING = Rule(
    Verdict.NOT_REQUIRED,
    "都在下限以内",
    when=(
        Comparison("land_area", below=Decimal(5000)),
        Comparison("earthwork", below=Decimal(1000)),
    ),
)
SOIL = (REPORT, REPORT_BY_EARTH, FORM, NOTHING)


class TestThresholds:
    @pytest.mark.parametrize(
        ("land_area", "variant"), [(50000, "报告书"), (49999, "报告表"), (5000, "报告表")]
    )
    def test_at_least_includes_its_value(self, land_area: int, variant: str):
        """以上包括本数."""
        found = find(SOIL, read_profile({"land_area": land_area, "earthwork": 0}))

        assert (found.verdict, found.variant) == (Verdict.REQUIRED, variant)

    def test_below_does_not(self):
        """不满不包括本数: 4,999 square metres and 999 cubic metres need nothing."""
        found = find(SOIL, read_profile({"land_area": 4999, "earthwork": 999}))

        assert found.verdict is Verdict.NOT_REQUIRED

    @pytest.mark.parametrize(("value", "holds"), [(24, True), (Decimal("24.1"), False)])
    def test_at_most_includes_its_value(self, value: Decimal, holds: bool):
        assert (
            Comparison("height", at_most=Decimal(24)).holds(read_profile({"height": value}))
            is holds
        )

    def test_a_bound_says_nothing_of_a_word(self):
        assert Comparison("use", at_least=Decimal(1)).holds(read_profile({"use": "工业"})) is False


class TestWhatHasNotBeenSaid:
    def test_it_is_unknown_and_named(self):
        """Nothing is presumed about a project that nobody described."""
        found = find(SOIL, read_profile({}))

        assert found.verdict is Verdict.UNKNOWN
        assert found.missing == ("用地面积", "挖填土石方总量")

    def test_one_rule_that_holds_is_enough(self):
        """Five hectares decide, whatever the earthwork is."""
        found = find(SOIL, read_profile({"land_area": 60000}))

        assert found.variant == "报告书"

    def test_a_rule_that_may_still_hold_is_not_passed_over(self):
        """One hectare would be a 报告表, unless the earthwork makes it a 报告书."""
        found = find(SOIL, read_profile({"land_area": 10000}))

        assert found.verdict is Verdict.UNKNOWN
        assert found.missing == ("挖填土石方总量",)

    def test_what_holds_for_the_rest_is_presumed(self):
        """A permit with an exemption for small works is planned until the works are said to be small."""
        rules = (
            Rule(Verdict.CONFIRM, "小型", when=(Comparison("floor_area", at_most=Decimal(300)),)),
            Rule(Verdict.REQUIRED, "其余"),
        )

        assert find(rules, read_profile({})).presumed is Verdict.REQUIRED

    def test_without_rules_it_applies_to_everybody(self):
        assert find((), read_profile({})).verdict is Verdict.REQUIRED

    def test_where_no_rule_fits_the_window_is_asked(self):
        found = find((NOTHING,), read_profile({"land_area": 9000, "earthwork": 0}))

        assert found.verdict is Verdict.CONFIRM


@given(
    land_area=st.none() | st.integers(0, 100_000),
    earthwork=st.none() | st.integers(0, 100_000),
    more=st.tuples(st.integers(0, 100_000), st.integers(0, 100_000)),
)
def test_saying_more_never_changes_what_was_told(
    land_area: int | None, earthwork: int | None, more: tuple[int, int]
):
    """A verdict other than "unknown" stays, whatever the attributes not yet said turn out to be."""
    said = {"land_area": land_area, "earthwork": earthwork}
    full = {
        key: value if value is not None else other
        for (key, value), other in zip(said.items(), more, strict=True)
    }

    before, after = find(SOIL, read_profile(said)), find(SOIL, read_profile(full))

    if before.verdict is not Verdict.UNKNOWN:
        assert (before.verdict, before.variant) == (after.verdict, after.variant)
    assert after.verdict is not Verdict.UNKNOWN
