"""The manager's board: counts that follow from the records."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from cases.progress import ProjectProgress, all_progress
from cases.rules.calendar import WorkCalendar
from cases.rules.deadlines import DeadlineKind, LegalEffect
from cases.rules.stages import STAGES
from cases.rules.states import DECISIONS

NOT_BEGUN = "未开始"
UNMARKED = "未标注"


@dataclass(frozen=True)
class Board:
    """
    Counts of projects and cases on one day.

    *decided_in_time* and *decided_late* compare decisions with the statutory limit; cases without a
    limit, or without a recorded acceptance, are in neither. *investment* is in 万元.
    """

    today: date
    projects: int
    by_stage: Mapping[str, int]
    by_key_level: Mapping[str, int]
    investment: Decimal
    open_cases: int
    overdue_cases: int
    decided_in_time: int
    decided_late: int

    def as_dict(self) -> dict[str, Any]:
        return {
            "today": self.today.isoformat(),
            "projects": self.projects,
            "by_stage": dict(self.by_stage),
            "by_key_level": dict(self.by_key_level),
            "investment": f"{self.investment.normalize():f}",
            "open_cases": self.open_cases,
            "overdue_cases": self.overdue_cases,
            "decided_in_time": self.decided_in_time,
            "decided_late": self.decided_late,
        }


async def board(session: AsyncSession, *, today: date, calendar: WorkCalendar) -> Board:
    """Return the board of all projects on *today*."""
    return board_of(await all_progress(session, today=today, calendar=calendar), today=today)


def board_of(projects: tuple[ProjectProgress, ...], *, today: date) -> Board:
    """Return the board of *projects*."""
    stages = Counter(p.current_stage.value if p.current_stage else NOT_BEGUN for p in projects)
    cases = [case for project in projects for case in project.cases]
    decisions = [
        deadline.met
        for case in cases
        if case.state in DECISIONS
        for deadline in case.clocks.deadlines
        if deadline.kind is DeadlineKind.DECISION and deadline.legal_effect is LegalEffect.STATUTORY
    ]
    return Board(
        today=today,
        projects=len(projects),
        by_stage={name: stages[name] for name in (NOT_BEGUN, *(s.value for s in STAGES))},
        by_key_level=Counter(p.project.key_level or UNMARKED for p in projects),
        investment=sum((p.project.investment or Decimal() for p in projects), Decimal()),
        open_cases=sum(not case.closed for case in cases),
        overdue_cases=sum(case.overdue for case in cases),
        decided_in_time=decisions.count(True),
        decided_late=decisions.count(False),
    )
