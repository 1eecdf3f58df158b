"""When a rule holds, and for whom it does not: said in the ground, so said in the claims."""

import re
from collections.abc import Sequence

from retrieval.conditions import exceptions_of
from retrieval.faithfulness.clauses import Clause, clauses_of, nearest, sentences_of, share
from retrieval.faithfulness.terms import content_pairs
from retrieval.quantities import quantities_in

_DRAWN = 0.5  # share of a sentence of the ground's consequence that makes the claim rest on it
_KEPT = 0.5  # share of a condition's pairs that say the condition
_EXCEPTS = re.compile(r"除外|除.{1,30}外|但|不适用|例外|另有规定|不包括|其他")
_UNDER = re.compile(r"经(.{2,24}?)(批准|同意|承诺|认定|核准|验收|审查|签字)")
_AND = re.compile(r"[、和及]")
_OR = re.compile(r"或者|或")
_MEETING = re.compile(r"符合.{0,8}?(?:条件|要求)")
_BOUNDED = re.compile(r"不足|不满|以下|以上|超过|低于|达到|不超过|限额")


def dropped_limits(claims: str, text: str, ground: Sequence[Clause]) -> tuple[str, ...]:
    """Return what limits the sentences that *claims* are drawn from and is missing in them."""
    said = content_pairs(claims)
    excepting = exceptions_of(text)
    found: list[str] = []
    for sentence, clauses, used in _drawn_on(claims, ground):
        found += _lost_conditions(clauses, claims, said)
        for pattern in (_UNDER, _MEETING):
            needed = pattern.search(_without_conditions(clauses[:used]))
            if needed and not _mentions(needed, claims):
                found.append(needed[0])
        found += [
            exception
            for exception in excepting
            if sentence in exception and not _EXCEPTS.search(claims)
        ]
    found += _exceptions_beside(claims, ground)
    return tuple(dict.fromkeys(found))


def _drawn_on(claims: str, ground: Sequence[Clause]) -> list[tuple[str, list[Clause], int]]:
    """Return the sentences of the ground whose consequence the claims state, and how far they go in them."""
    used = {
        other
        for clause in clauses_of(claims)
        if not clause.is_condition
        for other in nearest(clause, ground)
        if not other.is_condition and share(clause.pairs, other.pairs) >= _DRAWN
    }
    drawn = []
    for sentence in dict.fromkeys(c.sentence for c in ground):
        clauses = [c for c in ground if c.sentence == sentence]
        last = max((n for n, c in enumerate(clauses, start=1) if c in used), default=0)
        if last:
            drawn.append((sentence, clauses, last))
    return drawn


def _lost_conditions(clauses: list[Clause], claims: str, said: frozenset[str]) -> list[str]:
    lost = []
    for clause in clauses[:-1]:
        if not clause.is_condition:
            continue
        quantities = quantities_in(clause.text) if _BOUNDED.search(clause.text) else frozenset()
        if not _says_one_of(clause.text, said) or not quantities <= quantities_in(claims):
            lost.append(clause.text)
    return lost


def _says_one_of(condition: str, said: frozenset[str]) -> bool:
    """Of conditions that 或者 joins, one is enough."""
    return any(share(content_pairs(part), said) >= _KEPT for part in _OR.split(condition))


def _without_conditions(clauses: list[Clause]) -> str:
    return "，".join(clause.text for clause in clauses if not clause.is_condition)


def _mentions(needed: re.Match[str], claims: str) -> bool:
    if needed.re is _UNDER:
        by_all = all(
            content_pairs(one) & content_pairs(claims)
            for one in _AND.split(needed[1])
            if content_pairs(one)
        )
        return needed[2] in claims and by_all
    return "符合" in claims or "条件" in claims


def _exceptions_beside(claims: str, ground: Sequence[Clause]) -> list[str]:
    """A whole sentence that excepts from the very thing the claims allow or require."""
    said = content_pairs(claims)
    return [
        sentence
        for sentence in dict.fromkeys(c.sentence for c in ground)
        if "不适用" in sentence
        and not _EXCEPTS.search(claims)
        and _allows(claims)
        and share(content_pairs(sentence.split("不适用")[-1]), said) > _KEPT
        and sentence not in sentences_of(claims)
    ]


def _allows(claims: str) -> bool:
    return re.search(r"可以|适用|均可|即可", claims) is not None
