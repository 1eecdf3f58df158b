"""Policy texts and where they come from."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

Category = Literal["item", "measure", "route", "concept", "law", "other"]


class Level(StrEnum):
    """Whose rule it is, from the widest reach to the narrowest."""

    NATIONAL = "国家"
    PROVINCE = "省"
    CITY = "市"
    DISTRICT = "区"

    @property
    def rank(self) -> int:
        """0 for the highest authority."""
        return list(Level).index(self)


class DocumentKind(StrEnum):
    """Who wrote the words."""

    OFFICIAL = "official"  # the text as issued
    COMPILED = "compiled"  # 整理稿: our own words about it


@dataclass(frozen=True)
class Source:
    """Where a fact was read."""

    title: str
    url: str | None = None
    date: str | None = None


@dataclass(frozen=True)
class Document:
    """
    One policy text.

    In force from *effective_from* up to, but not on, *effective_to*; an open end is ``None``.
    *number* is the 文号, *supersedes* the id of the document that this one replaces, *checksum* covers
    the text and everything said about it. *repeals* and *amends* are titles that its text puts an end to
    or changes; *unconfirmed* names what was read off the text and no person has confirmed.
    """

    id: str
    title: str
    short_title: str
    category: Category
    kind: DocumentKind
    level: Level
    issuer: str | None
    number: str | None
    effective_from: date | None
    effective_to: date | None
    supersedes: str | None
    sources: tuple[Source, ...]
    checksum: str
    text: str
    repeals: tuple[str, ...] = ()
    amends: tuple[str, ...] = ()
    unconfirmed: tuple[str, ...] = ()

    def in_force(self, on: date) -> bool:
        """Say whether the document holds on that day."""
        return is_in_force(self.effective_from, self.effective_to, on)


def is_in_force(effective_from: date | None, effective_to: date | None, on: date) -> bool:
    """Say whether *on* lies in ``[effective_from, effective_to)``."""
    return (effective_from is None or effective_from <= on) and (
        effective_to is None or on < effective_to
    )


def short_title_of(title: str) -> str:
    """
    Return what people call the document.

    >>> short_title_of("中华人民共和国建筑法（2019修正）")
    '建筑法'
    """
    bare = title.strip().strip("《》").removeprefix("中华人民共和国")
    for opening, closing in (("（", "）"), ("(", ")")):
        head, bracket, tail = bare.rpartition(opening)
        # Only a remark about the version goes: 《…办法（试行）》 keeps its name.
        if bracket and tail.endswith(closing) and any(sign in tail for sign in "0123456789"):
            bare = head
    return bare.strip()
