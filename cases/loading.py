"""Reading and locking the working set of a change."""

from collections import defaultdict
from collections.abc import Iterable
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from cases.audience import audiences_of
from cases.ledger import CaseFile, ProjectFile
from cases.processes import templates_by_id
from cases.tables.facts import Fact, FactRow, select_facts
from cases.tables.projects import Case, MilestoneReached, Project

T = TypeVar("T")
CHUNK = 500  # values in one IN (…)


async def lock_projects(session: AsyncSession, ids: Iterable[UUID]) -> tuple[Project, ...]:
    """Return the projects, locked until the transaction ends, always in the same order."""
    projects: list[Project] = []
    for some in chunks(sorted(set(ids))):
        projects += await session.scalars(
            select(Project)
            .where(Project.id.in_(some))
            .order_by(Project.id)
            .with_for_update(of=Project)
            .execution_options(populate_existing=True)
            .options(joinedload(Project.organization))
        )
    return tuple(projects)


async def load_files(
    session: AsyncSession, projects: Iterable[Project], *, facts_of: Iterable[str] | None = None
) -> dict[UUID, ProjectFile]:
    """
    Return the working sets of *projects*, by project id.

    Args:
        facts_of: Refs of the cases whose facts are needed; all when ``None``.
    """
    by_id = {project.id: project for project in projects}
    cases = await _cases(session, by_id)
    templates = await templates_by_id(session, {case.template_id for case in cases})
    wanted = None if facts_of is None else set(facts_of)
    facts = await _facts(session, [c.id for c in cases if wanted is None or c.ref in wanted])
    reached = await _reached(session, by_id)
    audiences = await audiences_of(session, by_id)

    files = {
        id_: ProjectFile(project, {}, audiences[id_], reached[id_])
        for id_, project in by_id.items()
    }
    for case in cases:
        template = templates[case.template_id]
        files[case.project_id].cases[case.ref] = CaseFile(case, template, facts[case.id])
    return files


def chunks(values: Iterable[T]) -> Iterable[tuple[T, ...]]:
    everything = tuple(values)
    return (everything[start : start + CHUNK] for start in range(0, len(everything), CHUNK))


async def _cases(session: AsyncSession, projects: Iterable[UUID]) -> list[Case]:
    cases: list[Case] = []
    for some in chunks(projects):
        cases += await session.scalars(
            select(Case)
            .where(Case.project_id.in_(some))
            .order_by(Case.ref)
            .execution_options(populate_existing=True)
        )
    return cases


async def _facts(session: AsyncSession, cases: Iterable[UUID]) -> defaultdict[UUID, list[FactRow]]:
    facts: defaultdict[UUID, list[FactRow]] = defaultdict(list)
    for some in chunks(cases):
        rows = await session.execute(
            select_facts().where(Fact.case_id.in_(some)).order_by(Fact.case_id, Fact.seq)
        )
        for row in rows:
            fact = FactRow(*row)
            facts[fact.case_id].append(fact)
    return facts


async def _reached(
    session: AsyncSession, projects: Iterable[UUID]
) -> defaultdict[UUID, set[tuple[str, str]]]:
    reached: defaultdict[UUID, set[tuple[str, str]]] = defaultdict(set)
    for some in chunks(projects):
        rows = await session.scalars(
            select(MilestoneReached).where(MilestoneReached.project_id.in_(some))
        )
        for row in rows:
            reached[row.project_id].add((row.kind, row.subject))
    return reached
