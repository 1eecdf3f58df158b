"""A year's 放假安排 laid over the calendar, and which days that changes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cases.rules.calendar import SATURDAY, WorkCalendar

FESTIVALS = (
    "元旦",
    "春节",
    "清明",
    "劳动",
    "端午",
    "中秋",
    "国庆",
)  # 全国年节及纪念日放假办法 第二条


@dataclass(frozen=True)
class HolidayDay:
    """A day on which the notice differs from Monday to Friday: off, or worked in exchange."""

    day: date
    off: bool
    name: str


@dataclass(frozen=True)
class HolidayNotice:
    """What the notice of *year* says; days at either end may lie in the year beside it."""

    year: int
    days: tuple[HolidayDay, ...]

    def missing_festivals(self) -> tuple[str, ...]:
        """Return the festivals that it does not name."""
        names = {day.name for day in self.days}
        return tuple(one for one in FESTIVALS if not any(one in name for name in names))


def overlay(calendar: WorkCalendar, notices: Iterable[HolidayNotice]) -> WorkCalendar:
    """Return *calendar* with each of *notices*, in order, in place of what it had for that year."""
    off, worked = dict(calendar.days_off), dict(calendar.days_worked)
    announced = set(calendar.announced)
    for notice in notices:
        for days in (off, worked):
            for day in [day for day in days if day.year == notice.year]:
                del days[day]
        for one in notice.days:
            (worked if one.off else off).pop(one.day, None)
            if one.off or one.day.weekday() >= SATURDAY:  # a weekday named as worked is one anyhow
                (off if one.off else worked)[one.day] = one.name
        announced.add(notice.year)
    return WorkCalendar(off, worked, frozenset(announced))


def changed_days(before: WorkCalendar, after: WorkCalendar) -> tuple[date, ...]:
    """Return the days whose kind is another now, in order."""
    named = {*before.days_off, *before.days_worked, *after.days_off, *after.days_worked}
    return tuple(sorted(d for d in named if before.is_working(d) != after.is_working(d)))
