"""Official 办事指南: a text that the bureau adds about an item joins the fields of that item's guide."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from knowledge.holdings import Holdings
from knowledge.known_questions import slot_named_by
from knowledge.mentions import GuideMention, GuideNames
from knowledge.passages import Passage, Slot

_IS_GUIDE = re.compile(
    r"(?:办事|服务|办理|申报|审批)指南|一次性告知|办事须知|办理须知|操作规程|工作规程"
)


def with_official_guides(holdings: Holdings) -> Holdings:
    """
    Return *holdings* with the passages of official guides under the item that their title names.

    Each goes to the slot that its heading names (申请材料, 办理时限 …). Where such a text and our compilation
    speak of the same thing, the kind ``official`` tells them apart.
    """
    about = dict(_items(holdings))
    if not about:
        return holdings
    return replace(holdings, passages=tuple(_joined(p, about) for p in holdings.passages))


def _items(holdings: Holdings) -> Iterator[tuple[str, GuideMention]]:
    titled = [d for d in holdings.documents if d.category == "other" and _IS_GUIDE.search(d.title)]
    if not titled:
        return
    names = GuideNames(holdings.guides)
    for document in titled:
        named = [m for m in names.find(document.title) if m.category == "item"]
        if len(named) == 1:
            yield document.id, named[0]


def _joined(passage: Passage, about: Mapping[str, GuideMention]) -> Passage:
    item = about.get(passage.document_id)
    if item is None:
        return passage
    return replace(passage, item=item.slug, item_name=item.name, slot=_slot(passage))


def _slot(passage: Passage) -> Slot:
    first = passage.text.partition("\n")[0]
    headings = (first if len(first) <= 20 else "", *reversed(passage.breadcrumb))  # noqa: PLR2004
    named = (slot_named_by(heading) for heading in headings if heading)
    return next(filter(None, named), Slot.ARTICLE)
