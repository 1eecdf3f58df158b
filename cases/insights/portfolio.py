"""How many projects there are of each sort, and what they are worth."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, String, Subquery, case, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.rules.phases import PHASES, phases_of
from cases.rules.stages import STAGES, Stage, StageState
from cases.rules.standings import Standing, stage_states
from cases.rules.states import CLOSED, DROPPED, GRANTS
from cases.tables.projects import Case, Project

UNMARKED = "未标注"
NOT_BEGUN = "未开始"


@dataclass(frozen=True)
class Count:
    """*projects* with together *investment*, in 万元; what a project does not say adds nothing."""

    projects: int = 0
    investment: Decimal = Decimal()

    def __add__(self, other: "Count") -> "Count":
        return Count(self.projects + other.projects, self.investment + other.investment)

    def as_dict(self) -> dict[str, Any]:
        return {"projects": self.projects, "investment": f"{self.investment.normalize():f}"}


@dataclass(frozen=True)
class Cohort:
    """Projects that are alike in everything counted here."""

    key_level: str
    industry: str
    street: str
    standings: frozenset[Standing]
    count: Count


@dataclass(frozen=True)
class Portfolio:
    """
    The projects on record, a 单位工程 with its project.

    *by_stage* counts each project once, in the last stage that has begun; *under_way* counts it in
    every stage, and *by_phase* in every 环节, that it is in.
    """

    total: Count
    by_stage: Mapping[str, Count]
    stages_done: Mapping[str, int]
    under_way: Mapping[str, int]
    by_phase: Mapping[str, int]
    by_key_level: Mapping[str, Count]
    by_industry: Mapping[str, Count]
    by_street: Mapping[str, Count]

    def as_dict(self) -> dict[str, Any]:
        def counts(of: Mapping[str, Count]) -> dict[str, Any]:
            return {name: count.as_dict() for name, count in of.items()}

        return {
            **self.total.as_dict(),
            "by_stage": counts(self.by_stage),
            "stages_done": dict(self.stages_done),
            "under_way": dict(self.under_way),
            "by_phase": dict(self.by_phase),
            "by_key_level": counts(self.by_key_level),
            "by_industry": counts(self.by_industry),
            "by_street": counts(self.by_street),
        }


async def portfolio(session: AsyncSession, *, key_only: bool = False) -> Portfolio:
    """Return the portfolio: of all projects, or of the 重点项目 only."""
    return portfolio_of(await cohorts(session, key_only=key_only))


def portfolio_of(found: Sequence[Cohort]) -> Portfolio:
    """Return the portfolio of *found*."""
    states = {cohort.standings: stage_states(cohort.standings) for cohort in found}
    stages = [stage.value for stage in STAGES]

    def in_state(state: StageState) -> Callable[[Cohort], Iterable[str]]:
        return lambda cohort: [
            stage.value for stage, its in states[cohort.standings].items() if its is state
        ]

    under_way = _counted(found, in_state(StageState.UNDER_WAY), [*stages, Stage.PARALLEL.value])
    return Portfolio(
        total=sum((cohort.count for cohort in found), Count()),
        by_stage=_counted(
            found, lambda one: [_furthest(states[one.standings])], [NOT_BEGUN, *stages]
        ),
        stages_done=_projects(_counted(found, in_state(StageState.DONE), stages)),
        under_way=_projects(under_way),
        by_phase=_projects(
            _counted(
                found,
                lambda one: [line.phase.value for line in phases_of(one.standings)],
                [phase.value for phase in PHASES],
            )
        ),
        by_key_level=_largest(_counted(found, lambda one: [one.key_level or UNMARKED])),
        by_industry=_largest(_counted(found, lambda one: [one.industry or UNMARKED])),
        by_street=_largest(_counted(found, lambda one: [one.street or UNMARKED])),
    )


async def cohorts(session: AsyncSession, *, key_only: bool = False) -> tuple[Cohort, ...]:
    """Return the projects by what is counted of them: one statement, a row a sort of project."""
    signed = _signatures()
    alike = (Project.key_level, Project.industry, Project.street, signed.c.signature)
    wanted: list[ColumnElement[bool]] = [Project.parent_id.is_(None)]
    if key_only:
        wanted.append(Project.key_level != "")
    rows = await session.execute(
        select(*alike, func.count(), func.sum(Project.investment))
        .outerjoin(signed, signed.c.project_id == Project.id)
        .where(*wanted)
        .group_by(*alike)
    )
    return tuple(
        Cohort(level, industry, street, _read(signature), Count(projects, amount or Decimal()))
        for level, industry, street, signature, projects, amount in rows
    )


def _signatures() -> Subquery:
    """Return what each project has on record of each item, as one text that ``_read`` reads."""
    whole = func.coalesce(Project.parent_id, Project.id)
    items = (
        select(
            whole.label("project_id"),
            Case.item.label("item"),
            cast(Case.stage, String).label("stage"),
            cast(func.max(case((Case.state.in_(GRANTS), 1), else_=0)), String).label("granted"),
            cast(func.max(case((Case.state.in_(CLOSED), 0), else_=1)), String).label("running"),
        )
        .join(Project, Project.id == Case.project_id)
        .where(Case.state.is_not(None), Case.state.not_in(DROPPED))
        # The same item of two 单位工程 is two items: grouped by the part, not by the whole.
        .group_by(whole, Case.project_id, Case.item, Case.stage)
        .subquery()
    )
    said = items.c.item + "|" + items.c.stage + "|" + items.c.granted + "|" + items.c.running
    return (
        select(items.c.project_id, func.aggregate_strings(said, ";").label("signature"))
        .group_by(items.c.project_id)
        .subquery()
    )


def _read(signature: str | None) -> frozenset[Standing]:
    if not signature:
        return frozenset()
    parts = (said.split("|") for said in set(signature.split(";")))
    return frozenset(
        Standing(item, Stage(stage), granted=granted == "1", running=running == "1")
        for item, stage, granted, running in parts
    )


def _furthest(states: Mapping[Stage, StageState]) -> str:
    begun = (s for s in reversed(STAGES) if states.get(s, StageState.NOT_BEGUN) != NOT_BEGUN)
    return next((stage.value for stage in begun), NOT_BEGUN)


def _counted(
    found: Iterable[Cohort],
    names: Callable[[Cohort], Iterable[str]],
    order: Iterable[str] = (),
) -> dict[str, Count]:
    counts: defaultdict[str, Count] = defaultdict(Count, {name: Count() for name in order})
    for cohort in found:
        for name in names(cohort):
            counts[name] += cohort.count
    return dict(counts)


def _projects(counts: Mapping[str, Count]) -> dict[str, int]:
    return {name: count.projects for name, count in counts.items()}


def _largest(counts: Mapping[str, Count]) -> dict[str, Count]:
    by_size = sorted(counts.items(), key=lambda one: (-one[1].projects, one[0]))
    return dict(by_size)
