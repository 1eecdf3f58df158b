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
    IMMEDIATE = "immediate"


@dataclass(frozen=True, kw_only=True)
class Limit:
    """*days* of *unit* counted from *start*; no days when it is done at once."""

    kind: LimitKind
    effect: Effect
    unit: Unit
    days: int | None = None
    start: str | None = None
    basis: str | None = None
    note: str | None = None


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


@dataclass(frozen=True)
class BodySection:
    """A ``##`` section below the front matter."""

    title: str
    text: str
