"""Which fact is asked for, and whether words can give it."""

import pytest

from retrieval.facts import holds_fact
from retrieval.slots import Asked, asked_slots, topic_of


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("施工许可证几天能批下来", Asked.LIMIT),
        ("什么时候能下来", Asked.LIMIT),
        ("需要带什么材料", Asked.MATERIALS),
        ("要交多少钱", Asked.FEES),
        ("这笔费用谁承担", Asked.PAYER),
        ("该找谁批", Asked.DEPARTMENT),
        ("去哪办", Asked.DEPARTMENT),
        ("具备什么条件才能办", Asked.CONDITIONS),
        ("要不要办", Asked.EXCEPTIONS),
        ("依据是什么", Asked.BASIS),
        ("流程怎么走", Asked.PROCESS),
        ("有效期几年", Asked.VALIDITY),
        ("容缺受理是什么意思", Asked.DEFINITION),
        ("没办就开工会怎么罚", Asked.PENALTY),
        ("面积上限是多少", Asked.QUANTITY),
        ("有哪几家机构，电话多少", Asked.DIRECTORY),
        ("窗口负责人是谁", Asked.DIRECTORY),
        ("施工许可申请表有没有样表", Asked.DIRECTORY),
        ("办施工许可用哪个小程序", Asked.DIRECTORY),
        ("房价现在多少", Asked.MARKET),
        ("找中介做环评要多少钱", Asked.MARKET),
        ("做一份水土保持方案多少钱", Asked.MARKET),
        ("去年批了多少个项目", Asked.STATISTICS),
        ("保护名录里的山能修坟吗", Asked.PERMISSION),
        ("消控室要几个人值班", Asked.QUANTITY),
        ("免费安检是几年一回", Asked.LIMIT),
        ("工资让老板拖着，找谁要钱", Asked.PAYER),
        ("可以先开工吗", Asked.PERMISSION),
        ("排污许可证办一次管一辈子吗", Asked.VALIDITY),
        ("登记表也要这么久", Asked.LIMIT),
        ("招标要几家来投", Asked.QUANTITY),
        ("评估单位要什么资质等级", Asked.QUANTITY),
        ("办规划证带哪几样", Asked.MATERIALS),
        ("告知承诺不能办哪些", Asked.EXCEPTIONS),
        ("视为受理出自哪条", Asked.BASIS),
        ("缺的那份材料不用交了吧", Asked.EXCEPTIONS),
        ("勘探的费用都是政府出，是不是", Asked.PAYER),
        ("排水许可哪些人要办", Asked.CONDITIONS),
        ("区里能不能新设收费项目", Asked.PERMISSION),
        ("领导指定哪家公司干合法吗", Asked.PERMISSION),
        ("欠薪进黑名单有什么后果", Asked.PENALTY),
    ],
)
def test_the_kind_of_fact_is_told_from_the_words(question: str, asked: Asked):
    assert asked_slots(question)[0] is asked


@pytest.mark.parametrize(
    ("asked", "question", "text", "holds"),
    [
        (Asked.LIMIT, "要几天", "应当自受理之日起二十日内作出决定", True),
        (Asked.LIMIT, "要几天", "应当及时作出决定", False),
        (Asked.LIMIT, "什么时候办", "应当在开工前办理", True),
        (Asked.FEES, "要多少钱", "实施行政许可不得收取任何费用", True),
        (Asked.FEES, "要多少钱", "每平方米 1600 元", True),
        (Asked.FEES, "要多少钱", "应当缴纳建设费", False),
        (Asked.FEES, "要多少钱", "处二万元以上五万元以下罚款", False),
        (Asked.FEES, "监理费收多少", "勘察费按百分之三收取", False),
        (Asked.QUANTITY, "面积上限多少", "投资不超过三十万元", False),
        (Asked.QUANTITY, "面积上限多少", "建筑面积三百平方米以下", True),
        (Asked.QUANTITY, "能延期几次", "延期以两次为限", True),
        (Asked.QUANTITY, "最远多少米", "不得超过三十日", False),
        (Asked.QUANTITY, "一户配几个车位", "建设两个出入口，配置车位", False),
        (Asked.QUANTITY, "一户配几个车位", "每户不少于一个车位", True),
        (Asked.VALIDITY, "能延几次", "每次延期不超过三个月", False),
        (Asked.VALIDITY, "证能用几年", "三十日内申请换证", False),
        (Asked.QUANTITY, "要抽几个专家", "依照第三十七条第三款统一抽取", False),
        (Asked.PENALTY, "会怎么罚", "许可证自行废止", False),
        (Asked.PENALTY, "有什么后果", "许可证自行废止", True),
        (Asked.PENALTY, "要罚多少", "责令改正", False),
        (Asked.PENALTY, "要罚多少", "处百分之一以上百分之二以下的罚款", True),
        (Asked.PENALTY, "会怎么处理", "责令改正", True),
    ],
)
def test_a_text_holds_a_fact_only_of_the_measure_asked_for(
    asked: Asked, question: str, text: str, holds: bool
):
    assert holds_fact(asked, text, question=question) is holds


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("临建能出租给别人用吗", "出租"),
        ("挖出古墓还需要停工吗", "停工"),
        ("施工许可能办吗", "施工许可"),
    ],
)
def test_what_a_question_for_yes_or_no_is_about_stays_its_topic(question: str, topic: str):
    assert topic in topic_of(question)
