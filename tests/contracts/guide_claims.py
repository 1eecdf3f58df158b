"""What the guides of a corpus claim, sentence by sentence, and the articles each claim rests on."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from knowledge.guide_fields import Limit, Unit
from knowledge.guides import Guide, parse_guide

_ARTICLE = r"第[一二三四五六七八九十百零]+条(?:之[一二三四五六七八九十]+)?"
_CITATION = re.compile(
    rf"《((?:[^《》])+)》({_ARTICLE}(?:第[一二三四五六七八九十]+[款项])*(?:[、和]{_ARTICLE})*)"
)
_ALONE = re.compile(_ARTICLE)
# Words by which a guide says that a figure is not the cited article's own.
HEDGE = re.compile(
    "未核|转载|征求意见稿|外地|案例|报道|水利部令|部门规章|推定|本整理稿|公开材料|公开信息|一般说|一般为|指导意见"
)
_COUNTED = {
    Unit.WORKING: "日",
    Unit.CALENDAR: "日",
    Unit.MONTH: "个月",
    Unit.YEAR: "年",
}


@dataclass(frozen=True)
class Citation:
    """An article of a law, as a guide names it."""

    law: str
    article: str

    def __str__(self) -> str:
        return f"《{self.law}》{self.article}"


@dataclass(frozen=True)
class Claim:
    """One sentence of a guide; *figures* are its words without those that are hedged."""

    guide: str
    field: str
    figures: str
    citations: tuple[Citation, ...]

    def __str__(self) -> str:
        return f"{self.guide}.{self.field}"


def read_guides(corpus: Path) -> tuple[Guide, ...]:
    """Return every guide below *corpus*, by path."""
    return tuple(parse_guide(path) for path in sorted(corpus.glob("*/*.md")))


def claims_of(guide: Guide) -> tuple[Claim, ...]:
    """Return what *guide* claims, field by field."""
    said = chain(_limits(guide), _papers(guide), _grounds(guide), _sentences(guide))
    return tuple(Claim(guide.slug, field, _firm(text), cited) for field, text, cited in said)


def length_of(limit: Limit) -> str:
    """Return the length of *limit* in plain words (7日, 3个月); empty where it has none."""
    number = limit.days if limit.count is None else limit.count
    return f"{number}{_COUNTED[limit.unit]}" if number is not None else ""


def citations_in(text: str) -> tuple[Citation, ...]:
    """
    Return the articles that *text* cites.

    >>> [str(cited) for cited in citations_in("见《建筑法》第七条、第八条，《消防法》第十三条和第十四条")]
    ['《建筑法》第七条', '《建筑法》第八条', '《消防法》第十三条', '《消防法》第十四条']
    """
    return tuple(
        Citation(law, article)
        for law, articles in _CITATION.findall(text)
        for article in _ALONE.findall(articles)
    )


_Said = Iterator[tuple[str, str, tuple[Citation, ...]]]


def _limits(guide: Guide) -> _Said:
    for number, limit in enumerate(guide.limits):
        note = limit.note or ""
        own = "" if HEDGE.search(note + (limit.basis or "")) else length_of(limit)
        yield f"limits[{number}]", f"{own}。{note}", citations_in(f"{limit.basis}。{note}")


def _papers(guide: Guide) -> _Said:
    for number, paper in enumerate(guide.materials):
        text = f"{paper.name}。{paper.note or ''}"
        yield f"materials[{number}]", text, citations_in(f"{text}{paper.basis or ''}")


def _grounds(guide: Guide) -> _Said:
    for field, ground in (("fees", guide.fees), ("validity", guide.validity)):
        if ground is not None:
            yield field, ground.text, citations_in(f"{ground.text}{ground.basis or ''}")
    for number, basis in enumerate(guide.legal_basis):
        if basis.article:
            yield f"legal_basis[{number}]", basis.says, (Citation(basis.law, basis.article),)


def _sentences(guide: Guide) -> _Said:
    for field in ("conditions", "exceptions", "process", "how", "cautions"):
        for number, text in enumerate(getattr(guide, field)):
            yield f"{field}[{number}]", text, citations_in(text)
    for section in guide.body:
        yield section.title, section.text, citations_in(section.text)


def _firm(text: str) -> str:
    return "。".join(part for part in re.split(r"[。；]", text) if not HEDGE.search(part))
