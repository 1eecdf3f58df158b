"""What the guides say, as the planner takes it."""

from collections.abc import Iterable, Sequence

from cases.errors import UnknownRoute
from cases.rules.clock import Unit
from cases.rules.planning.applicability import Comparison, Rule, Verdict
from cases.rules.planning.items import After, Paper, PlanItem, Span
from cases.rules.planning.routes import Drop, Route, StepSpec, Takes
from cases.rules.stages import Stage
from knowledge.guide_fields import Limit, LimitKind
from knowledge.guide_fields import Unit as GuideUnit
from knowledge.guide_plans import AppliesRule, Bounds, RoutePlan, RouteStep, Wanted
from knowledge.guide_wording import basis_line, limit_name
from knowledge.guides import Guide

STANDARD = "standard-parallel"
_JOINT = ("+", "＋", "、")  # between the routes of a combination
_SPANS = (LimitKind.DECISION, LimitKind.PUBLICITY)


def items_of(guides: Iterable[Guide]) -> tuple[PlanItem, ...]:
    """Return the approval items that a plan may consist of."""
    return tuple(_item(guide) for guide in guides if guide.category == "item" and guide.stage)


def routes_of(guides: Iterable[Guide]) -> tuple[Route, ...]:
    """Return the routes and measures that a project can be planned by, the standard one first."""
    routes = [_route(guide, guide.plan) for guide in guides if guide.plan is not None]
    return tuple(sorted(routes, key=lambda route: route.slug != STANDARD))


def chosen_routes(named: str, routes: Sequence[Route]) -> tuple[Route, ...]:
    """
    Return the routes that *named* joins with "+", by name, alias or slug; none for the standard one.

    Raises:
        UnknownRoute: One of them is none; names those there are.
    """
    whole = _by_name(named, routes)
    if whole is not None:
        return () if whole.slug == STANDARD else (whole,)
    for sign in _JOINT[1:]:
        named = named.replace(sign, _JOINT[0])
    found: list[Route] = []
    for name in named.split(_JOINT[0]):
        route = _by_name(name, routes)
        if route is None:
            raise UnknownRoute(name, tuple(r.name for r in routes))
        if route.slug != STANDARD and route not in found:
            found.append(route)
    return tuple(found)


def _by_name(name: str, routes: Sequence[Route]) -> Route | None:
    plain = "".join(name.split())
    return next((r for r in routes if plain in {r.slug, r.name, *r.aliases}), None)


def _item(guide: Guide) -> PlanItem:
    return PlanItem(
        slug=guide.slug,
        name=guide.name,
        stage=Stage(guide.stage or Stage.PARALLEL),
        department=guide.department or "",
        spans=tuple(
            _span(limit)
            for limit in guide.limits
            if limit.kind in _SPANS
            and (limit.days is not None or limit.unit is GuideUnit.IMMEDIATE)
        ),
        after=tuple(After(p.item, p.basis or "") for p in guide.prerequisites),
        rules=tuple(_rule(rule) for rule in guide.applies),
        papers=tuple(Paper(m.name, m.note or "") for m in guide.materials),
        produces=(guide.name, *guide.aliases),
    )


def _span(limit: Limit) -> Span:
    return Span(
        what=limit_name(limit),
        days=limit.days or 0,
        unit=Unit(limit.unit.value),
        basis=limit.basis or "",
        variant=limit.variant or "",
    )


def _route(guide: Guide, plan: RoutePlan) -> Route:
    return Route(
        slug=guide.slug,
        name=guide.name,
        aliases=guide.aliases,
        level=guide.level.value,
        steps=tuple(_step(step) for step in plan.steps),
        drops=tuple(Drop(d.step, d.because, d.basis or "") for d in plan.drops),
        rules=tuple(_rule(rule) for rule in plan.meant_for),
        tolerates_late_papers=plan.tolerates_late_papers,
        accepts_commitment=plan.accepts_commitment,
        gains=plan.gains,
        rests_on=tuple(basis_line(basis) for basis in guide.legal_basis),
        strains=guide.cautions,
    )


def _step(step: RouteStep) -> StepSpec:
    after = None if step.after is None else tuple(After(a.step, a.basis or "") for a in step.after)
    return StepSpec(
        step=step.step,
        item=step.item or "",
        name=step.name or "",
        after=after,
        takes=Takes(step.takes) if step.takes else None,
        per_unit=step.per_unit,
        because=step.because or "",
        basis=step.basis or "",
    )


def _rule(rule: AppliesRule) -> Rule:
    return Rule(
        verdict=Verdict(rule.outcome.value),
        says=rule.says,
        basis=rule.basis or "",
        when=tuple(_test(attribute, wanted) for attribute, wanted in rule.when.items()),
        variant=rule.variant or "",
    )


def _test(attribute: str, wanted: Wanted) -> Comparison:
    match wanted:
        case Bounds():
            return Comparison(
                attribute, (), wanted.at_least, wanted.above, wanted.at_most, wanted.below
            )
        case tuple():
            return Comparison(attribute, wanted)
        case _:
            return Comparison(attribute, (wanted,))
