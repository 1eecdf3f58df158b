"""Whether a text counts what a question asks the number of: fifty metres are no answer to how many decibels."""

import re

from retrieval.numerals import CHINESE

NUMERAL = rf"(?:\d|[{CHINESE}半])"

_SUM_OF_MONEY = (
    r"(?:费用?|[税薪]|租金|价格|单价|押金|罚金)(?:标准)?(?:一般|大概)?"
    r"(?:是|为|有|要|得|收|交|缴|付){0,2}多少(?!天|日|个|年|次)|"
    r"多少(?:注册)?(?:资金|资本|费用?|押金|租金|税|罚款|工资|补贴|补助)"
)
# What is counted, as it is asked for, and as a text gives it.
_MEASURES: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (re.compile(asked), re.compile(given))
    for asked, given in (
        (r"百分之(?:几|多少)|比例|几个点|几成|税率|费率", r"百分之|%|分之"),
        (
            r"多少钱|几块(?![地板])|几毛|多少元|几元",
            r"元|不(?:得)?(?:再)?收|免|不予收费|无需缴纳|无偿|工本费",
        ),
        (_SUM_OF_MONEY, r"元|百分之|%|倍|不(?:得)?(?:再)?收|免|无偿|工本费"),
        (r"(?:多少|几)万", r"元"),
        (
            r"(?:年|月|天|日|多久|多长时间|季度)[^，。]{0,6}(?:一|1)(?:次|回)",
            r"每|(?:一|1|两|二)次",
        ),
        (
            r"面积|(?<![一每])平[方米]|[一每]平[方米](?!.*罚)|多大|公顷|几亩|多少亩",
            rf"(?:{NUMERAL}|每)\s*万?(?:平方|㎡|公顷|亩)|百分之|%",
        ),
        (r"(?:几|多少)米|多远|多高|多宽|多深|尺寸", rf"{NUMERAL}\s*(?:公里|千米|厘米|米)"),
        (r"多重|(?:几|多少)(?:公?斤|千克)", rf"{NUMERAL}\s*(?:吨|公?斤|千克|克)"),
        (
            r"(?<![有说差])几点(?:钟|半)?(?:以前|以后|之前|之后|前|后|到|开始|结束)",
            rf"{NUMERAL}\s*[时点]|夜间",
        ),
        (r"多高", r"高"),
        (r"多宽", r"宽"),
        (r"多深", r"深"),
        (r"(?:几|多少)立方", rf"{NUMERAL}\s*万?立方"),
        (r"(?:几|多少)家", rf"{NUMERAL}\s*[个家]"),
        (r"几级|等级|星级", rf"{NUMERAL}\s*[级星]|等级"),
        (r"(?:几|多少)[次回]", rf"{NUMERAL}\s*次"),
        (r"(?:几|多少)(?:个人|名|位)", rf"{NUMERAL}\s*(?:个?人|名|位)|分之|%"),
    )
)
# The other words that count things are the same in a question and in a text.
_COUNTED = re.compile(
    r"(?:几|多少)(?P<by>分贝|千瓦|场|方(?!面)|轮|张|吨|层|倍|份|棵|株|根|台|辆|栋|幢|户|扇|套|卷|页|门|度|趟|道|伏|寸|人|"
    r"班|把|盏|间|室|厅|口|桶|孔|床|遍|岁|挂|车|袋|箱)(?!民|员|类)"
)
_COUNTED_THING = re.compile(
    r"(?:几|多少)个(?!月|工作日|点|小时|人|部门|环节|阶段)(?P<thing>[\u4e00-\u9fff]{1,2})"
)
_PEOPLE = "户人"
_A_SHARE = "|分之|%"  # two thirds of the owners are so many of them
# A place in a row counts nothing, and these words only look like numbers.
_NO_NUMBER = re.compile(
    rf"第[{CHINESE}\d]+[条款项章节编届次批类]|[（(][{CHINESE}\d]+[）)]|(?m:^\d+\.)|"
    r"[统唯同单专进万逐]一|一(?:致|般|律|切|并|定|经|旦|体)|一次(?=[性说告讲])|十分"
)
# What answers how much, or from when, without a number.
_WITHOUT_NUMBER = (
    (re.compile(r"[钱块元费]"), re.compile(r"不(?:得)?(?:再)?收|免|无偿|无需缴纳|工本费")),
    (re.compile(r"几点"), re.compile(r"夜间")),
)


def same_measure(question: str, text: str) -> bool:
    """
    Say whether *text* counts in what *question* asks for; true where it asks for no measure.

    >>> same_measure("噪声不能超过多少分贝", "处一万元以上罚款"), same_measure("保修几年", "保修期为五年")
    (False, True)
    """
    text = _NO_NUMBER.sub("", text)
    if any(asked.search(question) and not given.search(text) for asked, given in _MEASURES):
        return False
    counted = _COUNTED.search(question)
    share = _A_SHARE if counted and counted["by"] in _PEOPLE else ""
    if counted and not re.search(rf"{NUMERAL}\s*个?{counted['by']}{share}", text):
        return False
    thing = _COUNTED_THING.search(question)
    if thing is None:
        return True
    counted_before = rf"{NUMERAL}\s*个?.{{0,4}}{thing['thing']}"
    counted_behind = rf"{thing['thing']}.{{0,3}}(?:不少于|不超过)?{NUMERAL}\s*[个名人位]"
    return re.search(f"{counted_before}|{counted_behind}", text) is not None


def asks_measure(question: str) -> bool:
    """Say whether *question* says in what it wants the number counted."""
    patterns = (_COUNTED, _COUNTED_THING, *(asked for asked, _ in _MEASURES))
    return any(pattern.search(question) for pattern in patterns)


def counts(question: str, text: str) -> bool:
    """
    Say whether *text* gives a number in the measure that *question* asks for; true where it asks for none.

    >>> counts("供热管道埋多深", "禁止在供热管道上方建房"), counts("要埋多深", "埋设深度不得小于一米")
    (False, True)
    """
    if not asks_measure(question):
        return True
    without = any(ask.search(question) and said.search(text) for ask, said in _WITHOUT_NUMBER)
    return (without or holds_number(text)) and same_measure(question, text)


def holds_number(text: str) -> bool:
    """
    Say whether *text* counts anything; the numbers of articles and list items do not.

    >>> holds_number("除本法第三十七条第三款外，应当统一抽取"), holds_number("不得少于三人")
    (False, True)
    """
    rest = _NO_NUMBER.sub("", text)
    return re.search(rf"{NUMERAL}|百分之|%", rest) is not None
