"""Which field of a guide answers a question."""

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.index import Hit
from knowledge.lexicon import statutory_words
from knowledge.passages import Passage, Slot
from retrieval.facts import holds_fact
from retrieval.slots import Asked, asked_slots, guide_slots, topic_of
from retrieval.wording import alikeness, pairs, share_found

_SLOT = 2.0  # the field is the one asked for
_SOFT_SLOT = 0.7  # … where several fields may hold the answer to such a question
_KNOWN = 2.5  # its known questions resemble this one
_WORDS = (
    3.0  # it holds the words of the question that are neither the item's name nor the kind of fact
)
_FOUND = 0.6  # the search put it first
_ENOUGH = 0.25  # of those words, where the field is not the one asked for
_BESIDE_THE_POINT = frozenset({Slot.BASIS, Slot.CAUTION})
_PLAIN = frozenset(
    {Asked.LIMIT, Asked.MATERIALS, Asked.DEPARTMENT, Asked.FEES, Asked.VALIDITY, Asked.CONDITIONS}
)
_SAID_BY_DEFINITION = frozenset(  # what the definition of a measure or concept may answer
    {Asked.DEFINITION, Asked.PERMISSION, Asked.EXCEPTIONS, Asked.PROCESS, Asked.QUANTITY}
)
_MEASURED = frozenset(
    {Asked.LIMIT, Asked.FEES}
)  # a field that says "not known" is no answer to these
_SOFT = frozenset({Asked.PERMISSION, Asked.QUANTITY, Asked.PENALTY})


@dataclass(frozen=True)
class FieldChoice:
    """The field chosen and how sure that is: 1 when it is the very field asked for."""

    passage: Passage
    sure: float


def choose_field(
    question: str, matched: str, fields: Sequence[Passage], hits: Sequence[Hit]
) -> FieldChoice | None:
    """
    Return the field among *fields* (of one guide) that answers *question*, or None when none does.

    *matched* are the words of the question that name the guide.
    """
    asked = asked_slots(question)
    rest = question.replace(matched, " ") if matched else question
    words = pairs(topic_of(rest)) | pairs(" ".join(statutory_words(rest)))
    words -= pairs(matched)
    order = [hit.passage.id for hit in hits]
    scored = [
        (_score(field, question, asked, words, order), -n, field) for n, field in enumerate(fields)
    ]
    for _, _, field in sorted(scored, key=lambda s: s[:2], reverse=True):
        sure = _sureness(field, question, asked, words)
        if sure:
            return FieldChoice(field, sure)
    return None


def _score(
    field: Passage,
    question: str,
    asked: tuple[Asked, ...],
    words: frozenset[str],
    order: list[str],
) -> float:
    score = _WORDS * share_found(words, field.text) + _KNOWN * _known(question, field)
    for n, kind in enumerate(asked):
        slots = guide_slots(kind)
        if field.slot in slots:
            worth = _SOFT_SLOT if kind in _SOFT else _SLOT
            score += (worth if n == 0 else worth / 3) - 0.2 * slots.index(field.slot)
    if field.id in order:
        score += _FOUND / (1 + order.index(field.id))
    if not asked and field.slot is Slot.DEFINITION:
        score += _SLOT
    return score


def _sureness(
    field: Passage, question: str, asked: tuple[Asked, ...], words: frozenset[str]
) -> float:
    if not asked:
        return 0.8
    if field.slot is Slot.DEFINITION and (
        field.category == "item" or asked[0] not in _SAID_BY_DEFINITION
    ):
        return 1.0 if asked[0] is Asked.DEFINITION else 0.0
    named = field.slot in guide_slots(asked[0])
    if not named and field.slot in _BESIDE_THE_POINT and asked[0] in _PLAIN:
        return 0.0  # that some article deals with it, or a caution, is no answer to such a question
    if (not named or asked[0] in _MEASURED) and not _may_hold(asked[0], field, question):
        return 0.0
    if named:
        return 0.8 if asked[0] in _SOFT else 1.0
    near = share_found(words, field.text) >= _ENOUGH or _known(question, field) >= _ENOUGH
    return 0.7 if near or asked[0] is Asked.PENALTY else 0.0


def _may_hold(asked: Asked, field: Passage, question: str) -> bool:
    if asked is Asked.DIRECTORY:
        return False
    return any(holds_fact(asked, line, question=question) for line in field.text.split("\n"))


def _known(question: str, field: Passage) -> float:
    """Return how like a known question of the field *question* is, 0 to 1."""
    asked = pairs(question)
    return max((alikeness(asked, pairs(known)) for known in field.known_questions), default=0.0)
