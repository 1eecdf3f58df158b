"""The sandbox's district: the shape of a real year, and nothing in it that could be real."""

from pathlib import Path

import pytest

from bot.demo import START
from bot.records import templates_of
from bot.sandbox.seed.fictitious import example_uscc, inner_check
from bot.sandbox.seed.planting import plant
from bot.sandbox.seed.portfolio import ENTERPRISES, portfolio_rows
from cases.database import Sessions
from cases.holidays import work_calendar
from cases.imports import Column
from cases.insights import board, report
from cases.processes import install
from cases.rules.identifiers import check_uscc
from knowledge.library import Library

CALENDAR = work_calendar()


def test_no_enterprise_of_it_can_exist():
    """Each code passes the outer check of GB 32100 and fails the inner one of GB 11714."""
    for number in range(ENTERPRISES):
        code = example_uscc(number)
        assert check_uscc(code) == code
        assert code[16] != inner_check(code[8:16])


def test_every_name_in_it_says_that_it_is_an_example():
    for row in portfolio_rows(CALENDAR):
        assert row.cells[Column.NAME].startswith("示例")
        assert row.cells[Column.ORGANIZATION].startswith("济南示例")


def test_it_is_the_same_every_time():
    assert portfolio_rows(CALENDAR) == portfolio_rows(CALENDAR)


@pytest.mark.timeout(240)
async def test_the_numbers_of_the_board_come_out_of_the_records(sessions: Sessions, tmp_path: Path):
    """Forty key projects, five of the province; 590 filings of 606.21 亿元 last year, fewer before."""
    async with sessions.begin() as session:
        await install(session, templates_of(Library(tmp_path).guides()), at=START)
    await plant(sessions, at=START, calendar=CALENDAR)

    async with sessions() as session:
        shown = await board(session, today=START.date(), calendar=CALENDAR)
        year = await report(session, today=START.date(), calendar=CALENDAR)

    key = shown.key
    assert key.total.projects == 40
    assert {name: count.projects for name, count in key.by_key_level.items()} == {
        "市级": 35,
        "省级": 5,
    }
    assert {name: count.projects for name, count in key.by_stage.items() if count.projects} == {
        "立项用地规划许可": 7,
        "工程建设许可": 6,
        "施工许可": 18,
        "竣工验收": 9,
    }
    _, last, before = shown.filings.years
    assert (last.whole.projects, last.whole.investment) == (590, 6_062_100)
    assert before.whole.projects < last.whole.projects
    assert before.whole.investment < last.whole.investment
    assert next(iter(last.by_industry)) == "能源"
    assert year.silence.total
    assert year.stopped.days
