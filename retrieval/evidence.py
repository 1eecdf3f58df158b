"""
Whether a passage found is evidence for what was asked.

A score can tell that a question is about something else altogether; it cannot tell a near miss (the right
subject, but not the fact asked for). So a passage counts only when one of its paragraphs holds a fact of the
kind asked for and is about the thing asked about.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.guides import Guide
from knowledge.index import Hit
from knowledge.lexicon import statutory_words
from knowledge.passages import Passage, Slot
from retrieval.facts import holds_fact
from retrieval.slots import Asked, asked_slots, guide_slots, topic_of
from retrieval.wording import pairs, share_found

OFF_TOPIC = 0.13  # overlap below which even the best passages are about something else
OFF_SUBJECT = 0.15  # share of the topic's pairs below which a passage is about another thing
ANOTHER_ITEM = 0.5  # the same for the field of a guide that the question does not name
FITTING = 1.3  # how much it counts that a field of a guide is the very one asked for
NOT_FAR_BELOW = 0.5  # of the best lexical score: further down nothing is taken for an answer
BESIDE = 0.6  # how much a fact beside the topic counts in the order of the evidence
_OF_ONE_ITEM = frozenset(  # facts that one item has and another has differently
    {Asked.LIMIT, Asked.MATERIALS, Asked.DEPARTMENT, Asked.FEES, Asked.VALIDITY, Asked.BASIS}
)
_LOOKED_AT = 3  # hits whose overlap speaks for the question as a whole


@dataclass(frozen=True)
class Topic:
    """What a question is about, and the kinds of fact it asks for."""

    question: str
    asked: tuple[Asked, ...]
    pairs: frozenset[str]


def topic_asked(question: str) -> Topic:
    """Return the topic of *question*, in its own words and those of the texts."""
    words = pairs(topic_of(question)) | pairs(" ".join(statutory_words(question)))
    return Topic(question, asked_slots(question), words)


def evidence(question: str, hits: Sequence[Hit], guide: Guide | None = None) -> tuple[Hit, ...]:
    """
    Return those of *hits* that can answer *question*, best first; empty when none can.

    With *guide*, a passage must also belong to that guide or mention its item.
    """
    if max((hit.overlap for hit in hits[:_LOOKED_AT]), default=0.0) < OFF_TOPIC:
        return ()
    topic = topic_asked(question)
    floor = max(hit.lexical for hit in hits) * NOT_FAR_BELOW
    good = [
        hit
        for hit in hits
        if hit.lexical >= floor
        and _counts(hit.passage, topic, named=guide is not None)
        and _concerns(hit.passage, guide)
    ]
    return tuple(sorted(good, key=lambda hit: -_strength(hit, topic)))


def _strength(hit: Hit, topic: Topic) -> float:
    """Return the search's score, raised by how much of the topic stands beside the fact asked for."""
    passage = hit.passage
    beside = max(
        (
            share_found(topic.pairs, paragraph)
            for paragraph in passage.text.split("\n")
            if not topic.asked or holds_fact(topic.asked[0], paragraph, question=topic.question)
        ),
        default=0.0,
    )
    fitting = FITTING if topic.asked and passage.slot in guide_slots(topic.asked[0]) else 1.0
    return hit.lexical * (1 + BESIDE * beside) * fitting


def _counts(passage: Passage, topic: Topic, *, named: bool) -> bool:
    place = " ".join((passage.short_title, *passage.breadcrumb, passage.item_name or ""))
    if topic.pairs:
        words = f"{place} {passage.text} {' '.join(passage.known_questions)}"
        needed = OFF_SUBJECT
        if passage.item and not named and topic.asked and topic.asked[0] in _OF_ONE_ITEM:
            needed = ANOTHER_ITEM
        if share_found(topic.pairs, words) < needed:
            return False
    return _holds(passage, place, topic)


def _holds(passage: Passage, place: str, topic: Topic) -> bool:
    """Say whether a paragraph about the topic holds the kind of fact asked for first."""
    if not topic.asked:
        return True
    first = topic.asked[0]
    if first is Asked.DIRECTORY:  # names of firms, telephone numbers: in no statute and no guide
        return False
    if passage.slot is Slot.DEFINITION and passage.category == "item":
        return first is Asked.DEFINITION  # what an item is called answers nothing but that
    if passage.item is not None and passage.slot in guide_slots(first):
        return True
    paragraphs = passage.text.split("\n")
    about = [p for p in paragraphs if not topic.pairs or any(pair in p for pair in topic.pairs)]
    if not about and any(pair in place for pair in topic.pairs):
        about = paragraphs
    return any(holds_fact(first, paragraph, question=topic.question) for paragraph in about)


def _concerns(passage: Passage, guide: Guide | None) -> bool:
    if guide is None or passage.item == guide.slug:
        return True
    return any(name in passage.text for name in (guide.name, *guide.aliases))
