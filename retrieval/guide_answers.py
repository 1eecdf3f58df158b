"""Answers from the guide that a question names."""

import re

from knowledge.guides import Guide
from knowledge.passages import Passage, Slot
from retrieval import confidence
from retrieval.answers import AnswerStatus
from retrieval.compose import cautious, compose_field
from retrieval.fields import choose_field
from retrieval.inquiry import Finding, Inquiry
from retrieval.references import article_reference
from retrieval.subjects import Subject

_COMPARES = re.compile(r"区别|不同|不一样|差别|还是|一回事")


def answer_from_guide(inquiry: Inquiry, guide: Guide, subject: Subject) -> Finding | None:
    """Return the answer that a field of *guide* gives, or None when none of them does."""
    fields = inquiry.fields(guide.slug)
    choice = choose_field(inquiry.question, subject.matched, fields, inquiry.hits)
    if choice is None:
        return None
    field = choice.passage
    also = (
        *_compared_with(inquiry, subject),
        *cautious(field, fields),
        *_statute_behind(inquiry, guide, field),
    )
    draft = compose_field(inquiry.question, guide, field, also, subject.matched)
    return Finding(AnswerStatus.ANSWERED, draft, confidence.FIELD * choice.sure, guide.slug)


def _compared_with(inquiry: Inquiry, subject: Subject) -> tuple[Passage, ...]:
    """Return what the other things are that the question compares its subject with."""
    if not _COMPARES.search(inquiry.question):
        return ()
    return tuple(
        p for slug in subject.others for p in inquiry.fields(slug) if p.slot is Slot.DEFINITION
    )


def _statute_behind(inquiry: Inquiry, guide: Guide, field: Passage) -> tuple[Passage, ...]:
    """Return the article that a limit rests on, where its own text is in the library."""
    limit = guide.decision_limit
    if field.slot is not Slot.LIMIT or limit is None or limit.basis is None:
        return ()
    reference = article_reference(limit.basis, inquiry.index.documents())
    if reference is None:
        return ()
    article = inquiry.index.article(reference.title, reference.article, inquiry.on)
    return (article,) if article else ()
