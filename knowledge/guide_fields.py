"""The values in a guide's front matter."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from knowledge.documents import Level


class LimitKind(StrEnum):
    """What has to happen within a limit."""

    DECISION = "decision"
    REVIEW = "review"
    NOTICE = "notice"
    PUBLICITY = "publicity"
    DUTY = "duty"  # the enterprise's own deadline


class Effect(StrEnum):
    """Who set a limit: the law, or the bureau by its own promise."""

    STATUTORY = "statutory"
    PROMISED = "promised"


class Unit(StrEnum):
    """What a limit counts."""

    WORKING = "working"
    CALENDAR = "calendar"
    MONTH = "month"
    YEAR = "year"
    IMMEDIATE = "immediate"


_COUNTED = frozenset({Unit.MONTH, Unit.YEAR})


@dataclass(frozen=True, kw_only=True)
class Limit:
    """
    *days*, or *count* months or years where the law counts those, from *start*.

    Neither when it is done at once, or when the law sets no length.

    *variant* is set where one item has several limits, each for its own kind of case (报告书, 报告表).
    *extendable* is the most by which it may be extended, in its unit, where the item's own law says so.

    Raises:
        ValueError: Months or years are given as days, or days as a count.
    """

    kind: LimitKind
    effect: Effect
    unit: Unit
    days: int | None = None
    count: int | None = None
    start: str | None = None
    basis: str | None = None
    note: str | None = None
    variant: str | None = None
    extendable: int | None = None

    def __post_init__(self) -> None:
        # A month is no number of days, so neither may stand in the other's place.
        if self.unit in _COUNTED and (self.days is not None or self.count is None):
            raise ValueError("按月或年计的期限用 count 写个数，不写 days")
        if self.unit not in _COUNTED and self.count is not None:
            raise ValueError("count 只用于 unit 为 month 或 year 的期限，日数写 days")


@dataclass(frozen=True, kw_only=True)
class Material:
    """One paper to hand in."""

    name: str
    note: str | None = None
    basis: str | None = None


@dataclass(frozen=True, kw_only=True)
class Ground:
    """A statement and what it rests on."""

    text: str
    basis: str | None = None


@dataclass(frozen=True, kw_only=True)
class LegalBasis:
    """An article that the guide rests on, and what it requires in our own words."""

    law: str
    article: str | None = None
    level: Level | None = None
    in_force_from: date | None = None
    says: str


@dataclass(frozen=True, kw_only=True)
class Validity(Ground):
    """
    How long what was granted is good for: *count* months or years, where it is one length for all.

    Raises:
        ValueError: A count without its unit, a unit without its count, or a unit of days.
    """

    count: int | None = None
    unit: Unit | None = None

    def __post_init__(self) -> None:
        if (self.count is None) is not (self.unit is None):
            raise ValueError("有效期的 count 和 unit 要么都写，要么都不写")
        if self.unit is not None and self.unit not in _COUNTED:
            raise ValueError("有效期的 unit 只能是 month 或 year")


@dataclass(frozen=True)
class BodySection:
    """A ``##`` section below the front matter."""

    title: str
    text: str
