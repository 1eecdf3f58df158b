"""Statutes as a folder of Markdown files holds them: article by article, by any of their titles."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from knowledge.front_matter import split_front_matter

_ARTICLE = re.compile(r"(第[一二三四五六七八九十百零]+条(?:之[一二三四五六七八九十]+)?)[\s　]")
_STATE = "中华人民共和国"
_LEVELS = {
    "法律": "国家",
    "行政法规": "国家",
    "省级地方性法规": "省",
    "设区的市地方性法规": "市",
}


@dataclass(frozen=True)
class Statute:
    """One statute; *level* in the words of a guide, *dated* the day of this version."""

    title: str
    level: str
    dated: date
    articles: Mapping[str, str]


class Statutes:
    """Statutes by full and by short title."""

    def __init__(self, statutes: list[Statute]) -> None:
        self._by_title = {_plain(statute.title): statute for statute in statutes}

    def __len__(self) -> int:
        return len(self._by_title)

    def find(self, title: str) -> Statute | None:
        """Return the statute that *title* names, with or without the name of the state."""
        return self._by_title.get(_plain(title))


def read_statutes(folder: Path) -> Statutes:
    """Return the statutes in the ``*.md`` files of *folder*."""
    return Statutes([_read(path) for path in sorted(folder.glob("*.md"))])


def _read(path: Path) -> Statute:
    front, body = split_front_matter(path.read_text(encoding="utf-8"))
    articles: dict[str, str] = {}
    label: str | None = None
    for line in body.splitlines():
        if start := _ARTICLE.match(line):
            label = start[1]
        elif line.startswith("#"):
            label = None
        if label is not None:
            articles[label] = f"{articles.get(label, '')}{line}\n"
    return Statute(str(front["title"]), _LEVELS[front["level"]], front["date"], articles)


def _plain(title: str) -> str:
    return title.replace(_STATE, "").translate(str.maketrans("", "", "《》〈〉<>"))
