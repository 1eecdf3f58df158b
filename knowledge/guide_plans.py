"""What a guide says for planning: for which projects it applies, and the steps of a route."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class Outcome(StrEnum):
    """What a rule says about a project that it fits."""

    REQUIRED = "required"
    NOT_REQUIRED = "not_required"
    CONFIRM = "confirm"  # the sources leave it to the window


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """Bounds of a number: 以上 and 以下 include it, 超过 and 不满 do not."""

    at_least: Decimal | None = None
    above: Decimal | None = None
    at_most: Decimal | None = None
    below: Decimal | None = None


Wanted = bool | Bounds | tuple[str, ...] | str


@dataclass(frozen=True, kw_only=True)
class AppliesRule:
    """If each attribute of *when* is as wanted, then *outcome*; *says* why and *basis* on what ground."""

    outcome: Outcome
    says: str
    basis: str | None = None
    when: Mapping[str, Wanted] = field(default_factory=dict)
    variant: str | None = None


@dataclass(frozen=True, kw_only=True)
class Prerequisite:
    """An item whose result has to be there first."""

    item: str
    basis: str | None = None


@dataclass(frozen=True, kw_only=True)
class StepBefore:
    """A step of a route that another one waits for."""

    step: str
    basis: str | None = None


@dataclass(frozen=True, kw_only=True)
class RouteStep:
    """A step that a route adds, or changes against the standard way."""

    step: str
    item: str | None = None
    name: str | None = None
    after: tuple[StepBefore, ...] | None = None
    takes: str | None = None
    per_unit: bool = False
    because: str | None = None
    basis: str | None = None


@dataclass(frozen=True, kw_only=True)
class DroppedStep:
    """A step that a route does without."""

    step: str
    because: str
    basis: str | None = None


@dataclass(frozen=True, kw_only=True)
class RoutePlan:
    """What makes a measure or a route one that a project can be planned by."""

    gains: str
    steps: tuple[RouteStep, ...] = ()
    drops: tuple[DroppedStep, ...] = ()
    meant_for: tuple[AppliesRule, ...] = ()
    tolerates_late_papers: bool = False
    accepts_commitment: bool = False
