"""A route: the steps of the standard way, and what another way changes about them."""

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from cases.rules.planning.applicability import Rule
from cases.rules.planning.items import After


class Takes(enum.StrEnum):
    """What the time of a step follows from when no law sets it."""

    NOTHING = "nothing"  # a moment: 开工, 可投入使用
    LAND = "land"  # until the land is granted
    CONSTRUCTION = "construction"  # the building itself
    SETTLEMENT = "settlement"  # 竣工结算
    SAME_DAY = "same_day"  # decided on the day on which everything before it is there


@dataclass(frozen=True)
class StepSpec:
    """
    One step of a route, or what a route changes about a step of the standard way.

    Attributes:
        item: The approval item; empty for what is not the bureau's business (施工, 开工…).
        after: What comes before; ``None``: what the item's guide says.
        takes: ``None``: what the law sets for the item.
        per_unit: Once for each 单位工程 rather than once for the project.
        because: Why this route does it so, for a person to read.
    """

    step: str
    item: str = ""
    name: str = ""
    after: tuple[After, ...] | None = None
    takes: Takes | None = None
    per_unit: bool = False
    because: str = ""
    basis: str = ""


@dataclass(frozen=True)
class Drop:
    """A step that a route does without, and why."""

    step: str
    because: str
    basis: str = ""


@dataclass(frozen=True)
class Route:
    """
    A way through the bureau.

    Attributes:
        rules: For which projects it is meant.
        tolerates_late_papers: 容缺: a paper that is missing holds up the decision, not the start.
        accepts_commitment: 告知承诺: items that the window has agreed to are decided at once.
        gains: What is won, in words.
        rests_on: 《law》第X条 and what it says; *strains* what the law has against it.
    """

    slug: str
    name: str
    aliases: tuple[str, ...] = ()
    level: str = ""
    steps: tuple[StepSpec, ...] = ()
    drops: tuple[Drop, ...] = ()
    rules: tuple[Rule, ...] = ()
    tolerates_late_papers: bool = False
    accepts_commitment: bool = False
    gains: str = ""
    rests_on: tuple[str, ...] = ()
    strains: tuple[str, ...] = ()


@dataclass(frozen=True)
class Way:
    """The steps of the standard route as the chosen routes change them."""

    routes: tuple[Route, ...]  # the standard one first
    steps: Mapping[str, StepSpec]
    dropped: tuple[Drop, ...]

    @property
    def tolerates_late_papers(self) -> bool:
        return any(route.tolerates_late_papers for route in self.routes)

    @property
    def accepts_commitment(self) -> bool:
        return any(route.accepts_commitment for route in self.routes)


def combine(standard: Route, chosen: Sequence[Route] = ()) -> Way:
    """Return the standard way with the changes of *chosen*, the later over the earlier."""
    steps = {spec.step: spec for spec in standard.steps}
    dropped: dict[str, Drop] = {}
    for route in chosen:
        for drop in route.drops:
            dropped[drop.step] = drop
            steps.pop(drop.step, None)
        for spec in route.steps:
            steps[spec.step] = _changed(steps.get(spec.step), spec)
            dropped.pop(spec.step, None)
    return Way((standard, *chosen), steps, tuple(dropped.values()))


def _changed(before: StepSpec | None, spec: StepSpec) -> StepSpec:
    if before is None:
        return spec
    return replace(
        spec,
        item=spec.item or before.item,
        name=spec.name or before.name,
        after=before.after if spec.after is None else spec.after,
        takes=spec.takes or before.takes,
        per_unit=spec.per_unit or before.per_unit,
    )
