"""Quantities with what bounds them, what they count from, and whose they are."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrieval.faithfulness.clauses import Clause
from retrieval.numerals import ARABIC, CHINESE
from retrieval.quantities import Quantity, quantities_in

_UNIT = r"(?:个?工作日|个?自然日|日|天|个?月|年|次|元|公顷|平方米|立方米|吨|千瓦时|米|层|倍|%|％)"
_MEASURED = re.compile(
    rf"(?P<before>不超过|不得超过|不大于|不高于|最长|最多|不满|不足|低于|不少于|不低于|超过|至少|满)?(?:为|是)?\s*"
    rf"(?P<amount>百分之[{CHINESE}]+|(?:{ARABIC}|[{CHINESE}]+)\s*[万亿]?\s*{_UNIT})(?:标准煤)?\s*"
    r"(?P<after>以上|以下|以内|以前|以后|之前|之后|内|前|后|为限)?"
)
_MOST = {
    "不超过",
    "不得超过",
    "不大于",
    "不高于",
    "最长",
    "最多",
    "不满",
    "不足",
    "低于",
    "以下",
    "为限",
}
_LEAST = {"不少于", "不低于", "超过", "至少", "满", "以上"}
_SIDES = {
    "以前": "前",
    "之前": "前",
    "前": "前",
    "以后": "后",
    "之后": "后",
    "后": "后",
    "内": "内",
    "以内": "内",
}
_SINCE = re.compile(r"([\u4e00-\u9fff]{2})(?:之日|之时)")
_THEN = re.compile(r"([\u4e00-\u9fff]{2})(前|后)(?![\u4e00-\u9fff]?置)")
_AFTER = re.compile(r"([\u4e00-\u9fff]{2})后(?=[，,])")
_PAPER = re.compile(r"报告书|报告表|登记表|许可证|证书")
_RANGE = re.compile(r"以上.*以下|且|同时")  # both ends, or both conditions, belong together
_PIECE = re.compile(r"[，、；。：\n]+")


@dataclass(frozen=True)
class Bound:
    """A quantity, whether it is a most or a least, and on which side of it the time lies."""

    quantity: Quantity
    limit: str
    side: str


def bounds_in(text: str) -> Iterator[Bound]:
    """Yield the quantities of *text* with their bounds."""
    for found in _MEASURED.finditer(text):
        words = {found["before"] or "", found["after"] or ""}
        limit = "most" if words & _MOST else "least" if words & _LEAST else ""
        for quantity in quantities_in(found["amount"].replace(" ", "")):
            yield Bound(quantity, limit, _SIDES.get(found["after"] or "", ""))


def moved_bounds(claim: str, ground: str) -> tuple[str, ...]:
    """Return the quantities that *claim* bounds otherwise than *ground*, or not at all."""
    held: dict[Quantity, set[tuple[str, str]]] = {}
    for bound in bounds_in(ground):
        held.setdefault(bound.quantity, set()).add((bound.limit, bound.side))
    found = []
    for bound in bounds_in(claim):
        known = held.get(bound.quantity)
        if not known:
            continue  # not in the ground at all: said elsewhere
        sides = {side for _, side in known} - {""}
        same_limit = bound.limit in {limit for limit, _ in known}
        if not same_limit or (bound.side and sides and bound.side not in sides):
            found.append(str(bound.quantity))
    return tuple(found)


def moved_moments(claim: str, ground: str) -> tuple[str, ...]:
    """Return the starts of time limits, and the befores and afters, that *ground* does not give."""
    starts = [m[0] for m in _SINCE.finditer(claim) if not _starts(m, ground)]
    turned = [
        m[0]
        for m in _THEN.finditer(claim)
        if m[0] not in ground and m[1] + ("后" if m[2] == "前" else "前") in ground
    ]
    after = [
        m[0]
        for m in _AFTER.finditer(claim)
        if not re.search(rf"{m[1]}[^，。；\n]{{0,6}}后", ground)
    ]
    return (*starts, *turned, *after)


def _starts(start: re.Match[str], ground: str) -> bool:
    """The ground may name what was received: 自收到材料之日 for 收到之日."""
    return (
        start[0] in ground
        or re.search(rf"自{start[1]}[^，。；\n]{{1,20}}之[日时]", ground) is not None
    )


def halved_ranges(clause: Clause, drawn_from: tuple[Clause, ...], claims: str) -> tuple[str, ...]:
    """Return the quantities that bound the same thing as those of *clause* in its ground and are left out."""
    said = quantities_in(claims)
    used = quantities_in(clause.text)
    if not used:
        return ()
    beside = {
        quantity
        for other in drawn_from
        if _RANGE.search(other.text) and (held := quantities_in(other.text)) & used
        for quantity in held
    }
    return tuple(str(q) for q in sorted(beside - said) if q.unit)


def swapped_quantities(claim: str, ground: Sequence[Clause]) -> tuple[str, ...]:
    """Return the quantities of *claim* that its ground gives for another paper than the claim does."""
    found: list[str] = []
    for piece in _PIECE.split(claim):
        amounts = quantities_in(piece)
        papers = _PAPER.findall(piece)
        if len(amounts) != 1 or not papers:
            continue
        (amount,) = amounts
        own = [c.text for c in ground if amount in quantities_in(c.text)]
        others = [
            c.text
            for c in ground
            if any(q.unit == amount.unit and q != amount for q in quantities_in(c.text))
            and amount not in quantities_in(c.text)
        ]
        if own and any(
            not any(paper in text for text in own) and any(paper in text for text in others)
            for paper in papers
        ):
            found.append(str(amount))
    return tuple(found)
