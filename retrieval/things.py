"""Whether a text speaks of the very thing asked about: the deposit for wages is not the one for a bid."""

import re
from collections.abc import Iterator

from knowledge.lexicon import statutory_words
from retrieval.slots import Asked, another_doing, asked_slots, asks_whether

_NAMED_FEE = re.compile(r"([\u4e00-\u9fff]{2})费")
# What a sum or a certificate is for: 工资保证金 and 投标保证金 are two things.
_ONE_OF_MANY = re.compile(
    r"([\u4e00-\u9fff]{2})(?:保证金|补偿金|押金|资金|资本|基金|奖金|补贴|补助|费|税|险|许可证|资格证|资质证|合格证|证书)"
)
_HANDS_OVER = frozenset(
    "退交缴收付存扣免返还要的拿领取有和个"
)  # 退保证金: what happens to it, not what it is for
FIGURES = frozenset({Asked.LIMIT, Asked.VALIDITY, Asked.FEES, Asked.QUANTITY})
_KIND_OF = re.compile(r"(?:什么|哪些|哪种|哪类|何种)的?([\u4e00-\u9fff]{2})")
# 几种颜色, 几把钥匙; 保安要几个.
_COUNTED_THING = re.compile(
    r"(?<![哪那这好])(?:几|多少)[种把台套根间盏扇张本名位棵株辆栋幢座样]([\u4e00-\u9fff]{2})"
)
_THING_COUNTED = re.compile(
    r"([\u4e00-\u9fff]{2})(?:一共|总共|最少|最多|至少|必须|应该|应当|需要|得|要|该|配|派|设|放|请|来){1,3}"
    r"(?:几|多少)[个名位]人?(?:才.{0,4})?(?:[呢？?。，,]|$)"
)
# What is done about a lost paper is no matter of how it is first got.
_LOST = re.compile(r"丢了|弄丢|遗失|弄没了|找不着了|补发|补领")
_REPLACED = re.compile(r"遗失|灭失|毁损|损毁|丢失|补办|补发|补领|换发")
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
    if asked_slots(question)[:1] == (Asked.DEPARTMENT,):
        things += [doing for doing in (another_doing(question),) if len(doing) > 1]
    return (
        all(thing in text for thing in things)
        and all(any(w in text for w in (one, *statutory_words(one))) for one in _counted(question))
        and (_LOST.search(question) is None or _REPLACED.search(text) is not None)
    )


def _counted(question: str) -> Iterator[str]:
    """Yield the things whose number *question* asks for."""
    if asks_whether(question):
        return
    for pattern in (_COUNTED_THING, _THING_COUNTED):
        for thing in pattern.findall(question):
            if thing not in _ANYTHING and not asked_slots(thing):
                yield thing


def same_fee(question: str, text: str) -> bool:
    """A question about one named fee (监理费) is not answered by the amount of another."""
    named = [fee for fee in _NAMED_FEE.findall(question) if fee not in _ANY_FEE]
    return all(fee in text for fee in named)


def names_which(question: str, text: str) -> bool:
    """A figure of one sum of money, or of one certificate, is no figure of another."""
    if not FIGURES.intersection(asked_slots(question)[:1]):
        return True
    named = (one for one in _ONE_OF_MANY.findall(question) if one not in _ANY_FEE)
    return all(
        any(word in text for word in (one, *statutory_words(one)))
        for one in named
        if _HANDS_OVER.isdisjoint(one)
    )
