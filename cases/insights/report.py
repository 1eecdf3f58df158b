"""How the bureau works: time in state, stopped time, punctuality and silence over a year."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from cases.insights.durations import Stopped, TimeInState, stopped_time, time_in_state
from cases.insights.punctuality import Punctuality, punctuality
from cases.insights.silence import SILENT_AFTER, Silence, silent_cases
from cases.rules.calendar import WorkCalendar
from cases.rules.workdays import Workdays, workdays

PERIOD = timedelta(days=365)
REACH = timedelta(days=3650)  # how far back a span may begin and still be counted to the day


@dataclass(frozen=True)
class Report:
    """What happened after *since*, up to *today*."""

    since: date
    today: date
    time_in_state: tuple[TimeInState, ...]
    stopped: Stopped
    punctuality: Punctuality
    silence: Silence

    def as_dict(self) -> dict[str, Any]:
        return {
            "since": self.since.isoformat(),
            "today": self.today.isoformat(),
            "time_in_state": [one.as_dict() for one in self.time_in_state],
            "stopped_time": self.stopped.as_dict(),
            "punctuality": self.punctuality.as_dict(),
            "silence": self.silence.as_dict(),
        }


def reaching(today: date, calendar: WorkCalendar) -> Workdays:
    """Return the working days that a report on *today* counts with."""
    return workdays(calendar, today - REACH, today)


async def report(
    session: AsyncSession,
    *,
    today: date,
    calendar: WorkCalendar,
    silent_after: int = SILENT_AFTER,
) -> Report:
    """Return the report of the year up to *today*."""
    since, days = today - PERIOD, reaching(today, calendar)
    return Report(
        since,
        today,
        time_in_state=await time_in_state(session, since=since, workdays=days),
        stopped=await stopped_time(session, since=since, today=today, workdays=days),
        punctuality=await punctuality(
            session, since=since, today=today, calendar=calendar, workdays=days
        ),
        silence=await silent_cases(session, today=today, workdays=days, after=silent_after),
    )
