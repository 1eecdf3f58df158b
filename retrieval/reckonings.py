"""Questions that a calendar answers: from which day, how long, and which day that is."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from knowledge.guide_fields import Unit
from retrieval.numerals import ARABIC, CHINESE, value_of

_NUMERAL = rf"(?:{ARABIC}|[{CHINESE}]+)"
_DAY = re.compile(
    r"(?:(?P<year>\d{4})\s*年|(?P<relative>今年|去年|前年|明年))?\s*(?P<month>\d{1,2}|[一二三四五六七八九十]{1,2})\s*月(?:份)?\s*(?P<day>\d{1,2}|[一二三四五六七八九十]{1,3})\s*[日号]?|"
    r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})|(?P<near>今天|昨天|前天|明天|后天)"
)
_ASKS_WHICH_DAY = re.compile(
    rf"哪[一]?[天日]|几号|几月几|什么日子|最[晚迟]|到期|截止|期满|什么时候(?:到|满|能|出|拿|批|截)|(?:起|往后|开始)[，,]?(?:数|算)\s*{_NUMERAL}|算到"
)
# 最后一天, 哪一天 and 第二天 are days, not lengths of time.
_LENGTH = re.compile(
    rf"(?<![后哪第\d{CHINESE}])(?P<count>{_NUMERAL})\s*(?:(?P<working>个?工作日)|(?P<calendar>个?自然日|日历日)|(?P<plain>[天日](?![起上])))"
)
_COMING = re.compile(r"打算|准备|计划|要是|如果|将|明年|想在|预计")
_YEARS = {"今年": 0, "去年": -1, "前年": -2, "明年": 1}
_NEAR = {"今天": 0, "昨天": -1, "前天": -2, "明天": 1, "后天": 2}


@dataclass(frozen=True)
class Reckoning:
    """
    A day to count from, and how far where the question says so.

    ``unit`` is None where the question says days without saying which; ``assumed_year`` where it named no
    year and one was taken.
    """

    start: date
    count: int | None = None
    unit: Unit | None = None
    assumed_year: bool = False


def reckoning_of(question: str, on: date) -> Reckoning | None:
    """Return what is to be counted, or None when *question* asks for no day or names none to count from."""
    found = _DAY.search(question)
    if found is None or not _ASKS_WHICH_DAY.search(question):
        return None
    start = _day(found, question, on)
    if start is None:
        return None
    rest = question[: found.start()] + " " + question[found.end() :]
    assumed = found["month"] is not None and not (found["year"] or found["relative"])
    length = _LENGTH.search(rest)
    if length is None:
        return Reckoning(start, assumed_year=assumed)
    count = value_of(length["count"])
    unit = Unit.WORKING if length["working"] else Unit.CALENDAR if length["calendar"] else None
    return Reckoning(start, int(count) if count else None, unit, assumed)


def _day(found: re.Match[str], question: str, on: date) -> date | None:
    if found["near"]:
        return on + timedelta(days=_NEAR[found["near"]])
    try:
        if found["y"]:
            return date(int(found["y"]), int(found["m"]), int(found["d"]))
        month, day = (int(value_of(found[part]) or 0) for part in ("month", "day"))
        if found["year"]:
            return date(int(found["year"]), month, day)
        if found["relative"]:
            return date(on.year + _YEARS[found["relative"]], month, day)
        return _nearest(month, day, question, on)
    except ValueError:  # 2月30日
        return None


def _nearest(month: int, day: int, question: str, on: date) -> date:
    """Return the occurrence just past, or the coming one where the question speaks of what is to come."""
    this = date(on.year, month, day)
    if _COMING.search(question):
        return this if this >= on else date(on.year + 1, month, day)
    return this if this <= on else date(on.year - 1, month, day)
