"""Which field of a guide answers a question."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knowledge.index import Hit
from knowledge.lexicon import statutory_words
from knowledge.passages import Passage, Slot
from retrieval.facts import holds_fact
from retrieval.measures import asks_measure
from retrieval.slots import (
    KEPT_NOWHERE,
    Asked,
    another_doing,
    asked_slots,
    guide_slots,
    topic_of,
)
from retrieval.things import names_thing
from retrieval.wording import alikeness, naming_pairs, pairs, weight_found

_SLOT = 2.0  # the field is the one asked for
_PLAIN_SLOT = 3.0  # … and that kind of fact has a field of its own
_SOFT_SLOT = 0.7  # … where several fields may hold the answer to such a question
_KNOWN = 2.5  # its known questions resemble this one
_WORDS = 3.0  # one of its lines holds the rest of the question: neither item nor kind of fact
_NAMES = -0.7  # the definition holds the names of the item, whatever is asked
_FOUND = 0.6  # the search put it first
_ENOUGH = 0.25  # of the rest, where the field is not the one asked for
_MEANT = 0.5  # what a word of the lexicon counts beside one that was said
_SAME = 0.6  # likeness from which a known question is the same question
_BY_FIELD_ALONE = 0.5  # how sure a field of the kind asked for is when none speaks of what is asked
_OPEN = 0.34  # … and where nothing but the rest says what is wanted
_ALSO_CALLED = "也叫"  # opens the names in a definition
_BARE = 1  # pairs of a rest that says nothing
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


@dataclass(frozen=True)
class Rest:
    """What a question says beside the name of the guide and the kind of fact, as weighted pairs."""

    weights: Mapping[str, float]

    @property
    def bare(self) -> bool:
        """Whether the question is nothing but a name and a kind of fact."""
        return len(self.weights) <= _BARE

    def share_in(self, text: str) -> float:
        """Return the share (0 to 1, by weight) of the rest that *text* holds."""
        return weight_found(self.weights, text)


def choose_field(
    question: str, matched: str, fields: Sequence[Passage], hits: Sequence[Hit]
) -> FieldChoice | None:
    """
    Return the field among *fields* (of one guide) that answers *question*, or None when none does.

    *matched* are the words of the question that name the guide.
    """
    asked = asked_slots(question)
    rest = _rest(question, matched, fields)
    order = [hit.passage.id for hit in hits]
    # The guide knows this very question, whichever of its fields holds it.
    known = max((_known(question, field) for field in fields), default=0.0) >= _SAME
    scored = [
        (_score(field, question, asked, rest, order), -n, field) for n, field in enumerate(fields)
    ]
    by_field_alone: FieldChoice | None = None
    for _, _, field in sorted(scored, key=lambda s: s[:2], reverse=True):
        sure = _sureness(field, question, asked, rest, known=known)
        if sure > _BY_FIELD_ALONE:
            return FieldChoice(field, sure)
        if sure and by_field_alone is None:
            by_field_alone = FieldChoice(field, sure)
    return by_field_alone


def _rest(question: str, matched: str, fields: Sequence[Passage]) -> Rest:
    said = question.replace(matched, " ") if matched else question
    own = naming_pairs(topic_of(said)) - pairs(matched)
    meant = pairs(" ".join(statutory_words(said))) - pairs(matched) - own
    worth = dict.fromkeys(own, 1.0) | dict.fromkeys(meant, _MEANT)
    held = {pair: sum(pair in field.text for field in fields) for pair in worth}
    return Rest({p: worth[p] * math.log(1 + len(fields) / max(n, 1)) for p, n in held.items()})


def _score(
    field: Passage, question: str, asked: tuple[Asked, ...], rest: Rest, order: list[str]
) -> float:
    score = _WORDS * _nearest(rest, field) + _KNOWN * _known(question, field)
    for n, kind in enumerate(asked):
        slots = guide_slots(kind)
        if field.slot in slots:
            worth = _SOFT_SLOT if kind in _SOFT else _PLAIN_SLOT if kind in _PLAIN else _SLOT
            score += (worth if n == 0 else worth / 3) - 0.2 * slots.index(field.slot)
    if field.id in order:
        score += _FOUND / (1 + order.index(field.id))
    if not asked and field.slot is Slot.DEFINITION:
        score += _SLOT if rest.bare else _NAMES
    return score


def _sureness(
    field: Passage, question: str, asked: tuple[Asked, ...], rest: Rest, *, known: bool
) -> float:
    near = max(_nearest(rest, field), _known(question, field), _OPEN if known else 0.0)
    if not asked:
        answers = (rest.bare or near >= _OPEN) and names_thing(
            question, f"{field.item_name} {field.text}"
        )
        return 0.75 if answers else 0.0
    kind, named = asked[0], field.slot in guide_slots(asked[0])
    if _says_nothing_of(kind, field, question, named=named):
        return 0.0
    if kind is Asked.QUANTITY:  # the number has to be the one beside what is asked about
        lines = _holding(kind, field, question)
        near = max((rest.share_in(line) for line in lines), default=_OPEN if known else 0.0)
    if kind in _SOFT and not rest.bare:
        # People say in words of their own what they would like to do: then the field alone answers.
        elsewise = _BY_FIELD_ALONE if kind is Asked.PERMISSION and named else 0.0
        return 0.8 if near >= _ENOUGH or kind is Asked.PENALTY else elsewise
    return 1.0 if named else 0.7 if near >= _ENOUGH else 0.0


def _says_nothing_of(kind: Asked, field: Passage, question: str, *, named: bool) -> bool:
    if not names_thing(question, f"{field.item_name} {field.text}"):
        return True
    if field.slot is Slot.DEPARTMENT and another_doing(question):
        return True
    if field.slot is Slot.DEFINITION and kind is not Asked.DEFINITION:
        return field.category == "item" or kind not in _SAID_BY_DEFINITION
    if not named and field.slot in _BESIDE_THE_POINT and kind in _PLAIN:
        return (
            True  # that some article deals with it, or a caution, is no answer to such a question
        )
    measured = kind in _MEASURED or (kind is Asked.QUANTITY and asks_measure(question))
    return (not named or measured) and not _may_hold(kind, field, question)


def _nearest(rest: Rest, field: Passage) -> float:
    """Return the largest share of the rest that one line of the field holds; names say nothing of it."""
    text = field.text
    if field.slot is Slot.DEFINITION and _ALSO_CALLED in text:
        text = text.partition("。")[2] or text
    return max(rest.share_in(line) for line in text.split("\n"))


def _may_hold(asked: Asked, field: Passage, question: str) -> bool:
    return bool(_holding(asked, field, question))


def _holding(asked: Asked, field: Passage, question: str) -> list[str]:
    """Return the lines of the field that can hold the fact; none of them names firms or telephones."""
    if asked in KEPT_NOWHERE:
        return []
    lines = field.text.split("\n")
    return [line for line in lines if holds_fact(asked, line, question=question)]


def _known(question: str, field: Passage) -> float:
    """Return how like a known question of the field *question* is, 0 to 1."""
    asked = pairs(question)
    return max((alikeness(asked, pairs(known)) for known in field.known_questions), default=0.0)
