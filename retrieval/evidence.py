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
from retrieval.measures import asks_measure, counts
from retrieval.ranking import Topic, place_of, ranked, topic_of_hits, words_of
from retrieval.slots import KEPT_NOWHERE, Asked, another_doing, asks_whether, guide_slots
from retrieval.things import FIGURES, names_thing, names_which

OFF_TOPIC = 0.06  # overlap below which even the best passages are about something else
OFF_SUBJECT = 0.12  # share of the topic, by weight, below which a passage is about another thing
NOT_FAR_BELOW = 0.5  # of the best lexical score: further down nothing is taken for an answer
_LENGTHS = frozenset({Asked.LIMIT, Asked.VALIDITY})  # what they count is time, nothing else
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
    if not names_thing(topic.question, words) or not _counts_what_is_asked(passage, topic):
        return False
    where = f"{place_of(passage)} {passage.text}"
    return names_which(topic.question, where) and _holds(passage, topic)


def _counts_what_is_asked(passage: Passage, topic: Topic) -> bool:
    """A statute that is asked for a depth or a price has to give one; fields of guides speak otherwise."""
    of_time = bool(_LENGTHS.intersection(topic.asked[:1]))
    if passage.item is not None or of_time or asks_whether(topic.question):
        return True
    return any(counts(topic.question, paragraph) for paragraph in passage.text.split("\n"))


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
    asked_so = passage.known_questions if passage.item is None and first not in FIGURES else ()
    if not about and topic.share_in(" ".join((place_of(passage), *asked_so))) > 0:
        about = paragraphs  # in everyday words that no paragraph says: 高杆的 for 高秆作物
    return any(holds_fact(first, paragraph, question=topic.question) for paragraph in about)


def _concerns(passage: Passage, guide: Guide | None) -> bool:
    if guide is None or passage.item == guide.slug:
        return True
    return any(name in passage.text for name in (guide.name, *guide.aliases))
