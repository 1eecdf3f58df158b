"""Questions as of another day: the rule that held then, or will hold, and not today's."""

import re
from dataclasses import dataclass
from datetime import date

from retrieval.reckonings import reckoning_of

_YEAR = r"(?P<year>(?:19|20)\d{2})\s*年"
_RELATIVE = r"(?P<relative>去年|前年|大前年|明年)"
_MONTH = r"(?:\s*(?P<month>\d{1,2})\s*月(?:份)?(?:\s*(?P<day>\d{1,2})\s*[日号])?)?"
# The time has to be that of the rule: when it was asked for or applied for, not when something else happened.
_THEN = re.compile(
    rf"(?:{_YEAR}|{_RELATIVE}){_MONTH}\s*(?:的时候|那会儿?|那时候?|当时|那年|时(?!间)|提交的?|申请的?|受理的?|交的?|报的?|收的?|的(?:规定|标准|政策|要求|老?规矩))"
)
_COMING = re.compile(
    r"(?:新规|新规定|新办法|新政策?|新条例)[^，。？?]{0,6}?(?:自|从)?(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*[日号]?\s*(?:起|施行|实施|生效)"
)
_NOW = re.compile(r"现在|目前|如今|现行|今天")
_YEARS = {"去年": -1, "前年": -2, "大前年": -3, "明年": 1}
_LAST = (12, 31)


@dataclass(frozen=True)
class AsOf:
    """The day whose rule is asked for, and the question without the words that say so."""

    day: date
    question: str


def as_of(question: str, on: date) -> AsOf | None:
    """
    Return the other day that *question* is about, or None when it is about the day it is asked on.

    A year alone means its last day, a month its first: by then what held in it had come into force.

    >>> as_of("2019年的时候施工许可要几天", date(2026, 11, 23)).day
    datetime.date(2019, 12, 31)
    """
    if _NOW.search(question) or reckoning_of(question, on) is not None:
        return None
    coming, then = _COMING.search(question), _THEN.search(question)
    try:
        if coming:
            this = date(on.year, int(coming["month"]), int(coming["day"]))
            day = this if this >= on else this.replace(year=on.year + 1)
            return AsOf(day, question.replace(coming[0], ""))
        if then is None:
            return None
        year = int(then["year"]) if then["year"] else on.year + _YEARS[then["relative"]]
        month, last = (int(then["month"]), 1) if then["month"] else _LAST
        return AsOf(date(year, month, int(then["day"] or last)), question.replace(then[0], ""))
    except ValueError:  # 2月30日
        return None
