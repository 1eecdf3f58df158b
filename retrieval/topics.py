"""What a question is about, weighed by the passages found for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knowledge.index import Hit
from knowledge.lexicon import statutory_words
from knowledge.passages import Passage
from retrieval.slots import Asked, asked_slots, topic_of
from retrieval.wording import pairs, telling, weight_found


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


def place_of(passage: Passage) -> str:
    """Return where a passage stands: title, chapter, item."""
    return " ".join((passage.short_title, *passage.breadcrumb, passage.item_name or ""))


def words_of(passage: Passage) -> str:
    """Return all that a passage may be found by: where it stands, its text, its known questions."""
    return " ".join((place_of(passage), passage.text, *passage.known_questions))
