"""
Whether a passage found is evidence for what was asked.

A score can tell that a question is about something else altogether; it cannot tell a near miss (the right
subject, but not the fact asked for). So the passages are compared by what each holds of the question, and the
best of them is judged. No figure of another thing or measure ever counts, whatever else speaks for it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.guides import Guide
from knowledge.index import Hit
from knowledge.lexicon import statutory_words
from knowledge.passages import Passage
from retrieval.article_features import (
    ArticleCandidate,
    Features,
    against_the_topic,
    article_candidates,
)
from retrieval.learned import Linear, learned_articles, wording_of
from retrieval.measures import counts
from retrieval.slots import KEPT_NOWHERE, Asked, asking_clause, asks_whether, topic_of
from retrieval.things import names_thing, names_which
from retrieval.topics import Topic, place_of, topic_of_hits, words_of
from retrieval.wording import naming_pairs

OFF_TOPIC = 0.06  # overlap below which even the best passages are about something else
_COMPARED = 12  # passages, the best found
_ALSO = 0.02  # chance from which a passage is worth showing beside the best
_LENGTHS = frozenset({Asked.LIMIT, Asked.VALIDITY})  # what they count is time, nothing else
_LOOKED_AT = 3  # hits whose overlap speaks for the question as a whole


@dataclass(frozen=True)
class Weighed:
    """Passages found, best first, and how sure (0 to 1) it is that the best of them answers at all."""

    order: tuple[Hit, ...] = ()
    answers: float = 0.0

    @property
    def answering(self) -> bool:
        """Whether it is taken for an answer."""
        return self.answers > 0.5  # noqa: PLR2004 — even odds


def evidence(question: str, hits: Sequence[Hit], guide: Guide | None = None) -> tuple[Hit, ...]:
    """
    Return those of *hits* that can answer *question*, best first; empty when none can.

    With *guide*, a passage must also belong to that guide or mention its item.
    """
    found = weighed(question, hits, guide)
    return found.order if found.answering else ()


def weighed(
    question: str, hits: Sequence[Hit], guide: Guide | None = None, *, as_found: bool = False
) -> Weighed:
    """
    Return those of *hits* that may answer *question*, as ``evidence`` compares and judges them.

    *as_found* leaves them in the order of *hits*: what a site was asked before knows better which passage answers.
    """
    figures = learned_articles()
    topic, found = candidates_of(question, hits)
    found = tuple(one for one in found if _concerns(one.hit.passage, guide))
    if not found:
        return Weighed()
    values, chances = compared(found, figures.article)
    order = sorted(range(len(found)), key=lambda n: 0.0 if as_found else -values[n])
    best = order[0]
    features = judged(found[best], found, topic, value=values[best], chance=chances[best])
    as_answered = figures.asked.value(wording_of(question, ()))
    return Weighed(
        tuple(found[n].hit for n in order if as_found or n == best or chances[n] >= _ALSO),
        figures.answers.chance({**features, "as_answered": as_answered}),
    )


def candidates_of(question: str, hits: Sequence[Hit]) -> tuple[Topic, tuple[ArticleCandidate, ...]]:
    """Return what *question* is about, and those of *hits* that may answer it."""
    topic = topic_of_hits(question, hits)
    if max((hit.overlap for hit in hits[:_LOOKED_AT]), default=0.0) < OFF_TOPIC:
        return topic, ()
    if KEPT_NOWHERE.intersection(topic.asked[:1]):
        return topic, ()
    named = naming_pairs(topic_of(question))
    meant = named | naming_pairs(" ".join(statutory_words(question))) if named else named
    good = [hit for hit in hits if _may_answer(hit.passage, topic, meant)]
    return topic, article_candidates(topic, good[:_COMPARED])


def compared(
    found: Sequence[ArticleCandidate], article: Linear
) -> tuple[Sequence[float], Sequence[float]]:
    """Return for each candidate what speaks for it, and its chance among all of them."""
    values = np.array([article.value(one.features) for one in found])
    chances = np.exp(values - values.max())
    return values.tolist(), (chances / chances.sum()).tolist()


def judged(
    best: ArticleCandidate,
    found: Sequence[ArticleCandidate],
    topic: Topic,
    *,
    value: float,
    chance: float,
) -> Features:
    """Return what says whether *best*, with that value and chance among all *found*, answers at all."""
    return {**against_the_topic(best, found, topic), "value": value, "chance": chance}


def _may_answer(passage: Passage, topic: Topic, meant: Collection[str]) -> bool:
    """Say whether a passage holds anything of what is *meant*, of the very thing, and the number asked for."""
    words = words_of(passage)
    if meant and not any(pair in words for pair in meant):
        return False
    return (
        names_thing(topic.question, words)
        and names_which(topic.question, f"{place_of(passage)} {passage.text}")
        and _counts_what_is_asked(passage, topic)
    )


def _counts_what_is_asked(passage: Passage, topic: Topic) -> bool:
    """A statute that is asked for a depth or a price has to give one; fields of guides speak otherwise."""
    of_time = bool(_LENGTHS.intersection(topic.asked[:1]))
    if passage.item is not None or of_time or asks_whether(topic.question):
        return True
    asking = asking_clause(topic.question)
    return any(counts(asking, paragraph) for paragraph in passage.text.split("\n"))


def _concerns(passage: Passage, guide: Guide | None) -> bool:
    if guide is None or passage.item == guide.slug:
        return True
    return any(name in passage.text for name in (guide.name, *guide.aliases))
