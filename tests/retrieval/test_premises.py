"""What a question takes for granted, held against the source."""

from datetime import date

import pytest

from knowledge.index import KnowledgeIndex
from retrieval.composing import LONGEST
from retrieval.pipeline import answer_question
from retrieval.premises import premise_of

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("question", "said", "open_question"),
    [
        ("施工许可是不是要45个工作日", "45个工作日", "施工许可要几天"),
        ("施工许可要二十天吧", "二十天", "施工许可要几天"),
        ("竣工备案有六十天时间，不着急对吧", "六十天", "竣工备案有几天时间，不着急"),
        ("施工许可证有效期是两年吧", "两年", "施工许可证有效期是几年"),
        ("环评审批一份收五千块，能开发票吗", "五千块", "环评审批一份收多少钱，能开发票吗"),
        ("排污许可证永久有效对吧", "永久有效", "排污许可证有效期多久"),
        ("勘探的费用都是政府出，是不是", "政府出", "勘探的费用都是谁出"),
    ],
)
def test_a_claimed_quantity_is_the_open_question_and_a_claim(
    question: str, said: str, open_question: str
):
    premise = premise_of(question)

    assert premise is not None
    assert (premise.said, premise.open_question) == (said, open_question)


@pytest.mark.parametrize(
    "question",
    [
        "施工许可证几天能批下来",
        "投资28万要办施工许可证吗",
        "面积500平方米要办施工许可证吗",
        "会不会罚五万元",
        "受理当天就算第一天吧",
        "受理后第十五天要办完吧",
        "2026年2月11日受理的，七天是哪天",
        "停工一年再干，施工证还有用吗",
        "竣工备案那十五天是审批部门的办理时限吧",
    ],
)
def test_a_question_that_claims_no_quantity_has_no_premise(question: str):
    assert premise_of(question) is None


async def opening(index: KnowledgeIndex, question: str) -> str:
    answer = await answer_question(question, on=TODAY, index=index)
    assert answer.question == question
    return answer.text.split("\n\n")[0]


async def test_a_false_limit_is_corrected_first(index: KnowledgeIndex):
    said = await opening(index, "开工许可是不是要45个工作日")

    assert said.startswith("不是 45个工作日：样例开工许可核发的法定时限是 7 个工作日")
    assert "《样例建设法》第三条" in said


async def test_a_true_limit_is_confirmed(index: KnowledgeIndex):
    assert (await opening(index, "开工许可是7个工作日吗")).startswith("是的。")


async def test_the_right_number_in_the_wrong_unit_is_put_right(index: KnowledgeIndex):
    said = await opening(index, "开工许可要7天吧")

    assert said.startswith("准确地说是 7 个工作日：")


async def test_a_duty_is_held_against_the_duty_and_not_against_the_office_s_limit(
    index: KnowledgeIndex,
):
    said = await opening(index, "领了开工许可以后半年内动工就行吧")

    assert said.startswith("不是半年：三个月内动工")


@pytest.mark.parametrize(
    "question",
    [
        "开工许可要超过7个工作日吧",
        "开工许可不用7个工作日吧",
        "开工许可不止7个工作日吧",
        "开工许可至少7个工作日吧",
        "开工许可7个工作日都办不完吧",
    ],
)
async def test_more_or_less_than_the_limit_is_not_confirmed(index: KnowledgeIndex, question: str):
    said = await opening(index, question)

    assert said.startswith("样例开工许可核发的法定时限是 7 个工作日")


async def test_in_an_answer_in_parts_the_verdict_stands_in_its_part(shipped: KnowledgeIndex):
    """The conclusion is said once, and the answer still fits a phone."""
    question = "施工许可是不是要45个工作日，要什么材料，收费吗"

    answer = await answer_question(question, on=TODAY, index=shipped)

    assert answer.text.startswith("时限：不是 45个工作日：建筑工程施工许可证核发的法定时限是")
    assert answer.text.count("法定时限是 7 个工作日") == 1
    assert "材料：" in answer.text
    assert len(answer.text) <= LONGEST


async def test_at_most_the_limit_is_the_limit(index: KnowledgeIndex):
    assert (await opening(index, "开工许可不超过7个工作日吧")).startswith("是的。")


async def test_months_and_days_do_not_compare(index: KnowledgeIndex):
    said = await opening(index, "领了开工许可以后90天内动工就行吧")

    assert not said.startswith(("不是", "是的", "准确"))


async def test_a_number_that_the_source_knows_of_something_else_is_not_denied(
    shipped: KnowledgeIndex,
):
    said = await opening(shipped, "水保方案报告表也得专家评审三十天吧")

    assert not said.startswith("不是")


async def test_a_fee_that_the_source_denies_is_corrected(shipped: KnowledgeIndex):
    assert (await opening(shipped, "环评审批一份收五千块，能开发票吗")) == "不是五千块。"


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("排污许可证办一次管一辈子对吧", "不是管一辈子。"),
        ("考古勘探的费用都是政府出，是不是", "不是政府出。"),
    ],
)
async def test_what_the_source_says_the_contrary_of_is_denied(
    shipped: KnowledgeIndex, question: str, verdict: str
):
    assert await opening(shipped, question) == verdict


@pytest.mark.parametrize(
    ("question", "opening_words"),
    [
        ("环评批复归住建局审，我去他们那儿", "来源写的部门里没有住建局："),
        ("环评是不是环保局来批", "建设项目环境影响评价审批的办理部门"),
        ("环评归环保局批还是住建局批", "建设项目环境影响评价审批的办理部门"),
    ],
)
async def test_an_office_that_the_source_does_not_name_is_denied(
    shipped: KnowledgeIndex, question: str, opening_words: str
):
    """Only where it is taken for granted, and where no name of it stands in the source."""
    assert (await opening(shipped, question)).startswith(opening_words)


async def test_what_the_source_says_as_well_is_not_denied(shipped: KnowledgeIndex):
    said = await opening(shipped, "考古勘探的费用都是建设单位承担，是不是")

    assert not said.startswith("不是")


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("施工证说能延三回，第三回也是延三个月吗", "不是三回。"),
        ("项目代码是十八位的吧", "不是十八位。"),
        ("换了法人，排污证上的名字九十天里去改就来得及吧", "不是九十天："),
    ],
)
async def test_whichever_number_is_wrong_is_denied(
    shipped: KnowledgeIndex, question: str, verdict: str
):
    """Of several that are claimed the right one confirms nothing."""
    assert (await opening(shipped, question)).startswith(verdict)


@pytest.mark.parametrize(
    "question",
    [
        "一次锯十五棵法桐，区里批了就够了吧，周一我把单子送去",
        "件是周一收下的，周一就算头一天，那下周五该出证了吧",
    ],
)
async def test_a_number_that_is_no_claim_is_neither_confirmed_nor_denied(
    shipped: KnowledgeIndex, question: str
):
    assert not (await opening(shipped, question)).startswith(("是的", "不是"))


@pytest.mark.parametrize(
    ("question", "opening_words"),
    [
        ("超限高层抗震归市住建局批吧", "来源写的部门里没有市住建局："),
        ("超限高层抗震归省住建厅批吧", "超限高层建筑工程抗震设防审批的办理部门"),
        ("消防验收现在还是归消防队管吧", "来源写的部门里没有消防队："),
    ],
)
async def test_an_office_of_another_level_is_another_office(
    shipped: KnowledgeIndex, question: str, opening_words: str
):
    assert (await opening(shipped, question)).startswith(opening_words)


@pytest.mark.parametrize(
    "question",
    [
        "并联审批那个45天是你们区对外承诺的吧，超了能投诉你们违约吗",
        "核准文件去年已经延过一年了，今年照样再延一年就行吧",
    ],
)
async def test_a_right_number_does_not_make_the_rest_of_a_claim_right(
    shipped: KnowledgeIndex, question: str
):
    assert not (await opening(shipped, question)).startswith("是的")


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("核准延期第一次用完了，第二次延期还是老流程报吧", "没有第二次。"),
        ("核准文件快两年了，我打算续第二回，再要三年行吗", "没有第二回。"),
        ("施工许可证第二次延期怎么申请", ""),
    ],
)
async def test_a_time_more_than_the_source_allows_is_denied(
    shipped: KnowledgeIndex, question: str, verdict: str
):
    said = await opening(shipped, question)

    assert said.startswith(verdict)
    assert ("没有第二" in said) is bool(verdict)
