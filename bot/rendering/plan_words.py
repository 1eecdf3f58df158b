"""A plan in words: the same lines in the chat and on the terminal."""

from collections.abc import Iterator

from bot.texts import plan as texts
from cases.rules.planning.applicability import Verdict
from cases.rules.planning.plans import MOMENTS, Plan, Saved
from cases.rules.planning.routes import Takes
from cases.rules.planning.schedule import Timed


def head_lines(plan: Plan) -> Iterator[str]:
    """Yield which way it is, from when to when, and what that rests on."""
    routes = "、".join(route.name for route in plan.way.routes[1:] or plan.way.routes)
    yield texts.PLAN_HEAD.format(routes=routes)
    yield texts.PLAN_SPAN.format(start=plan.start, end=plan.end, working_days=plan.working_days)
    yield texts.ASSUMED


def route_lines(plan: Plan) -> Iterator[str]:
    """Yield for each chosen route what it brings, whom it is meant for, and what the law has against it."""
    for saved in plan.saved:
        yield _saved(saved)
    for route in plan.way.routes[1:]:
        yield texts.GAINS.format(gains=route.gains)
        found = plan.eligibility[route.slug]
        words = texts.NOT_MEANT_FOR if found.verdict is Verdict.NOT_REQUIRED else texts.MEANT_FOR
        yield words.format(says=found.says, basis=_basis(found.basis))
        for words in route.strains:
            yield texts.STRAIN.format(words=words)


def case_lines(plan: Plan, *, reasons: bool = True) -> Iterator[str]:
    """Yield the steps in the order in which they begin, with dates and what sets them."""
    yield texts.CASES
    for step in sorted(plan.steps.values(), key=lambda one: (one.start, one.end)):
        yield _case(step, critical=step.node.key in plan.critical_path)
        if reasons and step.node.because:
            yield texts.BECAUSE.format(words=step.node.because, basis=_basis(step.node.basis))


def not_needed_lines(plan: Plan) -> Iterator[str]:
    """Yield what does not apply and what could not be told, each with its reason."""
    found = plan.findings.items()
    no = [(slug, f) for slug, f in found if f.verdict is Verdict.NOT_REQUIRED]
    if no or plan.way.dropped:
        yield texts.NOT_NEEDED
    for slug, finding in no:
        yield texts.ITEM_WHY.format(
            name=plan.items[slug].name, says=finding.says, basis=_basis(finding.basis)
        )
    for drop in plan.way.dropped:
        item = plan.items.get(drop.step)
        yield texts.DROPPED.format(
            name=item.name if item else drop.step, because=drop.because, basis=_basis(drop.basis)
        )
    if plan.unsure:
        yield texts.UNSURE
    for slug in plan.unsure:
        finding = plan.findings[slug]
        yield texts.ITEM_WHY.format(
            name=plan.items[slug].name, says=finding.says, basis=_basis(finding.basis)
        )


def paper_lines(plan: Plan) -> Iterator[str]:
    """Yield every paper once."""
    yield texts.PAPERS
    for paper in plan.papers:
        wanted = ""
        if paper.comes_from:
            wanted = texts.PAPER_FROM.format(item=plan.items[paper.comes_from].name)
        elif len(paper.wanted_by) > 1:
            wanted = texts.PAPER_FOR.format(count=len(paper.wanted_by))
        yield texts.PAPER.format(name=paper.name, wanted=wanted)


def _saved(saved: Saved) -> str:
    days = saved.calendar_days
    words = texts.SAVED if days > 0 else texts.LATER if days < 0 else texts.NOT_SAVED
    return words.format(
        name=MOMENTS[saved.moment],
        days=abs(days),
        standard=saved.standard,
        planned=saved.planned,
    )


def _case(step: Timed, *, critical: bool) -> str:
    mark = texts.CRITICAL if critical else texts.BESIDE
    name = step.node.name + (f"·{step.node.variant}" if step.node.variant else "")
    if step.node.takes is Takes.NOTHING:
        return texts.MOMENT.format(mark=mark, name=name, day=step.end, why="")
    if step.start == step.end:
        return texts.MOMENT.format(mark=mark, name=name, day=step.end, why=_why(step))
    return texts.CASE.format(mark=mark, name=name, start=step.start, end=step.end, why=_why(step))


def _why(step: Timed) -> str:
    if not step.known:
        return texts.NOT_KNOWN
    if step.span is None:
        if step.node.estimate is None:
            return ""
        days = texts.UNITS["calendar"].format(days=step.node.estimate)
        return texts.WHY.format(days=texts.OWN_ESTIMATE, basis=days)
    days = texts.UNITS[step.span.unit.value].format(days=step.span.days)
    if step.provisional:
        days += texts.PROVISIONAL
    words = texts.WHY if step.span.basis else texts.WHY_NO_BASIS
    return words.format(days=days, basis=step.span.basis)


def _basis(basis: str) -> str:
    return texts.BASIS.format(basis=basis) if basis else ""
