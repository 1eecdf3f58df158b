"""Answers from whatever the search finds, as far as it is evidence."""

from knowledge.guides import Guide
from retrieval import confidence
from retrieval.answers import AnswerStatus
from retrieval.compose import cautious, compose_articles, compose_field
from retrieval.evidence import evidence
from retrieval.inquiry import Finding, Inquiry
from retrieval.intents import names_the_twenty

_FURTHER = 3  # passages looked at for "see also"


def answer_from_search(inquiry: Inquiry, guide: Guide | None) -> Finding:
    """
    Return the answer that the passages found give, or that there is none.

    With *guide* (named in the question, but silent on what is asked), only passages that mention its item
    count.
    """
    good = evidence(inquiry.question, inquiry.hits, guide)
    if not good:
        if names_the_twenty(inquiry.question):
            return Finding(AnswerStatus.UNANSWERABLE_TEXT_NOT_HELD)
        return Finding(AnswerStatus.UNANSWERABLE_NO_SOURCE)
    first = good[0].passage
    further = tuple(hit.passage for hit in good[1 : 1 + _FURTHER])
    owner = inquiry.index.guide(first.item) if first.item else None
    if owner is None:
        draft = compose_articles(inquiry.question, (first, *further))
    else:
        also = (*cautious(first, inquiry.fields(owner.slug)), *further)
        draft = compose_field(inquiry.question, owner, first, also)
    sure = confidence.from_search(inquiry.hits, good[0])
    order = tuple(hit.passage for hit in good)
    return Finding(AnswerStatus.ANSWERED, draft, sure, first.item, evidence=order)
