"""Small projects, items and routes to plan with."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from cases.holidays import work_calendar
from cases.rules.clock import Unit
from cases.rules.planning.items import After, PlanItem, Span
from cases.rules.planning.plans import Plan, make_plan
from cases.rules.planning.profile import read_profile
from cases.rules.planning.routes import Route, StepSpec
from cases.rules.stages import Stage

MONDAY = date(2026, 3, 2)


def an_item(
    slug: str, days: int | None = 5, *, after: tuple[str, ...] = (), **rest: Any
) -> PlanItem:
    """Return an item that takes *days* working days, or one that no law counts."""
    spans = () if days is None else (Span("法定时限", days, Unit.WORKING, "《某法》第一条"),)
    return PlanItem(
        slug=slug,
        name=f"事项{slug}",
        stage=Stage.LAND,
        spans=rest.pop("spans", spans),
        after=tuple(After(one, f"《某法》{one}") for one in after),
        **rest,
    )


def the_way_of(*items: PlanItem, steps: tuple[StepSpec, ...] = ()) -> Route:
    """Return a standard way that has every one of *items*, then *steps*."""
    return Route(
        "standard", "标准", steps=(*(StepSpec(i.slug, item=i.slug) for i in items), *steps)
    )


def a_plan(
    *items: PlanItem,
    profile: Mapping[str, Any] | None = None,
    steps: tuple[StepSpec, ...] = (),
    chosen: tuple[Route, ...] = (),
    start: date = MONDAY,
) -> Plan:
    """Return the plan of a project that consists of *items*."""
    return make_plan(
        read_profile(profile or {}),
        items,
        the_way_of(*items, steps=steps),
        chosen,
        start=start,
        calendar=work_calendar(),
    )
