"""Inside an article: its 款 (paragraphs), the 项 under them, and the 目 under those."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise

from knowledge.numerals import to_chinese, to_int

_ITEM = re.compile(r"[（(]\s*([一二三四五六七八九十百]+)\s*[）)]")
_POINT = re.compile(r"[（(]?\s*([0-9]{1,2})\s*(?:[．、）)]|\.(?![0-9]))")

_ENDED = re.compile(r"[。！？][”」』）)]?\s*$")


@dataclass(frozen=True)
class Part:
    """A line of an article: the number of its 款 from 1, the numerals of its 项 and its 目 if it is in one."""

    paragraph: int
    item: str | None
    text: str
    point: str | None = None


def parts(text: str) -> Iterator[Part]:
    """Yield the lines of an article's *text*; an item belongs to the paragraph that introduces it."""
    paragraph, item = 0, None
    for line in text.splitlines():
        opens, point = _ITEM.match(line), _POINT.match(line) if item else None
        if paragraph == 0 or (opens is None and point is None):
            paragraph += 1
            item = None
        if opens:
            item = opens[1]
        yield Part(paragraph, item, line, point[1] if point else None)


def place_of(text: str, quote: str) -> str:
    """
    Return where in the article *quote* stands, as a citation continues: 第二款第（三）项.

    A quote over several lines stands in what they have in common: items of one 款 in that 款. Empty if
    the article has but one paragraph without items, if the quote takes in several 款, or if its words do
    not stand there or in several places; white space does not count. Empty as well wherever the lines
    leave open what a 款 is: one that goes on after no full stop, items that do not run on from （一）.

    Source:
        立法技术规范（试行）（一）: a 款 is a paragraph of its own; 项 are numbered （一）（二）….

    >>> place_of("下列工程：\\n（一）桥；\\n（二）路。\\n临时桥除外。", "临时桥除外")
    '第二款'
    >>> place_of("下列工程：\\n（一）桥；\\n（二）路。\\n临时桥除外。", "（一）桥；\\n（二）路")
    '第一款'
    """
    found = list(parts(text))
    touched = _touched(found, quote)
    if not touched or len(found) == 1 or len({part.paragraph for part in touched}) > 1:
        return ""
    if not _is_certain(found):
        return ""
    alone = found[-1].paragraph == 1
    paragraph = "" if alone else f"第{to_chinese(touched[0].paragraph)}款"
    item = _common(part.item for part in touched)
    point = _common(part.point for part in touched) if item else None
    return paragraph + (f"第（{item}）项" if item else "") + (f"第{point}目" if point else "")


def _is_certain(found: list[Part]) -> bool:
    """Say whether every 款 begins after a full stop, and the items of each run on from （一）."""
    for before, after in pairwise(found):
        if before.paragraph != after.paragraph and not _ENDED.search(before.text):
            return False
    for _, lines in groupby(found, key=lambda part: part.paragraph):
        items = [part.item for part in lines if part.item and part.point is None]
        if [to_int(item) for item in items] != list(range(1, len(items) + 1)):
            return False
    return True


def _touched(found: list[Part], quote: str) -> list[Part]:
    """Return the lines that *quote* takes in; none if it stands nowhere, or more than once."""
    words = _bare(quote).strip("…")
    lines = [_bare(part.text) for part in found]
    whole = "".join(lines)
    start = whole.find(words) if words else -1
    if start < 0 or whole.find(words, start + 1) >= 0:
        return []
    end, position, touched = start + len(words), 0, []
    for part, line in zip(found, lines, strict=True):
        if line and position < end and position + len(line) > start:
            touched.append(part)
        position += len(line)
    return touched


def _common(values: Iterator[str | None]) -> str | None:
    different = set(values)
    return different.pop() if len(different) == 1 else None


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)
