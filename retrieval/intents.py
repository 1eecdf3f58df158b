"""What a person wants, told from fixed patterns before anything is searched."""

import re
from collections.abc import Callable

from retrieval.answers import AnswerStatus as S
from retrieval.orders import is_order

PROJECT_CODE = re.compile(r"(?<!\d)\d{4}[-－—–]?\d{6}[-－—–]?\d{2}[-－—–]?\d{2}[-－—–]?\d{6}(?!\d)")

_MINE = r"(?:我们?(?:的|这个|那个|家|司|公司|单位)*|咱们?(?:的|这个|那个|家|公司)*|本项目|(?:这|那)个|贵局对我)"
_OURS = r"(?:项目|件|办件|申请|案子|材料|手续|审批|单子|进度|许可|证)"

_GREETING = re.compile(
    r"(?:你好|您好|hi|hello|hey|嗨|哈喽|喂|在吗|在不在|有人吗|(?:早上|上午|中午|下午|晚上)好|早)[呀啊吗嘛哦！!。.~，,？? ]*(?:在吗[？?]?)?",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"(?:好的?|行|嗯+|哦+|ok|明白了?|知道了?|收到|了解了?|懂了|可以了?|太好了)?[，,！!。 ]*(?:非常|太|十分|多)?(?:谢谢|感谢|谢了|多谢|辛苦|thanks|thank you)\S{0,6}"
    r"|(?:好的?|行|嗯+|哦+|ok|明白了?|知道了?|收到|了解了?|懂了)[！!。~ ]*",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"你(?:是谁|是什么|叫什么|能(?:干|做|帮)\S{0,6}什么|会(?:什么|干什么|做什么)|有(?:什么|哪些)功能|是(?:真人|机器人?|人工|AI|ai)\S{0,3})|"
    r"^(?:帮助|使用说明|功能|菜单|怎么(?:使|用)(?:你|这个)?)[？?！!。]*$"
)
_PERSON = re.compile(
    r"转(?:接)?人工|人工(?:客服|服务|咨询|帮助|坐席)|(?:找|要|叫|换)(?:个)?(?:人工|真人|活人)|^人工[。！!]*$|"
    r"(?:联系|找|呼叫|叫)(?:一下|个|下|我的|我们的|你们的?)?(?:工作人员|项目管家|管家|帮办专员|帮办|客服|专员|办事员)(?:聊|说|问|帮|吧|谈)?(?!申请|是|有|做|能|怎)"
)
# Whoever asks when to see the steward, or with what, asks a question of its own.
_ABOUT_SEEING_ONE = re.compile(
    r"[啥什]么?时候|哪几样|哪些|之前|(?:带|备|准备)(?:上|好)?(?:什么|啥|哪)"
)
_COMPLAINT = re.compile(
    r"投诉|态度(?:太|很|真|特别|极)?(?:差|恶劣|不好)|(?:你们|窗口|工作人员).{0,6}不作为|吃拿卡要|刁难|推诿|踢皮球|卡着不(?:给)?办|太慢了|没人(?:管|接电话)|骗人|什么破"
)
# Whoever asks how soon a complaint has to be answered does not complain.
_HOW_SOON = re.compile(
    r"(?:(?:几|多少)个?(?:工作日|天|日|小时)|多久|多长时间)(?:之?内)?"
    r"(?:就?[要得能会应该必须]+)?(?:给|有|出)?(?:答复|回复|处理|办结|受理|反馈|核实|解决|结果|个?说法)"
)
_STATUS = re.compile(
    rf"{_MINE}.{{0,10}}{_OURS}?.{{0,8}}(?:(?<![送报递])到哪(?:一?步|儿|里|个环节)?(?:了|啦)?(?!办|交|领|申请|一?级|个?(?:部门|窗口)|年|家)|进度|什么状态|啥状态|批下来(?:了|没)|审完|办完了?[吗没]|办好了?[吗没]|"
    r"受理了?[吗没]|批了[吗没]|办得怎么样|怎么样了|卡在哪(?!一?步之?前)|进行到)|"
    r"(?:查|看|查询|查看)(?:一下|下)?(?:我的?|办件|办理|审批|项目)*(?:进度|状态)$|办到哪(?:一?步)?了|走到哪(?:一?步)?了"
)
_NEXT_STEP = re.compile(
    rf"(?:{_MINE}.{{0,12}}(?:下一步|接下来|下面|后面|还差|还缺).{{0,10}}(?:什么|啥|哪|怎么|几)|^(?:下一步|接下来)(?:该|要|应该|需要|我)*(?:办|做|干|弄)(?:什么|啥)|"
    r"我(?:现在|接下来)?(?:该|应该)(?:办|做|干)(?:什么|啥)(?!证|手续|许可))"
)
_SALON = re.compile(r"沙龙")
# What a salon is, what is said there worth, and whether one has to pay or come, a guide says.
_SALON_IDEA = re.compile(
    r"什么是|是什么|什么意思|是啥|干什么的|做什么的|有什么用|介绍|答应|点了?头|口头|算数|批文|"
    r"转.{0,6}(?:钱|费|块|百)|能信|可信|靠谱|是真的|扣分"
)
_PREDICTION = re.compile(
    r"(?:能不能|能否|会不会|是不是能|可不可以)(?:给)?(?:批|批准|通过|批下来|过(?!户|期|渡)|获批)(?:下来|掉)?(?:[吗呢？?。！!]|$)|"
    r"能(?:批|批准|批下来|获批|通过(?:审批|审查)?|过审)[吗么不？?]|批(?:得|的)下来|(?:通过|获批)?(?:的)?(?:概率|几率|把握|希望|胜算)(?:大|有|多)|"
    r"(?:有没有|有)(?:希望|把握|可能)(?:批|通过|过|拿)|(?:会不会|会)被?(?:驳回|退件|卡|打回)|你(?:判断|预测|估计|猜)一?下|能(?:不能)?(?:再)?(?:提前|快点|快一点|早点)(?:批|办|办完|下来|下证|出证|拿证|拿到|办好|给)?[吗么不呢？?]|"
    r"(?:你)?(?:觉得|认为|看好|怎么看).{0,12}[吗？?]|一定(?:能|会)(?:批|通过|下来)"
)
_CONDITION = re.compile(r"没(?!问题)|未|还差|缺|不够|不符合|不齐|[天日月年]")
_REQUEST = re.compile(
    r"(?:帮|替|给)(?:我们?|我司|咱们?|俺)(?:公司|单位|家|项目)?(?:把|将)?.{0,14}(?:提前|加急|插队|优先|通过|批了|办了|盖章|撤回|撤销|提交(?:一下|上去|了|申请)?$|申请一下|报名|办一下|改成|改一下|"
    r"催一?催|催一下|填一下|走(?:个)?(?:后门|关系))|通融|走后门|开绿灯|走(?:个|一下)关系|(?:帮|替)(?:我|我们|咱们).{0,16}(?:约|撤了?|删了?|取消)(?:明天|后天|一下|上午|下午|个|掉|了|$)|把.{0,12}(?:进度|资料|信息|电话).{0,4}(?:发|给)(?:给)?我|加急(?:一下|办|处理)|催一下|催催|插个队"
)
# 建筑法20条 is an article, 20条道路 are roads.
_TWENTY = r"(?:提速增效.{0,6}(?:20|二十)?\s*条?|(?<![\d百千第法例定则》])(?:20|二十)条(?!件|道?路))"
_TWENTY_TEXT = re.compile(
    rf"{_TWENTY}.{{0,10}}(?:第\s*[0-9一二两三四五六七八九十]+\s*条|全文|原文|正文|内容|条文|文号|文件|下载|哪20条|哪二十条|里?哪一?条|都有(?:哪些|什么|啥)|"
    rf"(?:说|讲|写|规定|提到|包括|包含)了?(?:什么|哪些|啥)|(?:规?定|承诺)了(?![吗没])|具体|逐条|分别)|第\s*[0-9一二两三四五六七八九十]+\s*条.{{0,6}}{_TWENTY}"
)
_TWENTY_NAMED = re.compile(_TWENTY)
_WHERE_TO_GET_IT = re.compile(
    r"[哪那](?:儿|里|个窗口)?(?:能|可以)?(?:要|讨|拿|领|索取)|找谁[要拿领]"
)


def _says(pattern: re.Pattern[str], but: re.Pattern[str] | None = None) -> Callable[[str], bool]:
    return lambda q: pattern.search(q) is not None and (but is None or but.search(q) is None)


def _is(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda question: pattern.fullmatch(question) is not None


# The first that matches decides.
_ENDINGS: tuple[tuple[S, Callable[[str], bool]], ...] = (
    (S.UNANSWERABLE_OUT_OF_SCOPE, is_order),
    (S.ROUTED_GREETING, _is(_GREETING)),
    (S.ROUTED_THANKS, _is(_THANKS)),
    (S.ROUTED_CASE_STATUS, _says(PROJECT_CODE)),
    (S.ROUTED_CASE_STATUS, _says(_STATUS)),
    (S.ROUTED_NEXT_STEP, _says(_NEXT_STEP)),
    (S.ROUTED_PERSON, _says(_PERSON, but=_ABOUT_SEEING_ONE)),
    (S.ROUTED_COMPLAINT, _says(_COMPLAINT, but=_HOW_SOON)),
    (S.ROUTED_SALON, _says(_SALON, but=_SALON_IDEA)),
    (S.UNANSWERABLE_REQUEST, _says(_REQUEST)),
    (S.UNANSWERABLE_PREDICTION, _says(_PREDICTION, but=_CONDITION)),
    (S.ROUTED_ABOUT, _says(_ABOUT)),
)


def intent_of(question: str) -> S | None:
    """
    Return the ending that *question* leads to without any search, or None for a policy question.

    >>> intent_of("2312-370103-04-01-123456 到哪了").value, intent_of("施工许可证几天能批下来？")
    ('routed_case_status', None)
    """
    return next((ending for ending, wanted in _ENDINGS if wanted(question)), None)


def asks_for_the_twenty(question: str) -> bool:
    """Say whether *question* wants the text of 提速增效20条, which nobody has published."""
    wanted = _TWENTY_TEXT.search(question) is not None
    return wanted and _WHERE_TO_GET_IT.search(question) is None


def names_the_twenty(question: str) -> bool:
    """Say whether *question* is about 提速增效20条 at all."""
    return _TWENTY_NAMED.search(question) is not None
