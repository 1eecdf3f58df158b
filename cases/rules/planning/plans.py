"""The plan of a project: items with reasons, steps with dates, the critical path, papers, days saved."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from cases.errors import UnknownPlanItem
from cases.rules.calendar import WorkCalendar
from cases.rules.planning.applicability import Finding, Verdict, find
from cases.rules.planning.attributes import BY_LABEL
from cases.rules.planning.graph import AT, build
from cases.rules.planning.items import PlanItem
from cases.rules.planning.papers import PaperInPlan, papers_of
from cases.rules.planning.profile import Profile
from cases.rules.planning.routes import Route, Way, combine
from cases.rules.planning.schedule import (
    Timed,
    critical_path,
    schedule,
    working_days_between,
)

# The moments on which routes are compared: key of the step, what it is called.
MOMENTS: Mapping[str, str] = {
    "work-begins": "开工",
    "in-use": "可投入使用",
    "property-registration": "取得不动产权证",
}


@dataclass(frozen=True)
class Saved:
    """How much earlier a moment comes than on the standard way; negative is later."""

    moment: str
    standard: date
    planned: date
    calendar_days: int
    working_days: int


@dataclass(frozen=True)
class Plan:
    """
    A project's way through the bureau.

    Attributes:
        eligibility: For each chosen route, whether the project is meant for it, and why.
        findings: For each item of the way, whether it applies, and why.
        steps: Those that apply, in order, with dates.
        moments: First and last day of each moment (a 单位工程 may come to it before the others).
        saved: Against the standard way, by the first day of each moment; empty for that way itself.
    """

    way: Way
    start: date
    eligibility: Mapping[str, Finding]
    findings: Mapping[str, Finding]
    items: Mapping[str, PlanItem]
    steps: Mapping[str, Timed]
    critical_path: tuple[str, ...]
    moments: Mapping[str, tuple[date, date]]
    papers: tuple[PaperInPlan, ...]
    saved: tuple[Saved, ...]
    working_days: int

    @property
    def end(self) -> date:
        return max((step.end for step in self.steps.values()), default=self.start)

    @property
    def unsure(self) -> tuple[str, ...]:
        """Items that could not be decided, and so have no dates."""
        asked = {Verdict.UNKNOWN, Verdict.CONFIRM}
        return tuple(
            slug
            for slug, found in self.findings.items()
            if found.verdict in asked and found.presumed is not Verdict.REQUIRED
        )

    @property
    def missing(self) -> tuple[str, ...]:
        """Labels of the attributes that would decide more about the project, in the order to ask them."""
        wanted = {label for found in self.findings.values() for label in found.missing}
        return tuple(label for label in BY_LABEL if label in wanted)

    @property
    def uncounted(self) -> tuple[str, ...]:
        """Steps whose time is not known and counts as nothing: the dates behind them are the earliest."""
        return tuple(key for key, step in self.steps.items() if not step.known)


def make_plan(
    profile: Profile,
    items: Iterable[PlanItem],
    standard: Route,
    chosen: Sequence[Route] = (),
    *,
    start: date,
    calendar: WorkCalendar,
) -> Plan:
    """
    Return the plan of the project on the *standard* way as the *chosen* routes change it.

    Dates take every paper to be complete and taken in on the day it is handed in.

    Raises:
        UnknownPlanItem: The profile speaks of an item that no guide describes.
        RouteBroken: The routes' steps wait for each other.
    """
    known = {item.slug: item for item in items}
    profile = _by_slug(profile, known)
    way = combine(standard, chosen)
    plan = _planned(profile, known, way, start, calendar)
    if not chosen:
        return plan
    usual = _planned(profile, known, combine(standard), start, calendar)
    return _with_savings(plan, usual, calendar)


def _planned(
    profile: Profile,
    items: Mapping[str, PlanItem],
    way: Way,
    start: date,
    calendar: WorkCalendar,
) -> Plan:
    wanted = dict.fromkeys(s.item for s in way.steps.values() if s.item in items)
    findings = {slug: find(items[slug].rules, profile) for slug in wanted}
    nodes = build(way, items, findings, profile)
    steps = schedule(
        nodes, start, calendar=calendar, construction_months=profile.number("construction_months")
    )
    there = dict.fromkeys(
        (step.node.item, step.node.variant) for step in steps.values() if step.node.item
    )
    end = max((step.end for step in steps.values()), default=start)
    return Plan(
        way=way,
        start=start,
        eligibility={route.slug: find(route.rules, profile) for route in way.routes},
        findings=findings,
        items=items,
        steps=steps,
        critical_path=critical_path(steps),
        moments=_moments(steps),
        papers=papers_of(there),
        saved=(),
        working_days=working_days_between(start, end, calendar),
    )


def _moments(steps: Mapping[str, Timed]) -> dict[str, tuple[date, date]]:
    found: dict[str, tuple[date, date]] = {}
    for moment in MOMENTS:
        ends = [s.end for key, s in steps.items() if key.partition(AT)[0] == moment]
        if ends:
            found[moment] = (min(ends), max(ends))
    return found


def _with_savings(plan: Plan, usual: Plan, calendar: WorkCalendar) -> Plan:
    saved = tuple(
        Saved(
            moment,
            standard=usual.moments[moment][0],
            planned=first,
            calendar_days=(usual.moments[moment][0] - first).days,
            working_days=working_days_between(first, usual.moments[moment][0], calendar),
        )
        for moment, (first, _) in plan.moments.items()
        if moment in usual.moments
    )
    return replace(plan, saved=saved)


def _by_slug(profile: Profile, items: Mapping[str, PlanItem]) -> Profile:
    """Return *profile* with the items that it names by name or alias under their slugs."""
    names = {name: item.slug for item in items.values() for name in (*item.produces, item.name)}

    def slug(name: str) -> str:
        if name in items:
            return name
        if name in names:
            return names[name]
        raise UnknownPlanItem(name)

    return replace(
        profile,
        estimates={slug(name): days for name, days in profile.estimates.items()},
        late_materials={slug(name): day for name, day in profile.late_materials.items()},
        committed=frozenset(slug(name) for name in profile.committed),
    )
