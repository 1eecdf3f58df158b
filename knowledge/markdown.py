"""Markdown files as text: marks that only set the type are taken off, a row of a table is one line."""

import re

_STRONG = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_ROW = re.compile(r"\s*\|(.+)\|\s*$")
_RULE = re.compile(r"\s*\|?(?:\s*:?-{3,}:?\s*\|)+(?:\s*:?-{3,}:?\s*)?\|?\s*$")


def without_marks(text: str) -> str:
    """
    Return *text* with its headings, and with nothing else that is Markdown and no words.

    >>> without_marks("# 办法\\n**第一条** 甲。\\n| 事项 | 时限 |\\n|---|---|\\n| 桥证 | 九日 |")
    '# 办法\\n第一条 甲。\\n事项 | 时限\\n桥证 | 九日'
    """
    return "\n".join(_plain(line) for line in text.split("\n") if not _RULE.match(line))


def _plain(line: str) -> str:
    row = _ROW.match(line)
    if row:
        line = " | ".join(cell.strip() for cell in row[1].split("|"))
    return _STRONG.sub(r"\1", line)
