"""The conclusion of an answer from a guide, said from its structured fields."""

import re
from dataclasses import dataclass, replace

from knowledge.guide_fields import Effect, Limit, LimitKind
from knowledge.guide_wording import limit_length, limit_name, limit_sentence
from knowledge.guides import Guide
from knowledge.lexicon import expanded
from knowledge.passages import Passage, Slot
from retrieval import phrases
from retrieval.slots import Asked, asked_slots
from retrieval.wording import pairs, share_found

_OWN_DUTY = re.compile(
    r"以后|之后|拿到|领到|取得.{0,8}后|必须|最[晚迟]|开工|停工|中止|备案期限|要在"
)
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
            return _limits(guide, expanded(_without_names(guide, question)))
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
    found = _limits_asked(guide, expanded(_without_names(guide, question)))
    return found[0] if len(found) == 1 else None


def _limits(guide: Guide, question: str) -> Lead | None:
    found = _limits_asked(guide, question)
    if not found:
        return None
    if found[0].kind is LimitKind.DUTY:
        return _beside_the_ruling(guide, _duty(found[0]))
    promise = _promise(guide)
    if len(found) > 1:
        lengths = tuple(dict.fromkeys(filter(None, map(limit_length, found))))
        said = "\n".join(limit_sentence(limit) for limit in found)
        return Lead(phrases.several_limits(guide.name, lengths) + promise, words=said)
    return _decision(guide.name, found[0], promise)


def _limits_asked(guide: Guide, question: str) -> list[Limit]:
    """Return the limit nearest to *question*, a duty or a ruling; all rulings where none is nearer."""
    duties = [limit for limit in guide.limits if limit.kind is LimitKind.DUTY]
    rulings = [limit for limit in guide.limits if limit.kind is not LimitKind.DUTY]
    if duties and (not rulings or _about_a_duty(duties, rulings, question)):
        return [max(duties, key=lambda limit: _nearness(limit, question))]
    decisions = [limit for limit in rulings if limit.kind is LimitKind.DECISION] or rulings
    if len(decisions) > 1:
        nearest = max(decisions, key=lambda limit: _nearness(limit, question))
        if _nearness(nearest, question) > min(_nearness(limit, question) for limit in decisions):
            return [nearest]
    return decisions


def _without_names(guide: Guide, question: str) -> str:
    """Return *question* without the names of the guide: 开工许可 is no word about the start of work."""
    for name in sorted((guide.name, *guide.aliases), key=len, reverse=True):
        question = question.replace(name, " ")
    return question


def _beside_the_ruling(guide: Guide, duty: Lead) -> Lead:
    """Return *duty* with how long the approval takes: 开工证几天 may ask for either."""
    rulings = [limit for limit in guide.limits if limit.kind is LimitKind.DECISION]
    ruling = _decision(guide.name, rulings[0], "") if len(rulings) == 1 else None
    return replace(duty, beside=ruling.text) if ruling else duty


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


def _about_a_duty(duties: list[Limit], rulings: list[Limit], question: str) -> bool:
    if not _OWN_DUTY.search(question):
        return False
    best = max(_nearness(limit, question) for limit in duties)
    return best > max((_nearness(limit, question) for limit in rulings), default=0.0)


def _nearness(limit: Limit, question: str) -> float:
    return share_found(pairs(question), f"{limit.start or ''} {limit.note or ''}")
