"""Open cases of which nothing has been heard for a while."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.rules.states import CLOSED, CaseState
from cases.rules.workdays import Workdays
from cases.tables.facts import Fact
from cases.tables.projects import Case, Project

SILENT_AFTER = 20  # working days
MOST = 20


@dataclass(frozen=True)
class SilentCase:
    """An open case; *last_on*: day of its last fact, or of its opening when it has none."""

    ref: str
    item: str
    state: CaseState | None
    project_code: str
    project: str
    steward: str
    last_on: date
    days: int

    def as_dict(self) -> dict[str, Any]:
        return {
            "ref": self.ref,
            "item": self.item,
            "state": self.state.value if self.state else None,
            "project_code": self.project_code,
            "project": self.project,
            "steward": self.steward,
            "last_on": self.last_on.isoformat(),
            "working_days": self.days,
        }


@dataclass(frozen=True)
class Silence:
    """*total* silent cases, the longest silent of them in *cases*."""

    after: int
    total: int
    cases: tuple[SilentCase, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "after_working_days": self.after,
            "total": self.total,
            "cases": [case.as_dict() for case in self.cases],
        }


async def silent_cases(
    session: AsyncSession,
    *,
    today: date,
    workdays: Workdays,
    after: int = SILENT_AFTER,
    steward_id: UUID | None = None,
    most: int = MOST,
) -> Silence:
    """
    Return the open cases without a fact for *after* working days, the longest silent first.

    Args:
        steward_id: Only those of this steward's projects.
    """
    last_on = func.coalesce(func.max(Fact.effective_on), func.date(Case.created_at, type_=Date()))
    of_whom: ColumnElement[bool] = Project.id.is_not(None)
    if steward_id is not None:
        of_whom = Project.steward_id == steward_id
    silent = (
        select(Case.id.label("id"), last_on.label("last_on"))
        .join(Project, Project.id == Case.project_id)
        .outerjoin(Fact, Fact.case_id == Case.id)
        .where(or_(Case.state.is_(None), Case.state.not_in(CLOSED)), of_whom)
        .group_by(Case.id, Case.created_at)
        .having(last_on <= workdays.before(today, after))
        .subquery()
    )
    total = await session.scalar(select(func.count()).select_from(silent)) or 0
    rows = await session.execute(
        select(Case, Project, silent.c.last_on)
        .join(silent, silent.c.id == Case.id)
        .join(Project, Project.id == Case.project_id)
        .order_by(silent.c.last_on, Case.ref)
        .limit(most)
    )
    return Silence(
        after,
        total,
        tuple(
            SilentCase(
                ref=case.ref,
                item=case.item_name,
                state=case.state,
                project_code=project.code,
                project=project.name,
                steward=project.steward_name,
                last_on=last,
                days=workdays.elapsed(last, today),
            )
            for case, project, last in rows
        ),
    )
