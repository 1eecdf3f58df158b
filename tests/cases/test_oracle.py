"""The clock against a count written independently of it, day by day on the calendar's own library."""

import time
from datetime import UTC, date, datetime, timedelta

import chinese_calendar
import pytest

from bot.clock import SystemClock
from cases.errors import DateTooEarly
from cases.holidays import work_calendar
from cases.rules.clock import due
from cases.rules.dates import BEIJING, check_happened, legal_day

FIRST, LAST = date(2019, 1, 1), date(2026, 12, 31)
DAY = timedelta(days=1)


def works(day: date) -> bool:
    """What the library says; Monday to Friday in a year that it does not know."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


WORKS = {FIRST + n * DAY: works(FIRST + n * DAY) for n in range((LAST - FIRST).days + 200)}


def counted_one_by_one(anchor: date, limit: int) -> date:
    day = anchor
    while limit:
        day += DAY
        if WORKS[day]:
            limit -= 1
    return day


@pytest.mark.parametrize("limit", [1, 3, 5, 7, 10, 15, 20, 45, 60])
def test_it_agrees_from_every_working_day_of_eight_years(limit: int):
    """C14: no start is left out, 调休 and the end of each year included."""
    calendar = work_calendar()
    starts = [day for day, working in WORKS.items() if working and day <= LAST]

    wrong = [
        start
        for start in starts
        if due(start, limit, calendar=calendar).due_on != counted_one_by_one(start, limit)
    ]

    assert wrong == []
    assert len(starts) > 1980


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Shanghai"])
class TestWhateverTheZoneOfTheMachine:
    @pytest.fixture(autouse=True)
    def machine(self, zone: str, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        yield
        monkeypatch.undo()
        time.tzset()

    @pytest.mark.parametrize(
        "at, day",
        [
            (datetime(2026, 2, 27, 0, 0, tzinfo=BEIJING), date(2026, 2, 27)),
            (datetime(2026, 2, 27, 7, 59, tzinfo=BEIJING), date(2026, 2, 27)),
            (datetime(2026, 2, 27, 23, 59, tzinfo=BEIJING), date(2026, 2, 27)),
            (datetime(2026, 3, 1, 0, 0, tzinfo=BEIJING), date(2026, 3, 1)),
            (datetime(2028, 2, 29, 0, 30, tzinfo=BEIJING), date(2028, 2, 29)),
            (datetime(2025, 12, 31, 16, 0, tzinfo=UTC), date(2026, 1, 1)),
        ],
    )
    def test_the_day_is_that_of_shanghai(self, at: datetime, day: date):
        """Fault 32: also between midnight and eight, when it is still yesterday in Greenwich."""
        assert legal_day(at) == day

    def test_today_is_that_of_shanghai(self):
        from zoneinfo import ZoneInfo  # noqa: PLC0415 — after the machine's zone is set

        clock = SystemClock(ZoneInfo("Asia/Shanghai"))

        assert clock.today() in {legal_day(clock.now()), legal_day(clock.now()) + DAY}

    def test_the_summer_times_of_1986_to_1991_cannot_shift_a_date(self):
        """Fault 32: nothing on record is that old, so one offset is enough."""
        with pytest.raises(DateTooEarly):
            check_happened(date(1988, 7, 1), today=date(2026, 3, 20))
