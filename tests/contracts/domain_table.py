"""The table of approval items in the domain reference: one row, its figures and its articles."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from knowledge.numerals import to_chinese
from tests.contracts.measures_in_text import Measure, measures_in

# The reference shortens the names of laws; 济南条例 is the planning one throughout its table.
LAWS = {
    "规划法": "城乡规划法",
    "济南条例": "济南市城乡规划条例",
    "环评法": "环境影响评价法",
    "环保条例": "建设项目环境保护管理条例",
    "水保法": "水土保持法",
    "节能法": "节约能源法",
    "质量管理条例": "建设工程质量管理条例",
    "登记条例": "不动产登记暂行条例",
    "济南绿化条例": "济南市绿化条例",
    "济南防震减灾条例": "济南市防震减灾条例",
    "济南市政设施管理条例": "济南市市政设施管理条例",
    "济南城市建筑垃圾管理条例": "济南市城市建筑垃圾管理条例",
    "暂行规定": "建设工程消防设计审查验收管理暂行规定",
}
_WORKING = re.compile(r"wd|工作日")
_ARTICLES = re.compile(
    r"(?P<law>[\u4e00-\u9fff]{3,})(?:\([^()]*\))?\s*(?P<articles>\d+(?:[、,–-]\d+)*)(?![\d令])"
)
_NAMED = re.compile(rf"(?P<law>建筑法|{'|'.join(LAWS)})(?P<articles>\d+)")
_SAME = re.compile(r"\((\d+)条?\)|art\.(\d+)")
_UNSURE = re.compile(r"\[OK|原\d|^例|not found|未给|未查到|未定")


@dataclass(frozen=True)
class Row:
    """
    One item of the table.

    *limits* are the figures of its 法定时限 that the reference vouches for, *figures* all that stand in the
    row, *working* those it counts in working days, *calendar* those in calendar days; *articles* by law.
    """

    name: str
    limits: frozenset[Measure]
    figures: frozenset[Measure]
    working: frozenset[Decimal]
    calendar: frozenset[Decimal]
    articles: Mapping[str, frozenset[str]]


def rows_of(reference: str) -> tuple[Row, ...]:
    """Return the rows of §2.2 in the text of the reference; its tables follow one another."""
    section = reference.split("### 2.2")[1].split("### 2.3", maxsplit=1)[0]
    cells = [
        [cell.strip().replace("**", "") for cell in line.strip("|\n ").split(" | ")]
        for line in section.splitlines()
        if line.startswith("| ")
    ]
    rows: list[Row] = []
    for row in cells:
        if row[0] != "事项":
            rows.append(_row(row, before=rows[-1] if rows else None))
    return tuple(rows)


def _row(cells: list[str], *, before: Row | None) -> Row:
    cells[1] = re.sub(r"\(例[^()]*\)", "", cells[1])
    if before and cells[3].startswith("同条例"):
        cells[3] = cells[3].replace("同条例", next(iter(before.articles)))
    whole = " ".join(cells[1:])
    days = tuple(_days(whole))
    return Row(
        name=cells[0],
        limits=frozenset(
            m
            for part in re.split(r"[;,，；/]|、", cells[1])
            if not _UNSURE.search(part)
            for m in _read(part)
        ),
        figures=frozenset(_read(whole)),
        working=frozenset(number for number, how in days if how == "working"),
        calendar=frozenset(number for number, how in days if how == "calendar"),
        articles=_articles(cells),
    )


def _read(text: str) -> frozenset[Measure]:
    return measures_in(re.sub(r"\s*wd", "工作日", text))


def _days(text: str) -> Iterator[tuple[Decimal, str]]:
    for found in re.finditer(r"(\d+)\s*(wd|日)(\([^()]*\))?", text):
        unit = f"{found[2]}{found[3] or ''}"
        if _WORKING.search(unit):
            yield Decimal(found[1]), "working"
        elif "自然日" in unit:
            yield Decimal(found[1]), "calendar"


def _articles(cells: list[str]) -> dict[str, frozenset[str]]:
    """The 依据 of the row; (12条) in another cell goes on with the law named last in it."""
    found: dict[str, set[str]] = {}
    grounds, others = cells[3], " ".join((cells[1], *cells[4:]))
    for match in (*_ARTICLES.finditer(grounds), *_NAMED.finditer(others)):
        law = LAWS.get(match["law"], match["law"])
        found.setdefault(law, set()).update(_labels(match["articles"]))
    for numbers in _SAME.findall(others):
        for known in found.values():
            known.update(_labels("".join(numbers)))
    return {law: frozenset(articles) for law, articles in found.items()}


def _labels(numbers: str) -> Iterator[str]:
    for part in re.split("[、,]", numbers):
        first, _, last = re.sub("[–-]", "-", part).partition("-")
        for number in range(int(first), int(last or first) + 1):
            yield f"第{to_chinese(number)}条"
