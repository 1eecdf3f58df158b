"""What the closing words of a text say: from when it holds, until when, and what it puts an end to."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from knowledge.documents import short_title_of
from knowledge.numerals import to_int

_DIGIT = "[0-9〇○零一二三四五六七八九十]"
_COUNT = "[0-9]{1,3}|[〇○零一二三四五六七八九十百]{1,5}"
_DATE = rf"({_DIGIT}{{4}})\s*年\s*({_DIGIT}{{1,3}})\s*月\s*({_DIGIT}{{1,3}})\s*日"
_BEGIN = r"(?:正式)?(?:施行|实施|生效|执行)"
_STARTS = re.compile(rf"自\s*{_DATE}\s*起\s*{_BEGIN}")
_OWN_START = re.compile(rf"本[一-鿿]{{1,8}}(?:[（(][^）)]*[）)])?\s*{_STARTS.pattern}")
_AFTER_PUBLICATION = re.compile(rf"自(?:公布|发布|印发)之日起(?:满?\s*({_COUNT})\s*日后)?{_BEGIN}")
_ENDS = re.compile(rf"有效期\s*(?:限|截止)?\s*(?:至|到)\s*{_DATE}")
_LASTS = re.compile(rf"(?:有效期|试行期)(?:限)?为?\s*({_DIGIT}{{1,2}}|两)\s*年")
_OF_ITSELF = re.compile(
    rf"起\s*{_BEGIN}|本(?:通知|办法|规定|意见|方案|细则|措施|公告|规则|条例|通告)"
)
_SIGNED = re.compile(rf"^{_DATE}(?:印发|发布|公布)?$", re.MULTILINE)
_PUBLISHED = re.compile(rf"{_DATE}[^。\n]{{0,60}}?(?:公布|发布|通过|修订|修正)")
_ENDED = re.compile(r"同时废止|予以废止|同时停止执行|同时失效")
_EDGE = 12  # lines at the beginning and at the end where a text speaks of itself
_NAME = re.compile(r"《((?:[^《》]|《[^《》]*》)+)》")
_NAME_WITHIN = r"[《〈<](.+?)[》〉>]"
_REPEALING = re.compile(rf"关于废止{_NAME_WITHIN}")
_AMENDING = re.compile(rf"关于修改{_NAME_WITHIN}.*的决定")
_AMENDED = re.compile(
    rf"(?:对|将)?{_NAME.pattern}(?:作(?:如下|出|出如下)?修改|第[一-鿿0-9]{{1,8}}条.{{0,12}}修改)"
)


@dataclass(frozen=True)
class ClosingProvisions:
    """
    In force from *starts* up to, but not on, *ends*; *certain* is whether the text itself says *starts*.

    *repeals* and *amends* are titles without 《》.
    """

    starts: date | None = None
    ends: date | None = None
    certain: bool = False
    repeals: tuple[str, ...] = ()
    amends: tuple[str, ...] = ()


def closing_provisions(title: str, text: str) -> ClosingProvisions:
    """Return what *text*, called *title*, says about its own time and that of others."""
    signed = _signed(text)
    said = _said_start(text, signed)
    starts = max(filter(None, (said, _last_change(text))), default=None) or signed
    own = short_title_of(title)
    return ClosingProvisions(
        starts=starts,
        ends=_end(text, starts),
        certain=said is not None,
        repeals=tuple(t for t in dict.fromkeys(_repealed(title, text)) if short_title_of(t) != own),
        amends=tuple(t for t in dict.fromkeys(_amended(title, text)) if short_title_of(t) != own),
    )


def day_of(match: re.Match[str] | None) -> date | None:
    """Return the day that the last three groups of *match* write, or nothing if there is no such day."""
    if match is None:
        return None
    try:
        return date(*(_number(part) for part in match.groups()[-3:]))
    except ValueError:
        return None


def _number(numeral: str) -> int:
    return to_int(numeral.replace("○", "〇"))


def _said_start(text: str, signed: date | None) -> date | None:
    lines = text.splitlines()
    edges = "\n".join(lines[:_EDGE] + lines[_EDGE:][-_EDGE:])
    for pattern, where in ((_OWN_START, text), (_STARTS, edges)):
        days = [day for match in pattern.finditer(where) if (day := day_of(match))]
        if days:
            return days[-1]
    after = _AFTER_PUBLICATION.search(text)
    if after is None or signed is None:
        return None
    return signed + timedelta(days=_number(after[1]) if after[1] else 0)


def _signed(text: str) -> date | None:
    """The day under the signature, which is the last that stands on a line of its own."""
    days = [day for match in _SIGNED.finditer(text) if (day := day_of(match))]
    return days[-1] if days else None


def _last_change(text: str) -> date | None:
    """The latest day in what stands before the first article: passed, revised, amended."""
    head = re.split(r"^第\s*[一1１]\s*条", text, maxsplit=1, flags=re.MULTILINE)
    if len(head) == 1:
        return None
    return max(filter(None, map(day_of, _PUBLISHED.finditer(head[0]))), default=None)


def _end(text: str, starts: date | None) -> date | None:
    # 有效期 is a text's own only where it speaks of itself: a permit has one too.
    own = "\n".join(s for s in re.split(r"[。；\n]", text) if _OF_ITSELF.search(s))
    last_day = day_of(_ENDS.search(own))
    if last_day is not None:
        return last_day + timedelta(days=1)  # 至 names the last day
    years = _LASTS.search(own)
    if years is None or starts is None:
        return None
    try:
        return starts.replace(year=starts.year + _number(years[1]))
    except ValueError:  # 29 February
        return date(starts.year + _number(years[1]), 3, 1)


def _repealed(title: str, text: str) -> Iterator[str]:
    if match := _REPEALING.search(title):
        yield match[1]
    for sentence in re.split(r"[。；\n]", text):
        end = _ENDED.search(sentence)
        if end is not None:
            since = re.search(_BEGIN, sentence)
            yield from _NAME.findall(sentence[since.end() if since else 0 : end.start()])


def _amended(title: str, text: str) -> Iterator[str]:
    if match := _AMENDING.search(title):
        yield match[1]
        for found in _AMENDED.finditer(text):
            yield found[1]
