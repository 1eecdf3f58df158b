"""The calendar in use: the package's years, and what the bureau has adopted since."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.actors import Actor
from cases.audience import Audience, audiences_of
from cases.audit import note_act
from cases.calendar_files import ReadNotice
from cases.errors import CalendarVersionNotFound, VersionAdopted
from cases.holidays import work_calendar
from cases.loading import chunks
from cases.open_cases import OpenCase, open_cases
from cases.outbox import QuietHours
from cases.rules.calendar import WorkCalendar
from cases.rules.dates import legal_day
from cases.rules.deadlines import Deadline
from cases.rules.holidays import HolidayDay, HolidayNotice, changed_days, overlay
from cases.rules.moves import Move, moves
from cases.tables.calendars import CalendarAdoption, CalendarVersion
from cases.telling import MovedCase, moved_rows, tell_moves

REASON = "因{year}年放假安排公布而调整"


@dataclass(frozen=True)
class Version:
    """A reading of a year's notice, by its name, e.g. ``2027.1``."""

    name: str
    year: int
    source: str
    sha256: str
    adopted_at: datetime | None
    notice: HolidayNotice


@dataclass(frozen=True)
class Preview:
    """What adopting a version does: the days that change, and the open dates that move."""

    version: Version
    changed: tuple[date, ...]
    moved: tuple[tuple[OpenCase, tuple[Move, ...]], ...]
    owed: int = 0

    def as_dict(self) -> dict[str, Any]:
        return {
            "version": self.version.name,
            "year": self.version.year,
            "source": self.version.source,
            "sha256": self.version.sha256,
            "adopted": self.version.adopted_at is not None,
            "missing": list(self.version.notice.missing_festivals()),
            "changed_days": [day.isoformat() for day in self.changed],
            "cases": len(self.moved),
            "moved": [
                {"ref": case.ref, "item": case.item_name, **move.as_dict()}
                for case, found in self.moved
                for move in found
            ],
            "owed": self.owed,
        }


async def current_calendar(session: AsyncSession) -> WorkCalendar:
    """Return the calendar that dates are counted by now."""
    return overlay(work_calendar(), [v.notice for v in await versions(session) if v.adopted_at])


async def versions(session: AsyncSession) -> tuple[Version, ...]:
    """Return every version on record, by year and revision."""
    rows = await session.execute(
        select(CalendarVersion, CalendarAdoption.adopted_at)
        .outerjoin(CalendarAdoption, CalendarAdoption.version_id == CalendarVersion.id)
        .order_by(CalendarVersion.year, CalendarVersion.revision)
    )
    return tuple(_version(row, adopted_at) for row, adopted_at in rows)


async def propose(
    session: AsyncSession, read: ReadNotice, *, source: str, actor: Actor, at: datetime
) -> Preview:
    """
    Put a notice on record as a new version of its year, and return what adopting it would do.

    The same file twice is the same version. Nothing is counted by it before ``adopt``.
    """
    year = read.notice.year
    known = await session.scalar(
        select(CalendarVersion).where(
            CalendarVersion.year == year, CalendarVersion.sha256 == read.sha256
        )
    )
    if known is None:
        last = await session.scalar(
            select(func.max(CalendarVersion.revision)).where(CalendarVersion.year == year)
        )
        known = CalendarVersion(
            id=uuid4(),
            year=year,
            revision=(last or 0) + 1,
            source=source or read.source,
            sha256=read.sha256,
            days=[[one.day.isoformat(), one.off, one.name] for one in read.notice.days],
            proposed_by=actor.name[:64],
            proposed_at=at,
        )
        session.add(known)
        await session.flush()
        detail = {"source": known.source, "sha256": known.sha256}
        await note_act(
            session,
            actor=actor,
            action="calendar.propose",
            subject=known.name,
            at=at,
            detail=detail,
        )
    adopted_at = await session.scalar(
        select(CalendarAdoption.adopted_at).where(CalendarAdoption.version_id == known.id)
    )
    return await _preview(session, _version(known, adopted_at), at=at)


async def adopt(
    session: AsyncSession,
    name: str,
    *,
    actor: Actor,
    at: datetime,
    quiet_hours: QuietHours | None = None,
) -> Preview:
    """
    Count by version *name* from now on: journal each open date that moves, one message a case.

    Raises:
        CalendarVersionNotFound: No such version.
        VersionAdopted: It is in use, or a later revision of its year is.
    """
    row = await _find(session, name)
    await _check_newest(session, row)
    preview = await _preview(session, _version(row, None), at=at)
    session.add(CalendarAdoption(version_id=row.id, adopted_by=actor.name[:64], adopted_at=at))
    await session.flush()
    reason = REASON.format(year=row.year)
    for case, found in preview.moved:
        session.add_all(moved_rows(case.id, found, reason=reason, at=at))
    owed = await _tell(session, row, preview, reason=reason, at=at, quiet_hours=quiet_hours)
    detail = {
        "source": row.source,
        "sha256": row.sha256,
        "changed_days": len(preview.changed),
        "cases_moved": len(preview.moved),
    }
    await note_act(
        session, actor=actor, action="calendar.adopt", subject=name, at=at, detail=detail
    )
    return Preview(_version(row, at), preview.changed, preview.moved, owed)


def moved_by(
    case: OpenCase,
    before: WorkCalendar,
    after: WorkCalendar,
    changed: Sequence[date],
    *,
    today: date,
) -> tuple[Move, ...]:
    """Return the open dates of *case* that the calendar *after* puts on another day."""
    counted = case.clocks(today=today, calendar=before).deadlines
    if not any(_meets(deadline, changed) for deadline in counted):
        return ()
    return moves(counted, case.clocks(today=today, calendar=after).deadlines)


def _meets(deadline: Deadline, changed: Sequence[date]) -> bool:
    """Tell whether one of the *changed* days, in order, lies in what was counted."""
    place = bisect_right(changed, deadline.anchor)
    return place < len(changed) and (deadline.due_on is None or changed[place] <= deadline.due_on)


async def _preview(session: AsyncSession, version: Version, *, at: datetime) -> Preview:
    before = await current_calendar(session)
    after = overlay(before, [version.notice])
    changed = changed_days(before, after)
    today = legal_day(at)
    moved = [
        (case, found)
        for case in await open_cases(session)
        if (found := moved_by(case, before, after, changed, today=today))
    ]
    return Preview(version, changed, tuple(moved))


async def _tell(
    session: AsyncSession,
    row: CalendarVersion,
    preview: Preview,
    *,
    reason: str,
    at: datetime,
    quiet_hours: QuietHours | None,
) -> int:
    audiences: dict[UUID, Audience] = {}
    for some in chunks({case.project_id for case, _ in preview.moved}):
        audiences |= await audiences_of(session, some)
    owed = 0
    for case, found in preview.moved:
        about = MovedCase(
            case.project_code,
            case.project_name,
            case.ref,
            case.item_name,
            audiences[case.project_id],
        )
        key = f"calendar:{row.id}:{case.id}"
        told = await tell_moves(
            session, about, found, dedupe_key=key, reason=reason, at=at, quiet_hours=quiet_hours
        )
        owed += told.total
    return owed


async def _find(session: AsyncSession, name: str) -> CalendarVersion:
    year, _, revision = name.strip().partition(".")
    row = None
    if year.isdecimal() and revision.isdecimal():
        row = await session.scalar(
            select(CalendarVersion).where(
                CalendarVersion.year == int(year), CalendarVersion.revision == int(revision)
            )
        )
    if row is None:
        known = [version.name for version in await versions(session)]
        raise CalendarVersionNotFound(name, known)
    return row


async def _check_newest(session: AsyncSession, row: CalendarVersion) -> None:
    newest = await session.scalar(
        select(func.max(CalendarVersion.revision))
        .join(CalendarAdoption, CalendarAdoption.version_id == CalendarVersion.id)
        .where(CalendarVersion.year == row.year)
    )
    if newest is not None and newest >= row.revision:
        raise VersionAdopted(f"{row.year}.{newest}")


def _version(row: CalendarVersion, adopted_at: datetime | None) -> Version:
    days = tuple(HolidayDay(date.fromisoformat(day), off, name) for day, off, name in row.days)
    notice = HolidayNotice(row.year, days)
    return Version(row.name, row.year, row.source, row.sha256, adopted_at, notice)
