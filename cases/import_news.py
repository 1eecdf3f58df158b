"""What an import owes: news of what happened, and of open dates that are on other days now."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from cases.audience import audiences_of
from cases.import_job import ImportJob
from cases.ledger import CaseFile, ProjectFile
from cases.outbox import QuietHours
from cases.rows import add_rows
from cases.rules.calendar import WorkCalendar
from cases.rules.dates import legal_day
from cases.rules.deadlines import clocks_of
from cases.rules.lifecycle import fold
from cases.rules.moves import Move, moves
from cases.tables.projects import MilestoneReached
from cases.telling import (
    MovedCase,
    News,
    is_history,
    moved_rows,
    news_of,
    reached_rows,
    reason_of,
    tell,
    tell_moves,
)
from cases.untrue import sayable, withdraw_untrue


async def tell_import(
    session: AsyncSession,
    job: ImportJob,
    *,
    calendar: WorkCalendar,
    quiet_before: date | None,
    quiet_hours: QuietHours | None,
) -> int:
    """
    Owe what the facts of *job*, on record by now, are worth telling; return how many messages.

    A case is told of once: of its last step, or else of the dates that moved.
    """
    today = legal_day(job.at)
    everything, reached = _news(job)
    await add_rows(session, MilestoneReached, reached)
    moved = await _moved(session, job, today=today, calendar=calendar)
    loud = [news for news in everything if not is_history(news[2].entered.fact, quiet_before)]
    steps = {case.case.id for _, case, news in everything if news.milestone is not None}
    audiences = await audiences_of(
        session, {file.project.id for file, *_ in loud} | {one.file.project.id for one in moved}
    )
    owed = 0
    for file, case, news in loud:
        file.audience = audiences[file.project.id]
        told = await tell(
            session,
            file,
            case,
            news,
            today=today,
            at=job.at,
            calendar=calendar,
            quiet_hours=quiet_hours,
        )
        owed += told.total
    for one in moved:
        if one.case.case.id not in steps and not one.is_history(quiet_before):
            one.file.audience = audiences[one.file.project.id]
            owed += await _tell_moved(session, one, at=job.at, quiet_hours=quiet_hours)
    return owed


def _news(
    job: ImportJob,
) -> tuple[list[tuple[ProjectFile, CaseFile, News]], list[dict[str, Any]]]:
    """
    Return what is worth telling, oldest first, and the milestones that were reached.

    Backwards, so that a completed stage is told with its last fact, and a step that a later row of
    the same case has overtaken is not told at all, unless the law wants it told.
    """
    told: set[UUID] = set()
    everything = []
    reached: list[dict[str, Any]] = []
    for file, case, entered in reversed(job.entered):
        news = news_of(file, case, entered)
        if news is None:
            continue
        reached += reached_rows(file, case, news)
        legal = news.milestone is not None and news.milestone.legal
        if legal or entered.fact.conflict or case.case.id not in told:
            everything.append((file, case, news))
        told.add(case.case.id)
    return everything[::-1], reached


@dataclass(frozen=True)
class _Moved:
    """A case on record before, some of whose open dates are on other days now."""

    file: ProjectFile
    case: CaseFile
    known: int  # how many facts it had
    moves: tuple[Move, ...]

    def is_history(self, quiet_before: date | None) -> bool:
        return all(is_history(fact, quiet_before) for fact in self.case.facts[self.known :])


async def _moved(
    session: AsyncSession, job: ImportJob, *, today: date, calendar: WorkCalendar
) -> list[_Moved]:
    """Return the cases whose dates moved, on record as such; take back reminders of the old days."""
    found: list[_Moved] = []
    true: dict[str, frozenset[tuple[str, str]]] = {}
    for file, case, known in job.grown.values():
        then = clocks_of(
            fold(case.for_rules[:known]), case.template, today=today, calendar=calendar
        )
        now = clocks_of(case.folded, case.template, today=today, calendar=calendar)
        true[case.case.ref] = sayable(now, case.folded)
        moved = moves(then.deadlines, now.deadlines)
        if moved:
            found.append(_Moved(file, case, known, moved))
            fact = case.facts[-1]
            reason = reason_of(fact)
            rows = moved_rows(case.case.id, moved, reason=reason, at=job.at, fact_id=fact.id)
            session.add_all(rows)
    if true:
        await withdraw_untrue(
            session,
            lambda said: (
                said["ref"] not in true or (said["name"], said["due_on"]) in true[said["ref"]]
            ),
            at=job.at,
        )
    return found


async def _tell_moved(
    session: AsyncSession, one: _Moved, *, at: datetime, quiet_hours: QuietHours | None
) -> int:
    project, case, fact = one.file.project, one.case.case, one.case.facts[-1]
    told = await tell_moves(
        session,
        MovedCase(project.code, project.name, case.ref, case.item_name, one.file.audience),
        one.moves,
        dedupe_key=f"fact:{fact.id}:moved",
        reason=reason_of(fact),
        at=at,
        quiet_hours=quiet_hours,
    )
    return told.total
