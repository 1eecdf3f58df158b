"""The manager's board: the key projects, the year's 立项, what is open and what is late."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.insights.filings import Filings, filings
from cases.insights.portfolio import Portfolio, portfolio
from cases.progress import staff_worklist
from cases.rules.calendar import WorkCalendar
from cases.rules.states import CLOSED
from cases.tables.projects import Case


@dataclass(frozen=True)
class Board:
    """Counts of projects and cases on one day; *key* are the 重点项目 among *everything*."""

    today: date
    key: Portfolio
    everything: Portfolio
    filings: Filings
    open_cases: int
    overdue_cases: int

    def as_dict(self) -> dict[str, Any]:
        return {
            "today": self.today.isoformat(),
            "key_projects": self.key.as_dict(),
            "projects": self.everything.as_dict(),
            "filings": self.filings.as_dict(),
            "open_cases": self.open_cases,
            "overdue_cases": self.overdue_cases,
        }


async def board(session: AsyncSession, *, today: date, calendar: WorkCalendar) -> Board:
    """
    Return the board on *today*.

    Only *overdue_cases* reads cases one by one, the open ones: whether a date has passed is what the
    clock says of each, and nothing else says it.
    """
    open_cases = await session.scalar(
        select(func.count()).where(or_(Case.state.is_(None), Case.state.not_in(CLOSED)))
    )
    work = await staff_worklist(session, None, today=today, calendar=calendar)
    return Board(
        today=today,
        key=await portfolio(session, key_only=True),
        everything=await portfolio(session),
        filings=await filings(session, today=today),
        open_cases=open_cases or 0,
        overdue_cases=sum(item.case.overdue for item in work),
    )
