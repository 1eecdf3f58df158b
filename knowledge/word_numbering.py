"""
The numbers that Word counts itself.

第一条 or （一） may stand nowhere in a Word file: the paragraph belongs to a list whose pattern is 第%1条.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, Self

from knowledge.numerals import to_chinese

_CHINESE = frozenset(
    {
        "chineseCounting", "chineseCountingThousand", "chineseLegalSimplified",
        "ideographDigital", "japaneseCounting", "taiwaneseCounting", "taiwaneseCountingThousand",
    }
)  # fmt: skip
_CIRCLES = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


@dataclass(frozen=True)
class ListLevel:
    """How one level of a list is numbered: *pattern* holds %1 for the first level, %2 for the second."""

    pattern: str
    form: str
    start: int

    def written(self, number: int) -> str:
        if self.form in _CHINESE and number > 0:
            return to_chinese(number)
        if self.form == "decimalEnclosedCircle" and 0 < number <= len(_CIRCLES):
            return _CIRCLES[number - 1]
        return str(number)


@dataclass
class Numbering:
    """The lists of one document, and how far each has counted; ask for paragraphs in their order."""

    lists: dict[str, dict[int, ListLevel]] = field(default_factory=dict)
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    counted: defaultdict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    @classmethod
    def of(cls, document: Any) -> Self:
        """Return the lists that a python-docx *document* defines."""
        numbering = cls()
        try:
            part = document.part.numbering_part
        except (KeyError, NotImplementedError):
            part = None
        if part is not None:
            numbering.lists = _lists(part.element)
        for style in document.styles.element.iter(_w("style")):
            if found := _reference(style.find(_w("pPr"))):
                numbering.styles[style.get(_w("styleId"), "")] = found
        return numbering

    def label(self, paragraph: Any) -> str:
        """Return the number that Word shows before *paragraph* (a ``w:p``), or nothing."""
        properties = paragraph.find(_w("pPr"))
        if properties is None:
            return ""
        style = properties.find(_w("pStyle"))
        named = self.styles.get(style.get(_w("val"), "")) if style is not None else None
        found = _reference(properties) or named
        levels = self.lists.get(found[0]) if found else None
        if found is None or levels is None or found[1] not in levels:
            return ""
        number, depth = found
        counts = self.counted[number]
        counts[depth] = counts.get(depth, levels[depth].start - 1) + 1
        for deeper in [d for d in counts if d > depth]:
            del counts[deeper]
        if levels[depth].form == "bullet":
            return ""
        label = re.sub(
            r"%([1-9])", lambda m: _shown(levels, counts, int(m[1]) - 1), levels[depth].pattern
        )
        # Before a word, 第一条 wants a space; （一） and 一、 part themselves from what follows.
        return f"{label} " if label[-1:].isalnum() else label


def _shown(levels: dict[int, ListLevel], counts: dict[int, int], depth: int) -> str:
    level = levels.get(depth)
    return level.written(counts.get(depth, level.start)) if level else ""


def _lists(root: Any) -> dict[str, dict[int, ListLevel]]:
    abstract = {
        element.get(_w("abstractNumId")): {
            int(level.get(_w("ilvl"), "0")): ListLevel(
                _value(level, "lvlText") or "",
                _value(level, "numFmt") or "decimal",
                int(_value(level, "start") or 1),
            )
            for level in element.findall(_w("lvl"))
        }
        for element in root.findall(_w("abstractNum"))
    }
    return {
        element.get(_w("numId")): abstract[kind]
        for element in root.findall(_w("num"))
        if (kind := _value(element, "abstractNumId")) in abstract
    }


def _reference(properties: Any) -> tuple[str, int] | None:
    counted = properties.find(_w("numPr")) if properties is not None else None
    number = _value(counted, "numId") if counted is not None else None
    return (number, int(_value(counted, "ilvl") or 0)) if number else None


def _value(element: Any, name: str) -> str | None:
    found = element.find(_w(name))
    value = found.get(_w("val")) if found is not None else None
    return None if value is None else str(value)


def _w(name: str) -> str:
    return f"{{http://schemas.openxmlformats.org/wordprocessingml/2006/main}}{name}"
