"""Which item, measure or concept a question is about."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from knowledge.guides import Guide
from knowledge.index import Hit, KnowledgeIndex
from knowledge.lexicon import statutory_words
from knowledge.mentions import GuideMention
from retrieval.slots import topic_of
from retrieval.wording import alikeness, longest_common_run, pairs

CHOICES = 4
_TELLING = (
    4  # characters of a name that must stand in the question before it is taken for a partial name
)


_SAME_QUESTION = (
    0.6  # likeness from which two questions are the same one, worded a little differently
)
_TWO = 2
_CLEAR = (
    1.25  # lead in the search of one item over all others from which the question is about it …
)
_ABOUT_IT = 0.2  # … where so much of the question is found
_OTHER_PERMIT = re.compile(r"许可证|资格证|资质|证书")
_NO_WORD = re.compile(r"[^\u4e00-\u9fff]|[的呢吗要呀啊]")
_FILLERS = re.compile(r"办理|申请|申领|领取|[办领做的]")
_BRACKET = re.compile(r"（([^）]+)）$")


@dataclass(frozen=True)
class Subject:
    """
    The guide a question names, and the words that name it; several when it fits them equally.

    ``partly``: the words are part of each name and the whole of none.
    """

    guides: tuple[Guide, ...] = ()
    matched: str = ""
    partly: bool = False

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
    known = _known(question, hits, index)
    mentions = index.find_guides(question)
    fuller = index.find_guides(_FILLERS.sub("", question))
    if fuller and (not mentions or len(fuller[0].matched) > len(mentions[0].matched)):
        mentions = fuller
    if known is not None:
        own = [m.matched for m in mentions if m.slug == known.slug]
        return Subject((known,), own[0] if own else "")
    if mentions:
        subject = _with_siblings(_named(mentions, hits, index), question, index)
        return _with_namesakes(subject, index)
    partly = _partly_named(question, hits, index.guides())
    meant = index.find_guides(" ".join(statutory_words(question)))
    if partly.guides:
        return partly
    if meant:
        return _named(meant, hits, index)  # 挖马路 names the permit in other words
    # Whoever names a permit that no guide is held of means that one, not what is found instead.
    return Subject() if _OTHER_PERMIT.search(question) else _found(hits, index)


def _known(question: str, hits: Sequence[Hit], index: KnowledgeIndex) -> Guide | None:
    """Return the guide of which *question* is nearly a known question."""
    asked = pairs(question)
    best, slug = 0.0, None
    for hit in hits:
        for known in hit.passage.known_questions:
            likeness = alikeness(asked, pairs(known))
            if likeness > best and hit.passage.item:
                best, slug = likeness, hit.passage.item
    return index.guide(slug) if slug and best >= _SAME_QUESTION else None


def _named(mentions: Sequence[GuideMention], hits: Sequence[Hit], index: KnowledgeIndex) -> Subject:
    first = _most_asked(mentions, hits)
    same_words = [m for m in mentions if m.matched == first.matched]
    slugs = [m.slug for m in same_words] if len(same_words) > 1 else [first.slug]
    guides = tuple(g for slug in slugs if (g := index.guide(slug)))
    return Subject(guides[:CHOICES], first.matched)


def _found(hits: Sequence[Hit], index: KnowledgeIndex) -> Subject:
    """砍了树要补种几倍 names no permit, but what the search finds speaks of one item and hardly of another."""
    best: dict[str, float] = {}
    for hit in hits:
        key = hit.passage.item or ""
        best[key] = max(best.get(key, 0.0), hit.lexical)
    first, *others = sorted(best, key=lambda slug: -best[slug]) or [""]
    clear = best.get(first, 0.0) >= _CLEAR * max((best[slug] for slug in others), default=0.0)
    about = max((hit.overlap for hit in hits if hit.passage.item == first), default=0.0)
    guide = index.guide(first) if first and clear and about >= _ABOUT_IT else None
    return Subject((guide,), guide.name) if guide else Subject()


def _with_siblings(subject: Subject, question: str, index: KnowledgeIndex) -> Subject:
    """
    Return *subject* with the guides whose names differ from it in brackets only, unless one is meant.

    划拨 and 出让 have limits and papers of their own: 用地规划许可证 alone does not say which is asked about.
    """
    if subject.guide is None:
        return subject
    base, _ = _parts(subject.guide.name)
    family = tuple(g for g in index.guides() if _parts(g.name)[0] == base and _parts(g.name)[1])
    if len(family) < _TWO or _parts(subject.matched)[1]:
        return subject
    meant = tuple(g for g in family if _parts(g.name)[1] in question)
    return replace(subject, guides=(meant or family)[:CHOICES])


def _with_namesakes(subject: Subject, index: KnowledgeIndex) -> Subject:
    """Return *subject* with the items whose names end like it: 规划许可证 names none of three permits."""
    if subject.guide is None or subject.guide.name == subject.matched:
        return subject
    alike = tuple(
        guide
        for guide in index.guides()
        if guide.category == "item" and _name_ending_with(subject.matched, guide)
    )
    return replace(subject, guides=alike[:CHOICES]) if len(alike) > _TWO else subject


def _name_ending_with(words: str, guide: Guide) -> bool:
    return any(_parts(name)[0].endswith(words) for name in (guide.name, *guide.aliases))


def _parts(name: str) -> tuple[str, str]:
    """Return a name before its brackets, and what stands in them."""
    bracket = _BRACKET.search(name)
    return (name[: bracket.start()], bracket[1]) if bracket else (name, "")


def _most_asked(mentions: Sequence[GuideMention], hits: Sequence[Hit]) -> GuideMention:
    """Of several guides named, the one whose passages the search finds first."""
    order = [h.passage.item for h in hits]
    return min(
        mentions,
        key=lambda m: (order.index(m.slug) if m.slug in order else len(order), -len(m.matched)),
    )


def _partly_named(question: str, hits: Sequence[Hit], guides: Sequence[Guide]) -> Subject:
    """规划许可 is part of several names and the whole of none: the person has to choose."""
    runs = {
        guide.slug: max(
            (longest_common_run(question, name) for name in (guide.name, *guide.aliases)), key=len
        )
        for guide in guides
        if guide.category == "item"
    }
    longest = max(runs.values(), key=len, default="")
    fitting = [g for g in guides if runs.get(g.slug) == longest]
    if longest == _bare(question):  # 许可证几天: nothing else in it says which
        order = [hit.passage.item for hit in hits]
        fitting.sort(key=lambda g: order.index(g.slug) if g.slug in order else len(order))
        return Subject(tuple(fitting[:CHOICES]), longest)
    if len(longest) < _TELLING:
        return Subject()
    fits = 1 < len(fitting) <= CHOICES
    return Subject(tuple(fitting), longest, partly=True) if fits else Subject()


def _bare(question: str) -> str:
    return _NO_WORD.sub("", _FILLERS.sub("", topic_of(question)))
