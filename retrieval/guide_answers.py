"""Answers from the guide that a question names."""

from collections.abc import Sequence
from dataclasses import replace

from knowledge.guides import Guide
from knowledge.passages import Passage, Slot
from retrieval import confidence
from retrieval.answers import AnswerStatus
from retrieval.comparing import Pair
from retrieval.compose import cautious, compose_field
from retrieval.fields import FieldChoice, choose_field, choose_for_part
from retrieval.inquiry import Finding, Inquiry
from retrieval.parts import parts_of
from retrieval.references import article_reference
from retrieval.search import search
from retrieval.several import Part, compose_several
from retrieval.slots import Asked, asked_slots, guide_slots
from retrieval.subjects import subject_of

_WAYS_OF_COMPARING = frozenset({Asked.PERMISSION, Asked.EXCEPTIONS, Asked.DEFINITION})
_TELLS_CASES_APART = (Slot.MATERIALS, Slot.LIMIT, Slot.CONDITIONS, Slot.EXCEPTIONS)
_ASKS_THE_LIMIT = (
    "要几天"  # what is compared of two items, unless it is something else than a limit
)
_TELLING = 3  # characters at the end of a name in which its cases differ
_SAYS_WHAT_IT_IS = (Slot.DEFINITION, Slot.CONDITIONS, Slot.EXCEPTIONS)


def answer_from_field(inquiry: Inquiry, choice: FieldChoice) -> Finding:
    """Return the answer that the field chosen gives; the parts of a question get a field each."""
    guide = choice.guide
    several = _part_by_part(inquiry, guide, choice.matched)
    if several is not None:
        return several
    fields = inquiry.fields(guide.slug)
    behind = _statute_behind(inquiry, guide, choice.passage)
    also = (*cautious(choice.passage, fields), *behind)
    draft = compose_field(
        inquiry.question, guide, choice.passage, also, choice.matched, or_else=choice.runners_up
    )
    how_sure = confidence.from_field(choice)
    return Finding(AnswerStatus.ANSWERED, draft, how_sure, guide.slug, sure=choice.answers)


def answer_comparing(inquiry: Inquiry, pair: Pair) -> Finding | None:
    """Return both sides of a comparison from their guides, or None where one side says nothing."""
    if len(pair.guides) == 1:
        parts = _two_of_one(inquiry, pair.words, pair.guides[0])
    else:
        sides = zip(pair.words, pair.guides, strict=True)
        parts = [part for side in sides if (part := _side(inquiry, *side)) is not None]
    if len(parts) < len(pair.words):
        return None
    draft = compose_several(parts)
    return Finding(AnswerStatus.ANSWERED, draft, confidence.SEVERAL, pair.guides[0].slug)


def answer_apart(inquiry: Inquiry, questions: Sequence[str]) -> Finding | None:
    """Return the answers to both questions of a comparison, or None unless a guide of its own answers each."""
    parts: dict[str, Part] = {}
    for question in questions:
        hits = search(question, inquiry.index, inquiry.on)
        alone = replace(inquiry, question=question, hits=hits)
        choice = choose_field(alone, subject_of(question, hits, inquiry.index))
        if choice is None or not choice.answering:
            return None
        guide = choice.guide
        wanted = _ASKS_THE_LIMIT if choice.passage.slot is Slot.LIMIT else question
        parts[guide.slug] = Part(guide.name, guide, choice.passage, wanted, choice.matched)
    if len(parts) < len(questions):
        return None
    draft = compose_several(tuple(parts.values()))
    return Finding(AnswerStatus.ANSWERED, draft, confidence.SEVERAL, next(iter(parts)))


def _side(inquiry: Inquiry, words: str, guide: Guide) -> Part | None:
    fields = inquiry.fields(guide.slug)
    asked = [one for one in asked_slots(inquiry.question) if one not in _WAYS_OF_COMPARING]
    wanted = guide_slots(asked[0]) if asked else _SAYS_WHAT_IT_IS
    if not asked and not guide.definition:
        wanted = _SAYS_WHAT_IT_IS[1:]
    field = next((f for slot in wanted for f in fields if f.slot is slot), None)
    return Part(guide.name, guide, field, inquiry.question, words) if field else None


def _two_of_one(inquiry: Inquiry, words: tuple[str, str], guide: Guide) -> list[Part]:
    """报告书 and 报告表 are two cases of one item: one field tells them apart, line by line."""
    asked = asked_slots(inquiry.question)
    wanted = (*(guide_slots(asked[0]) if asked else ()), *_TELLS_CASES_APART)
    for slot in wanted:
        for field in inquiry.fields(guide.slug):
            lines = [_line_about(one, field) for one in words]
            if field.slot is slot and all(lines) and lines[0] != lines[1]:
                cue = asked[0].value if asked else ""
                return [Part(one, guide, field, f"{one}{cue}") for one in words]
    return []


def _line_about(words: str, field: Passage) -> str:
    """Return the line of *field* that says most of *words*' last, telling characters."""
    return next((line for line in field.text.split("\n") if words[-_TELLING:] in line), "")


def _part_by_part(inquiry: Inquiry, guide: Guide, matched: str) -> Finding | None:
    """Return an answer to each part of the question, or None unless two different fields answer."""
    found: dict[str, Part] = {}
    for asked in parts_of(inquiry.question):
        choice = choose_for_part(asked, inquiry, guide, matched)
        if choice is not None:
            field = choice.passage
            found.setdefault(field.id, Part(field.slot.value, guide, field, asked, matched))
    if len(found) < 2:  # noqa: PLR2004 — one field is no answer in parts
        return None
    draft = compose_several(tuple(found.values()))
    return Finding(AnswerStatus.ANSWERED, draft, confidence.SEVERAL, guide.slug)


def _statute_behind(inquiry: Inquiry, guide: Guide, field: Passage) -> tuple[Passage, ...]:
    """Return the article that a limit rests on, where its own text is in the library."""
    limit = guide.decision_limit
    if field.slot is not Slot.LIMIT or limit is None or limit.basis is None:
        return ()
    reference = article_reference(limit.basis, inquiry.index.documents())
    if reference is None:
        return ()
    article = inquiry.index.article(reference.title, reference.article, inquiry.on)
    return (article,) if article else ()
