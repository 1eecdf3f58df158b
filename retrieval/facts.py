"""Which words can give a fact of the kind asked for."""

import re
from collections.abc import Callable

from retrieval.measures import NUMERAL, holds_number, same_measure
from retrieval.slots import Asked
from retrieval.things import same_fee

_TIME = rf"(?:{NUMERAL}\s*个?(?:工作日|自然日|日|天|月|小时|年|周)|每(?:季度?|半?年|月|周|日|天))"
_AT_ONCE = r"即为|即时|当场|当日|立即"
# What a sentence must contain to hold a fact of that kind at all.
_FACTS: dict[Asked, re.Pattern[str]] = {
    asked: re.compile(pattern)
    for asked, pattern in {
        Asked.LIMIT: rf"{_TIME}|{_AT_ONCE}|及时|前(?!款|条|置|期|后)|阶段|同时|后(?:，|方可)|期限|期间",
        Asked.VALIDITY: rf"{_TIME}|有效|失效|废止|长期",
        Asked.FEES: rf"{NUMERAL}\s*[万亿]?元|%|百分之|千分之|不(?:得)?(?:再)?收(?:取)?|免(?:收|费|征|于)|不予收费|无需缴纳|收取任何费用",
        Asked.PAYER: r"承担|负担|支付|列入|缴纳|垫付|清偿|不得.{0,6}(?:收|转嫁)|费用由",
        Asked.PENALTY: r"罚款|惩戒|予以限制|责令|拆除|没收|吊销|警告|处分|刑事责任|拘留|赔偿|降低资质|不予|撤销|违法所得|停止|废止",
        Asked.MATERIALS: r"材料|文件|资料|报告|证明|申请书|合同|图|表|信息|内容|下列|批准|手续|方案",
        Asked.DEPARTMENT: r"部门|机关|主管|政府|机构|窗口|局|委|单位|平台|阶段",
        Asked.CONDITIONS: r"条件|下列|具备|符合|应当|方可|情形|方式|可以|必须|不得",
        Asked.QUANTITY: rf"{NUMERAL}|百分之|%",
    }.items()
}
_LENGTH_OF_TIME = re.compile(rf"{_TIME}|{_AT_ONCE}")
_ASKS_LENGTH = re.compile(
    r"(?:几|多少)个?(?:工作日|自然日|天|日|月|小时|年|周|星期|礼拜)|多久|多长时间|多少时间|多长"
)
_ASKS_YEARS = re.compile(r"(?:几|多少)年")
_YEARS = re.compile(
    rf"{NUMERAL}\s*(?:年|个?月|个采暖期|个供冷期)|每[半\d一两二三四五]?年|长期|永久"
)  # no one asks years of days
_ASKS_TIMES = re.compile(r"(?:几|多少)[次回]")
_TIMES = re.compile(rf"{NUMERAL}\s*次")
_FINE = re.compile(r"罚款|罚金|违法所得|责令")
_SANCTION = re.compile(r"罚|责令|没收|吊销|拆除|警告|拘留|刑事|处分|赔偿")
_PRICED = re.compile(
    r"费|收取|缴纳|交纳|价格|免|每|保证金|押金"
)  # thirty thousand yuan of investment is no price
_AMOUNT = re.compile(rf"{NUMERAL}\s*[万亿]?元|{NUMERAL}\s*倍|%|百分之|千分之")
_ASKS_FREQUENCY = re.compile(r"(?:年|月|天|日|多久|多长时间|季度)[^，。]{0,6}(?:一|1)(?:次|回)")
_FREQUENCY = re.compile(
    rf"每{NUMERAL}*\s*(?:个?季度?|半?年|个?月|周|日|天)|(?:年|月|季度?|周)[^，。]{{0,10}}(?:一|1|两|二)次"
)


def holds_fact(asked: Asked, text: str, *, question: str = "") -> bool:
    """
    Say whether *text* can hold a fact of kind *asked* at all (a price needs an amount, …).

    How long? is answered only by a length of time, how far? only by a distance, and a fine is no price.
    """
    pattern = _FACTS.get(asked)
    if pattern is not None and not pattern.search(text):
        return False
    check = _CHECKS.get(asked)
    return check is None or check(question, text)


def _same_time(question: str, text: str) -> bool:
    if _ASKS_FREQUENCY.search(question):
        return _FREQUENCY.search(text) is not None
    if _ASKS_YEARS.search(question) and not _YEARS.search(text):
        return False
    return not _ASKS_LENGTH.search(question) or _LENGTH_OF_TIME.search(text) is not None


def _same_validity(question: str, text: str) -> bool:
    """How often? is not answered by how long."""
    often = _ASKS_TIMES.search(question) is None or _TIMES.search(text) is not None
    return often and _same_time(question, text)


def _same_price(question: str, text: str) -> bool:
    priced = _PRICED.search(text) is not None and not _FINE.search(text)
    return priced and same_measure(question, text) and same_fee(question, text)


def _same_quantity(question: str, text: str) -> bool:
    return not _FINE.search(text) and holds_number(text) and same_measure(question, text)


def _same_consequence(question: str, text: str) -> bool:
    """That a permit lapses is a consequence, but no answer to how one is fined."""
    if "罚多少" in question and not _AMOUNT.search(text):
        return False
    return "罚" not in question or _SANCTION.search(text) is not None


_CHECKS: dict[Asked, Callable[[str, str], bool]] = {
    Asked.LIMIT: _same_time,
    Asked.PENALTY: _same_consequence,
    Asked.VALIDITY: _same_validity,
    Asked.FEES: _same_price,
    Asked.QUANTITY: _same_quantity,
}


def fact_pattern(asked: Asked) -> re.Pattern[str] | None:
    """Return the pattern of words that give a fact of kind *asked*, where there is one."""
    return _FACTS.get(asked)
