"""Which kind of fact a question asks for."""

import re
from enum import StrEnum
from functools import lru_cache

from knowledge.passages import Slot


class Asked(StrEnum):
    """The kinds of fact people ask for. The first eleven are fields of a guide as well."""

    LIMIT = "时限"
    MATERIALS = "材料"
    CONDITIONS = "条件"
    EXCEPTIONS = "例外"
    DEPARTMENT = "部门"
    FEES = "费用"
    BASIS = "依据"
    PROCESS = "流程"
    VALIDITY = "有效期"
    DEFINITION = "含义"
    CAUTION = "注意"
    PENALTY = "处罚"
    QUANTITY = "数量"
    PAYER = "谁承担"
    DIRECTORY = "名单地址"
    PERMISSION = "可否"
    MARKET = "行情"
    STATISTICS = "统计"


# Firms, telephone numbers, prices among businesses and counts of what was done: no statute and no guide has them.
KEPT_NOWHERE = frozenset({Asked.DIRECTORY, Asked.MARKET, Asked.STATISTICS})

# Tried in this order; the first that matches is what the answer must contain.
_PATTERNS: tuple[tuple[Asked, str], ...] = (
    (
        Asked.DIRECTORY,
        (
            r"(?<![找归定])哪(?:几)?家(?!牵头)|哪个?(?:厂|品牌|牌子)|在哪几[个家处]|哪几个(?:镇|街道|村|小区)|谁家(?!的)|(?<!黑)(?:名单|名录)(?:有|在哪|是|给|发|[？?]|$)|电话(?:是|多少|号|呢|吗|[？?]|$)|号码是|(?:办公|办理|窗口|详细)地址|地址(?:是|在|呢|[？?]|$)|几号窗口|联系方式|上班时间|几点(?:上班|下班|开门|关门)|网址|网站是|"
            r"哪些(?:公司|中介)|"
            r"(?:局长|科长|主任|领导|负责人|经办人|审批人|工作人员|窗口)(?:是谁|叫什么|姓什么|的?(?:名字|姓名|电话|手机|微信))|"
            r"哪个?(?:网页|网址|网站|链接)|下载|值班电话|(?:周[一二三四五六日末天]|星期[一二三四五六日天]|节假日|中午).{0,12}(?:窗口|大厅|开门|营业)|(?:窗口|大厅).{0,8}(?:周[一二三四五六日末天]|星期|节假日|中午)|"
            r"代办.{0,14}(?:多少钱|价|收费|费用)|"
            r"模板(?:有|在哪|哪里|给|发|[？?]|$)|样表|范本|空白?表(?!面|示|明)|(?:哪个|什么|有没有|有|用|叫)(?:小程序|公众号|微信群|QQ群|二维码|APP(?![A-Za-z])|app(?![A-Za-z]))|(?:扫|用)(?:哪个|什么)码|(?:小程序|公众号|微信群|二维码)(?:叫|是|在|有|[？?]|$)|(?:怎么|去哪|在哪)(?:取|叫)号|要排(?:多久|多长时间)?队|排队(?:要|得|多)|"
            r"(?:传真|邮箱|微信号|邮编)(?:是|多少|号|[？?]|$)|"
            r"(?:在|去|上)几楼|几楼(?:办|窗口|大厅)|(?:坐|乘)(?:几|哪)路|几号线|"
            r"(?:表|表格|申请书).{0,4}(?:哪里|哪儿|去哪|在哪)(?:能|可以)?(?:下|领|拿|取|要)|"
            r"(?:给|帮|麻烦)?推荐(?:一家|几家|个公司|家|一下)|(?:哪|几)家(?:公司|机构)?(?:比较)?靠谱|口碑|排行榜|的清单[？?。]?$"
        ),
    ),
    (
        Asked.MARKET,
        (
            r"行情|均价|报价(?:多少|大概|是|[？?]|$)|市场价(?:是|大概)?多少|市面上|房价(?:是|现在|大概|涨|跌)?(?:多少|几)|贵不贵|打几折|"
            r"(?:找|请(?!问|告)|委托|雇)[^，,。？?谁罚]{1,16}(?:花|收|要|得)?(?:多少钱|什么价)|"
            r"(?:做|编|编制|写|出|画|测|编写|代编)一?[份个本套张][^，,。？?]{0,12}(?:多少钱|什么价|费用多少)|"
            r"(?:编制|编写|咨询|中介|律师)费.{0,6}(?:多少|怎么(?:收|算)|几个点|贵|什么价)"
        ),
    ),
    (
        Asked.STATISTICS,
        (
            r"(?:去年|今年|上半年|下半年|上个?月|本月|近[几三五]年|累计|截至|到目前)[^，,。？?]{0,16}(?:多少|几)(?:个(?!月|工作日|小时)|件|家|起|本|张|份|户|宗|套|处|单)|"
            r"(?:你们|区里|审批局|大厅)(?:一共|总共|现在|目前)?有(?:多少|几)(?:个|名|位)?(?:人|工作人员|窗口|项目管家|专员)"
        ),
    ),
    (
        Asked.PAYER,
        (
            r"谁(?:来)?(?:出钱|掏钱|付钱|买单|付款|出这|承担|负担|掏|出)|(?:钱|费用?).{0,10}(?:我们|企业|单位|自己|政府|国家|财政)出|"
            r"(?:谁|哪一?方)(?:来)?(?:承担|负担|支付|给配|赔|还)|找谁(?:要|讨|赔)"
        ),
    ),
    (
        Asked.PENALTY,
        r"罚(?!.{0,3}(?:告知|决定|听证))|处分|下场|后果|追究|法律责任|怎么处理|咋处理|吊销|没收|坐牢|判刑",
    ),
    (
        Asked.FEES,
        (
            r"多少钱|取费|费率|什么价|费用(?:是|要|多少|呢|怎么|标准|高|贵|[？?。]|$)|收费|收(?:多少|什么|啥|不收)?(?:钱|费)|(?<!谁)要(?:交|花|缴)?钱|交钱|花钱|免费|手续费|几个点|价格|"
            r"(?:交|缴|收|花)[^，,]{0,8}多少(?!天|日|个?工作日|个?月|年)|(?:交|缴|收)费|工本费|押金|保证金.{0,4}多少"
        ),
    ),
    (
        Asked.VALIDITY,
        (
            r"有效期|(?:延|续|拖)[^，,]{0,4}(?:几|多少)[次回]|管(?:几|多少)年|(?:能|可以)用(?:多久|几年|多长)|有效(?:多久|几年|多长)|几年有效|最长(?:能|可以)?(?:占|用)?(?:多久|几年|多长)|(?:使用|占用|占地|用地|借用)期限|(?<!审)批多长时间|能占(?:多久|几年|多长)|多久(?:会)?(?:失效|过期|作废)|"
            r"过期|失效|作废|几年(?:一)?(?:换|审|检)|延[^，,]{0,8}几(?:年|个月)|第几年|一辈子|(?:永久|永远|长期|一直)有效"
        ),
    ),
    (
        Asked.LIMIT,
        (
            r"(?<![那这])(?:几|多少)个?(?:工作日|自然日|天|日|月|小时|年|周|星期|礼拜)|多久|多长时间|多少时间|天数|时长|周期|(?:审批|办理|审查)时间|什么时候|啥时候|何时|几时|时限|期限|期间是|多快|"
            r"最[晚迟].{0,8}(?:前|时|天|月|号)|时间多长|等多长|多长.{0,2}(?:批|办|下)|快则|要等|哪天|(?:年|月|季度|周)一[次回]还是|[这那]么(?:久|长时间)|时间(?:上)?(?:的)?限制"
        ),
    ),
    (
        Asked.QUANTITY,
        (
            r"(?<![才就哪那这前后])(?:几|多少)(?:家|场|方(?!面)|轮|位|张|根|台|辆|栋|幢|扇|套|页|趟|分贝)|等级|星级|(?<![才就])(?:几|多少)(?:米|平方?|平米|公里|层|级|倍|次|回|个?人|份|公顷|亩|档|度|吨|成|户|棵|株|位)|百分之(?:几|多少)|多少(?:比例|面积)|"
            r"比例|上限|下限|最多|最少|至少|不低于|多大|多高|多宽|多远|占多少|多少个|几个|多少"
        ),
    ),
    (
        Asked.MATERIALS,
        (
            r"材料|资料|要件|带(?:什么|啥|哪些)|几样|(?:提交|递交|提供|交|准备|附|填|写|填写|报)(?:一?些|上去)?(?:什么|哪些|啥)(?!费|钱|时候)|"
            r"(?:什么|哪些|啥)(?:文件|证件|证明|报告|表格|内容|手续)|要件|清单"
        ),
    ),
    (
        Asked.DEPARTMENT,
        (
            r"找谁|问谁|[找归]哪家|谁(?:来)?(?:批|审|管|发|负责|点头|办|验|说了算)|哪(?:个|一|些|一个|一级|级|里|儿|层|头)+(?:的)?(?:部门|单位|机关|局|政府|批|审|办|管)|"
            r"哪一?级|去哪|到哪(?!一?步|了)|上哪|(?<!差)在哪(?!个(?!部门|单位|机关|局|窗口|政府))|哪里(?:办|交|申请)|哪儿(?:办|交|申请)|向谁|归谁|归哪|报(?:给|送)?谁|由谁|跟谁|"
            r"什么(?:部门|单位|机关)|部门(?:审批|办理|管)|省里市里|市里还是区"
        ),
    ),
    (
        Asked.CONDITIONS,
        (
            r"在?(?:什么|哪些|哪种|啥|何种)样?的?(?:条件|情况|情形)之?下|条件|(?:哪些|什么)(?:人|单位|企业)(?:都)?(?:要|需要|得|应)|什么要求|哪些要求|符合(?:什么|哪些)|具备|满足(?:什么|哪些)|什么情况|哪(?:些|几种)情况|什么情形|哪(?:些|几种)情形|资格|门槛|"
            r"什么样的|(?:哪|什么)(?:几|些)?(?:类|种|些)?(?:的)?(?:项目|工程|企业|用地|建筑)|前提|才能|才给|才可以"
        ),
    ),
    (
        Asked.EXCEPTIONS,
        (
            r"要不要|用不用|需不需要|必不必须|(?:需要|必须|一定要|还要|还得|还需要|都要|要办).{0,14}(?:吗|(?<![什怎])么|不|？|\?)|是不是(?:都|必须|得|要|一定)|豁免|"
            r"不(?:用|需要|必)(?:再)?(?:办|申请|领|做|取得|交)|不办(?:行|可以)|例外|非.{1,8}不可|(?:能不能|可不可以|可以|能)不[办做报交用编审验]|哪些[^，,。？?]{0,4}不|不(?:能|给|让)[^，,。？?]{0,4}哪些"
        ),
    ),
    (
        Asked.BASIS,
        r"依据|出自|哪(?:条|部|个)(?:法|规定)|什么(?:法|规定|文件)|根据(?:什么|哪)|法律上怎么说|法条|出处",
    ),
    (
        Asked.DEFINITION,
        r"什么意思|啥意思|含义|什么是|什么叫|啥是|啥叫|定义|指的是|指什么|是指|介绍|是啥|是什么(?!时候|部门|材料)|怎么理解|包括(?:什么|哪些)|干(?:什么|啥)的|做(?:些|点)(?:什么|啥)",
    ),
    (
        Asked.PROCESS,
        r"流程|步骤|先(?:做|办|干)(?:什么|啥|哪)|(?:怎么|如何|咋|怎样)(?:个)?(?:办|弄|申请|走|办理|报|做|操作|处理|补|改|变更|延期|整)|程序|先后|顺序|手续|怎么回事|该咋|咋整",
    ),
    (
        Asked.PERMISSION,
        (
            r"能不能|可不可以|可以.*(?:吗|(?<![什怎])么|不)|能.*(?:吗|(?<![什怎])么|不)|行不行|行吗|允许|让不让|能否|是否|可否|合规吗|合法吗|算不算|会不会|有没有(?:限制|要求)|"
            r"一样吗|(?:吗|(?<![什怎])么)[？?。]?$|(?:对|是)吧[？?。]?$"
        ),
    ),
)
_COMPILED = tuple((asked, re.compile(pattern)) for asked, pattern in _PATTERNS)

_GUIDE_SLOTS: dict[Asked, tuple[Slot, ...]] = {
    Asked.LIMIT: (Slot.LIMIT,),
    Asked.MATERIALS: (Slot.MATERIALS, Slot.CONDITIONS),
    Asked.CONDITIONS: (Slot.CONDITIONS, Slot.EXCEPTIONS),
    Asked.EXCEPTIONS: (Slot.EXCEPTIONS, Slot.CONDITIONS),
    Asked.DEPARTMENT: (Slot.DEPARTMENT,),
    Asked.FEES: (Slot.FEES,),
    Asked.PAYER: (Slot.FEES,),
    Asked.BASIS: (Slot.BASIS,),
    Asked.PROCESS: (Slot.PROCESS,),
    Asked.VALIDITY: (Slot.VALIDITY,),
    Asked.DEFINITION: (Slot.DEFINITION,),
    Asked.CAUTION: (Slot.CAUTION,),
    Asked.PENALTY: (),
    Asked.QUANTITY: (Slot.EXCEPTIONS, Slot.CONDITIONS, Slot.VALIDITY),
    Asked.DIRECTORY: (),
    Asked.MARKET: (),
    Asked.STATISTICS: (),
    Asked.PERMISSION: (Slot.EXCEPTIONS, Slot.CONDITIONS, Slot.CAUTION, Slot.DEFINITION),
}


_MENTIONED = frozenset({Asked.PENALTY, Asked.FEES})
_ASKING = re.compile(r"几|多少|多久|多长|何|什么|啥|谁|哪|怎|咋")
_MAY = re.compile(r"能不能|可不可以|能否|可否")
_UNASKED = ((Asked.FEES,), (Asked.QUANTITY,))  # where the question is whether one may
_LONGEST_CUE = 8  # characters
_YES_OR_NO = re.compile(
    r"^(?:还需要|需要|必须|一定要|还要|还得|都要|可以|能(?!不))|[吗么不？?。]+$"
)


@lru_cache(maxsize=256)
def asked_slots(question: str) -> tuple[Asked, ...]:
    """Return the kinds of fact *question* asks for, the decisive one first; empty when it names none."""
    found = {asked: m for asked, pattern in _COMPILED if (m := pattern.search(question))}
    asked = tuple(found)
    mentioned = asked[:1] == (Asked.MATERIALS,) and not _ASKING.search(question)
    mentioned |= asked[:1] in _UNASKED and asks_whether(question)
    if mentioned and len(asked) > 1:
        # 缺的材料不用交了吧, 能不能新设收费, 能不能分给几家: they are what it is about, not what is asked.
        asked = (*asked[1:], asked[0])
    limit = found.get(Asked.LIMIT)
    if (
        limit
        and asked[0] in _MENTIONED
        and not _ASKING.search(found[asked[0]][0])
        and _ASKING.search(limit[0])
    ):
        # 免费安检是几年一回, 罚款几天内交: the one is only mentioned, the other is asked.
        return (Asked.LIMIT, *(one for one in asked if one is not Asked.LIMIT))
    return asked


def asks_whether(question: str) -> bool:
    """Say whether *question* is whether one may; a 几 in it then asks for no number."""
    return _MAY.search(question) is not None


_CLAUSE = re.compile(r"[^，,。；;！!？?]+[？?]?")
_ASKS = re.compile(
    rf"{_ASKING.pattern}|{_MAY.pattern}|[吗么不没]$|[吗么][？?]?$|要不要|用不用|行不行|是不是"
)


def asking_clause(question: str) -> str:
    """
    Return the last clause of *question* that asks; all of it where none does.

    >>> asking_clause("自家屋后的树砍几棵，要办证吗")
    '要办证吗'
    """
    clauses = [clause for clause in _CLAUSE.findall(question) if _ASKS.search(clause.strip())]
    return clauses[-1] if clauses else question


def cue_of(question: str) -> str:
    """
    Return the words of *question* that say which kind of fact it asks for first; empty when none do.

    >>> cue_of("施工许可证几天下来")
    '几天'
    """
    asked = asked_slots(question)
    match = dict(_COMPILED)[asked[0]].search(question) if asked else None
    return match[0] if match and len(match[0]) <= _LONGEST_CUE else ""


_WHO = re.compile(
    r"(?:由谁|谁来?|[去到上在]哪(?:里|儿|个地方)?)(?:去|来|能|可以|给)*(?P<does>[\u4e00-\u9fff]{1,2})"
)
_HANDLES = frozenset("批办审管受申负归找核交报领监牵窗局部机点定决")


def another_doing(question: str) -> str:
    """
    Return what somebody does that a question for who or where is about; empty if it is about handling.

    >>> another_doing("施工许可去哪办"), another_doing("竣工验收会议由谁主持")
    ('', '主持')
    """
    match = _WHO.search(question)
    if match is None or not _HANDLES.isdisjoint(match["does"]):
        return ""
    return match["does"]


def guide_slots(asked: Asked) -> tuple[Slot, ...]:
    """Return the fields of a guide that answer *asked*, best first."""
    return _GUIDE_SLOTS[asked]


@lru_cache(maxsize=256)
def topic_of(question: str) -> str:
    """
    Return *question* without the words that only say what kind of fact is wanted.

    >>> topic_of("施工许可证几天下来"), topic_of("可以用名人的名字注册商标吗")
    ('施工许可证 下来', ' 用名人的名字注册商标 ')
    """
    first = asked_slots(question)[:1]
    for asked, pattern in _COMPILED:
        if asked not in _MENTIONED or asked in first:
            question = pattern.sub(_unless_long, question)
    return question


def _unless_long(match: re.Match[str]) -> str:
    # 能出租吗 and 可以用名人的名字注册商标吗 say yes or no around what they ask about: that is the topic.
    within = _YES_OR_NO.sub("", match[0])
    if within != match[0]:
        return f" {within} " if len(within) > 1 else " "
    return " " if len(match[0]) <= _LONGEST_CUE else match[0]
