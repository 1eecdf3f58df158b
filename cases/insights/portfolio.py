"""How many projects there are of each sort, and what they are worth."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, String, Subquery, case, cast, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.rules.phases import PHASES, phases_of
from cases.rules.stages import STAGES, Stage, StageState
from cases.rules.standings import Standing, stage_states
from cases.rules.states import CLOSED, DROPPED, GRANTS
from cases.tables.projects import Case, Project

UNMARKED = "未标注"
NOT_BEGUN = StageState.NOT_BEGUN.value


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
class Place:
    """Where a project stands: decided once for all that have the same on record."""

    furthest: str
    under_way: tuple[str, ...]
    done: tuple[str, ...]
    phases: tuple[str, ...]


@dataclass(frozen=True)
class Cohort:
    """Projects that are alike in everything counted here."""

    key_level: str
    industry: str
    street: str
    place: Place
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
    stages = [stage.value for stage in STAGES]
    phases = [phase.value for phase in PHASES]
    under_way = [*stages, Stage.PARALLEL.value]
    return Portfolio(
        total=sum((cohort.count for cohort in found), Count()),
        by_stage=_counted(found, lambda one: [one.place.furthest], [NOT_BEGUN, *stages]),
        stages_done=_projects(_counted(found, lambda one: one.place.done, stages)),
        under_way=_projects(_counted(found, lambda one: one.place.under_way, under_way)),
        by_phase=_projects(_counted(found, lambda one: one.place.phases, phases)),
        by_key_level=_largest(_counted(found, lambda one: [one.key_level or UNMARKED])),
        by_industry=_largest(_counted(found, lambda one: [one.industry or UNMARKED])),
        by_street=_largest(_counted(found, lambda one: [one.street or UNMARKED])),
    )


def place_of(standings: frozenset[Standing]) -> Place:
    """Return where a project with *standings* stands, by the rules of a single one."""
    states = stage_states(standings)
    begun = [stage.value for stage in STAGES if stage in states]
    return Place(
        furthest=begun[-1] if begun else NOT_BEGUN,
        under_way=tuple(s.value for s, state in states.items() if state is StageState.UNDER_WAY),
        done=tuple(
            s.value
            for s, state in states.items()
            if state is StageState.DONE and s is not Stage.PARALLEL
        ),
        phases=tuple(line.phase.value for line in phases_of(standings)),
    )


async def cohorts(session: AsyncSession, *, key_only: bool = False) -> tuple[Cohort, ...]:
    """Return the projects by what is counted of them: two statements, a row a sort of project."""
    signed = _signatures()
    sort = (Project.key_level, Project.industry, Project.street)
    sums = (func.count(), func.sum(Project.investment))
    wanted: list[ColumnElement[bool]] = [Project.parent_id.is_(None)]
    if key_only:
        wanted.append(Project.key_level != "")
    # An outer join of the two would make SQLite go through all signatures for every project.
    begun = await session.execute(
        select(*sort, signed.c.signature, *sums)
        .join(signed, signed.c.project_id == Project.id)
        .where(*wanted)
        .group_by(*sort, signed.c.signature)
    )
    bare = await session.execute(
        select(*sort, literal(""), *sums)
        .where(*wanted, Project.id.not_in(select(signed.c.project_id)))
        .group_by(*sort)
    )
    rows = [*begun, *bare]
    places: dict[str, Place] = {}
    found = []
    for level, industry, street, signature, projects, amount in rows:
        if signature not in places:
            places[signature] = place_of(_read(signature))
        count = Count(projects, amount or Decimal())
        found.append(Cohort(level, industry, street, places[signature], count))
    return tuple(found)


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


def _read(signature: str) -> frozenset[Standing]:
    if not signature:
        return frozenset()
    parts = (said.split("|") for said in set(signature.split(";")))
    return frozenset(
        Standing(item, Stage(stage), granted=granted == "1", running=running == "1")
        for item, stage, granted, running in parts
    )


def _counted(
    found: Iterable[Cohort],
    names: Callable[[Cohort], Iterable[str]],
    order: Iterable[str] = (),
) -> dict[str, Count]:
    projects: Counter[str] = Counter(dict.fromkeys(order, 0))
    investment: defaultdict[str, Decimal] = defaultdict(Decimal)
    for cohort in found:
        for name in names(cohort):
            projects[name] += cohort.count.projects
            investment[name] += cohort.count.investment
    return {name: Count(count, investment[name]) for name, count in projects.items()}


def _projects(counts: Mapping[str, Count]) -> dict[str, int]:
    return {name: count.projects for name, count in counts.items()}


def _largest(counts: Mapping[str, Count]) -> dict[str, Count]:
    by_size = sorted(counts.items(), key=lambda one: (-one[1].projects, one[0]))
    return dict(by_size)
