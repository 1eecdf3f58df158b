"""What speaks for a field of a guide as the answer to a question, in figures."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from knowledge.guides import Guide
from knowledge.index import Hit
from knowledge.lexicon import statutory_words
from knowledge.passages import Passage, Slot
from retrieval.facts import fact_pattern, holds_fact
from retrieval.inquiry import Inquiry
from retrieval.learned import Learned, wording_of
from retrieval.measures import asks_measure, same_measure
from retrieval.slots import KEPT_NOWHERE, Asked, another_doing, asked_slots, guide_slots, topic_of
from retrieval.subjects import Subject
from retrieval.things import names_thing
from retrieval.wording import naming_pairs, pairs, weight_found

_ITEMS = 8  # guides looked at beside those named
_MEANT = 0.5  # what a word of the lexicon counts beside one that was said
_ALSO_CALLED = "也叫"  # opens the names in a definition
_BARE = 1  # pairs of a rest that says nothing
_RAREST = 1e-4  # chance below which a slot is as unlikely as any

# What speaks for a field among others, and for the best one being an answer, in the order of what was learned.
FIELD_FEATURES = (
    "lexical",
    "fused",
    "known",
    "to_text",
    "to_questions",
    "rest_in_line",
    "named",
    "is_named",
    "item_lexical",
    "item_near",
    "kind",
    "fact",
    "names_of_item",
    "wording",
    *(f"slot_{slot.value}" for slot in Slot if slot is not Slot.ARTICLE),
)
ANSWER_FEATURES = (
    "value",
    "of_item",
    "known",
    "known_at_all",
    "to_text",
    "to_questions",
    "is_known",
    "nearest",
    "overlap",
    "fact",
    "rest_in_field",
    "rest_in_item",
    "unknown",
    "names_thing",
    "another_doing",
    "another_measure",
    "kept_nowhere",
    "as_answered",
)

NOWHERE = "nowhere"  # 1 where the guide knows nothing that the question names: decided, not weighed

Features = Mapping[str, float]


@dataclass(frozen=True)
class Candidate:
    """A field that may answer, and what speaks for it."""

    passage: Passage
    guide: Guide
    matched: str  # the words of the question that name the guide
    features: Features


@dataclass(frozen=True)
class Rest:
    """What a question says beside the name of the guide and the kind of fact, as weighted pairs."""

    weights: Mapping[str, float]

    def share_in(self, text: str) -> float:
        """Return the share (0 to 1, by weight) of the rest that *text* holds; 0 where hardly anything is left."""
        if len(self.weights) <= _BARE:
            return 0.0
        return weight_found(self.weights, text)


@dataclass(frozen=True)
class _Asked:
    """A question, read once for all fields."""

    question: str
    kinds: tuple[Asked, ...]
    chances: Mapping[str, float]
    known: Mapping[str, float]
    near: Mapping[str, tuple[float, float]]  # to the text and to the known questions of a field
    hits: Mapping[str, Hit]
    best: float  # lexical score

    def lexical(self, id_: str) -> float:
        return self.hits[id_].lexical / self.best if id_ in self.hits else 0.0

    def nearness(self, id_: str) -> tuple[float, float]:
        return self.near.get(id_, (0.0, 0.0))


def candidates(inquiry: Inquiry, subject: Subject, learned: Learned) -> tuple[Candidate, ...]:
    """Return every field of the guides that *inquiry* may be about."""
    question, index = inquiry.question, inquiry.index
    named = {mention.slug: mention.matched for mention in index.find_guides(question)}
    asked = _Asked(
        question,
        asked_slots(question),
        learned.slot_chances(wording_of(question, tuple(named.values()))),
        index.known_like(question),
        index.near_fields(question),
        {hit.passage.id: hit for hit in inquiry.hits},
        max((hit.lexical for hit in inquiry.hits), default=0.0) or 1.0,
    )
    if subject.matched and subject.matched in question:
        named = {guide.slug: subject.matched for guide in subject.guides} | named
    found = [hit.passage.item for hit in inquiry.hits if hit.passage.item]
    slugs = dict.fromkeys((*named, *(guide.slug for guide in subject.guides), *found[:_ITEMS]))
    return tuple(
        candidate
        for slug in slugs
        if (guide := index.guide(slug))
        for candidate in _of_guide(asked, guide, named.get(slug, ""), inquiry.fields(slug))
    )


def of_part(
    part: str, inquiry: Inquiry, guide: Guide, matched: str, learned: Learned
) -> tuple[Candidate, ...]:
    """Return the fields of *guide* as candidates for one *part* of the question, of which nothing was searched."""
    chances = learned.slot_chances(wording_of(part, (matched,) if matched else ()))
    index = inquiry.index
    known, near = index.known_like(part), index.near_fields(part)
    asked = _Asked(part, asked_slots(part), chances, known, near, {}, 1.0)
    return _of_guide(asked, guide, matched, inquiry.fields(guide.slug))


def _of_guide(
    asked: _Asked, guide: Guide, matched: str, fields: Sequence[Passage]
) -> tuple[Candidate, ...]:
    """Return the *fields* of one *guide* as candidates."""
    rest = _rest(asked.question, matched, fields)
    of_item: Features = {
        "named": len(matched) / max(len(asked.question), 1),
        "is_named": float(bool(matched)),
        "item_lexical": max((asked.lexical(field.id) for field in fields), default=0.0),
        "item_near": max((sum(asked.nearness(field.id)) for field in fields), default=0.0),
    }
    return tuple(
        Candidate(field, guide, matched, {**of_item, **_of_field(field, asked, rest)})
        for field in fields
    )


def _of_field(field: Passage, asked: _Asked, rest: Rest) -> Features:
    hit = asked.hits.get(field.id)
    to_text, to_questions = asked.nearness(field.id)
    is_known = bool(field.known_questions)
    return {
        "lexical": asked.lexical(field.id),
        "fused": hit.score if hit else 0.0,
        "overlap": hit.overlap if hit else 0.0,
        "known": asked.known.get(field.id, 0.0),
        "to_text": to_text,
        "to_questions": to_questions if is_known else to_text,
        "is_known": float(is_known),
        "rest_in_line": _nearest(rest, field),
        "kind": _kind(field, asked.kinds),
        "fact": _fact(field, asked),
        "names_of_item": float(field.slot is Slot.DEFINITION and field.category == "item"),
        "wording": math.log(max(asked.chances.get(field.slot.value, 0.0), _RAREST)),
        f"slot_{field.slot.value}": 1.0,
    }


def against_the_question(
    question: str, best: Candidate, others: Sequence[Candidate], learned: Learned
) -> Features:
    """Return what says whether the *best* of all candidates answers *question* at all."""
    own = [c for c in others if c.guide.slug == best.guide.slug]
    fields = [candidate.passage for candidate in own]
    rest = _rest(question, best.matched, fields)
    field, item = _all_words((best.passage,)), _all_words(fields)
    names = " ".join((best.guide.name, *best.guide.aliases))
    said = question.replace(best.matched, " ") if best.matched else question
    own_words = naming_pairs(topic_of(said)) - pairs(best.matched)
    meant = own_words | naming_pairs(" ".join(statutory_words(said)))
    unknown = [pair for pair in own_words if pair not in item and pair not in names]
    kind = asked_slots(question)[:1]
    lines = best.passage.text.split("\n")
    all_names = tuple({candidate.matched for candidate in others if candidate.matched})
    return {
        "known": best.features["known"],
        "known_at_all": max(candidate.features["known"] for candidate in others),
        "to_text": best.features["to_text"],
        "to_questions": best.features["to_questions"],
        "is_known": best.features["is_known"],
        "nearest": max(candidate.features["to_questions"] for candidate in others),
        "overlap": best.features["overlap"],
        "fact": best.features["fact"],
        "rest_in_field": rest.share_in(field),
        "rest_in_item": rest.share_in(item),
        "unknown": len(unknown) / max(len(own_words), 1),
        NOWHERE: float(bool(own_words) and not _knows_any(meant, f"{item} {names}", best, others)),
        "names_thing": float(
            names_thing(question, f"{best.passage.item_name} {best.passage.text}")
        ),
        "another_doing": float(bool(another_doing(question))),
        "another_measure": float(
            asks_measure(question) and not any(same_measure(question, line) for line in lines)
        ),
        "kept_nowhere": float(any(one in KEPT_NOWHERE for one in kind)),
        "as_answered": learned.as_answered(wording_of(question, all_names)),
    }


def _knows_any(
    meant: Collection[str], words: str, best: Candidate, others: Sequence[Candidate]
) -> bool:
    """Say whether the guide with *words* knows any pair of *meant* that not every other guide knows too."""
    fields: dict[str, list[Passage]] = {}
    for other in others:
        fields.setdefault(other.guide.slug, []).append(other.passage)
    theirs = [_all_words(held) for slug, held in fields.items() if slug != best.guide.slug]
    return any(
        pair in words and not (theirs and all(pair in one for one in theirs)) for pair in meant
    )


def _all_words(fields: Sequence[Passage]) -> str:
    return " ".join(words for field in fields for words in (field.text, *field.known_questions))


def _rest(question: str, matched: str, fields: Sequence[Passage]) -> Rest:
    said = question.replace(matched, " ") if matched else question
    own = naming_pairs(topic_of(said)) - pairs(matched)
    meant = pairs(" ".join(statutory_words(said))) - pairs(matched) - own
    worth = dict.fromkeys(own, 1.0) | dict.fromkeys(meant, _MEANT)
    held = {pair: sum(pair in field.text for field in fields) for pair in worth}
    return Rest({p: worth[p] * math.log(1 + len(fields) / max(n, 1)) for p, n in held.items()})


def _nearest(rest: Rest, field: Passage) -> float:
    """Return the largest share of the rest that one line of the field holds; names say nothing of it."""
    text = field.text
    if field.slot is Slot.DEFINITION and _ALSO_CALLED in text:
        text = text.partition("。")[2] or text
    return max(rest.share_in(line) for line in text.split("\n"))


def _kind(field: Passage, kinds: Sequence[Asked]) -> float:
    """Return 1 for the field that the cues of the question name, less for those that come after it."""
    slots = guide_slots(kinds[0]) if kinds else ()
    return 1 / (1 + slots.index(field.slot)) if field.slot in slots else 0.0


def _fact(field: Passage, asked: _Asked) -> float:
    """Return 1 where a line of the field can hold the fact asked for, -1 where none can, 0 where any may."""
    if not asked.kinds or fact_pattern(asked.kinds[0]) is None:
        return 0.0
    lines = field.text.split("\n")
    held = any(holds_fact(asked.kinds[0], line, question=asked.question) for line in lines)
    return 1.0 if held else -1.0
