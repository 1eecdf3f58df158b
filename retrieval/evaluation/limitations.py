"""
What limits a sentence, found without the rules that compose answers.

The measure must not share its blind spots with what it measures: this reads clauses, not sentences,
and knows more words.
"""

import re
from collections.abc import Iterator, Sequence

from retrieval.evaluation.outcomes import bare, says

_SENTENCE = re.compile(r"[^。；！？\n]+[。；！？]?")
_CLAUSE = re.compile(r"[^，,：:]+")
# Limits what stands before it in the same paragraph.
_EXCEPTION = re.compile(
    r"^但|但是|除外|除[^，。；]{1,40}外|不适用|不包括|例外|另有规定|不计入|不计算在|可以延长|不在此限"
)
# Limits the sentence it stands in.
_BOUND = re.compile(
    r"以上|以下|以内|不满|不足|超过|不少于|不低于|至少|最多|最长|限额|只限|仅限|之一|不得|不予|禁止"
)
_SHORTEST = 4  # characters; shorter pieces stand everywhere
_MENTIONED = 0.75  # of the pairs of characters


def left_out(quotes: Sequence[str], text: str, answer: str) -> tuple[str, ...]:
    """
    Return the limiting clauses of *text* that apply to *quotes* and are missing from *answer*.

    >>> left_out(["应当领取许可证"], "应当领取许可证；但是，限额以下的除外。", "应当领取许可证")
    ('限额以下的除外',)
    >>> left_out(["应当领取许可证"], "应当领取许可证；但是，限额以下的除外。", "限额以下的工程除外")
    ()
    """
    quoted = "".join(map(bare, quotes))
    pieces = [_words(piece) for quote in quotes for piece in _SENTENCE.findall(quote)]
    pieces = [piece for piece in pieces if len(piece) >= _SHORTEST]
    return tuple(
        clause
        for paragraph in text.split("\n")
        for clause in _limits(_SENTENCE.findall(paragraph), quoted, pieces)
        if not _is_mentioned(clause, answer)
    )


def _limits(sentences: Sequence[str], quoted: str, pieces: Sequence[str]) -> Iterator[str]:
    """Yield what limits the quoted part of a paragraph and lies outside the quotes."""
    reached = False
    for body in map(_words, sentences):
        touched = _touches(body, pieces)
        reached = reached or touched
        if touched:
            yield from (clause for clause in _clauses(body, quoted) if _BOUND.search(clause))
        if reached:
            yield from (clause for clause in _clauses(body, quoted) if _EXCEPTION.search(clause))


def _touches(body: str, pieces: Sequence[str]) -> bool:
    return any(piece in body or body in piece for piece in pieces)


def _clauses(body: str, quoted: str) -> list[str]:
    return [c for c in _CLAUSE.findall(body) if len(c) >= _SHORTEST and c not in quoted]


def _words(sentence: str) -> str:
    return bare(sentence).strip("。；！？…「」")


def _is_mentioned(clause: str, answer: str) -> bool:
    if says(answer, clause):
        return True
    said = bare(answer)
    pairs = [clause[i : i + 2] for i in range(len(clause) - 1)]
    return sum(pair in said for pair in pairs) >= _MENTIONED * len(pairs)
