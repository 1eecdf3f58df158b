"""
What lies outside the district's business.

A topic or a place stops being outside as soon as the library holds a text about it: an operator who adds
another city's rule, or a statute on social insurance, has opened that door.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.documents import Document


@dataclass(frozen=True)
class Topic:
    """A field that other offices look after; ``held_by`` are words in titles that would open it."""

    asked: re.Pattern[str]
    held_by: tuple[str, ...]


def _topic(asked: str, *held_by: str) -> Topic:
    return Topic(re.compile(asked), held_by)


_TOPICS = (
    _topic(
        r"社保|养老保险|养老金|医保|医疗保险|失业金|生育津贴|公积金|退休|工资条|工龄",
        "社会保险", "医疗保障", "养老", "公积金", "就业", "退休",
    ),
    _topic(r"离婚|结婚|抚养费|抚养权|遗嘱|继承|赡养|彩礼|出轨|家暴", "民法典", "婚姻", "继承", "家庭"),
    _topic(r"身份证(?!号|【)|户口|落户(?!发展|项目)|护照|居住证|签证|港澳通行", "居民身份证", "户口", "出境", "居住证"),
    _topic(r"驾驶证|驾照|违章|扣几分|车牌|年检.*车|车.*年检|酒驾|交通事故", "道路交通", "机动车"),
    _topic(r"吃什么药|发烧|感冒|看病|挂号|疫苗|住院|门诊|头疼|肚子疼|怀孕", "医师", "药品", "医疗", "卫生"),
    _topic(
        r"劳动合同|劳动仲裁|辞职|离职|辞退|加班费|年休假|产假|试用期|工伤|五险一金",
        "劳动", "工伤", "社会保险", "民法典",
    ),
    _topic(r"高新技术企业|高企认定|专精特新|专利|商标|著作权登记", "科学技术", "专利", "商标", "高新技术", "著作权"),
    _topic(r"个税|个人所得税|增值税|报税|开发票|电子发票|退税", "税"),
    _topic(r"天气|下雨吗|气温|几度|股票|基金|彩票|房价|电影|明星|足球|篮球|星座|笑话|写(?![着明])(?:一?[首篇个段份])?[^，。]{0,10}(?:诗|歌|作文|代码|程序|情书|小说|周报)|菜谱|美食|腌|好吃|做饭|炒菜|旅游攻略|翻译成?"),
    _topic(r"高考|中考|学区|小学|中学|入学|转学|报名上学|幼儿园报名|教师资格|公务员考试|考研", "教育", "教师", "公务员"),
    _topic(r"借钱|贷款(?!合同)|信用卡|理财|炒股|保险理赔|网购|退货|手机卡|宽带|中奖|彩礼", "银行", "贷款", "保险", "消费者"),
    _topic(r"征兵|入伍|退役|党员|入党|选举|离退休|律师费|起诉离婚|刑拘|取保", "兵役", "退役", "选举", "诉讼"),
    _topic(r"养狗|狗证|宠物|猫咪|小孩上户|出生证|准生证|二胎|三孩", "养犬", "动物", "人口与计划生育"),
    _topic(r"低保|残疾证|养老院|丧葬|殡葬", "社会救助", "残疾", "殡葬", "低保"),
    _topic(r"(?:快递|外卖|火车票|飞机票|机票|地铁几点|公交几路)", "快递", "铁路", "航空"),
    _topic(
        r"个体户|个体工商户|(?:注册|开办?|设立|成立|注销)(?:一?[家个])?(?:新)?(?:公司(?!项目)|店|餐馆|饭店|超市)|公司(?:注册|注销|登记)|"
        r"工商(?:注册|登记|执照)|营业执照|食品经营|卫生许可证|餐饮|烟草",
        "市场主体", "公司法", "个体工商户", "食品", "公司登记",
    ),
)  # fmt: skip

# The city's other districts and other cities. 市中区 alone is never taken from a name: several cities have one.
_ELSEWHERE = [
    "历下",
    "槐荫",
    "天桥区",
    "历城",
    "长清",
    "章丘",
    "济阳",
    "莱芜",
    "钢城",
    "平阴",
    "商河",
    "起步区",
    "高新区管委会",
    "青岛",
    "烟台",
    "潍坊",
    "淄博",
    "威海",
    "临沂",
    "济宁",
    "泰安",
    "德州",
    "聊城",
    "滨州",
    "菏泽",
    "枣庄",
    "日照市",
    "滕州",
    "曲阜",
    "邹城",
    "肥城",
    "新泰",
    "龙口",
    "莱州",
    "招远",
    "寿光",
    "诸城",
    "青州",
    "高密",
    "胶州",
    "平度",
    "莱西",
    "即墨",
    "荣成",
    "乳山",
    "临清",
    "禹城",
    "邹平",
    "东营",
    "北京",
    "上海",
    "天津",
    "重庆",
    "广州",
    "深圳",
    "杭州",
    "南京",
    "苏州",
    "武汉",
    "成都",
    "西安",
    "郑州",
    "长沙",
    "合肥",
    "福州",
    "厦门",
    "沈阳",
    "大连",
    "长春",
    "哈尔滨",
    "石家庄",
    "太原",
    "呼和浩特",
    "南昌",
    "南宁",
    "海口",
    "昆明",
    "贵阳",
    "拉萨",
    "兰州",
    "西宁",
    "银川",
    "乌鲁木齐",
    "宁波",
    "无锡",
    "佛山",
    "东莞",
    "香港",
    "澳门",
    "台湾",
    "河北省",
    "江苏省",
    "浙江省",
    "广东省",
    "河南省",
    "安徽省",
]
_HERE = re.compile(r"济南|市中区|我区|本区|咱区|这边|本地|[管用]于?(?:我们|咱)")
_THEIR_ORIGIN = re.compile(r"(?:的)?(?:企业|公司|单位|老板|客商|投资人|总部|籍|人|集团|项目管家)")
# 跟青岛比, 学习青岛: still a question about another place's practice, so only names of firms are let through.


def others_business(question: str, documents: Iterable[Document], found: str = "") -> bool:
    """Say whether *question* is about other offices' business; not where what the search *found* first mentions it."""
    titles = [d.title for d in documents]
    return any(
        (named := topic.asked.search(question))
        and named[0] not in found
        and not any(word in t for word in topic.held_by for t in titles)
        for topic in _TOPICS
    )


def another_place(question: str, documents: Iterable[Document]) -> bool:
    """Say whether *question* is about another place than the district."""
    titles = [d.title for d in documents]
    if _HERE.search(question):
        return False
    for place in _ELSEWHERE:
        at = question.find(place)
        if at < 0 or _THEIR_ORIGIN.match(question, at + len(place)):
            continue
        if not any(place.rstrip("省市区") in title for title in titles):
            return True
    return False
