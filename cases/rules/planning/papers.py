"""The papers of a whole plan: each once, with the items that want it."""

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass

from cases.rules.planning.items import PlanItem

_SIGNS = re.compile(r"[\s（）()《》、，,]|复印件|原件|等$")


@dataclass(frozen=True)
class PaperInPlan:
    """One paper: which items want it, and the item of this plan that it comes from, if one does."""

    name: str
    wanted_by: tuple[str, ...]
    comes_from: str = ""


def papers_of(items: Iterable[tuple[PlanItem, str]]) -> tuple[PaperInPlan, ...]:
    """
    Return the papers that *items* want, each once, in the order in which they are first wanted.

    Each item comes with the variant that applies, or with an empty one.
    """
    items = tuple(items)
    names: dict[str, str] = {}
    wanted: dict[str, dict[str, None]] = {}
    for item, variant in items:
        for paper in item.papers_of(variant):
            plain = _plain(paper.name)
            names.setdefault(plain, paper.name)
            wanted.setdefault(plain, {})[item.slug] = None
    return tuple(
        PaperInPlan(names[plain], tuple(by), _origin(plain, [item for item, _ in items], by))
        for plain, by in wanted.items()
    )


def _origin(plain: str, items: Iterable[PlanItem], wanted_by: Container[str]) -> str:
    for item in items:
        if item.slug not in wanted_by and any(_plain(name) == plain for name in item.produces):
            return item.slug
    return ""


def _plain(name: str) -> str:
    return _SIGNS.sub("", name)
