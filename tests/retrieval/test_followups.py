"""Questions that lean on the one before."""

import pytest

from knowledge.index import KnowledgeIndex
from retrieval.followups import complete, lacks_topic


@pytest.mark.parametrize(
    ("question", "history", "alone"),
    [
        ("那需要什么材料？", ["开工许可几天能批下来？"], "开工许可需要什么材料？"),
        ("要几天？", ["开工许可需要什么材料"], "开工许可要几天？"),
        ("费用呢", ["开工许可几天能批下来？"], "开工许可费用呢"),
        ("在什么条件下可以用", ["什么叫开工许可"], "开工许可在什么条件下可以用"),
        ("啥情况下能办", ["什么叫开工许可"], "开工许可啥情况下能办"),
        ("费用呢", ["开工许可几天能批下来？", "那需要什么材料？"], "开工许可费用呢"),
        ("那城区布局审定呢", ["开工许可几天能批下来？"], "城区布局审定几天能批下来？"),
        ("重点工程呢", ["开工许可几天能批下来？"], "开工许可重点工程几天"),
        ("那如果超过一百平呢", ["占用九十平绿地找谁批"], "占用九十平绿地 批，如果超过一百平找谁"),
        ("那最长能占多久？", ["占用绿地一百多平米找谁批"], "占用绿地一百多平米 批，最长能占多久？"),
        (
            "那要什么材料",
            ["《样例建设法》第三条说了什么"],
            "《样例建设法》第三条说了什么，要什么材料",
        ),
    ],
)
def test_a_follow_up_takes_its_topic_from_the_question_before(
    index: KnowledgeIndex, question: str, history: list[str], alone: str
):
    assert complete(question, history, index.find_guides) == alone


@pytest.mark.parametrize(
    "question",
    ["村庄布局审定要几天", "塔式起重机检验合格才能用吗", "动工现场要不要设置围挡"],
)
def test_a_question_that_stands_alone_is_left_alone(index: KnowledgeIndex, question: str):
    assert complete(question, ["开工许可几天能批下来？"], index.find_guides) == question


def test_numbers_of_the_turn_before_survive(index: KnowledgeIndex):
    alone = complete("那要什么材料", ["投资28万元的开工许可要不要办"], index.find_guides)

    assert "28万元" in alone
    assert "开工许可" in alone


@pytest.mark.parametrize(
    "turn", ["你好", "我要投诉", "能不能批下来", "2312-370103-04-01-123456 到哪了", ""]
)
def test_turns_that_were_no_policy_question_are_not_leaned_on(index: KnowledgeIndex, turn: str):
    history = ["开工许可几天能批下来？", turn]

    assert complete("那需要什么材料？", history, index.find_guides) == "开工许可需要什么材料？"


@pytest.mark.parametrize("question", ["那需要什么材料？", "要几天？", "费用呢"])
def test_a_follow_up_to_nothing_lacks_its_topic(index: KnowledgeIndex, question: str):
    assert lacks_topic(complete(question, [], index.find_guides), index.find_guides)


@pytest.mark.parametrize(
    "question", ["开工许可要几天", "哪几类工程非请监理不可", "材料不齐会怎么样"]
)
def test_a_question_with_a_topic_does_not_lack_one(index: KnowledgeIndex, question: str):
    assert not lacks_topic(question, index.find_guides)


@pytest.mark.parametrize("question", ["我可以用名人的名字注册商标吗", "什么情况下需要签订仓储合同"])
def test_a_yes_or_no_question_keeps_its_topic(index: KnowledgeIndex, question: str):
    assert not lacks_topic(question, index.find_guides)
