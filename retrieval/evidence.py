"""
Whether a passage found is evidence for what was asked.

A score can tell that a question is about something else altogether; it cannot tell a near miss (the right
subject, but not the fact asked for). So a passage counts only when one of its paragraphs holds a fact of the
kind asked for and is about the thing asked about.
"""

from collections.abc import Sequence

from knowledge.guides import Guide
from knowledge.index import Hit
from knowledge.lexicon import statutory_words
from knowledge.passages import Passage, Slot
from retrieval.facts import holds_fact
from retrieval.measures import asks_measure, counts
from retrieval.ranking import Topic, place_of, ranked, topic_of_hits, words_of
from retrieval.slots import (
    KEPT_NOWHERE,
    Asked,
    another_doing,
    asks_whether,
    guide_slots,
    topic_of,
)
from retrieval.things import FIGURES, names_thing, names_which
from retrieval.wording import naming_pairs, pairs, share_found

OFF_TOPIC = 0.06  # overlap below which even the best passages are about something else
OFF_SUBJECT = 0.12  # share of the topic, by weight, below which a passage is about another thing
ANOTHER_ITEM = 0.5  # the same for the field of a guide that the question does not name
REST = 0.25  # of what a question says beside the item's name, that the field of a guide has to say
OPEN_REST = 0.34  # … where nothing else says what is wanted
MEANT = 0.6  # of what the lexicon takes the question to mean
_BARE = 1  # pairs of a rest that says nothing
NOT_FAR_BELOW = 0.5  # of the best lexical score: further down nothing is taken for an answer
_OF_ONE_ITEM = frozenset(  # facts that one item has and another has differently
    {Asked.LIMIT, Asked.MATERIALS, Asked.DEPARTMENT, Asked.FEES, Asked.VALIDITY, Asked.BASIS}
)
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
        if hit.lexical >= floor
        and _counts(hit.passage, topic, guide)
        and _concerns(hit.passage, guide)
    ]
    return ranked(good, topic)


def _counts(passage: Passage, topic: Topic, guide: Guide | None) -> bool:
    words = words_of(passage)
    if topic.weights and topic.share_in(words) < OFF_SUBJECT:
        return False
    if not names_thing(topic.question, words) or not _counts_what_is_asked(passage, topic):
        return False
    if not names_which(topic.question, f"{place_of(passage)} {passage.text}"):
        return False
    if passage.item and not _says_the_rest(passage, topic, guide):
        return False
    of_one_item = bool(topic.asked) and topic.asked[0] in _OF_ONE_ITEM
    # Here what no passage knows counts as well: it may be the name of an item that no guide is held of.
    if (
        passage.item
        and guide is None
        and of_one_item
        and share_found(topic.pairs, words) < ANOTHER_ITEM
    ):
        return False
    return _holds(passage, topic)


def _counts_what_is_asked(passage: Passage, topic: Topic) -> bool:
    """A statute that is asked for a depth or a price has to give one; fields of guides speak otherwise."""
    of_time = bool(_LENGTHS.intersection(topic.asked[:1]))
    if passage.item is not None or of_time or asks_whether(topic.question):
        return True
    return any(counts(topic.question, paragraph) for paragraph in passage.text.split("\n"))


def _says_the_rest(passage: Passage, topic: Topic, guide: Guide | None) -> bool:
    """
    Say whether the field of a guide is about what is asked beside the name of its item.

    Guides speak as people do: a word that none of them knows is what the question is about. Where the
    lexicon knows what is meant, the words of the texts may stand for those of the person.
    """
    rest = _without_name(topic.question, guide)
    named = pairs(f"{passage.item_name} {passage.short_title}")
    words = f"{passage.text} {' '.join(passage.known_questions)}"
    said = naming_pairs(topic_of(rest)) - named
    meant = pairs(" ".join(statutory_words(rest))) - named
    return (
        len(said) <= _BARE
        or share_found(said, words) >= (REST if topic.asked else OPEN_REST)
        or share_found(meant, words) >= MEANT
    )


def _without_name(question: str, guide: Guide | None) -> str:
    names = sorted((guide.name, *guide.aliases), key=len, reverse=True) if guide else ()
    return next((question.replace(n, " ") for n in names if n in question), question)


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
