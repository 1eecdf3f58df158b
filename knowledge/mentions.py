"""Finding guides by name in what people write."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from knowledge.documents import Category
from knowledge.guides import Guide
from knowledge.ngrams import normalise

SHORTEST = 2  # characters; a single one is in everything


@dataclass(frozen=True)
class GuideMention:
    """A guide whose name, or one of whose aliases, stands in a text; *matched* is that name."""

    slug: str
    name: str
    matched: str
    category: Category


class GuideNames:
    """
    The names and aliases of guides; white space, width and case do not matter.

    *words* are a bureau's own, each with what it means: one that means the name of a guide is a further name of it.
    """

    def __init__(
        self, guides: Iterable[Guide], words: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        self._known: dict[str, list[GuideMention]] = {}
        for guide in guides:
            for name in dict.fromkeys((guide.name, *guide.aliases)):
                plain = _plain(name)
                if len(plain) >= SHORTEST:
                    mention = GuideMention(guide.slug, guide.name, name, guide.category)
                    self._known.setdefault(plain, []).append(mention)
        for said, meant in (words or {}).items():
            plain, named = _plain(said), self._called(meant)
            if len(plain) >= SHORTEST and named:
                further = [replace(mention, matched=said) for mention in named]
                self._known.setdefault(plain, []).extend(further)
        self._longest_first = sorted(self._known, key=lambda name: (-len(name), name))

    def find(self, text: str) -> tuple[GuideMention, ...]:
        """
        Return the guides named in *text*, longest name first, each guide once.

        Where names overlap the longer one counts: 临时用地规划许可 is not 用地规划许可. A name shared by
        several guides brings all of them.
        """
        plain = _plain(text)
        taken = bytearray(len(plain))
        found: dict[str, GuideMention] = {}
        for name in self._longest_first:
            if name not in plain:
                continue
            for start in _occurrences(name, plain):
                if any(taken[start : start + len(name)]):
                    continue
                taken[start : start + len(name)] = b"\x01" * len(name)
                for mention in self._known[name]:
                    found.setdefault(mention.slug, mention)
        return tuple(found.values())

    def _called(self, words: Sequence[str]) -> list[GuideMention]:
        return [mention for word in words for mention in self._known.get(_plain(word), ())]

    @property
    def names(self) -> Mapping[str, tuple[str, ...]]:
        """Which guides each plain name belongs to."""
        return {name: tuple(m.slug for m in mentions) for name, mentions in self._known.items()}


def _plain(text: str) -> str:
    return "".join(normalise(text).split()).strip("《》")


def _occurrences(name: str, text: str) -> Iterator[int]:
    start = text.find(name)
    while start >= 0:
        yield start
        start = text.find(name, start + 1)
