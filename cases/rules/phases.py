"""
五个环节: the phases of a project's life that it is in, each with its ground.

The bureau has published the five names and no definition. What is derived here is this system's own
reading, from approvals alone: an approval runs in one phase, and some approvals open the next. A
project is in the furthest phase that anything on record has opened, and also in every earlier one
in which an approval is still under way; so 拿地即开工 is 落地 and 建设 at once.
"""

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cases.rules.stages import Stage
from cases.rules.standings import Standing


class Phase(enum.StrEnum):
    """The five in order."""

    PLANNED = "谋划"  # until a 立项 approval is granted
    LANDING = "落地"  # land, planning and construction permits
    BUILDING = "建设"  # from the construction permit to acceptance
    YIELDING = "见效"  # accepted: may be used
    SERVED = "服务"  # registered: what follows is service to a running business


PHASES = tuple(Phase)
P = Phase

FILING_ITEMS = frozenset({"enterprise-filing", "enterprise-approval", "government-investment"})
PERMIT = "construction-permit"
ACCEPTANCE_ITEMS = frozenset({"joint-acceptance", "completion-filing"})
REGISTRATION = "property-registration"

OPENS: Mapping[str, Phase] = {
    **dict.fromkeys(FILING_ITEMS, P.LANDING),
    PERMIT: P.BUILDING,
    **dict.fromkeys(ACCEPTANCE_ITEMS, P.YIELDING),
    REGISTRATION: P.SERVED,
}
RUNS_IN: Mapping[Stage, Phase] = {
    Stage.LAND: P.LANDING,
    Stage.PLANNING: P.LANDING,
    Stage.CONSTRUCTION: P.LANDING,
    Stage.COMPLETION: P.BUILDING,
}


@dataclass(frozen=True)
class PhaseIn:
    """A phase that a project is in; *ground*: what says so, ``None`` when nothing is on record."""

    phase: Phase
    ground: Standing | None


def runs_in(standing: Standing) -> Phase | None:
    """Return the phase in which an item is applied for; ``None`` for what runs beside them all."""
    if standing.item in FILING_ITEMS:
        return Phase.PLANNED
    if standing.item == REGISTRATION:
        return Phase.YIELDING
    return RUNS_IN.get(standing.stage)


def phases_of(standings: Iterable[Standing]) -> tuple[PhaseIn, ...]:
    """Return the phases that a project with *standings* is in, in their order; at least one."""
    passed: dict[Phase, Standing] = {}
    running: dict[Phase, Standing] = {}
    opened: dict[Phase, Standing] = {}
    for standing in sorted(standings, key=lambda one: one.item):
        if standing.granted and standing.item in OPENS:
            opened.setdefault(OPENS[standing.item], standing)
        phase = runs_in(standing)
        if phase is not None:
            (running if standing.running else passed).setdefault(phase, standing)
    grounds = {**passed, **running, **opened}  # what opens a phase is its best ground
    furthest = max(grounds, key=PHASES.index, default=Phase.PLANNED)
    current = {furthest, *running}
    return tuple(PhaseIn(phase, grounds.get(phase)) for phase in PHASES if phase in current)
