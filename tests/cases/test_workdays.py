"""Counting by subtraction gives what counting day by day gives."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cases.holidays import work_calendar
from cases.rules.clock import Stop, Unit, due
from cases.rules.percentiles import percentile
from cases.rules.workdays import Decided, in_time, workdays

CALENDAR = work_calendar()
FIRST, LAST = date(2024, 1, 1), date(2026, 12, 31)
DAYS = workdays(CALENDAR, FIRST, LAST)

days = st.dates(date(2024, 6, 1), date(2026, 6, 1))


@st.composite
def decided_cases(draw: st.DrawFn) -> Decided:
    accepted_on = draw(days)
    decided_on = accepted_on + timedelta(days=draw(st.integers(0, 60)))
    stops = []
    for _ in range(draw(st.integers(0, 3))):
        start = accepted_on + timedelta(days=draw(st.integers(0, 40)))
        length = draw(st.integers(0, 15))
        end = min(start + timedelta(days=length), decided_on)
        if start <= end:
            stops.append(Stop(start, end, "检测"))
    return Decided(accepted_on, decided_on, tuple(stops))


@given(decided_cases(), st.integers(1, 45), st.sampled_from([Unit.WORKING, Unit.CALENDAR]))
def test_in_time_is_what_the_due_date_says(case: Decided, limit: int, unit: Unit):
    """The report and the clock never disagree about a decision."""
    found = due(case.accepted_on, limit, unit, calendar=CALENDAR, stops=case.stops)

    assert found.due_on is not None
    said = in_time(case, limit, unit, workdays=DAYS)
    assert said == (case.decided_on <= found.due_on)


def test_what_is_decided_at_once_is_in_time_on_the_day_of_acceptance_only():
    monday = date(2026, 3, 2)

    assert in_time(Decided(monday, monday), 0, Unit.IMMEDIATE, workdays=DAYS)
    late = Decided(monday, monday + timedelta(days=1))
    assert not in_time(late, 0, Unit.IMMEDIATE, workdays=DAYS)


@given(days, st.integers(1, 60))
def test_before_is_the_latest_day_that_long_ago(day: date, count: int):
    found = DAYS.before(day, count)

    assert DAYS.elapsed(found, day) == count
    assert DAYS.elapsed(found + timedelta(days=1), day) == count - 1


@given(st.lists(st.integers(0, 50), min_size=1), st.floats(0.01, 1))
def test_a_percentile_is_the_smallest_value_with_enough_at_or_below_it(
    values: list[int], share: float
):
    found = percentile([(value, 1) for value in values], share)

    assert found in values
    assert sum(value <= found for value in values) >= share * len(values)
    assert sum(value < found for value in values) < share * len(values)


def test_there_is_no_percentile_of_nothing():
    assert percentile([], 0.5) is None
