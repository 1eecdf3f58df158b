"""A quantity stays with its line: its label, the article it rests on, and the day it counts from."""

import re
from collections.abc import Iterable, Sequence

from knowledge.passages import Passage
from retrieval.faithfulness.clauses import sentences_of
from retrieval.quantities import Quantity, quantities_in
from retrieval.references import articles_in

_LABEL = re.compile(r"^(?:\d+\.\s+)?([\u4e00-\u9fff]{2,12})(?:（[^）]*）)?：")
_PROMISED = "承诺"  # whose limit it is, is never a detail
_SINCE = re.compile(r"自([\u4e00-\u9fff]{2,16}?)之日")


def misplaced_quantities(claims: str, passages: Sequence[Passage]) -> tuple[str, ...]:
    """Return the quantities that stand in no line with the label, article or day that *claims* give them."""
    lines = [(passage.article, line) for passage in passages for line in passage.text.split("\n")]
    labels = {label[1] for _, line in lines if (label := _LABEL.match(line))} | {_PROMISED}
    found: list[str] = []
    for sentence in sentences_of(claims):
        amounts = {q for q in quantities_in(sentence) if q.unit}
        for amount in sorted(amounts):
            homes = [(article, line) for article, line in lines if amount in quantities_in(line)]
            if homes and not any(
                _fits(sentence, amount, article, line, labels) for article, line in homes
            ):
                found.append(str(amount))
    return tuple(found)


def _fits(sentence: str, amount: Quantity, article: str, line: str, labels: Iterable[str]) -> bool:
    near = _around(sentence, amount)
    return (
        all(label in line for label in labels if label in near)
        and all(a in articles_in(line) or a == article for a in articles_in(sentence))
        and all(_counts_from(start, line) for start in _SINCE.findall(sentence))
    )


def _around(sentence: str, amount: Quantity) -> str:
    """Return the clause of *sentence* that states the amount; labels elsewhere in it are another's."""
    parts = re.split(r"[，,]", sentence)
    return "，".join(part for part in parts if amount in quantities_in(part)) or sentence


def _counts_from(start: str, line: str) -> bool:
    """The claim may leave out what was received, and what comes before it: 自收到之日."""
    last = start[-2:]
    return (
        f"{last}之日" in line
        or re.search(rf"自{re.escape(start[:2])}[^，。；]{{0,20}}之日", line) is not None
    )
