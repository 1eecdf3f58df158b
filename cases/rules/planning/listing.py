"""A plan as plain values, for JSON."""

from typing import Any

from cases.rules.planning.applicability import Finding
from cases.rules.planning.plans import MOMENTS, Plan
from cases.rules.planning.schedule import Timed


def plan_as_dict(plan: Plan) -> dict[str, Any]:
    """Return routes, items, cases, edges, critical path, moments, papers and days saved."""
    return {
        "start": plan.start.isoformat(),
        "end": plan.end.isoformat(),
        "working_days": plan.working_days,
        "routes": [
            {
                "route": route.slug,
                "name": route.name,
                "level": route.level,
                "meant_for_this_project": _finding(plan.eligibility[route.slug]),
                "gains": route.gains,
                "rests_on": list(route.rests_on),
                "strains": list(route.strains),
            }
            for route in plan.way.routes
        ],
        "items": [
            {"item": slug, "name": plan.items[slug].name, **_finding(found)}
            for slug, found in plan.findings.items()
        ],
        "dropped": [
            {"step": drop.step, "because": drop.because, "basis": drop.basis}
            for drop in plan.way.dropped
        ],
        "missing": list(plan.missing),
        "cases": [
            _case(step, critical=key in plan.critical_path) for key, step in plan.steps.items()
        ],
        "edges": [
            {"from": after.step, "to": key, "basis": after.basis}
            for key, step in plan.steps.items()
            for after in step.node.after
        ],
        "critical_path": list(plan.critical_path),
        "moments": {
            moment: {"name": MOMENTS[moment], "first": first.isoformat(), "last": last.isoformat()}
            for moment, (first, last) in plan.moments.items()
        },
        "days_saved": [
            {
                "moment": saved.moment,
                "name": MOMENTS[saved.moment],
                "standard": saved.standard.isoformat(),
                "planned": saved.planned.isoformat(),
                "calendar_days": saved.calendar_days,
                "working_days": saved.working_days,
            }
            for saved in plan.saved
        ],
        "materials": [
            {"name": paper.name, "wanted_by": list(paper.wanted_by), "comes_from": paper.comes_from}
            for paper in plan.papers
        ],
        "uncounted": list(plan.uncounted),
    }


def _finding(found: Finding) -> dict[str, Any]:
    return {
        "verdict": found.verdict.value,
        "why": found.says,
        "basis": found.basis,
        "variant": found.variant,
        "missing": list(found.missing),
    }


def _case(step: Timed, *, critical: bool) -> dict[str, Any]:
    node, span = step.node, step.span
    return {
        "step": node.key,
        "item": node.item.slug if node.item else None,
        "name": node.name,
        "stage": node.item.stage.value if node.item else None,
        "department": node.item.department if node.item else None,
        "unit": node.unit or None,
        "variant": node.variant or None,
        "start": step.start.isoformat(),
        "due_on": step.end.isoformat(),
        "days": span.days if span else None,
        "counted_in": span.unit.value if span else None,
        "basis": span.basis if span else "",
        "known": step.known,
        "provisional": step.provisional,
        "explanation": [row.as_dict() for row in step.explanation],
        "critical": critical,
        "because": node.because,
        "because_basis": node.basis,
    }
