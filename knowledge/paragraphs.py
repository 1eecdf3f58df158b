"""Inside an article: its 款 (paragraphs) and the 项 (items) under them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.numerals import to_chinese

_ITEM = re.compile(r"[（(]\s*([一二三四五六七八九十百]+)\s*[）)]")


@dataclass(frozen=True)
class Part:
    """A line of an article: the number of its 款 from 1, the numeral of its 项 if it is one."""

    paragraph: int
    item: str | None
    text: str


def parts(text: str) -> Iterator[Part]:
    """Yield the lines of an article's *text*; an item belongs to the paragraph that introduces it."""
    paragraph = 0
    for line in text.splitlines():
        item = _ITEM.match(line)
        if item is None or paragraph == 0:
            paragraph += 1
        yield Part(paragraph, item[1] if item else None, line)


def place_of(text: str, quote: str) -> str:
    """
    Return where in the article *quote* stands, as a citation continues: 第二款第（三）项.

    Empty if the article has but one paragraph without items, or if the quote spans several.
    """
    found = list(parts(text))
    holder = next((part for part in found if quote and quote in part.text), None)
    if holder is None or len(found) == 1:
        return ""
    alone = found[-1].paragraph == 1
    paragraph = "" if alone else f"第{to_chinese(holder.paragraph)}款"
    return paragraph + (f"第（{holder.item}）项" if holder.item else "")
