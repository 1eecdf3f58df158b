"""The pieces of a case's history that a clock counts from, stops for, or waits for."""

from dataclasses import dataclass
from datetime import date

from cases.rules.clock import Stop


@dataclass(frozen=True)
class Window:
    """
    The time in which the authority must accept or say what is missing (行政许可法 第三十二条).

    *told_on* is the day of its answer; *supplement_until* the last day that its 补正告知 set.
    """

    received_on: date
    told_on: date | None = None
    supplement_until: date | None = None


@dataclass(frozen=True)
class Procedure:
    """A 特别程序 ``[start, end)``: which one, and when the applicant was told in writing."""

    start: date
    end: date | None
    name: str = ""
    noticed_on: date | None = None

    def as_stop(self) -> Stop:
        """Return it as the clock takes it."""
        named = f"·{self.name}" if self.name else ""
        return Stop(self.start, self.end, f"特别程序{named}（行政许可法第四十五条）")


@dataclass(frozen=True)
class Extension:
    """*days* more for the decision (行政许可法 第四十二条)."""

    on: date
    days: int
    approver: str
    noticed_on: date | None


@dataclass(frozen=True)
class Lacking:
    """Papers that may come later (容缺), the last day for them, and the day they were complete."""

    since: date
    until: date | None
    made_good_on: date | None = None


@dataclass(frozen=True)
class Commitment:
    """A 告知承诺, the last day for the authority's check, and the day it was checked."""

    since: date
    until: date | None
    checked_on: date | None = None


@dataclass(frozen=True)
class Target:
    """The bureau's own date for the decision, set inside the house."""

    on: date
    until: date


@dataclass(frozen=True)
class Postponement:
    """*months* more before the works must begin (建筑法 第九条)."""

    on: date
    months: int


@dataclass(frozen=True)
class Suspension:
    """Works that stand still (建筑法 第十条)."""

    since: date
    resumed_on: date | None = None


@dataclass(frozen=True)
class Renewal:
    """A certificate valid *until* a later day (行政许可法 第五十条)."""

    on: date
    until: date
