"""
What a question takes for granted, and whether the source says so.

A question that claims a quantity is the open question behind it, plus a claim: 施工许可是不是要45个工作日 asks
how long, and says 45. So is one that claims that something is valid for ever, or that a certain side pays. The
open question is answered first; then the claim is held against the answer.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from retrieval import phrases
from retrieval.composing import Draft
from retrieval.numerals import ARABIC, CHINESE
from retrieval.quantities import Quantity, quantities_in

_CONFIRMS = re.compile(
    r"是不是|是吧|对吧|对吗|对不对|是吗|没错吧|没问题吧|吧[？?。！!]*$|吧[，,]|不是[^，,。？?]{1,14}吗|听说|据说|有人说|都说|不都?是|"
    r"(?:就|才|只|也|都|真的?|还)(?:是|要|需要|得)[^，,。？?]{1,14}吗[？?]*$|是[^，,。？?]{1,12}吗[？?]*$|要[^，,。？?什么哪几多]{1,10}[天日年月]吗"
)
_TAGS = re.compile(
    r"[，,]?(?:是不是|是吧|对吧|对吗|对不对|是吗|没错吧|没问题吧)|吧(?=[？?。！!，,]|$)|听说|据说|有人说|都说|不是(?=[^，,。]{1,14}吗)|(?<=[天日年月次元%])吗"
)
_NUMBER = rf"(?:{ARABIC}[万千百]?|[{CHINESE}半]+)"
# How the quantity claimed is asked for, by what it counts; 第一天 and 头一天 are places in a row, not one day, and
# 那十五天 is spoken about: what is claimed of it is something else. 一次砍十棵 counts the trees.
_CLAIMED = tuple(
    (re.compile(rf"(?<![第头那这\d{CHINESE}])(?P<said>{_NUMBER}\s*{unit})(?!以|的?罚)"), asked)
    for unit, asked in (
        (r"个?工作日", "几天"),
        (r"个?自然日", "几天"),
        (r"(?:天|日)(?!上班)", "几天"),
        (r"个月", "几个月"),
        (r"年(?!\s*\d|度|初|底|前|后|限)", "几年"),
        (r"个?小时", "几个小时"),
        (r"(?:次|回)(?=[吗吧呗嘛啊对是就够才，,。？?！!]|$)", "几次"),
        (r"位(?!于|置)", "几位"),
        (r"(?:元|块钱|块|万块|万元)", "多少钱"),
        (r"%", "百分之几"),
    )
)
_PERCENT = re.compile(rf"(?P<said>百分之{_NUMBER})")
_PRICE = re.compile(
    rf"(?:收|交|缴)(?:取|纳|费)?(?P<said>{_NUMBER}\s*(?:元|块钱|块|万块|万元))(?!以|的?罚)"
)
_COUNTED = {
    "工作日": "时",
    "日": "时",
    "小时": "小时",
    "月": "月",
    "年": "月",
    "次": "次",
    "位": "位",
    "元": "元",
    "%": "%",
}
_FREE = re.compile(r"不(?:得|再)?收(?:取)?(?:任何)?(?:费用|费)|免(?:收|费)")
_AT_ONCE = re.compile(r"即时办结|即为备案|当场|当日")
# 超过七天 and 七天办不完 claim another thing than 七天: the source that says 七天 does not confirm them.
_MORE_OR_LESS = re.compile(
    r"(?:不(?:用|需要|必|到|止|足|满|少于|低于)|(?<![不得])超过?|至少|最少|起码|多于|少于|低于|高于|没有?)(?:等|花|交|收|办|要)?$"
)
_NOT_ENOUGH = re.compile(r"[^，,。？?]{0,4}不(?:够|了|完|下来|出来)")
# What may stand beside a name and a quantity without claiming anything more.
_ASKS_NO_MORE = re.compile(
    r"是不是|不超过|一共|总共|大概|法定|审批|办理|审查|核发|公示|受理|有效期?|时限|期限|时间|以?内|收费|费用|[办批发要是需得的了就都有为收交缴才只也还能为,，。？?！!、 ]|可以|最[多长短]|"
    r"下来|拿到|吗|吧|呢|对|没错"
)
_HARDLY_ANYTHING = 2  # characters
_MONTHS = 12
_THEIRS, _OURS = r"政府|国家|财政|机关|审批局", r"建设单位|项目单位|申请人|企业|我们|自己"


@dataclass(frozen=True)
class _Contrary:
    """A claim in words, how it is asked for, and what a source that denies it holds and does not hold."""

    said: re.Pattern[str]
    asked: str
    holds: re.Pattern[str]
    lacks: re.Pattern[str]

    def denied_by(self, ground: str) -> bool:
        """Say whether *ground* states the contrary."""
        return self.holds.search(ground) is not None and self.lacks.search(ground) is None


def _pays(claimed: str, other: str) -> _Contrary:
    said = re.compile(rf"(?P<said>(?:{claimed})(?:来)?(?:出钱|掏钱|出|掏|承担|负担))")
    return _Contrary(
        said, "谁出", re.compile(rf"由[^，。；]{{0,6}}(?:{other})"), re.compile(claimed)
    )


_CONTRARIES = (
    _Contrary(
        re.compile(r"(?P<said>(?:永久|永远|长期|一直)有效|一直能?用|[管用]一辈子|不会过期)"),
        "有效期多久",
        re.compile(rf"{_NUMBER}\s*(?:年|个月)"),
        re.compile(r"长期有效|永久"),
    ),
    _pays(_THEIRS, _OURS),
    _pays(_OURS, _THEIRS),
)


@dataclass(frozen=True)
class Premise:
    """
    The words of the claim, what they count, and the question without the claim.

    ``plain``: it claims that very quantity, not more or less of it. A claim that counts nothing is denied by
    its ``contrary``. ``others`` are what the question claims besides.
    """

    said: str
    claimed: Quantity | None
    open_question: str
    plain: bool
    contrary: _Contrary | None = None
    others: tuple["Premise", ...] = ()


def premise_of(question: str) -> Premise | None:
    """
    Return what *question* claims, or None when it claims nothing that can be held against a source.

    >>> premise_of("施工许可是不是要45个工作日").open_question
    '施工许可要几天'
    """
    price = _PRICE.search(question)
    if price:
        return _premise(question, price, "多少钱")
    if not _CONFIRMS.search(question):
        return None
    for contrary in _CONTRARIES:
        found = contrary.said.search(question)
        if found:
            open_question = _opened(question, found, contrary.asked)
            return Premise(found["said"], None, open_question, plain=True, contrary=contrary)
    claims = [
        _premise(question, found, asked)
        for pattern, asked in (*_CLAIMED, (_PERCENT, "百分之几"))
        if (found := pattern.search(question))
    ]
    first, *others = claims or [None]
    return replace(first, others=tuple(filter(None, others))) if first else None


def _premise(question: str, found: re.Match[str], asked: str) -> Premise | None:
    said = re.sub(r"块钱|块", "元", found["said"])
    claimed = next(iter(quantities_in(said.replace("半年", "6个月"))), None)
    if claimed is None or claimed.unit not in _COUNTED:
        return None
    before, after = question[: found.start("said")], question[found.end("said") :]
    plain = not (_MORE_OR_LESS.search(before) or _NOT_ENOUGH.match(after))
    return Premise(found["said"], claimed, _opened(question, found, asked), plain)


def _opened(question: str, found: re.Match[str], asked: str) -> str:
    open_question = question[: found.start("said")] + asked + question[found.end("said") :]
    return _TAGS.sub("", open_question).strip("，, ")


def asks_nothing_else(question: str, premise: Premise, names: Iterable[str]) -> bool:
    """Say whether *question* claims nothing but the quantity of *premise*, of what one of *names* names."""
    rest = question.replace(premise.said, "", 1)
    for name in names:
        rest = rest.replace(name, "", 1)
    return len(_ASKS_NO_MORE.sub("", _TAGS.sub("", rest))) <= _HARDLY_ANYTHING


def judge(draft: Draft, premise: Premise, *, nothing_else: bool) -> None:
    """
    Put what the source of *draft* says of the claim in front of it; nothing where they do not compare.

    A question that claims several things is wrong if one of them is. It is called right only if it claims
    *nothing_else*: 45天是你们区承诺的吧 is wrong however right the 45 are.
    """
    ground = draft.claims[0] if draft.claims else draft.citations[0].quote
    same = draft.passages[0].document_id if draft.passages else ""
    quotes = zip(draft.citations, draft.passages, strict=True)
    quoted = "\n".join(quote.quote for quote, passage in quotes if passage.document_id == same)
    for claim in (premise, *premise.others):
        verdict = _verdict(claim, ground, quoted) if claim.plain else ""
        if verdict == phrases.IS_SO and not nothing_else:
            continue
        if verdict:
            draft.open_with(verdict, echo=claim.said)
            return


def _verdict(premise: Premise, ground: str, quoted: str) -> str:
    if premise.claimed is None:
        contrary = premise.contrary is not None and premise.contrary.denied_by(ground)
        return phrases.is_not(premise.said) if contrary else ""
    stated = _like(premise.claimed, ground)
    if _amount(premise.claimed) not in {_amount(q) for q in stated}:
        if _same_amount(premise.claimed, quoted):
            return ""  # the source knows that number, of something else: two limits do not compare
        denied = stated or _denies(premise.claimed, ground)
        return phrases.is_not(premise.said) if denied else ""
    if len(stated) > 1:
        return ""  # it is one of several: which of them applies is for the answer to say
    (only,) = stated
    if only.unit != premise.claimed.unit and "工作日" in (only.unit, premise.claimed.unit):
        return phrases.is_rather(str(only.value), only.unit)
    return phrases.IS_SO


def _like(claimed: Quantity, text: str) -> set[Quantity]:
    """Return the quantities in *text* that may be compared with *claimed*."""
    kind = _COUNTED[claimed.unit]
    return {q for q in quantities_in(text) if _COUNTED.get(q.unit) == kind}


def _same_amount(claimed: Quantity, text: str) -> bool:
    return any(_amount(q) == _amount(claimed) for q in _like(claimed, text))


def _denies(claimed: Quantity, text: str) -> bool:
    """Say whether *text* says that there is no such quantity at all: no fee, no time."""
    match claimed.unit:
        case "元":
            return _FREE.search(text) is not None
        case "工作日" | "日":
            return _AT_ONCE.search(text) is not None
        case _:
            return False


def _amount(quantity: Quantity) -> Decimal:
    return quantity.value * _MONTHS if quantity.unit == "年" else quantity.value
