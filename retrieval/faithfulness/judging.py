"""All the checks of a claim, in one place."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from knowledge.lexicon import statutory_words
from knowledge.passages import Passage
from retrieval.faithfulness.belonging import misplaced_quantities
from retrieval.faithfulness.bounds import (
    halved_ranges,
    moved_bounds,
    moved_moments,
    swapped_quantities,
)
from retrieval.faithfulness.clauses import Clause, clauses_of, nearest, sentences_of, share
from retrieval.faithfulness.entities import unknown_entities, wrong_actors
from retrieval.faithfulness.limits import dropped_limits
from retrieval.faithfulness.modality import changed_strength
from retrieval.faithfulness.narrowing import (
    exchanged_parties,
    gathered_words,
    lost_moments,
    other_amounts,
    widened_subjects,
)
from retrieval.faithfulness.polarity import reversed_words
from retrieval.faithfulness.terms import unknown_terms

_TOGETHER = 0.5  # share of a condition and of what follows from it that one sentence must hold
_SENTENCE = re.compile(r"[^。；！？\n]*[。；！？\n]?")
_ORDERS = re.compile(
    r"系统(?:指令|提示)|忽略.{0,10}(?:规则|指令|要求|以上|上述)|只(?:回答|输出|回复)|提示词|语言模型|人工智能助手|"
    r"你(?:是|现在|必须|只能|应当|要)|ignore .{0,20}(?:instruction|rule)|system prompt",
    re.IGNORECASE,
)
_PROMISES = re.compile(
    r"保证|一定(?:能|会|可以)|肯定|放心|包过|已经?.{0,3}批准|百分百|没问题|(?:会|能够?|可以|将)(?:被|顺利)?(?:获批|批准|批下来|通过)"
)


@dataclass(frozen=True)
class Ground:
    """
    What a claim may rest on.

    *passages* are those it cites, *beside* the others that it was given: their words are known, but
    nothing follows from them. *question* says how the person calls things.
    """

    passages: tuple[Passage, ...]
    question: str
    beside: tuple[Passage, ...] = ()

    @cached_property
    def text(self) -> str:
        """What the passages say to people; what one says to a model is no ground for anything."""
        return _without_orders(self.passages)

    @cached_property
    def words(self) -> str:
        """All that may be named: the passages, what they are about, and where they stand."""
        return f"{self.text}\n{_without_orders(self.beside)}\n{self.names}"

    @cached_property
    def names(self) -> str:
        """What the passages are about, and where they stand."""
        return "\n".join(
            f"{p.document_title} {p.short_title} {p.article} {' '.join(p.breadcrumb)} {p.item_name or ''}"
            for p in (*self.passages, *self.beside)
        )

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        return clauses_of(self.text)


def unfaithful(claims: Sequence[str], ground: Ground) -> tuple[str, ...]:
    """
    Return the words in *claims*, or missing from them, that make them say something else.

    Numbers, titles and articles are not looked at here: ``retrieval.verify.unsupported`` does that.
    """
    whole = "\n".join(claims)
    vocabulary = f"{ground.words}\n{ground.question}"
    known = f"{vocabulary}\n{' '.join(statutory_words(vocabulary))}"
    found = [
        *unknown_terms(whole, known),
        *unknown_entities(whole, ground.words, ground.question),
        *(m[0] for m in _PROMISES.finditer(whole) if m[0] not in ground.text),
        *moved_bounds(whole, ground.text),
        *moved_moments(whole, ground.words),
        *misplaced_quantities(whole, ground.passages),
        *swapped_quantities(whole, ground.clauses),
        *dropped_limits(whole, ground.text, ground.clauses),
    ]
    named = f"{ground.names}\n{ground.question}"
    for clause in clauses_of(whole):
        drawn_from = nearest(clause, ground.clauses)
        found += wrong_actors(clause, drawn_from)
        found += gathered_words(clause, drawn_from, ground.text, named)
        found += exchanged_parties(clause, drawn_from)
        found += widened_subjects(clause, drawn_from, named)
        found += lost_moments(clause, drawn_from)
        found += other_amounts(clause, drawn_from)
        found += reversed_words(clause, drawn_from, ground.text)
        found += changed_strength(clause, drawn_from, ground.text)
        found += halved_ranges(clause, drawn_from, whole)
    found += _mixed(whole, ground)
    return tuple(dict.fromkeys(found))


def _without_orders(passages: Sequence[Passage]) -> str:
    said = "\n".join(passage.text for passage in passages)
    return _SENTENCE.sub(lambda m: "" if _ORDERS.search(m[0]) else m[0], said)


def _mixed(claims: str, ground: Ground) -> list[str]:
    """Return the conditions whose consequence stands in another sentence of the ground."""
    found: list[str] = []
    for sentence in sentences_of(claims):
        said = clauses_of(sentence)
        for condition, consequence in pairwise(said):
            if not condition.is_condition or consequence.is_condition:
                continue
            if not condition.pairs or not consequence.pairs:
                continue
            found += _turned_condition(condition, consequence, ground)
            if not any(
                share(condition.pairs, held) >= _TOGETHER
                and share(consequence.pairs, held) >= _TOGETHER
                for held in _pairs_by_sentence(ground)
            ):
                found.append(sentence)
    return found


def _turned_condition(condition: Clause, consequence: Clause, ground: Ground) -> tuple[str, ...]:
    """Hold a condition against the one that its consequence has in the ground."""
    homes = {other.sentence for other in nearest(consequence, ground.clauses)}
    there = [c for c in ground.clauses if c.sentence in homes and c.is_condition]
    return reversed_words(condition, nearest(condition, there), ground.text) if there else ()


def _pairs_by_sentence(ground: Ground) -> list[frozenset[str]]:
    sentences: dict[str, frozenset[str]] = {}
    for clause in ground.clauses:
        sentences[clause.sentence] = sentences.get(clause.sentence, frozenset()) | clause.pairs
    return list(sentences.values())
