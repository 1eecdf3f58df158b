"""
The tree of a Chinese legal text: 编, 章, 节 above, 条 as the unit, 款 and 项 inside it.

A text with 条 is cut at every 条 and nowhere else. A notice without 条 is cut at its headings
(一、 then （一） then 1.), and one without headings at its paragraphs. Annexes are cut by themselves.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.headings import HEADING_LIMIT, Line, read_lines
from knowledge.numerals import article_label, to_int
from knowledge.outlines import outline_clauses

PREAMBLE = "题注"  # label of what stands above the first article: who passed the text, and when


@dataclass(frozen=True)
class Clause:
    """
    One unit of a text: its label (第八条), the headings above it, its words without the label.

    *annex* names the 附件 it stands in, or is empty for the main text.
    """

    label: str
    breadcrumb: tuple[str, ...]
    text: str
    annex: str = ""


def clauses(text: str, title: str = "") -> tuple[Clause, ...]:
    """Return the clauses of *text* in order; only the line that repeats *title* is left out."""
    lines = [line for line in read_lines(text) if line.text != title]
    amends = _AMENDS.search(title) is not None
    return tuple(
        clause for annex, part in _parts(lines) for clause in _clauses_of_part(part, annex, amends)
    )


# The articles that such a decision words anew are those of another text, and stay inside its own points.
_AMENDS = re.compile(r"关于(?:修改|废止).*的决定$")


_ANNEX = re.compile(r"附\s*([件录表])\s*([0-9一二三四五六七八九十]*)\s*(?:[:：]\s*(.*)|\s(.*))?$")


def _parts(lines: Sequence[Line]) -> Iterator[tuple[str, list[Line]]]:
    annex, part = "", list[Line]()
    for position, line in enumerate(lines):
        match = _ANNEX.match(line.text) if position and len(line.text) <= HEADING_LIMIT else None
        if match is None:
            part.append(line)
            continue
        yield annex, part
        annex, part = f"附{match[1]}{match[2]}", [line]
    yield annex, part


def _clauses_of_part(lines: list[Line], annex: str, amends: bool) -> Iterator[Clause]:
    starts = {} if amends else article_starts(lines)
    above = (annex,) if annex else ()
    if starts:
        yield from _by_article(lines, starts, annex)
        return
    for section in outline_clauses(lines, whole=annex or None):
        yield Clause(section.label, above + section.breadcrumb, section.text, annex)


def _by_article(lines: list[Line], starts: dict[int, str], annex: str) -> Iterator[Clause]:
    barren = _barren_headings(lines, starts)
    above: dict[int, str] = {0: annex} if annex else {}
    label, breadcrumb, words = annex or PREAMBLE, tuple(above.values()), list[str]()
    for position, line in enumerate(lines):
        if position in starts:
            yield from _finished(label, breadcrumb, words, annex)
            label, breadcrumb = starts[position], tuple(above.values())
            words = [_ARTICLE.sub("", line.text, count=1).strip()]
        elif line.depth is None or position in barren:
            words.append(line.text)
        else:
            above = {depth: title for depth, title in above.items() if depth < line.depth}
            above[line.depth] = line.title
    yield from _finished(label, breadcrumb, words, annex)


def _barren_headings(lines: list[Line], starts: dict[int, str]) -> set[int]:
    """Return the headings without any article of their own: a table of contents, a deleted chapter."""
    barren: set[int] = set()
    above: dict[int, int] = {}
    for position, line in enumerate(lines):
        if position in starts:
            barren -= set(above.values())
        elif line.depth is not None:
            above = {depth: where for depth, where in above.items() if depth < line.depth}
            above[line.depth] = position
            barren.add(position)
    return barren


def _finished(
    label: str, breadcrumb: tuple[str, ...], words: list[str], annex: str
) -> Iterator[Clause]:
    text = "\n".join(word for word in words if word)
    if text or label.startswith("第"):
        yield Clause(label, breadcrumb, text, annex)


_NUMBER = r"[零〇一二两三四五六七八九十百千0-9０-９]+"
_ARTICLE = re.compile(rf"第\s*({_NUMBER})\s*条(?:\s*之\s*({_NUMBER}))?(?=(\s|$)|.)")
# What follows a number that only refers to an article: 第五条规定的…, 第五条、第六条…
_REFERENCE = re.compile(r"[、，,。；和或至及与的]|规定|所|第|中|以外|以下|以上")


def article_starts(lines: Sequence[Line]) -> dict[int, str]:
    """
    Return the positions of the lines that open an article, with its label.

    A line that merely begins with a reference to one (第五条规定的…) does not open it: without a space
    behind it, the number has to be the next in order.
    """
    found: dict[int, str] = {}
    last = 0
    for position, line in enumerate(lines):
        match = _ARTICLE.match(line.text)
        if match is None:
            continue
        number = to_int(match[1])
        spaced = match[3] is not None
        expected = number in {last + 1, last if match[2] else last + 1}
        if spaced or (expected and not _REFERENCE.match(line.text, match.end())):
            label = article_label(match[0].replace(" ", ""))
            if label is not None:
                found[position] = label
                last = number
    return found
