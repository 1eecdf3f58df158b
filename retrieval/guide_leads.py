"""The conclusion of an answer from a guide, said from its structured fields."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from knowledge.guide_fields import Effect, Limit, LimitKind
from knowledge.guide_wording import limit_length, limit_name, limit_sentence
from knowledge.guides import Guide
from knowledge.lexicon import expanded
from knowledge.meanings import nearness
from knowledge.passages import Passage, Slot
from retrieval import phrases
from retrieval.slots import Asked, asked_slots
from retrieval.wording import pairs, share_found

# What speaks for one limit among others beside its meaning, found on questions of our own with the limit that answers: the
# right one first for seven in eight, for five in eight by words alone.
_OF_A_DECISION = 0.08
_BY_WORDS = 0.2
_AS_NEAR = 0.04  # decisions that differ by less depend on the case
_CLOSE = 0.1  # another limit that differs by less may be the one meant
_DUTY_LABEL = re.compile(r"^企业义务[：:]")
_LONGEST_LIST = 170  # characters of names of papers that are still a conclusion


@dataclass(frozen=True)
class Lead:
    """A conclusion, the basis that the guide gives for it, and what else it may have been that was asked."""

    text: str
    basis: str | None = None
    words: str | None = None  # the words of the passage that it is said from
    beside: str = ""


def lead_of(guide: Guide, passage: Passage, question: str) -> Lead | None:
    """Return the conclusion that *guide* gives for the field *passage*, or None: its words say it best."""
    match passage.slot:
        case Slot.LIMIT if Asked.LIMIT in asked_slots(question):
            return _limits(guide, question)
        case Slot.MATERIALS:
            names = tuple(material.name for material in guide.materials)
            lead = phrases.papers(guide.name, names)
            return Lead(lead) if names and len(lead) <= _LONGEST_LIST else None
        case Slot.DEPARTMENT if guide.department:
            return Lead(phrases.taken_by(guide.name, guide.department))
        case _:
            return None


def limit_asked(guide: Guide, question: str) -> Limit | None:
    """Return the limit of *guide* that *question* is about; None when it does not say which of several."""
    found = _limits_asked(_by_nearness(guide, question))
    return found[0] if len(found) == 1 else None


def _limits(guide: Guide, question: str) -> Lead | None:
    ranked = _by_nearness(guide, question)
    found = _limits_asked(ranked)
    if not found:
        return None
    promise = _promise(guide)
    if len(found) > 1:
        lengths = tuple(dict.fromkeys(filter(None, map(limit_length, found))))
        said = "\n".join(limit_sentence(limit) for limit in found)
        return Lead(phrases.several_limits(guide.name, lengths) + promise, words=said)
    lead = _lead(guide, found[0], promise)
    if lead is None:
        return None
    close = (limit for value, limit in ranked[1:] if ranked[0][0] - value < _CLOSE)
    ruling = _ruling(guide) if found[0].kind is LimitKind.DUTY else None
    return replace(lead, beside=_beside(guide, ruling or next(close, None)))


def _by_nearness(guide: Guide, question: str) -> list[tuple[float, Limit]]:
    """Return the limits of *guide* with how much speaks for each, the one that *question* is about first."""
    if not guide.limits:
        return []
    own = _without_names(guide, question)
    words = expanded(own)
    said = (f"{guide.name} {limit_sentence(limit)}" for limit in guide.limits)
    values = [
        near
        + _OF_A_DECISION * (limit.kind is LimitKind.DECISION)
        + _BY_WORDS * _nearness(limit, words)
        for near, limit in zip(nearness(own, said), guide.limits, strict=True)
    ]
    order = sorted(range(len(values)), key=lambda n: (-values[n], n))
    return [(values[n], guide.limits[n]) for n in order]


def _limits_asked(ranked: Sequence[tuple[float, Limit]]) -> list[Limit]:
    """Return the first limit; where it is that of a decision, all those of decisions that are about as near."""
    if not ranked:
        return []
    best, first = ranked[0]
    if first.kind is not LimitKind.DECISION:
        return [first]
    return [
        limit
        for value, limit in ranked
        if limit is first or (limit.kind is LimitKind.DECISION and best - value < _AS_NEAR)
    ]


def _lead(guide: Guide, limit: Limit, promise: str) -> Lead | None:
    return _duty(limit) if limit.kind is LimitKind.DUTY else _decision(guide.name, limit, promise)


def _ruling(guide: Guide) -> Limit | None:
    """Return the limit of the decision, if there is one only: 开工证几天 may ask for it or for a duty."""
    rulings = [limit for limit in guide.limits if limit.kind is LimitKind.DECISION]
    return rulings[0] if len(rulings) == 1 else None


def _beside(guide: Guide, limit: Limit | None) -> str:
    lead = _lead(guide, limit, "") if limit is not None else None
    return lead.text if lead else ""


def _without_names(guide: Guide, question: str) -> str:
    """Return *question* without the names of the guide: 开工许可 is no word about the start of work."""
    for name in sorted((guide.name, *guide.aliases), key=len, reverse=True):
        question = question.replace(name, " ")
    return question


def _decision(name: str, limit: Limit, promise: str) -> Lead | None:
    length = limit_length(limit)
    if length is None:
        return None  # the law names no number of days; the passage says so itself
    lead = phrases.limit(name, limit_name(limit), length, start=_start(limit), basis=limit.basis)
    return Lead(lead + promise, limit.basis, limit_sentence(limit))


def _promise(guide: Guide) -> str:
    promised = next((lim for lim in guide.limits if lim.effect is Effect.PROMISED), guide.promised)
    length = limit_length(promised) if promised else None
    if length is not None:
        return phrases.promised_limit(length)
    return phrases.PROMISE_UNKNOWN if guide.category == "item" else ""


def _duty(limit: Limit) -> Lead:
    what = _DUTY_LABEL.sub("", limit.note or "")
    if limit.days is not None:
        start = f"自{_start(limit)}起 " if limit.start else ""
        what = (
            f"{start}{limit_length(limit)}内。{what}" if what else f"{start}{limit_length(limit)}内"
        )
    return Lead(phrases.duty(what, limit.basis), limit.basis, limit_sentence(limit))


def _start(limit: Limit) -> str:
    return (limit.start or "").removeprefix("自").removesuffix("起")


def _nearness(limit: Limit, question: str) -> float:
    return share_found(pairs(question), f"{limit.start or ''} {limit.note or ''}")
