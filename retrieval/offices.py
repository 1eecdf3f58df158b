"""
Which office a question takes to be in charge, and whether the source names it.

环评批复归住建局出，带什么材料 takes it for granted that 住建局 is in charge. Where the answer quotes who is, and that
is nobody of that name, it says so: a person would otherwise go to the wrong door.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from knowledge.passages import Passage, Slot
from retrieval import phrases
from retrieval.composing import Draft

# What people call an office, and the words by which a source may mean it.
_OFFICES = (
    (r"住建(?:局|委|部门)?|建委|建设局", r"住建|住房|建设(?:行政)?主管|建设部门"),
    (r"环保(?:局|部门)?|生态环境局", r"环境"),
    (r"规划局|自规局|资规局|国土局|自然资源局", r"规划|自然资源|国土"),
    (r"水利局|水务局|水利部门", r"水行政|水利|水务"),
    (r"城管局?|执法局|综合执法", r"城市管理|城管|执法"),
    (r"发改(?:委|局)", r"发展改革|投资主管|审批机关|核准机关|备案机关|节能"),
    (r"人防(?:办|局)", r"人防|人民防空"),
    (r"文物局|文旅局", r"文物"),
    (r"园林局|绿化局|林业局", r"绿化|园林|林业"),
    (r"应急局|应急管理局|安监局", r"应急|安全生产"),
    (r"气象局", r"气象"),
    (r"地震局", r"地震"),
    (r"交警队?|公安局|派出所", r"公安|交通管理"),
    (r"消防(?:队|大队|支队|站|局)|消防救援(?:站|大队|支队)", r"消防救援"),
    (r"街道办?|居委会|社区", r"街道|居民委员会|社区"),
    (r"市监局|市场监管局?|工商局?", r"市场监督|市场主体|登记机关"),
    (r"统计局", r"统计"),
)
_IN_CHARGE = r"(?:归|由|送到?|报给?|交给?|找|递(?:到|给)|(?:去|到)(?=[^，,。？?]{2,8}(?:办|开|批|审|领|报|盖章|排队)))"
_DOES = r"(?:来|那边|那儿|那里|给|就)?(?:审|批|管|发|出|验|核|收|盖章|说了算)"
_LEVELS = r"(?:国家|国务院|省|市|区|县)"
_OF_LEVEL = rf"(?:(?P<level>{_LEVELS})(?:里|级)?的?)?"
_IS_OPEN = re.compile(r"(?<!现在)还是|哪|谁|以外|除了|不归|不是|不由")


@dataclass(frozen=True)
class _Claim:
    """How people claim that an office is in charge, how a source names it, and how it names it with its level."""

    before: re.Pattern[str]
    behind: re.Pattern[str]
    meant: re.Pattern[str]
    of_level: re.Pattern[str]

    @classmethod
    def of(cls, said: str, meant: str) -> Self:
        office = rf"{_OF_LEVEL}(?P<said>{said})"
        return cls(
            re.compile(_IN_CHARGE + office),
            re.compile(office + _DOES),
            re.compile(meant),
            re.compile(rf"(?P<level>{_LEVELS})[^，。；、]{{0,6}}?(?:{meant})"),
        )

    def denied_by(self, quoted: str, question: str) -> str:
        """Return the office that *question* takes for granted if *quoted* names others, otherwise nothing."""
        found = self.before.search(question) or self.behind.search(question)
        if found is None or found["said"] in quoted:
            return ""
        if not self.meant.search(quoted):
            return found["said"]
        levels = {named["level"] for named in self.of_level.finditer(quoted)}
        another = found["level"] and levels and found["level"] not in levels
        return found["level"] + found["said"] if another else ""


_CLAIMS = tuple(_Claim.of(said, meant) for said, meant in _OFFICES)


def deny_office(draft: Draft, question: str, fields: Iterable[Passage]) -> None:
    """
    Say in front of *draft* that its source names other offices than the one *question* takes for granted.

    *fields* are those of the guide that answers: what counts is all that the one quoted says, not only the quote.
    """
    first = draft.citations[0].passage_id if draft.citations else ""
    quoted = next((f.text for f in fields if f.id == first and f.slot is Slot.DEPARTMENT), None)
    if quoted is None or _IS_OPEN.search(question):
        return
    for claim in _CLAIMS:
        said = claim.denied_by(quoted, question)
        if said:
            draft.open_with(phrases.not_named(said), echo=said)
            return
