"""
Whether a passage found is evidence for what was asked.

A score can tell that a question is about something else altogether; it cannot tell a near miss (the right
subject, but not the fact asked for). So a passage counts only when one of its paragraphs holds a fact of the
kind asked for and is about the thing asked about.
"""

from collections.abc import Sequence

from knowledge.guides import Guide
from knowledge.index import Hit
from knowledge.passages import Passage, Slot
from retrieval.facts import holds_fact
from retrieval.measures import asks_measure
from retrieval.ranking import Topic, place_of, ranked, topic_of_hits, words_of
from retrieval.slots import KEPT_NOWHERE, Asked, another_doing, guide_slots
from retrieval.things import names_thing

OFF_TOPIC = 0.06  # overlap below which even the best passages are about something else
OFF_SUBJECT = 0.12  # share of the topic, by weight, below which a passage is about another thing
NOT_FAR_BELOW = 0.5  # of the best lexical score: further down nothing is taken for an answer
_LOOKED_AT = 3  # hits whose overlap speaks for the question as a whole


def evidence(question: str, hits: Sequence[Hit], guide: Guide | None = None) -> tuple[Hit, ...]:
    """
    Return those of *hits* that can answer *question*, best first; empty when none can.

    With *guide*, a passage must also belong to that guide or mention its item.
    """
    if max((hit.overlap for hit in hits[:_LOOKED_AT]), default=0.0) < OFF_TOPIC:
        return ()
    topic = topic_of_hits(question, hits)
    floor = max(hit.lexical for hit in hits) * NOT_FAR_BELOW
    good = [
        hit
        for hit in hits
        if hit.lexical >= floor and _counts(hit.passage, topic) and _concerns(hit.passage, guide)
    ]
    return ranked(good, topic)


def _counts(passage: Passage, topic: Topic) -> bool:
    words = words_of(passage)
    if topic.weights and topic.share_in(words) < OFF_SUBJECT:
        return False
    return names_thing(topic.question, words) and _holds(passage, topic)


def _holds(passage: Passage, topic: Topic) -> bool:
    """Say whether a paragraph about the topic holds the kind of fact asked for first."""
    if not topic.asked:
        return True
    first = topic.asked[0]
    if first in KEPT_NOWHERE:
        return False
    if passage.slot is Slot.DEFINITION and passage.category == "item":
        return first is Asked.DEFINITION  # what an item is called answers nothing but that
    by_number = first is Asked.QUANTITY and asks_measure(topic.question)
    if passage.slot is Slot.DEPARTMENT and another_doing(topic.question):
        return False
    if passage.item is not None and passage.slot in guide_slots(first) and not by_number:
        return True
    paragraphs = passage.text.split("\n")
    about = [p for p in paragraphs if not topic.weights or topic.share_in(p) > 0]
    if not about and topic.share_in(place_of(passage)) > 0:
        about = paragraphs
    return any(holds_fact(first, paragraph, question=topic.question) for paragraph in about)


def _concerns(passage: Passage, guide: Guide | None) -> bool:
    if guide is None or passage.item == guide.slug:
        return True
    return any(name in passage.text for name in (guide.name, *guide.aliases))
