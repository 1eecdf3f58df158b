"""What the corpus that comes with the project answers."""

from datetime import date

import pytest

from knowledge.index import KnowledgeIndex
from retrieval.answers import AnswerStatus
from retrieval.pipeline import answer_question

ONE_IN = 29  # of the known questions is asked: there are thousands
TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("question", "history", "item", "words"),
    [
        (
            "施工许可证几天能批下来？",
            (),
            "construction-permit",
            ("7 个工作日", "建筑法》第八条", "整理稿"),
        ),
        (
            "那需要什么材料？",
            ("施工许可证几天能批下来？",),
            "construction-permit",
            ("用地批准手续",),
        ),
        (
            "领到施工证以后最晚多久必须动工",
            (),
            "construction-permit",
            ("三个月内应当开工",),
        ),
        ("没有施工许可证就开工会罚多少", (), "construction-permit", ("1%以上2%以下罚款",)),
        ("没有施工许可证开工会怎样罚", (), "construction-permit", ("1%以上2%以下罚款",)),
        (
            "how long does a construction permit take",
            (),
            "construction-permit",
            ("7 个工作日", "Answers are given in Chinese"),
        ),
        ("出让地办用地规划许可要几天", (), "land-planning-granted", ("5 个工作日",)),
        ("年用电600万度要不要能评", (), "energy-review", ("500万千瓦时",)),
        ("竣工验收备案多长时间内要办", (), "completion-filing", ("15 日", "不是审批时限")),
        ("建成即使用需要什么条件", (), "built-and-used", ("质量验收和消防验收合格",)),
        (
            "验收即发证是不是都能当天拿证",
            (),
            "accepted-and-certified",
            ("不是每个项目都能主张的权利",),
        ),
        ("施工许克证几天能办", (), "construction-permit", ("7 个工作日",)),
        ("渣土要往外运，那个核准要几天", (), "construction-waste", ("7 个工作日",)),
        ("临建能出租给别人用吗", (), "temporary-works", ("不得转让、出租、抵押",)),
        ("环境影响报告书的审批期限", (), "eia", ("60 个工作日",)),
        ("哪些事不能靠签承诺书办", (), "commitment", ("公共安全、金融安全",)),
        ("取水许可有什么豁免", (), "water-abstraction", ("家庭生活",)),
        ("挖马路埋管线审批多少天", (), "road-excavation", ("20 个工作日",)),
        ("报告表呢", ("环评报告书审批多少天",), "eia", ("30 个工作日",)),
        ("企业沙龙是什么", (), "enterprise-salon", ("政企交流",)),
        ("施工要占八十平的绿地，区里能批吗", (), "green-occupation", ("绿地",)),
        ("厂里换了法人，排污证多久之内得去改", (), "pollutant-permit", ("30 日（自然日）",)),
        (
            "我们刚摘牌，合同还没签，能先办基坑的施工许可吗",
            (),
            "phased-construction-permit",
            ("张力",),
        ),
    ],
)
async def test_the_questions_of_the_job_are_answered(
    shipped: KnowledgeIndex,
    question: str,
    history: tuple[str, ...],
    item: str,
    words: tuple[str, ...],
):
    answer = await answer_question(question, history=history, on=TODAY, index=shipped)

    assert answer.status is AnswerStatus.ANSWERED
    assert answer.item == item
    assert [word for word in words if word not in answer.text] == []


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("提速增效20条第8条是什么", AnswerStatus.UNANSWERABLE_TEXT_NOT_HELD),
        ("20条全文发我看看", AnswerStatus.UNANSWERABLE_TEXT_NOT_HELD),
        ("人防车位一个能卖多少钱", AnswerStatus.UNANSWERABLE_NO_SOURCE),
        ("燃气经营许可证要几个工作日", AnswerStatus.UNANSWERABLE_NO_SOURCE),
        ("青岛办工程规划许可证几天出证", AnswerStatus.UNANSWERABLE_OUT_OF_SCOPE),
        ("员工离职社保怎么转到外地", AnswerStatus.UNANSWERABLE_OUT_OF_SCOPE),
        ("规划许可几天能办下来", AnswerStatus.CLARIFICATION_CANDIDATES),
        ("规划许可证", AnswerStatus.CLARIFICATION_CANDIDATES),
        ("许可证", AnswerStatus.CLARIFICATION_CANDIDATES),
        ("个体户怎么注册", AnswerStatus.UNANSWERABLE_OUT_OF_SCOPE),
        ("停车位费多少钱", AnswerStatus.UNANSWERABLE_NO_SOURCE),
        ("移树的成活率要保证百分之几", AnswerStatus.UNANSWERABLE_NO_SOURCE),
        ("建筑退让道路红线要多少米", AnswerStatus.UNANSWERABLE_NO_SOURCE),
        ("安全生产许可证有效期几年", AnswerStatus.UNANSWERABLE_NO_SOURCE),
        ("竣工档案的光盘要刻几张", AnswerStatus.UNANSWERABLE_NO_SOURCE),
        ("能评的评审机构怎么确定", AnswerStatus.UNANSWERABLE_NO_SOURCE),
        ("考古领队的资格证在哪查", AnswerStatus.UNANSWERABLE_NO_SOURCE),
        ("施工许可窗口电话多少", AnswerStatus.UNANSWERABLE_NO_SOURCE),
    ],
)
async def test_what_the_corpus_does_not_say_is_not_said(
    shipped: KnowledgeIndex, question: str, status: AnswerStatus
):
    answer = await answer_question(question, on=TODAY, index=shipped)

    assert answer.status is status
    assert answer.text == ""


async def test_a_known_question_leads_to_its_own_item_or_to_no_answer(shipped: KnowledgeIndex):
    """Where two guides hold nearly the same question, either may answer; that is rare."""
    all_known = [(q, g.slug) for g in shipped.guides() for q in g.known_questions]
    asked = [one for n, one in enumerate(all_known) if n % ONE_IN == 0]

    answers = [(await answer_question(q, on=TODAY, index=shipped), slug) for q, slug in asked]
    wrong = [a.question for a, slug in answers if a.answered and a.item != slug]
    refused = [a.question for a, _ in answers if a.status is AnswerStatus.UNANSWERABLE_NO_SOURCE]

    assert len(wrong) / len(asked) <= 0.03, wrong
    assert len(refused) / len(asked) <= 0.03, refused


async def test_siblings_with_different_limits_are_not_mixed_up(shipped: KnowledgeIndex):
    allocated = await answer_question("划拨地办用地规划许可证要几天", on=TODAY, index=shipped)
    either = await answer_question("建设用地规划许可证几天能下来", on=TODAY, index=shipped)

    assert "20 个工作日" in allocated.text
    assert either.status is AnswerStatus.CLARIFICATION_CANDIDATES


@pytest.mark.parametrize(
    ("said", "ending"),
    [
        ("我的件办到哪了", AnswerStatus.ROUTED_CASE_STATUS),
        ("我们接下来办什么", AnswerStatus.ROUTED_NEXT_STEP),
        ("怎么报名沙龙", AnswerStatus.ROUTED_SALON),
        ("我要找项目管家", AnswerStatus.ROUTED_PERSON),
        ("我想投诉窗口工作人员", AnswerStatus.ROUTED_COMPLAINT),
        ("能提前吗", AnswerStatus.UNANSWERABLE_PREDICTION),
    ],
)
async def test_what_a_person_wants_done_is_not_answered_from_a_guide_that_is_asked_the_like(
    shipped: KnowledgeIndex, said: str, ending: AnswerStatus
):
    assert (await answer_question(said, on=TODAY, index=shipped)).status is ending
