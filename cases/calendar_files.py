"""Reading a year's 放假安排 from a file: holiday-cn JSON, simple YAML, or CSV."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from cases.errors import BadDate, BadHolidayNotice
from cases.rules.dates import parse_date
from cases.rules.holidays import HolidayDay, HolidayNotice
from cases.tabular import read_cells

HEADER = ("日期", "类型", "名称")
KINDS = {"放假": True, "上班": False}
LARGEST = 1024 * 1024
MOST_A_SPAN = 15  # no holiday is longer


@dataclass(frozen=True)
class ReadNotice:
    """A notice with where it says that it comes from, and the digest of the file."""

    notice: HolidayNotice
    source: str
    sha256: str


def read_notice(path: Path) -> ReadNotice:
    """
    Return the notice in the file *path*.

    JSON as holiday-cn publishes it; YAML with ``year``, ``source`` and ``days`` of ``date`` or
    ``from``/``to``, ``name`` and ``kind`` (放假 or 上班); a table with 日期, 类型 (放假 or 上班) and 名称.

    Raises:
        BadHolidayNotice: It cannot be read, or what it says cannot be.
        UnreadableTable: It is no JSON or YAML, and no table either.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise BadHolidayNotice(path, "文件超过 1 MB，不像是一年的放假安排")
        content = path.read_bytes()
    except OSError as error:
        raise BadHolidayNotice(path, f"打不开（{error.strerror}），请核对路径") from error
    source = ""
    if path.suffix.lower() in {".json", ".yaml", ".yml"}:
        said = _mapping(path, content)
        days = tuple(_days(path, said.get("days")))
        year, source = said.get("year"), _source(said)
    else:
        days = tuple(_rows(path))
        year = Counter(one.day.year for one in days).most_common(1)[0][0] if days else None
    if not isinstance(year, int) or isinstance(year, bool):
        raise BadHolidayNotice(path, "没有写明年份（year）")
    _check(path, year, days)
    return ReadNotice(HolidayNotice(year, days), source, hashlib.sha256(content).hexdigest())


def _mapping(path: Path, content: bytes) -> Mapping[str, Any]:
    try:
        text = content.decode("utf-8-sig")
        said = json.loads(text) if path.suffix.lower() == ".json" else yaml.safe_load(text)
    except (UnicodeDecodeError, json.JSONDecodeError, yaml.YAMLError) as error:
        raise BadHolidayNotice(path, "不是 UTF-8 编码的 JSON 或 YAML") from error
    if not isinstance(said, dict):
        raise BadHolidayNotice(path, "最外层应为 year、days 等字段")
    return said


def _source(said: Mapping[str, Any]) -> str:
    papers = said.get("papers") or [said.get("source") or ""]
    return str(papers[0])[:500] if isinstance(papers, list) and papers else ""


def _days(path: Path, said: Any) -> Iterable[HolidayDay]:
    if not isinstance(said, list):
        raise BadHolidayNotice(path, "缺少 days 列表")
    for number, one in enumerate(said, start=1):
        if not isinstance(one, dict):
            raise BadHolidayNotice(path, f"第 {number} 项不是 name、date、kind 这样的字段")
        # Not "off": YAML reads that word, also as a key, as false.
        off = one.get("isOffDay", KINDS.get(str(one.get("kind", "放假"))))
        name = one.get("name")
        if not isinstance(off, bool) or not isinstance(name, str) or not name.strip():
            raise BadHolidayNotice(path, f"第 {number} 项缺少 name，或 kind 不是放假、上班")
        first = _day(path, number, one.get("date", one.get("from")))
        last = _day(path, number, one.get("to", first))
        if not 0 <= (last - first).days < MOST_A_SPAN:
            raise BadHolidayNotice(path, f"第 {number} 项的起止日期不对：{first} 至 {last}")
        for offset in range((last - first).days + 1):
            yield HolidayDay(first + timedelta(days=offset), off, name.strip()[:32])


def _day(path: Path, number: int, value: Any) -> date:
    try:
        return parse_date(str(value))  # YAML has read some as days and some as instants
    except BadDate as error:
        raise BadHolidayNotice(path, f"第 {number} 项的{error}") from error


def _rows(path: Path) -> Iterable[HolidayDay]:
    header, *rows = read_cells(path)
    if tuple(header[: len(HEADER)]) != HEADER:
        raise BadHolidayNotice(path, f"表头应为：{'、'.join(HEADER)}")
    for number, cells in enumerate(rows, start=2):
        if not any(cells):
            continue
        day, kind, name, *_ = (*cells, "", "")
        if kind not in KINDS or not name:
            raise BadHolidayNotice(path, f"第 {number} 行的类型应为放假或上班，且要有名称")
        try:
            yield HolidayDay(parse_date(day), KINDS[kind], name[:32])
        except BadDate as error:
            raise BadHolidayNotice(path, f"第 {number} 行的{error}") from error


def _check(path: Path, year: int, days: tuple[HolidayDay, ...]) -> None:
    if not any(one.off for one in days):
        raise BadHolidayNotice(path, f"{year} 年没有任何放假日：该年的安排可能尚未公布")
    near = (date(year - 1, 12, 1), date(year + 1, 1, 31))
    if strange := [one.day for one in days if not near[0] <= one.day <= near[1]]:
        raise BadHolidayNotice(path, f"{strange[0]} 不在 {year} 年前后")
    if twice := [d for d, n in Counter(one.day for one in days).items() if n > 1]:
        raise BadHolidayNotice(path, f"{twice[0]} 出现了两次")
