"""
立项: projects whose 备案, 核准 or 审批 was granted, by the year of the first grant on record.

The day of the fact counts, not the year in the 项目代码: a code is given when a project is declared,
which may be the year before, and for a project that is never approved at all.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.insights.live_facts import is_live
from cases.insights.portfolio import UNMARKED, Count
from cases.rules.phases import FILING_ITEMS
from cases.rules.states import GRANTS
from cases.tables.facts import Fact
from cases.tables.projects import Case, Project

YEARS = 3  # this one and two before: last year is shown beside the one before it


@dataclass(frozen=True)
class Year:
    """The 立项 of one calendar year; *to_date*: those up to the same day of the year as today."""

    year: int
    whole: Count
    to_date: Count
    by_industry: Mapping[str, Count]

    def as_dict(self) -> dict[str, Any]:
        return {
            "year": self.year,
            **self.whole.as_dict(),
            "to_date": self.to_date.as_dict(),
            "by_industry": {name: count.as_dict() for name, count in self.by_industry.items()},
        }


@dataclass(frozen=True)
class Filings:
    """This year and the two before it, newest first."""

    years: tuple[Year, ...]

    def as_dict(self) -> dict[str, Any]:
        return {"years": [year.as_dict() for year in self.years]}


async def filings(session: AsyncSession, *, today: date) -> Filings:
    """Return the 立项 of this year and the two before it: one statement, a row a day and industry."""
    whole = func.coalesce(Project.parent_id, Project.id)
    first = (
        select(whole.label("project_id"), func.min(Fact.effective_on).label("day"))
        .join(Case, Case.project_id == Project.id)
        .join(Fact, Fact.case_id == Case.id)
        .where(Case.item.in_(FILING_ITEMS), Fact.state.in_(GRANTS), is_live(Fact))
        .group_by(whole)
        .subquery()
    )
    rows = await session.execute(
        select(first.c.day, Project.industry, func.count(), func.sum(Project.investment))
        .join(Project, Project.id == first.c.project_id)
        .where(first.c.day >= date(today.year - YEARS + 1, 1, 1))
        .group_by(first.c.day, Project.industry)
    )
    days = [(day, industry, Count(n, amount or Decimal())) for day, industry, n, amount in rows]
    years = range(today.year, today.year - YEARS, -1)
    return Filings(tuple(_year(year, days, today=today) for year in years))


def _year(year: int, days: list[tuple[date, str, Count]], *, today: date) -> Year:
    of_year = [(day, industry, count) for day, industry, count in days if day.year == year]
    same_day = (today.month, today.day)
    industries: defaultdict[str, Count] = defaultdict(Count)
    for _, industry, count in of_year:
        industries[industry or UNMARKED] += count
    largest = sorted(industries.items(), key=lambda one: (-one[1].projects, one[0]))
    return Year(
        year,
        whole=sum((count for *_, count in of_year), Count()),
        to_date=sum((c for day, _, c in of_year if (day.month, day.day) <= same_day), Count()),
        by_industry=dict(largest),
    )
