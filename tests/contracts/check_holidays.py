"""
The calendar and the clock against a second transcription of the same notices.

    python tests/contracts/check_holidays.py DIRECTORY

DIRECTORY holds holiday-cn's files, one a year. Every day of every announced year must be of the same
kind, and every limit from every working day must end on the day that counting one by one gives.
"""

import json
import sys
from datetime import date, timedelta
from pathlib import Path

from cases.calendar_files import read_notice
from cases.holidays import work_calendar
from cases.rules.calendar import WorkCalendar
from cases.rules.clock import due
from cases.rules.holidays import overlay

LIMITS = (1, 3, 5, 7, 10, 15, 20, 45, 60)
DAY = timedelta(days=1)
SATURDAY = 5


def main(directory: Path) -> int:
    """Print what differs; return 1 if anything does."""
    files = [path for path in sorted(directory.glob("20*.json")) if announced(path)]
    written = {
        day["date"]: day["isOffDay"]
        for path in files
        for day in json.loads(path.read_text(encoding="utf-8"))["days"]
    }
    calendar = work_calendar()
    years = [int(path.stem) for path in files]
    differing = [day for day in days_of(years) if calendar.is_working(day) != works(day, written)]
    adopted = overlay(
        WorkCalendar({}, {}, frozenset()), [read_notice(path).notice for path in files]
    )
    wrong = [
        (start, limit)
        for start in days_of(years)
        if works(start, written)
        for limit in LIMITS
        if (found := due(start, limit, calendar=adopted)).provisional is False
        and found.due_on != counted(start, limit, written)
    ]
    said = [f"{len(years)} years: {len(differing)} days differ, {len(wrong)} dates are wrong"]
    said += [f"  {problem}" for problem in (*differing[:10], *wrong[:10])]
    sys.stdout.write("\n".join(said) + "\n")
    return 1 if differing or wrong or not years else 0


def announced(path: Path) -> bool:
    return bool(json.loads(path.read_text(encoding="utf-8"))["days"])


def days_of(years: list[int]) -> list[date]:
    first = date(min(years), 1, 1)
    return [first + n * DAY for n in range((date(max(years) + 1, 1, 1) - first).days)]


def works(day: date, written: dict[str, bool]) -> bool:
    off = written.get(day.isoformat())
    return day.weekday() < SATURDAY if off is None else not off


def counted(start: date, limit: int, written: dict[str, bool]) -> date:
    day = start
    while limit:
        day += DAY
        limit -= works(day, written)
    return day


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
