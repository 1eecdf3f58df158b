"""The steps of one project: those that apply to it, each after what it has to wait for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from graphlib import CycleError, TopologicalSorter

from cases.errors import RouteBroken
from cases.rules.clock import Unit
from cases.rules.planning.applicability import Finding, Verdict
from cases.rules.planning.items import After, PlanItem, Span
from cases.rules.planning.profile import BuildingUnit, Profile
from cases.rules.planning.routes import StepSpec, Takes, Way

AT = "@"  # stands between a step and its 单位工程


@dataclass(frozen=True)
class Node:
    """
    One step of one project.

    Attributes:
        spans: What the law sets; empty when nothing is known of how long it takes.
        estimate: Calendar days that the enterprise itself reckons with.
        until: A day before which it cannot end (供地完成, 建成, 补齐材料).
        not_before: A day before which it cannot begin.
        takes: What its time follows from; ``None`` for the law.
    """

    key: str
    name: str
    item: PlanItem | None = None
    unit: str = ""
    variant: str = ""
    after: tuple[After, ...] = ()
    spans: tuple[Span, ...] = ()
    estimate: int | None = None
    until: date | None = None
    not_before: date | None = None
    takes: Takes | None = None
    because: str = ""
    basis: str = ""


def build(
    way: Way, items: Mapping[str, PlanItem], findings: Mapping[str, Finding], profile: Profile
) -> tuple[Node, ...]:
    """
    Return the steps of *way* that apply, in an order in which each follows what it waits for.

    A step that does not apply hands what it waits for on to those that wait for it.

    Raises:
        RouteBroken: Steps wait for each other, or for a step that the way does not have.
    """
    waits = {key: _after(spec, items) for key, spec in way.steps.items()}
    there = {key for key, spec in way.steps.items() if _applies(spec, findings, profile)}
    nodes: dict[str, Node] = {}
    for key in _ordered(waits):
        if key in there:
            after = _bridged(waits[key], waits, there)
            for node in _nodes(way, way.steps[key], items, findings, profile):
                nodes[node.key] = replace(node, after=_per_unit(after, node.unit, way, profile))
    return tuple(nodes.values())


def _applies(spec: StepSpec, findings: Mapping[str, Finding], profile: Profile) -> bool:
    if spec.takes is Takes.SETTLEMENT:
        return profile.get("settlement_days") is not None
    if not spec.item:
        return True
    found = findings.get(spec.item)
    return found is not None and Verdict.REQUIRED in {found.verdict, found.presumed}


def _after(spec: StepSpec, items: Mapping[str, PlanItem]) -> tuple[After, ...]:
    if spec.after is not None:
        return spec.after
    return items[spec.item].after if spec.item in items else ()


def _ordered(waits: Mapping[str, tuple[After, ...]]) -> tuple[str, ...]:
    graph = {key: [a.step for a in after if a.step in waits] for key, after in waits.items()}
    try:
        return tuple(TopologicalSorter(graph).static_order())
    except CycleError as error:
        raise RouteBroken("、".join(error.args[1])) from error


def _bridged(
    after: tuple[After, ...], waits: Mapping[str, tuple[After, ...]], there: set[str]
) -> tuple[After, ...]:
    found: dict[str, After] = {}
    for one in after:
        if one.step in there:
            found.setdefault(one.step, one)
        elif one.step in waits:
            for further in _bridged(waits[one.step], waits, there):
                found.setdefault(further.step, further)
    return tuple(found.values())


def _nodes(
    way: Way,
    spec: StepSpec,
    items: Mapping[str, PlanItem],
    findings: Mapping[str, Finding],
    profile: Profile,
) -> Iterator[Node]:
    units: tuple[BuildingUnit | None, ...] = profile.units if _is_split(spec, profile) else (None,)
    for unit in units:
        node = _node(way, spec, items, findings, profile)
        if spec.takes is Takes.CONSTRUCTION and profile.units:
            built = unit.built_on if unit else profile.units[-1].built_on
            node = replace(node, until=built)
        if unit is not None:
            node = replace(
                node,
                key=f"{spec.step}{AT}{unit.name}",
                name=f"{node.name}（{unit.name}）",
                unit=unit.name,
            )
        yield node


def _node(
    way: Way,
    spec: StepSpec,
    items: Mapping[str, PlanItem],
    findings: Mapping[str, Finding],
    profile: Profile,
) -> Node:
    item = items.get(spec.item)
    variant = findings[spec.item].variant if item else ""
    node = Node(
        key=spec.step,
        name=spec.name or (item.name if item else spec.step),
        item=item,
        variant=variant,
        takes=spec.takes,
        because=spec.because,
        basis=spec.basis,
    )
    if item is None:
        return _beside_the_bureau(node, profile)
    if spec.takes is Takes.SAME_DAY:
        return node
    if way.accepts_commitment and item.slug in profile.committed:
        return replace(node, spans=(Span("告知承诺，当场决定", 0, Unit.IMMEDIATE),))
    late = profile.late_materials.get(item.slug)
    return replace(
        node,
        spans=item.spans_of(variant),
        estimate=profile.estimates.get(item.slug),
        not_before=None if way.tolerates_late_papers else late,
        until=late if way.tolerates_late_papers else None,
    )


def _beside_the_bureau(node: Node, profile: Profile) -> Node:
    match node.takes:
        case Takes.LAND:
            return replace(node, until=profile.day("land_on"))
        case Takes.SETTLEMENT:
            return replace(node, estimate=profile.number("settlement_days"))
        case _:
            return node


def _is_split(spec: StepSpec, profile: Profile) -> bool:
    return spec.per_unit and len(profile.units) > 0


def _per_unit(after: tuple[After, ...], unit: str, way: Way, profile: Profile) -> tuple[After, ...]:
    """Let a step of one 单位工程 wait for that one's steps, and any other step for all of them."""
    found: list[After] = []
    for one in after:
        if not _is_split(way.steps[one.step], profile):
            found.append(one)
            continue
        names = [unit] if unit else [u.name for u in profile.units]
        found += [replace(one, step=f"{one.step}{AT}{name}") for name in names]
    return tuple(found)
