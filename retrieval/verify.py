"""Holding what an answer says against the passages it cites, without any model."""

import re
from collections.abc import Sequence
from decimal import Decimal

from knowledge.passages import Passage
from retrieval.answers import Citation
from retrieval.quantities import Quantity, quantities_in
from retrieval.references import articles_in

_TITLE = re.compile(r"《([^《》]+)》")
_SPACE = re.compile(r"\s+")
# A source that counts one limit in days and another, as long, in working days says of each which it is.
_CALENDAR_DAYS = re.compile(r"(\d+)\s*日（自然日）")
_LIST_MARK = re.compile(r"(?m)^\s*\d+\.\s")  # 3. of a list is no number that a claim could rest on


def unsupported(claim: str, passages: Sequence[Passage]) -> tuple[str, ...]:
    """
    Return what *claim* states and none of *passages* does: numbers, dates, amounts, titles, articles.

    Chinese and Arabic numerals count alike, units too: 7 个工作日 is not supported by 七日.
    """
    ground = "\n".join(_everything(passage) for passage in passages)
    marked = set(_CALENDAR_DAYS.findall(ground))
    claim = _LIST_MARK.sub("", claim)
    claim = _CALENDAR_DAYS.sub(lambda days: "＿" if days[1] in marked else days[0], claim)
    return (
        *(str(q) for q in sorted(quantities_in(claim)) if not _states(ground, q)),
        *(f"《{title}》" for title in _TITLE.findall(claim) if not _names(title, ground)),
        *(a for a in articles_in(claim) if a not in articles_in(ground)),
    )


def stands_in(quote: str, passage: Passage) -> bool:
    """Say whether *quote* stands verbatim in *passage*; white space and an outer … do not count."""
    words = _SPACE.sub("", quote).strip("…")
    return bool(words) and words in _SPACE.sub("", passage.text)


def misquoted(citations: Sequence[Citation], passages: Sequence[Passage]) -> tuple[Citation, ...]:
    """Return the citations whose words do not stand in the passage they name."""
    held = {passage.id: passage for passage in passages}
    return tuple(
        c
        for c in citations
        if c.passage_id not in held or not stands_in(c.quote, held[c.passage_id])
    )


def _everything(passage: Passage) -> str:
    named = " ".join(
        f"《{t}》" for t in (passage.document_title.strip("《》"), passage.short_title)
    )
    text, listed = _LIST_MARK.subn("", passage.text)
    count = f"{listed}项" if listed else ""
    return f"{named}{passage.article} {' '.join(passage.breadcrumb)} {passage.item_name or ''}{count}\n{text}"


def _states(ground: str, wanted: Quantity) -> bool:
    held = quantities_in(ground)
    if wanted.unit == "日" and Quantity(wanted.value, "工作日") in held:
        return False  # the ground counts working days, even where it quotes a law that writes 七日
    if wanted in held:
        return True
    if not wanted.unit:  # a bare number may be a count, a part of a date or of a name
        return any(q.value == wanted.value for q in held) or str(wanted.value) in ground
    # "2 次" of a text that says 两次 is found above; a bare number in the ground has no unit to contradict.
    return Quantity(Decimal(wanted.value), "") in held


def _names(title: str, ground: str) -> bool:
    plain = title.removeprefix("中华人民共和国")
    return title in ground or plain in ground
