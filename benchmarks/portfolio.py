"""
How long the board and the year's report take over 10,000 projects.

    python -m benchmarks.portfolio [projects] [sqlite:///… | postgresql://…]

Prints one table. The projects are made up: five cases each, a tenth of them with one still open.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

from sqlalchemy import insert

from bot.sandbox.seed.fictitious import example_uscc
from cases.database import Sessions, create_engine, create_sessions, upgrade
from cases.holidays import work_calendar
from cases.insights import board, filings, portfolio, report
from cases.processes import catalogue, install
from cases.rules.stages import Stage
from cases.rules.states import CaseState
from cases.rules.templates import ProcessTemplate
from cases.tables.facts import Fact, FactSource
from cases.tables.projects import Case, Organization, Project

TODAY, NOW = date(2026, 3, 20), datetime(2026, 3, 20, 4, tzinfo=UTC)
CALENDAR = work_calendar()
ITEMS = (
    ProcessTemplate("enterprise-filing", "企业投资项目备案", Stage.LAND),
    ProcessTemplate("land-planning-granted", "建设用地规划许可证", Stage.LAND, decision_days=20),
    ProcessTemplate("works-planning", "建设工程规划许可证", Stage.PLANNING, decision_days=20),
    ProcessTemplate("construction-permit", "施工许可证", Stage.CONSTRUCTION, decision_days=7),
    ProcessTemplate("joint-acceptance", "联合验收", Stage.COMPLETION, decision_days=15),
)
S = CaseState
BATCH = 5_000


async def fill(sessions: Sessions, projects: int) -> int:
    """Put *projects* on record and return how many facts they have."""
    dice = Random(1)
    organization = {"id": uuid4(), "uscc": example_uscc(1), "name": "示例", "created_at": NOW}
    rows: dict[type, list[dict[str, Any]]] = {Project: [], Case: [], Fact: []}
    async with sessions.begin() as session:
        await install(session, ITEMS, at=NOW)
        known = await catalogue(session)
        for number in range(projects):
            _project(rows, number, dice, organization["id"], known)
        await session.execute(insert(Organization), [organization])
        for table, values in rows.items():
            for at in range(0, len(values), BATCH):
                await session.execute(insert(table), values[at : at + BATCH])
    return len(rows[Fact])


def _project(
    rows: dict[type, list[dict[str, Any]]], number: int, dice: Random, owner: Any, known: Any
) -> None:
    id_ = uuid4()
    rows[Project].append(
        {
            "id": id_,
            "code": f"2401-370103-04-01-{number:06}",
            "name": f"示例{number}",
            "key_level": dice.choice(["", "", "", "省级", "市级"]),
            "industry": dice.choice(["能源", "城建", "数字经济", "智能制造", "新材料"]),
            "street": f"示例{dice.randint(1, 17)}街道",
            "investment": dice.randint(100, 90_000),
            "organization_id": owner,
            "created_at": NOW,
            "row_version": 1,
        }
    )
    day = date(2024, 1, 2) + timedelta(days=dice.randint(0, 500))
    reached = dice.randint(1, len(ITEMS))
    for at, item in enumerate(ITEMS[:reached], start=1):
        is_open = at == reached and dice.random() < 0.1
        said = [(S.RECEIVED, day), (S.ACCEPTED, day + timedelta(days=2))]
        if dice.random() < 0.2:
            said += [
                (S.SPECIAL_BEGUN, day + timedelta(days=3)),
                (S.SPECIAL_ENDED, day + timedelta(days=9)),
            ]
        if not is_open:
            said.append((S.GRANTED, day + timedelta(days=dice.randint(9, 25))))
        _case(rows, f"B-{number}-{at}", id_, known.find(item.name), said)
        day += timedelta(days=dice.randint(20, 60))


def _case(
    rows: dict[type, list[dict[str, Any]]],
    ref: str,
    project: Any,
    item: Any,
    said: list[tuple[CaseState, date]],
) -> None:
    id_ = uuid4()
    rows[Case].append(
        {
            "id": id_,
            "ref": ref,
            "project_id": project,
            "item": item.template.item,
            "item_name": item.template.name,
            "stage": item.template.stage,
            "template_id": item.id,
            "state": said[-1][0],
            "created_at": NOW,
            "row_version": 1,
        }
    )
    for seq, (state, on) in enumerate(said, start=1):
        rows[Fact].append(
            {
                "id": uuid4(),
                "case_id": id_,
                "seq": seq,
                "state": state,
                "effective_on": min(on, TODAY),
                "recorded_at": NOW,
                "actor_kind": "system",
                "actor_id": "benchmark",
                "actor_name": "benchmark",
                "source": FactSource.IMPORT,
                "note": "专家评审" if state is S.SPECIAL_BEGUN else "",
                "legal_basis": "",
                "payload": {},
                "conflict": False,
                "idempotency_key": f"{ref}:{seq}",
                "prev_hash": "",
                "hash": "",
            }
        )


async def timed(sessions: Sessions, act: Callable[[Any], Awaitable[Any]]) -> float:
    """Return the shortest of three runs, in milliseconds."""
    best = float("inf")
    for _ in range(3):
        async with sessions.begin() as session:
            begun = time.perf_counter()
            await act(session)
            best = min(best, time.perf_counter() - begun)
    return best * 1000


async def main(projects: int, url: str) -> None:
    upgrade(url)
    engine = create_engine(url)
    sessions = create_sessions(engine)
    facts = await fill(sessions, projects)
    acts: dict[str, Callable[[Any], Awaitable[Any]]] = {
        "portfolio": portfolio,
        "filings": lambda session: filings(session, today=TODAY),
        "board, overdue cases included": lambda s: board(s, today=TODAY, calendar=CALENDAR),
        "report of the year": lambda s: report(s, today=TODAY, calendar=CALENDAR),
    }
    print(f"| {projects} projects, {facts} facts, {engine.dialect.name} | ms |\n| --- | ---: |")
    for name, act in acts.items():
        print(f"| {name} | {await timed(sessions, act):.0f} |")
    await engine.dispose()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as directory:
        where = f"sqlite:///{Path(directory) / 'portfolio.db'}"
        count, url = [*sys.argv[1:], *("10000", where)[len(sys.argv) - 1 :]][:2]
        asyncio.run(main(int(count), url))
