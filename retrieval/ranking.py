"""
The order in which evidence answers: the search's score, and what the words beside the fact say.

The weights are those of a log-linear model fitted on questions about statutes; each is rounded, because a
tenth of it changes nothing.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knowledge.index import Hit
from knowledge.lexicon import statutory_words
from knowledge.passages import Passage
from retrieval.facts import holds_fact
from retrieval.quoting import sentences
from retrieval.slots import Asked, asked_slots, guide_slots, topic_of
from retrieval.wording import pairs, telling, weight_found

_LEXICAL = 4.0  # of the logarithm of the BM25 score against the best
_FUSED = 3.0  # of the logarithm of the score that counts the vectors too
_BESIDE = 2.5  # of the share of the topic in the best sentence that holds a fact asked for
_FACT = 2.0  # a fact of the kind asked for is there at all
_FITTING = 1.0  # … and it is the very field of a guide
_PENAL = -0.7  # a chapter on liability, where nobody asked about that
_LIABILITY = ("法律责任", "罚则", "责任追究")


@dataclass(frozen=True)
class Topic:
    """What a question is about: its kinds of fact, and how much each pair of it tells passages apart."""

    question: str
    asked: tuple[Asked, ...]
    pairs: frozenset[str]
    weights: Mapping[str, float]

    def share_in(self, text: str) -> float:
        """Return the share (0 to 1, by weight) of the topic that *text* holds; 0 without a topic."""
        return weight_found(self.weights, text)


def topic_of_hits(question: str, hits: Sequence[Hit]) -> Topic:
    """
    Return the topic of *question*, in its own words and those of the texts.

    A pair that stands in none of *hits* weighs nothing: that is how people talk, not what they ask about.
    """
    words = pairs(topic_of(question)) | pairs(" ".join(statutory_words(question)))
    weights = telling(words, [words_of(hit.passage) for hit in hits])
    return Topic(question, asked_slots(question), words, weights)


def ranked(hits: Sequence[Hit], topic: Topic) -> tuple[Hit, ...]:
    """Return *hits* in the order in which they answer, best first."""
    best = max((hit.lexical for hit in hits), default=0.0)
    return tuple(sorted(hits, key=lambda hit: -_strength(hit, best, topic)))


def place_of(passage: Passage) -> str:
    """Return where a passage stands: title, chapter, item."""
    return " ".join((passage.short_title, *passage.breadcrumb, passage.item_name or ""))


def words_of(passage: Passage) -> str:
    """Return all that a passage may be found by: where it stands, its text, its known questions."""
    return " ".join((place_of(passage), passage.text, *passage.known_questions))


def _strength(hit: Hit, best: float, topic: Topic) -> float:
    passage = hit.passage
    held = [
        words
        for sentence in sentences(passage.text)
        if (words := sentence.of(passage.text))
        and (not topic.asked or holds_fact(topic.asked[0], words, question=topic.question))
    ]
    liable = any(word in place for word in _LIABILITY for place in passage.breadcrumb)
    fitting = bool(topic.asked) and passage.slot in guide_slots(topic.asked[0])
    return (
        _LEXICAL * math.log(max(hit.lexical, 1e-9) / best)
        + _FUSED * math.log(max(hit.score, 1e-9))
        + _BESIDE * max(map(topic.share_in, held), default=0.0)
        + _FACT * bool(held)
        + _FITTING * fitting
        + _PENAL * (liable and Asked.PENALTY not in topic.asked[:2])
    )
