"""Answers that staff have approved: given again to the same question while their clauses stand."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from knowledge.index import KnowledgeIndex
from knowledge.passages import Passage
from retrieval import confidence, phrases
from retrieval.answers import Answer, AnswerStatus, Citation, Tier
from retrieval.citing import shown
from retrieval.composing import Draft
from retrieval.quantities import quantities_in
from retrieval.slots import asked_slots
from retrieval.wording import alikeness, pairs

SAME = 0.75  # alikeness of two questions from which one answer fits both
_NOT = re.compile(r"不|没|未|无|免")
_KIND = re.compile(r"变更|延期|延续|注销|补办|新办|撤销|转让|临时")  # another act, another answer


class Lapse(StrEnum):
    """Why an approved answer may no longer be given."""

    PASSAGE_CHANGED = "passage_changed"  # a clause that it cites reads otherwise now
    PASSAGE_GONE = "passage_gone"  # it is no longer in the corpus
    NOT_IN_FORCE = "not_in_force"  # it is repealed, withdrawn, or not yet in force
    REVIEW_DUE = "review_due"


@dataclass(frozen=True)
class Ground:
    """A citation, and what its passage read when the answer was approved."""

    citation: Citation
    checksum: str


@dataclass(frozen=True)
class ApprovedAnswer:
    """An answer in the words of staff. It is given from *approved_on* until the day of *review_on*."""

    id: str
    question: str
    text: str
    grounds: tuple[Ground, ...]
    approved_on: date
    review_on: date
    item: str | None = None
    slot: str | None = None


def checksum_of(passage: Passage) -> str:
    """Return what changes when the words of *passage* do; white space does not count."""
    return hashlib.sha256("".join(passage.text.split()).encode()).hexdigest()


def lapse_of(approved: ApprovedAnswer, index: KnowledgeIndex, on: date) -> Lapse | None:
    """Return why *approved* may not be given on that day; None when it may."""
    for ground in approved.grounds:
        held = index.passages([ground.citation.passage_id])
        if not held:
            return Lapse.PASSAGE_GONE
        (passage,) = held
        if checksum_of(passage) != ground.checksum:
            return Lapse.PASSAGE_CHANGED
        if not passage.in_force(on):
            return Lapse.NOT_IN_FORCE
    return Lapse.REVIEW_DUE if approved.review_on <= on else None


def approved_for(
    question: str, approved: Sequence[ApprovedAnswer], index: KnowledgeIndex, on: date
) -> Answer | None:
    """
    Return the approved answer to *question*, or None: then the corpus is asked.

    The questions have to be as good as the same; the newer answer wins. One whose ground has changed is
    never given, whether or not anybody has noticed yet.
    """
    fitting = [one for one in approved if _same_question(question, one.question, index)]
    for one in sorted(fitting, key=lambda o: (_alike(question, o.question), o.approved_on))[::-1]:
        if lapse_of(one, index, on) is None:
            return _answer(question, one, on)
    return None


def _same_question(asked: str, known: str, index: KnowledgeIndex) -> bool:
    if asked_slots(asked)[:1] != asked_slots(known)[:1]:
        return False
    if {m.slug for m in index.find_guides(asked)} != {m.slug for m in index.find_guides(known)}:
        return False
    if quantities_in(asked) != quantities_in(known):
        return False
    if len(_NOT.findall(asked)) % 2 != len(_NOT.findall(known)) % 2:
        return False
    if set(_KIND.findall(asked)) != set(_KIND.findall(known)):
        return False
    return _alike(asked, known) >= SAME


def _alike(asked: str, known: str) -> float:
    return alikeness(pairs(asked), pairs(known))


def _answer(question: str, approved: ApprovedAnswer, on: date) -> Answer:
    citations = tuple(ground.citation for ground in approved.grounds)
    draft = Draft(citations=list(citations))
    draft.paragraphs = [
        approved.text,
        phrases.approved_by_staff(approved.approved_on),
        *(shown(citation) for citation in citations),
    ]
    return Answer(
        AnswerStatus.ANSWERED,
        question,
        on,
        text=draft.text,
        citations=citations,
        confidence=confidence.EXACT,
        tier=Tier.ANSWER,
        slot=approved.slot,
        item=approved.item,
        approved=approved.id,
    )
