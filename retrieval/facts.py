"""Which words can give a fact of the kind asked for."""

import re
from collections.abc import Callable

from knowledge.lexicon import statutory_words
from retrieval.measures import NUMERAL, holds_number, same_measure
from retrieval.slots import Asked, asked_slots

_NUMERAL = NUMERAL
_TIME = rf"(?:{_NUMERAL}\s*个?(?:工作日|自然日|日|天|月|小时|年|周)|每(?:季度?|半?年|月|周|日|天))"
_AT_ONCE = r"即为|即时|当场|当日|立即"
# What a sentence must contain to hold a fact of that kind at all.
_FACTS: dict[Asked, re.Pattern[str]] = {
    asked: re.compile(pattern)
    for asked, pattern in {
        Asked.LIMIT: rf"{_TIME}|{_AT_ONCE}|及时|前(?!款|条|置|期|后)|阶段|同时|后(?:，|方可)|期限|期间",
        Asked.VALIDITY: rf"{_TIME}|有效|失效|废止|长期",
        Asked.FEES: rf"{_NUMERAL}\s*[万亿]?元|%|百分之|千分之|不(?:得)?(?:再)?收(?:取)?|免(?:收|费|征|于)|不予收费|无需缴纳|收取任何费用",
        Asked.PAYER: r"承担|负担|支付|列入|缴纳|垫付|清偿|不得.{0,6}(?:收|转嫁)|费用由",
        Asked.PENALTY: r"罚款|责令|拆除|没收|吊销|警告|处分|刑事责任|拘留|赔偿|降低资质|不予|撤销|违法所得|停止|废止",
        Asked.MATERIALS: r"材料|文件|资料|报告|证明|申请书|合同|图|表|信息|内容|下列|批准|手续|方案",
        Asked.DEPARTMENT: r"部门|机关|主管|政府|机构|窗口|局|委|单位|平台|阶段",
        Asked.CONDITIONS: r"条件|下列|具备|符合|应当|方可|情形|方式|可以|必须|不得",
        Asked.QUANTITY: rf"{_NUMERAL}|百分之|%",
    }.items()
}
_LENGTH_OF_TIME = re.compile(rf"{_TIME}|{_AT_ONCE}")
_ASKS_LENGTH = re.compile(
    r"(?:几|多少)个?(?:工作日|自然日|天|日|月|小时|年|周|星期|礼拜)|多久|多长时间|多少时间|多长"
)
_ASKS_YEARS = re.compile(r"(?:几|多少)年")
_YEARS = re.compile(
    rf"{_NUMERAL}\s*(?:年|个?月|个采暖期|个供冷期)|每[半\d一两二三四五]?年|长期|永久"
)  # no one asks years of days
_ASKS_TIMES = re.compile(r"(?:几|多少)[次回]")
_TIMES = re.compile(rf"{_NUMERAL}\s*次")
_FINE = re.compile(r"罚款|罚金|违法所得|责令")
_SANCTION = re.compile(r"罚|责令|没收|吊销|拆除|警告|拘留|刑事|处分|赔偿")
_PRICED = re.compile(
    r"费|收取|缴纳|交纳|价格|免|每|保证金|押金"
)  # thirty thousand yuan of investment is no price
_AMOUNT = re.compile(rf"{_NUMERAL}\s*[万亿]?元|{_NUMERAL}\s*倍|%|百分之|千分之")
_ASKS_FREQUENCY = re.compile(r"(?:年|月|天|日|多久|多长时间|季度)[^，。]{0,6}(?:一|1)(?:次|回)")
_FREQUENCY = re.compile(
    rf"每{_NUMERAL}*\s*(?:个?季度?|半?年|个?月|周|日|天)|(?:年|月|季度?|周)[^，。]{{0,10}}(?:一|1|两|二)次"
)
_NAMED_FEE = re.compile(r"([\u4e00-\u9fff]{2})费")
# What a sum or a certificate is for: 工资保证金 and 投标保证金 are two things.
_ONE_OF_MANY = re.compile(
    r"([\u4e00-\u9fff]{2})(?:保证金|补偿金|押金|资金|资本|基金|奖金|补贴|补助|费|税|险|许可证|资格证|资质证|合格证|证书)"
)
_HANDS_OVER = frozenset(
    "退交缴收付存扣免返还要的拿领取有和个"
)  # 退保证金: what happens to it, not what it is for
_FIGURES = frozenset({Asked.LIMIT, Asked.VALIDITY, Asked.FEES, Asked.QUANTITY})
_KIND_OF = re.compile(r"(?:什么|哪些|哪种|哪类|何种)的?([\u4e00-\u9fff]{2})")
_ANYTHING = frozenset(
    [
        "材料",
        "资料",
        "要件",
        "文件",
        "证件",
        "手续",
        "东西",
        "部门",
        "单位",
        "机关",
        "条件",
        "要求",
        "情况",
        "情形",
        "时候",
        "地方",
        "样的",
        "办法",
        "意思",
        "规矩",
        "说法",
        "区别",
        "不同",
        "政策",
        "好处",
        "事情",
        "下场",
        "后果",
        "问题",
        "原因",
        "人员",
        "阶段",
        "环节",
        "范围",
        "标准",
        "程度",
        "项目",
        "工程",
        "企业",
        "建筑",
        "内容",
        "信息",
        "报告",
        "规定",
        "法律",
        "依据",
        "措施",
        "流程",
        "程序",
        "处罚",
        "责任",
        "证明",
        "表格",
        "用地",
        "方式",
        "类型",
        "种类",
        "规模",
        "服务",
        "工作",
        "名义",
        "形式",
        "关系",
        "用处",
        "作用",
        "人要",
        "人能",
        "事不",
        "事项",
        "不能",
        "不行",
        "不用",
        "可以",
        "能办",
        "时间",
        "日期",
        "钱吗",
        "都要",
    ]
)
_ANY_FEE = frozenset(
    [
        "手续",
        "多少",
        "什么",
        "哪些",
        "交多",
        "收多",
        "要交",
        "要收",
        "缴纳",
        "收取",
        "免收",
        "不收",
        "的收",
        "怎么",
        "工本",
        "办理",
        "经营",
        "交手",
    ]
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


def names_thing(question: str, text: str) -> bool:
    """
    Say whether *text* mentions the thing whose kind is asked: "什么颜色" is answered by words on colour.

    >>> names_thing("围挡用什么颜色", "围挡高度不低于二米"), names_thing("要什么手续", "应当经批准")
    (False, True)
    """
    things = [
        thing
        for thing in _KIND_OF.findall(question)
        if thing not in _ANYTHING and not asked_slots(thing)
    ]
    return all(thing in text for thing in things) and _names_which(question, text)


def _names_which(question: str, text: str) -> bool:
    """A figure of one sum of money, or of one certificate, is no figure of another."""
    if not _FIGURES.intersection(asked_slots(question)[:1]):
        return True
    named = (one for one in _ONE_OF_MANY.findall(question) if one not in _ANY_FEE)
    return all(
        any(word in text for word in (one, *statutory_words(one)))
        for one in named
        if _HANDS_OVER.isdisjoint(one)
    )


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
    return priced and same_measure(question, text) and _same_fee(question, text)


def _same_quantity(question: str, text: str) -> bool:
    return not _FINE.search(text) and holds_number(text) and same_measure(question, text)


def _same_consequence(question: str, text: str) -> bool:
    """That a permit lapses is a consequence, but no answer to how one is fined."""
    if "罚多少" in question and not _AMOUNT.search(text):
        return False
    return "罚" not in question or _SANCTION.search(text) is not None


def _same_fee(question: str, text: str) -> bool:
    """A question about one named fee (监理费) is not answered by the amount of another."""
    named = [fee for fee in _NAMED_FEE.findall(question) if fee not in _ANY_FEE]
    return all(fee in text for fee in named)


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
