"""Which days the bureau works: a calendar as plain data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

SATURDAY = 5


@dataclass(frozen=True)
class WorkCalendar:
    """
    Monday to Friday, except what the yearly 放假安排 says.

    Args:
        days_off: Days off by that notice, with the holiday's Chinese name (春节, 国庆节…).
        days_worked: Weekend days worked in exchange (调休), with the holiday they pay for.
        announced: Years whose notice is known. In any other year every answer is an estimate.

    Source:
        全国年节及纪念日放假办法 第七条; 国务院关于职工工作时间的规定 第七条.
    """

    days_off: Mapping[date, str]
    days_worked: Mapping[date, str]
    announced: frozenset[int]
    _seen: dict[date, tuple[bool, str]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def kind(self, day: date) -> tuple[bool, str]:
        """Return whether *day* is a 工作日, and why: looked up once, then remembered."""
        seen = self._seen.get(day)
        if seen is None:
            seen = self._seen[day] = (self.is_working(day), self.why(day))
        return seen

    def is_working(self, day: date) -> bool:
        """Tell whether *day* counts as a 工作日."""
        if day in self.days_worked:
            return True
        return day not in self.days_off and day.weekday() < SATURDAY

    def why(self, day: date) -> str:
        """Say in a few Chinese words why *day* counts or does not."""
        if day in self.days_worked:
            return f"调休上班（{self.days_worked[day]}）"
        if day in self.days_off:
            return f"{self.days_off[day]}放假"
        if day.weekday() >= SATURDAY:
            return "周末"
        if day.year not in self.announced:
            return "工作日（放假安排未公布，暂按周一至周五估算）"
        return "工作日"

    def is_announced(self, first: date, last: date) -> bool:
        """Tell whether every year from *first* to *last* has its notice."""
        return self.announced.issuperset(range(first.year, last.year + 1))

    @property
    def announced_through(self) -> date | None:
        """The last day whose kind is certain; ``None`` for an empty calendar."""
        return date(max(self.announced), 12, 31) if self.announced else None
