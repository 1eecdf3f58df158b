"""What speaks for a passage found as the answer to a question, in figures."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knowledge.index import Hit
from knowledge.likeness import KnownQuestions
from knowledge.passages import Passage, Slot
from retrieval.facts import holds_fact
from retrieval.measures import asks_measure
from retrieval.quoting import sentences
from retrieval.slots import KEPT_NOWHERE, Asked, another_doing, guide_slots, topic_of
from retrieval.things import FIGURES, names_which
from retrieval.topics import Topic, place_of, words_of
from retrieval.wording import naming_pairs

# What a passage says, wherever the search has put it.
_PASSAGE_FEATURES = ("is_known", "beside", "sentence", "share", "fact", "holds", "which")
# What speaks for a passage among others, and for the best one being an answer, in the order of what was learned.
ARTICLE_FEATURES = (
    "lexical",
    "fused",
    "overlap",
    "known",
    "to_text",
    "to_questions",
    *_PASSAGE_FEATURES,
    "fitting",
    "penal",
)
ANSWER_FEATURES = (
    "value",
    "chance",
    "overlap",
    "overlap_at_all",
    "known",
    "known_at_all",
    "to_text",
    "to_questions",
    "nearest",
    *_PASSAGE_FEATURES,
    "unknown",
    "unknown_at_all",
    "names_fact",
    "as_answered",
)
_LIABILITY = ("法律责任", "罚则", "责任追究")
_FAR_BELOW = -4.0  # logarithm of a share of the best score from which it makes no difference

Features = Mapping[str, float]


@dataclass(frozen=True)
class ArticleCandidate:
    """A passage found that may answer, and what speaks for it."""

    hit: Hit
    features: Features


def article_candidates(topic: Topic, hits: Sequence[Hit]) -> tuple[ArticleCandidate, ...]:
    """Return *hits* as candidates for the question that *topic* was read from."""
    known = KnownQuestions.of(hit.passage for hit in hits).nearest(topic.question)
    lexical = max((hit.lexical for hit in hits), default=0.0)
    fused = max((hit.score for hit in hits), default=0.0)
    return tuple(
        ArticleCandidate(
            hit,
            {
                "lexical": _below(hit.lexical, lexical),
                "fused": _below(hit.score, fused),
                "overlap": hit.overlap,
                "known": known.get(hit.passage.id, 0.0),
                "to_text": hit.to_text,
                "to_questions": hit.to_questions if hit.passage.known_questions else hit.to_text,
                "is_known": float(bool(hit.passage.known_questions)),
                **_of_passage(hit.passage, topic),
            },
        )
        for hit in hits
    )


def against_the_topic(
    best: ArticleCandidate, others: Sequence[ArticleCandidate], topic: Topic
) -> Features:
    """Return what says whether the *best* of all candidates answers the question of *topic* at all."""
    own = naming_pairs(topic_of(topic.question))
    there = words_of(best.hit.passage)
    anywhere = " ".join(words_of(other.hit.passage) for other in others)
    return {
        **best.features,
        "overlap_at_all": max(other.features["overlap"] for other in others),
        "known_at_all": max(other.features["known"] for other in others),
        "nearest": max(other.features["to_questions"] for other in others),
        "unknown": sum(pair not in there for pair in own) / max(len(own), 1),
        "unknown_at_all": sum(pair not in anywhere for pair in own) / max(len(own), 1),
        "names_fact": float(bool(topic.asked)),
    }


def _of_passage(passage: Passage, topic: Topic) -> Features:
    words = words_of(passage)
    said = [sentence.of(passage.text) for sentence in sentences(passage.text)]
    held = [one for one in said if one and _has_fact(one, topic)]
    liable = any(word in place for word in _LIABILITY for place in passage.breadcrumb)
    where = f"{place_of(passage)} {passage.text}"
    return {
        "beside": max(map(topic.share_in, held), default=0.0),
        "sentence": max(map(topic.share_in, said), default=0.0),
        "share": topic.share_in(words),
        "fact": float(bool(held)),
        "holds": float(holds_what_is_asked(passage, topic)),
        "which": float(names_which(topic.question, where)),
        "fitting": float(bool(topic.asked) and passage.slot in guide_slots(topic.asked[0])),
        "penal": float(liable and Asked.PENALTY not in topic.asked[:2]),
    }


def _has_fact(words: str, topic: Topic) -> bool:
    return not topic.asked or holds_fact(topic.asked[0], words, question=topic.question)


def _below(score: float, best: float) -> float:
    return max(math.log(max(score, 1e-9) / max(best, 1e-9)), _FAR_BELOW)


def holds_what_is_asked(passage: Passage, topic: Topic) -> bool:
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
