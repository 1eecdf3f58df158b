"""
Which field of which guide answers a question, and whether any does.

All fields of the guides a question may be about are compared at once: what names an item, what the search
found, which kind of fact is asked for and what the field says each speak for it, weighted as learned.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.guides import Guide
from knowledge.known_questions import slot_called
from knowledge.passages import Passage
from retrieval.field_features import NOWHERE, Candidate, against_the_question, candidates, of_part
from retrieval.inquiry import Inquiry
from retrieval.learned import Learned, learned
from retrieval.subjects import Subject

_RUNNER_UP = 0.04  # chance from which the second best field is worth showing beside the best …
_FURTHER = 0.08  # … and from which those behind it are
_RUNNERS_UP = 3
_FAR = (
    0.54  # nearness to its known questions below which a field has to know a word of the question
)
_MOSTLY = 0.5  # share of what a question names


@dataclass(frozen=True)
class FieldChoice:
    """
    The field chosen.

    ``chance`` is its chance among all candidates, ``of_item`` that of its guide; ``answers`` how sure it is
    that it answers at all, above one half where it does, and 0 where no guide is named and this one is neither asked the
    like nor knows most of what the question names. Called by its name, a field answers for certain.
    ``runners_up`` are other fields that may well be meant, the likeliest first.
    """

    passage: Passage
    guide: Guide
    matched: str
    chance: float
    of_item: float
    answers: float
    runners_up: tuple[Passage, ...] = ()

    @property
    def answering(self) -> bool:
        """Whether it is taken for an answer."""
        return self.answers > 0.5  # noqa: PLR2004 — even odds


def choose_field(inquiry: Inquiry, subject: Subject) -> FieldChoice | None:
    """Return the best field of the guides that *inquiry* may be about, or None when it may be about none."""
    figures = learned()
    found = candidates(inquiry, subject, figures)
    return _best(inquiry.question, found, figures) if found else None


def choose_for_part(part: str, inquiry: Inquiry, guide: Guide, matched: str) -> FieldChoice | None:
    """Return the best field of *guide* for one *part* of the question."""
    figures = learned()
    found = of_part(part, inquiry, guide, matched, figures)
    return _best(part, found, figures) if found else None


def chances_of(found: Sequence[Candidate], figures: Learned) -> tuple[float, ...]:
    """Return the chance of each candidate to be the one that answers, together 1."""
    values = np.array([figures.field.value(candidate.features) for candidate in found])
    chances = np.exp(values - values.max())
    return tuple(map(float, chances / chances.sum()))


def _called_by_name(question: str, found: Sequence[Candidate]) -> Sequence[Candidate]:
    """Return the fields that *question* calls by their guide's name and their own, and says nothing else."""
    return [
        c
        for c in found
        if c.matched and slot_called(question.replace(c.matched, "", 1)) is c.passage.slot
    ]


def _best(question: str, found: Sequence[Candidate], figures: Learned) -> FieldChoice:
    called = _called_by_name(question, found)
    found = called or found
    chances = chances_of(found, figures)
    order = sorted(range(len(found)), key=lambda n: (-chances[n], n))
    best = found[order[0]]
    of_item: defaultdict[str, float] = defaultdict(float)
    for candidate, chance in zip(found, chances, strict=True):
        of_item[candidate.guide.slug] += chance
    worth_showing = (_RUNNER_UP, *[_FURTHER] * (_RUNNERS_UP - 1))
    others = zip(order[1:], worth_showing, strict=False)
    features = {
        **against_the_question(question, best, found, figures),
        "value": figures.field.value(best.features),
        "of_item": of_item[best.guide.slug],
    }
    far = not best.matched and best.features["to_questions"] < _FAR
    foreign = far and (features[NOWHERE] or features["unknown"] > _MOSTLY)
    return FieldChoice(
        passage=best.passage,
        guide=best.guide,
        matched=best.matched,
        chance=chances[order[0]],
        of_item=of_item[best.guide.slug],
        answers=1 if called else 0 if foreign else figures.answers.chance(features),
        runners_up=tuple(found[n].passage for n, least in others if chances[n] >= least),
    )
