"""Answers from whatever the search finds, as far as it is evidence."""

from knowledge.guides import Guide
from retrieval import confidence
from retrieval.answers import AnswerStatus
from retrieval.compose import compose_articles
from retrieval.evidence import weighed
from retrieval.inquiry import Finding, Inquiry
from retrieval.intents import names_the_twenty

_FURTHER = 3  # passages looked at for "see also"


def answer_from_search(inquiry: Inquiry, guide: Guide | None) -> Finding:
    """
    Return the answer that the articles found give, or that there is none.

    With *guide* (named in the question, but silent on what is asked), only articles that mention its item
    count.
    """
    articles = [hit for hit in inquiry.hits if hit.passage.item is None]
    experienced = inquiry.index.ranks_by_experience
    found = weighed(inquiry.question, articles, guide, as_found=experienced)
    good = found.order if found.answering else ()
    if not good:
        if names_the_twenty(inquiry.question):
            return Finding(AnswerStatus.UNANSWERABLE_TEXT_NOT_HELD)
        return Finding(AnswerStatus.UNANSWERABLE_NO_SOURCE)
    further = tuple(hit.passage for hit in good[1 : 1 + _FURTHER])
    draft = compose_articles(inquiry.question, (good[0].passage, *further))
    how_sure = confidence.from_search(inquiry.hits, good[0])
    order = tuple(hit.passage for hit in good)
    return Finding(AnswerStatus.ANSWERED, draft, how_sure, sure=found.answers, evidence=order)
