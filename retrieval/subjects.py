"""Which item, measure or concept a question is about."""

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.guides import Guide
from knowledge.index import Hit, KnowledgeIndex
from knowledge.mentions import GuideMention
from retrieval.wording import longest_common_run

CHOICES = 4
_TELLING = (
    4  # characters of a name that must stand in the question before it is taken for a partial name
)


@dataclass(frozen=True)
class Subject:
    """The guide a question names, and the words that name it; several when it fits them equally."""

    guides: tuple[Guide, ...] = ()
    matched: str = ""
    others: tuple[str, ...] = ()  # slugs of further guides named beside it

    @property
    def guide(self) -> Guide | None:
        """The one guide, or None when there is none or a choice."""
        return self.guides[0] if len(self.guides) == 1 else None

    @property
    def ambiguous(self) -> bool:
        """Whether a person has to choose."""
        return len(self.guides) > 1


def subject_of(question: str, hits: Sequence[Hit], index: KnowledgeIndex) -> Subject:
    """Return what *question* is about, as far as guides know it; empty when no name stands in it."""
    mentions = index.find_guides(question)
    if mentions:
        return _named(mentions, hits, index)
    return _partly_named(question, index.guides())


def _named(mentions: Sequence[GuideMention], hits: Sequence[Hit], index: KnowledgeIndex) -> Subject:
    first = _most_asked(mentions, hits)
    same_words = [m for m in mentions if m.matched == first.matched]
    slugs = [m.slug for m in same_words] if len(same_words) > 1 else [first.slug]
    guides = tuple(g for slug in slugs if (g := index.guide(slug)))
    others = tuple(m.slug for m in mentions if m.slug not in slugs)
    return Subject(guides[:CHOICES], first.matched, others)


def _most_asked(mentions: Sequence[GuideMention], hits: Sequence[Hit]) -> GuideMention:
    """Of several guides named, the one whose passages the search finds first."""
    order = [h.passage.item for h in hits]
    return min(
        mentions,
        key=lambda m: (order.index(m.slug) if m.slug in order else len(order), -len(m.matched)),
    )


def _partly_named(question: str, guides: Sequence[Guide]) -> Subject:
    """规划许可证 is part of several names and the whole of none: the person has to choose."""
    runs = {
        guide.slug: max(
            (longest_common_run(question, name) for name in (guide.name, *guide.aliases)), key=len
        )
        for guide in guides
        if guide.category == "item"
    }
    longest = max(runs.values(), key=len, default="")
    if len(longest) < _TELLING:
        return Subject()
    fitting = tuple(g for g in guides if runs.get(g.slug) == longest)
    return Subject(fitting, longest) if 1 < len(fitting) <= CHOICES else Subject()
