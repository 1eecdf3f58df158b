"""Approval items as the planner needs them: how long, after what, for whom, with which papers."""

from dataclasses import dataclass

from cases.rules.clock import Unit
from cases.rules.planning.applicability import Rule
from cases.rules.stages import Stage


@dataclass(frozen=True)
class After:
    """That a step comes after *step*, and on what ground."""

    step: str
    basis: str = ""


@dataclass(frozen=True)
class Span:
    """A length of time that the law sets for a step; *variant* tells 报告书 from 报告表."""

    what: str  # 法定时限, 公示时限, …
    days: int
    unit: Unit
    basis: str = ""
    variant: str = ""


@dataclass(frozen=True)
class Paper:
    """One paper to hand in."""

    name: str
    note: str = ""


@dataclass(frozen=True)
class PlanItem:
    """
    An approval item, from its guide.

    Attributes:
        spans: All have to pass before the decision; none means that no law counted here sets a time.
        produces: Names under which its result is handed in for a later item.
    """

    slug: str
    name: str
    stage: Stage
    department: str = ""
    spans: tuple[Span, ...] = ()
    after: tuple[After, ...] = ()
    rules: tuple[Rule, ...] = ()
    papers: tuple[Paper, ...] = ()
    produces: tuple[str, ...] = ()

    def papers_of(self, variant: str) -> tuple[Paper, ...]:
        """Return the papers for *variant*, without those named after another one."""
        others = {rule.variant for rule in self.rules} - {"", variant}
        return tuple(
            paper
            for paper in self.papers
            if variant in paper.name or not any(other in paper.name for other in others)
        )

    def spans_of(self, variant: str) -> tuple[Span, ...]:
        """Return the spans that hold for *variant*; those without one hold for all."""
        return tuple(span for span in self.spans if span.variant in {"", variant})
