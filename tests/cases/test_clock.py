"""Legal time limits on the real Chinese calendar."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.errors import BadBudget, BadStop
from cases.holidays import work_calendar
from cases.rules.calendar import WorkCalendar
from cases.rules.clock import MOST_DAYS, Stop, Unit, due, merge

CALENDAR = work_calendar()
DAY = timedelta(days=1)

anchors = st.dates(date(2019, 1, 1), date(2026, 9, 1))
budgets = st.integers(1, 60)


@st.composite
def stop_lists(draw: st.DrawFn) -> list[Stop]:
    starts = draw(st.lists(st.dates(date(2019, 1, 1), date(2026, 12, 1)), max_size=5))
    return [Stop(start, start + DAY * draw(st.integers(0, 40))) for start in starts]


@st.composite
def anchored_stops(draw: st.DrawFn) -> tuple[date, list[Stop]]:
    """Stops close enough to the anchor to matter."""
    anchor = draw(anchors)
    offsets = draw(st.lists(st.tuples(st.integers(-10, 60), st.integers(0, 15)), max_size=4))
    stops = [Stop(anchor + DAY * at, anchor + DAY * (at + length)) for at, length in offsets]
    return anchor, stops


def by_hand(anchor: date, days: int, stops: list[Stop]) -> date:
    """The same rule, written another way: list the days that count and take the N-th."""
    stopped = {
        stop.start + DAY * n
        for stop in stops
        if stop.end
        for n in range((stop.end - stop.start).days)
    }
    counting = (
        day
        for n in range(1, 2000)
        if (day := anchor + DAY * n) not in stopped
        and (
            day in CALENDAR.days_worked
            or (day.weekday() not in {5, 6} and day not in CALENDAR.days_off)
        )
    )
    for _ in range(days - 1):
        next(counting)
    return next(counting)


class TestTheRealCalendar:
    @pytest.mark.parametrize(
        "anchor, days, expected",
        [
            (date(2024, 2, 8), 7, date(2024, 2, 23)),
            (date(2025, 9, 28), 5, date(2025, 10, 11)),
            (date(2025, 12, 31), 3, date(2026, 1, 6)),
            (date(2026, 2, 11), 7, date(2026, 2, 27)),
            (date(2026, 9, 24), 5, date(2026, 10, 9)),
            (date(2026, 2, 12), 20, date(2026, 3, 18)),
        ],
    )
    def test_the_published_vectors_hold(self, anchor: date, days: int, expected: date):
        assert due(anchor, days, calendar=CALENDAR).due_on == expected

    def test_a_special_procedure_moves_the_date_by_its_working_days(self):
        """检测 from 3 March to 8 March: resumes on the 9th."""
        stop = Stop(date(2026, 3, 2), date(2026, 3, 9))

        found = due(date(2026, 2, 12), 20, calendar=CALENDAR, stops=[stop])

        assert found.due_on == date(2026, 3, 25)

    def test_a_saturday_worked_for_the_spring_festival_counts_and_says_so(self):
        rows = due(date(2026, 2, 11), 7, calendar=CALENDAR).explanation

        assert [(r.from_, r.to, r.days, r.counted, r.why) for r in rows] == [
            (date(2026, 2, 12), date(2026, 2, 13), 2, True, "工作日"),
            (date(2026, 2, 14), date(2026, 2, 14), 1, True, "调休上班（春节）"),
            (date(2026, 2, 15), date(2026, 2, 23), 9, False, "春节放假"),
            (date(2026, 2, 24), date(2026, 2, 27), 4, True, "工作日"),
        ]

    def test_a_count_into_a_year_not_announced_is_an_estimate(self):
        """Fault 27."""
        assert due(date(2026, 12, 28), 7, calendar=CALENDAR).provisional
        assert not due(date(2026, 12, 21), 7, calendar=CALENDAR).provisional

    def test_the_days_of_that_year_say_that_they_are_estimated(self):
        last = due(date(2026, 12, 28), 7, calendar=CALENDAR).explanation[-1]

        assert "未公布" in last.why

    def test_every_holiday_has_a_chinese_name(self):
        names = {*CALENDAR.days_off.values(), *CALENDAR.days_worked.values()}

        assert {"春节", "国庆节", "清明节", "劳动节", "端午节", "中秋节", "元旦"} <= names
        assert not [name for name in names if name.isascii()]

    def test_the_calendar_knows_how_far_it_is_announced(self):
        assert CALENDAR.announced_through is not None
        assert CALENDAR.announced_through >= date(2026, 12, 31)


class TestEveryLimit:
    @given(anchored_stops(), budgets)
    def test_ends_on_the_nth_counting_day(self, case: tuple[date, list[Stop]], days: int):
        """C1, C14: agrees with an independently written count."""
        anchor, stops = case

        found = due(anchor, days, calendar=CALENDAR, stops=stops)

        assert found.due_on == by_hand(anchor, days, stops)

    @given(anchored_stops(), budgets, st.integers(-10, 60), st.integers(0, 15))
    def test_never_ends_earlier_for_another_stop(
        self, case: tuple[date, list[Stop]], days: int, offset: int, length: int
    ):
        """C2."""
        anchor, stops = case
        start = anchor + DAY * offset
        plain = due(anchor, days, calendar=CALENDAR, stops=stops).due_on

        longer = due(
            anchor, days, calendar=CALENDAR, stops=[*stops, Stop(start, start + DAY * length)]
        ).due_on

        assert plain is not None
        assert longer is not None
        assert longer >= plain

    @given(anchored_stops(), budgets)
    def test_does_not_care_how_stops_are_written(self, case: tuple[date, list[Stop]], days: int):
        """C3: order, repetition and cutting in two change nothing."""
        anchor, stops = case
        halves = [
            half
            for stop in stops
            if stop.end
            for middle in [stop.start + (stop.end - stop.start) // 2]
            for half in (Stop(middle, stop.end), Stop(stop.start, middle))
        ]

        written_otherwise = due(anchor, days, calendar=CALENDAR, stops=halves[::-1] + stops)

        assert written_otherwise == due(anchor, days, calendar=CALENDAR, stops=stops)

    @given(anchors, st.integers(1, 30), st.integers(1, 30))
    def test_adds_up(self, anchor: date, first: int, second: int):
        """C4: running on from a due date equals one longer limit."""
        middle = due(anchor, first, calendar=CALENDAR).due_on
        assert middle is not None

        assert (
            due(middle, second, calendar=CALENDAR).due_on
            == due(anchor, first + second, calendar=CALENDAR).due_on
        )

    @given(anchors, budgets, st.integers(1, 80))
    def test_moves_the_right_way_when_the_calendar_does(self, anchor: date, days: int, offset: int):
        """C5: a new day off never makes it earlier, a new day worked never later."""
        day = anchor + DAY * offset
        before = due(anchor, days, calendar=CALENDAR).due_on
        off = WorkCalendar(
            {**CALENDAR.days_off, day: "新增"},
            {d: n for d, n in CALENDAR.days_worked.items() if d != day},
            CALENDAR.announced,
        )
        worked = WorkCalendar(
            CALENDAR.days_off, {**CALENDAR.days_worked, day: "新增"}, CALENDAR.announced
        )
        assert before is not None

        later, earlier = (due(anchor, days, calendar=c).due_on for c in (off, worked))

        assert later is not None
        assert earlier is not None
        assert earlier <= before <= later

    @given(anchors, budgets, st.integers(0, 60))
    def test_ignores_a_stop_over_rest_days(self, anchor: date, days: int, offset: int):
        """C6."""
        start = anchor + DAY * offset
        while CALENDAR.is_working(start):
            start += DAY
        end = start
        while not CALENDAR.is_working(end):
            end += DAY

        stopped = due(anchor, days, calendar=CALENDAR, stops=[Stop(start, end)])

        assert stopped.due_on == due(anchor, days, calendar=CALENDAR).due_on

    @given(anchors, budgets, st.integers(-5, 80))
    def test_is_not_running_once_an_open_stop_is_reached(
        self, anchor: date, days: int, offset: int
    ):
        """C7: no date while it stands still; a limit that ran out before keeps its date."""
        start = anchor + DAY * offset
        plain = due(anchor, days, calendar=CALENDAR).due_on
        assert plain is not None

        found = due(anchor, days, calendar=CALENDAR, stops=[Stop(start, None)])

        assert found.due_on == (plain if plain < start else None)
        if found.due_on is None:
            assert found.explanation[-1].to is None
            assert "停表中" in found.explanation[-1].why

    @given(anchored_stops(), budgets, st.sampled_from([Unit.WORKING, Unit.CALENDAR]), st.booleans())
    def test_explains_every_day_of_itself(
        self, case: tuple[date, list[Stop]], days: int, unit: Unit, roll: bool
    ):
        """C13: the rows follow each other from the day after the anchor, and add up."""
        anchor, stops = case

        found = due(anchor, days, unit, calendar=CALENDAR, stops=stops, roll_forward=roll)

        expected = anchor + DAY
        for row in found.explanation:
            assert row.from_ == expected
            assert row.to is not None
            assert row.days == (row.to - row.from_).days + 1
            expected = row.to + DAY
        assert found.due_on == expected - DAY
        assert sum(row.days for row in found.explanation if row.counted) == days

    @given(st.dates(date(2025, 1, 1), date(2027, 6, 1)), budgets)
    def test_is_provisional_exactly_when_it_leaves_the_announced_years(
        self, anchor: date, days: int
    ):
        """Fault 27; C15."""
        found = due(anchor, days, calendar=CALENDAR)

        assert found.due_on is not None
        years = range((anchor + DAY).year, found.due_on.year + 1)
        assert found.provisional == any(year not in CALENDAR.announced for year in years)


class TestOtherUnits:
    def test_calendar_days_count_every_day(self):
        assert due(date(2026, 2, 11), 15, Unit.CALENDAR, calendar=CALENDAR).due_on == date(
            2026, 2, 26
        )

    def test_a_last_day_on_a_holiday_rolls_forward_if_asked(self):
        """民法典 第二百零三条."""
        found = due(date(2026, 2, 5), 15, Unit.CALENDAR, calendar=CALENDAR, roll_forward=True)

        assert found.due_on == date(2026, 2, 24)
        assert found.explanation[-1].counted is False
        assert "顺延" in found.explanation[-1].why

    def test_calendar_days_need_no_calendar(self):
        assert not due(date(2027, 2, 5), 15, Unit.CALENDAR, calendar=CALENDAR).provisional

    def test_at_once_is_the_same_day(self):
        found = due(date(2026, 2, 15), 0, Unit.IMMEDIATE, calendar=CALENDAR)

        assert (found.due_on, found.explanation) == (date(2026, 2, 15), ())


class TestWhatCannotBeCounted:
    @pytest.mark.parametrize("days", [0, -1, MOST_DAYS + 1])
    def test_a_budget_out_of_range_is_refused(self, days: int):
        with pytest.raises(BadBudget, match="天数不正确"):
            due(date(2026, 2, 11), days, calendar=CALENDAR)

    def test_the_end_of_the_calendar_is_refused_not_crashed_into(self):
        with pytest.raises(BadBudget):
            due(date(9999, 12, 1), 60, calendar=CALENDAR)

    def test_a_stop_that_ends_before_it_begins_is_refused(self):
        with pytest.raises(BadStop, match="停表区间"):
            Stop(date(2026, 3, 9), date(2026, 3, 2))

    @given(stop_lists())
    def test_merged_stops_are_apart_and_in_order(self, stops: list[Stop]):
        merged = merge(stops)

        assert all(a.end is not None and a.end < b.start for a, b in pairwise(merged))
