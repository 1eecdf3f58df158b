"""Importing facts from another system's file: a row, a fact; all rows or none."""

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from cases.actors import COMMAND_LINE, Actor
from cases.audit import note_act
from cases.errors import ConcurrentChange
from cases.import_job import ImportJob, prepare, write
from cases.import_news import tell_import
from cases.import_rows import Column, ImportRow, Memory, RawRow, Rejection, check_row, rows_of
from cases.outbox import QuietHours
from cases.processes import catalogue
from cases.rules.calendar import WorkCalendar
from cases.rules.dates import legal_day
from cases.tabular import read_cells

__all__ = ["Column", "ImportReport", "RawRow", "Rejection", "import_rows", "read_table"]


@dataclass(frozen=True)
class ImportReport:
    """
    What an import did, or would do.

    *applied* rows wrote something, *unchanged* ones were on record. *conflicts* counts applied facts
    that do not fit what was on record: kept, marked, shown to the steward.
    """

    rows: int
    applied: int
    unchanged: int
    rejected: tuple[Rejection, ...]
    conflicts: int = 0
    owed: int = 0

    def as_dict(self) -> dict[str, Any]:
        return {
            "rows": self.rows,
            "applied": self.applied,
            "unchanged": self.unchanged,
            "rejected": [rejection.as_dict() for rejection in self.rejected],
        }


def read_table(path: Path) -> tuple[RawRow, ...]:
    """
    Return the rows of an import file.

    Raises:
        UnreadableTable: The file cannot be read as a table.
        BadColumns: The header is wrong.
    """
    return rows_of(read_cells(path))


async def import_rows(
    session: AsyncSession,
    rows: Sequence[RawRow],
    *,
    at: datetime,
    calendar: WorkCalendar,
    actor: Actor = COMMAND_LINE,
    source_name: str = "",
    dry_run: bool = False,
    partial: bool = False,
    quiet_before: date | None = None,
    quiet_hours: QuietHours | None = None,
) -> ImportReport:
    """
    Put projects, cases and facts of *rows* on record, in the caller's transaction.

    A row on record already changes nothing. What cannot follow is kept and marked as a conflict.
    With one bad row nothing is written, unless *partial*.

    Args:
        dry_run: Keep nothing; report what would happen, the messages it would owe included.
        quiet_before: Facts that took effect before this day (go-live) owe no message.

    Raises:
        ConcurrentChange: Another import wrote the same project or case a moment ago; try again.
    """
    with _collector_paused():
        today = legal_day(at)
        good, rejected = await _checked(session, rows, today=today)
        savepoint = await session.begin_nested()
        try:
            job = await prepare(session, good, actor=actor, at=at, calendar=calendar)
            for row in sorted(good, key=lambda row: (row.effective_on, row.number)):
                job.take(row)
            job.update_projects()
            rejected = sorted([*rejected, *job.rejected], key=lambda rejection: rejection.row)
            entering = partial or not rejected
            if not entering:
                await savepoint.rollback()
                return _report(job, rows, rejected, applied=0)
            await write(session, job)
            owed = await tell_import(
                session, job, calendar=calendar, quiet_before=quiet_before, quiet_hours=quiet_hours
            )
            await (savepoint.rollback() if dry_run else savepoint.commit())
        except IntegrityError as error:
            await savepoint.rollback()
            raise ConcurrentChange from error
        report = _report(job, rows, rejected, applied=len(job.applied), owed=owed)
        if report.applied and not dry_run:
            detail = {"file": source_name, **report.as_dict(), "rejected": len(rejected)}
            await note_act(
                session, actor=actor, action="cases.import", subject="import", at=at, detail=detail
            )
        return report


@contextmanager
def _collector_paused() -> Iterator[None]:
    """
    Keep the garbage collector out while hundreds of thousands of rows are made that all stay.

    Again and again it would walk over every one of them and free nothing: a fifth of the time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


async def _checked(
    session: AsyncSession, rows: Iterable[RawRow], *, today: date
) -> tuple[list[ImportRow], list[Rejection]]:
    items = await catalogue(session)
    good: list[ImportRow] = []
    rejected: list[Rejection] = []
    memory: Memory = {}
    for raw in rows:
        row, wrong = check_row(raw, items, today=today, memory=memory)
        rejected += wrong
        if row is not None:
            good.append(row)
    return good, rejected


def _report(
    job: ImportJob,
    rows: Sequence[RawRow],
    rejected: Sequence[Rejection],
    *,
    applied: int,
    owed: int = 0,
) -> ImportReport:
    return ImportReport(
        rows=len(rows),
        applied=applied,
        unchanged=len(job.taken) - len(job.applied),
        rejected=tuple(rejected),
        conflicts=sum(entered.fact.conflict for _, _, entered in job.entered if entered.appended),
        owed=owed,
    )
