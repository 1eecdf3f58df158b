"""
A district's worth of projects around the people of the sandbox: the manager's board has to count something.

The proportions are those of a year of the bureau's work; every enterprise, code and amount is made
up, and always the same.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from bot.sandbox.seed.fictitious import example_uscc
from cases.imports import Column, RawRow
from cases.rules.calendar import WorkCalendar

FIRST_ROW = 1000  # far from the numbers of the hand-written file
ENTERPRISES = 240
INDUSTRIES = {"能源": 36, "城建": 26, "数字经济": 12, "智能制造": 11, "商务商贸": 9, "新材料": 6}
STREETS = (
    "兴隆街道",
    "党家街道",
    "望岳路街道",
    "舜玉路街道",
    "七贤街道",
    "白马山街道",
    "十六里河街道",
)
STEWARDS = ("示例管家甲", "示例管家乙", "示例管家丙")


@dataclass(frozen=True)
class FilingYear:
    """How many projects are filed between two days, and what they add up to in 万元."""

    first: date
    last: date
    projects: int
    investment: int


# With the hand-written projects 2025 comes to 590 and 606.21 亿元.
YEARS = (
    FilingYear(date(2023, 3, 1), date(2023, 11, 30), 8, 96_400),
    FilingYear(date(2024, 1, 8), date(2024, 12, 20), 412, 3_986_000),
    FilingYear(date(2025, 1, 6), date(2025, 12, 19), 588, 5_951_500),
    FilingYear(date(2026, 1, 5), date(2026, 2, 24), 93, 812_000),
)

FILING, LAND, WORKS = "企业投资项目备案", "建设用地规划许可证（出让）", "建设工程规划许可证"
PERMIT, VERIFICATION = "建筑工程施工许可证核发", "建设工程竣工规划核实"
ACCEPTANCE, REGISTRATION = "房屋市政工程竣工联合验收", "不动产首次登记"

# What each group of 重点项目 has behind it, and what it has under way: (year, how many, done, open).
GROUPS = (
    (2025, 6, (), (LAND,)),
    (2025, 6, (LAND, WORKS), ()),
    (2024, 8, (LAND, WORKS), (PERMIT,)),
    (2024, 8, (LAND, WORKS, PERMIT), ()),
    (2023, 5, (LAND, WORKS, PERMIT), (VERIFICATION,)),
    (2023, 3, (LAND, WORKS, PERMIT, VERIFICATION, ACCEPTANCE), ()),
)
PROVINCIAL = 4  # of the first group on; the others are 市级
PROCEDURES = ("专家评审", "专家评审", "检测", "听证")
OFTEN_STOPPED = 0.4
OPENED = (date(2026, 1, 12), date(2026, 2, 13))  # when what is still under way was accepted


@dataclass(frozen=True)
class _Project:
    number: int
    filed_on: date
    investment: int
    key: tuple[str, tuple[str, ...], tuple[str, ...]] | None = None

    @property
    def code(self) -> str:
        return f"{self.filed_on:%y%m}-370103-04-01-{300_000 + self.number}"


def portfolio_rows(calendar: WorkCalendar) -> tuple[RawRow, ...]:
    """Return the rows of an import file that puts the portfolio on record."""
    dice = Random(590_606_21)  # noqa: S311 — the same district every time, nothing secret
    cells = [row for project in _projects(dice, calendar) for row in _rows(project, dice, calendar)]
    return tuple(RawRow(number, row) for number, row in enumerate(cells, start=FIRST_ROW))


def _projects(dice: Random, calendar: WorkCalendar) -> Iterator[_Project]:
    keys = _key_projects()
    number = 0
    for year in YEARS:
        days = _working_days(year.first, year.last, calendar)
        chosen = sorted(dice.choices(days, k=year.projects))
        amounts = _amounts(dice, year.projects, year.investment)
        waiting = keys.get(year.first.year, [])
        for filed_on, amount in zip(chosen, amounts, strict=True):
            number += 1
            yield _Project(number, filed_on, amount, waiting.pop() if waiting else None)


def _key_projects() -> dict[int, list[tuple[str, tuple[str, ...], tuple[str, ...]]]]:
    found: dict[int, list[tuple[str, tuple[str, ...], tuple[str, ...]]]] = {}
    provincial = PROVINCIAL
    for year, how_many, done, under_way in GROUPS:
        for at in range(how_many):
            level = "省级" if at == 0 and provincial else "市级"
            provincial -= level == "省级"
            found.setdefault(year, []).append((level, done, under_way))
    return found


def _rows(project: _Project, dice: Random, calendar: WorkCalendar) -> Iterator[dict[Column, str]]:
    enterprise = project.number % ENTERPRISES
    industry = dice.choices(tuple(INDUSTRIES), tuple(INDUSTRIES.values()))[0]
    said = {
        Column.CODE: project.code,
        Column.NAME: f"示例{industry}项目{project.number:04}",
        Column.ORGANIZATION: f"济南示例企业{enterprise:03}有限公司",
        Column.USCC: example_uscc(enterprise),
        Column.KIND: "工业厂房" if industry in {"能源", "智能制造", "新材料"} else "公共建筑",
        Column.KEY_LEVEL: project.key[0] if project.key else "",
        Column.INDUSTRY: industry,
        Column.INVESTMENT: str(project.investment),
        Column.STREET: dice.choice(STREETS),
        Column.STEWARD: STEWARDS[project.number % len(STEWARDS)] if project.key else "",
    }
    cases = [(FILING, True), *((item, True) for item in (project.key[1] if project.key else ()))]
    cases += [(item, False) for item in (project.key[2] if project.key else ())]
    day = project.filed_on
    for at, (item, granted) in enumerate(cases, start=1):
        ref = f"SL-{project.number:04}-{at}"
        if not granted:
            day = max(day, dice.choice(_working_days(*OPENED, calendar)))
        steps = _steps(day, item, dice, calendar, granted=granted)
        for state, on, note in steps:
            yield {
                **said,
                Column.ITEM: item,
                Column.REF: ref,
                Column.STATE: state,
                Column.DATE: on.isoformat(),
                Column.NOTE: note,
            }
        day = _later(steps[-1][1], dice.randint(5, 15), calendar)


def _steps(
    day: date, item: str, dice: Random, calendar: WorkCalendar, *, granted: bool
) -> list[tuple[str, date, str]]:
    """Return ``(state, day, note)`` of one case, received on *day*."""
    if item == FILING:  # done at once
        return [("已受理", day, ""), ("办结(通过)", day, "")]
    accepted_on = _later(day, dice.randint(0, 3), calendar)
    steps = [("已接件", day, ""), ("已受理", accepted_on, "")]
    if not granted:
        return steps
    on = _later(accepted_on, dice.randint(2, 7), calendar)
    if dice.random() < OFTEN_STOPPED:
        procedure = dice.choice(PROCEDURES)
        steps.append(("特别程序(开始)", accepted_on, f"{procedure}，已书面告知申请人所需时间"))
        ended_on = _later(accepted_on, dice.randint(3, 12), calendar)
        steps.append(("特别程序(结束)", ended_on, ""))
        on = _later(ended_on, dice.randint(1, 6), calendar)
    return [*steps, ("办结(通过)", on, "")]


def _amounts(dice: Random, count: int, total: int) -> list[int]:
    """Return *count* amounts that come to exactly *total*."""
    weights = [dice.lognormvariate(0, 0.9) for _ in range(count)]
    amounts = [max(1, int(total * weight / sum(weights))) for weight in weights]
    amounts[0] += total - sum(amounts)
    return amounts


def _working_days(first: date, last: date, calendar: WorkCalendar) -> Sequence[date]:
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in days if calendar.is_working(day)]


def _later(day: date, working_days: int, calendar: WorkCalendar) -> date:
    while working_days:
        day += timedelta(days=1)
        working_days -= calendar.is_working(day)
    return day
