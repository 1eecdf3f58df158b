"""Questions that compare two things: which two, and how both sides are named."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from knowledge.guides import Guide
from knowledge.index import KnowledgeIndex

_COMPARES = re.compile(
    r"区别|不同|不一样|差别|差在|还是|一回事|一样|一个意思|分别|各是?|哪个(?:期限|时间)?(?:更|短|长|快|多|少)|都是|异同"
)
_TWO_THINGS = re.compile(
    r"(?P<one>[\u4e00-\u9fff（）]{2,14}?)(?:和|跟|与|同|、|还是)(?P<other>[\u4e00-\u9fff（）]{2,14}?)"
    r"(?=两[种个]|有(?:什么|啥)|的|分别|各|都|是不是|到底|期限|时间|有效|差|一样|一回|区别|哪|，|,|？|\?|$|不|异)"
)
# Without one of these, two names are compared only where they stand beside each other: 报监要单独跑吗，还是办施工证时弄.
_SAYS_SO = re.compile(r"区别|不同|不一样|差别|差在|一回事|一个意思|分别|各|哪个|异同")
_BESIDE = 6  # characters between two names that stand beside each other
_SHORTEST = 2  # characters that two names share before their difference is what is asked


@dataclass(frozen=True)
class Pair:
    """The two things compared, as the question names them, and their guides where there are any."""

    words: tuple[str, str]
    guides: tuple[Guide, ...]


def pair_of(question: str, index: KnowledgeIndex) -> Pair | None:
    """Return the two things that *question* compares, or None."""
    if not _COMPARES.search(question):
        return None
    named = _named(question, index)
    if len(named) > 1 and (
        _SAYS_SO.search(question) or _beside(question, named[0][0], named[1][0])
    ):
        return Pair((named[0][0], named[1][0]), (named[0][1], named[1][1]))
    found = _TWO_THINGS.search(question)
    if found is None:
        return None
    words = found["one"], found["other"]
    guides = _nearest(words, index.guides())
    return Pair(words, guides or tuple(guide for _, guide in named))


def _named(question: str, index: KnowledgeIndex) -> list[tuple[str, Guide]]:
    """Return the names in *question* with their guides, in its order; one name for each guide."""
    found: dict[str, str] = {}
    for mention in index.find_guides(question):
        if not any(mention.matched in longer for longer in found.values()):
            found.setdefault(mention.slug, mention.matched)
    order = sorted(found.items(), key=lambda pair: question.find(pair[1]))
    return [(words, guide) for slug, words in order if (guide := index.guide(slug))]


def _beside(question: str, one: str, other: str) -> bool:
    """Say whether hardly anything stands between the names *one* and *other* in *question*."""
    end = question.find(one) + len(one)
    return question.find(other, end) - end <= _BESIDE


def _nearest(words: tuple[str, str], guides: Sequence[Guide]) -> tuple[Guide, ...]:
    """备案 and 核准 name no item by themselves: take the two whose names differ in nothing else."""
    one, other = (
        [g for g in guides if g.category == "item" and g.name.rstrip("）").endswith(w)]
        for w in words
    )
    pairs = [(a, b) for a, b in product(one, other) if a.slug != b.slug]
    best = max(pairs, key=lambda pair: _shared(*pair), default=None)
    return best if best and _shared(*best) >= _SHORTEST else ()


def _shared(one: Guide, other: Guide) -> int:
    """Return how many characters both names begin with."""
    return next(
        (n for n, (a, b) in enumerate(zip(one.name, other.name, strict=False)) if a != b),
        min(len(one.name), len(other.name)),
    )
