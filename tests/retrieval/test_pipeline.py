"""Questions to answers, on a real index."""

import threading
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.errors import IndexBroken
from knowledge.index import KnowledgeIndex
from retrieval.answers import Answer, AnswerStatus, Tier
from retrieval.composing import LONGEST
from retrieval.phrases import DISCLAIMER, PROMISE_UNKNOWN
from retrieval.pipeline import answer_question
from retrieval.verify import stands_in

TODAY = date(2026, 11, 23)


async def ask(index: KnowledgeIndex, question: str, *history: str, on: date = TODAY) -> Answer:
    return await answer_question(question, history=history, on=on, index=index)


async def test_a_limit_is_answered_from_the_guide_with_its_basis(index: KnowledgeIndex):
    answer = await ask(index, "开工许可几天能批下来？")

    assert answer.status is AnswerStatus.ANSWERED
    assert answer.text.startswith("样例开工许可核发的法定时限是 7 个工作日")
    assert "《样例建设法》第三条" in answer.text
    assert (answer.item, answer.slot, answer.tier) == ("works-permit", "时限", Tier.ANSWER)
    assert answer.citations[0].kind == "compiled"
    assert "整理稿" in answer.text


async def test_an_unknown_promise_is_said_to_be_unknown(index: KnowledgeIndex):
    assert PROMISE_UNKNOWN in (await ask(index, "开工许可几天能批下来？")).text


async def test_the_article_behind_a_limit_is_shown_where_its_text_is_held(index: KnowledgeIndex):
    answer = await ask(index, "开工许可几天能批下来？")

    assert ("样例建设法", "第三条") in {(c.document, c.article) for c in answer.citations}


async def test_a_duty_of_the_enterprise_is_not_given_as_the_limit_of_the_office(
    index: KnowledgeIndex,
):
    answer = await ask(index, "领到开工许可以后最晚多久必须动工")

    assert answer.text.startswith("三个月内动工")
    assert "不是审批时限" in answer.text


async def test_a_follow_up_is_answered_about_the_same_item(index: KnowledgeIndex):
    answer = await ask(index, "那需要什么材料？", "开工许可几天能批下来？")

    assert answer.question == "开工许可需要什么材料？"
    assert "共 2 项：用地文件、施工图纸" in answer.text


async def test_a_threshold_of_an_exception_is_kept(index: KnowledgeIndex):
    answer = await ask(index, "小型工程要不要办开工许可")

    assert "30万元以下" in answer.text


async def test_a_field_that_the_guide_leaves_open_is_refused_not_guessed(index: KnowledgeIndex):
    answer = await ask(index, "开工许可要交多少钱")

    assert answer.status is AnswerStatus.UNANSWERABLE_NO_SOURCE
    assert answer.text == ""
    assert answer.citations == ()
    assert answer.retrieved, "what was found stays on record"


@pytest.mark.parametrize(
    "question",
    [
        "起重机证书几年复审一次",  # the thing is known, the fact is not
        "样例污水审核要几个工作日",  # other items have such a fact, this one is unknown
        "围挡要花多少钱",
        "哪几家公司可以做围挡，有电话吗",
    ],
)
async def test_a_near_miss_is_refused(index: KnowledgeIndex, question: str):
    assert (await ask(index, question)).status is AnswerStatus.UNANSWERABLE_NO_SOURCE


@pytest.mark.parametrize(
    "question",
    ["离婚以后孩子抚养费给多少", "青岛办开工许可要几天", "今天天气怎么样", "历下区怎么办"],
)
async def test_other_offices_business_is_out_of_scope(index: KnowledgeIndex, question: str):
    assert (await ask(index, question)).status is AnswerStatus.UNANSWERABLE_OUT_OF_SCOPE


async def test_a_firm_from_another_city_is_not_out_of_scope(index: KnowledgeIndex):
    answer = await ask(index, "我们是青岛的公司，办开工许可要什么材料")

    assert answer.status is AnswerStatus.ANSWERED


async def test_a_name_that_fits_two_items_equally_is_given_back_as_a_choice(index: KnowledgeIndex):
    answer = await ask(index, "布局审定")

    assert answer.status is AnswerStatus.CLARIFICATION_CANDIDATES
    assert answer.tier is Tier.CANDIDATES
    assert {c.label for c in answer.candidates} == {"样例布局审定（城区）", "样例布局审定（村庄）"}


async def test_each_choice_is_a_question_that_gets_an_answer(index: KnowledgeIndex):
    offered = await ask(index, "布局审定几天")

    answers = [await ask(index, candidate.question) for candidate in offered.candidates]

    assert [a.item for a in answers] == ["site-plan-city", "site-plan-village"]
    assert "20 个工作日" in answers[0].text
    assert "10 个工作日" in answers[1].text


async def test_an_article_is_quoted_by_its_number(index: KnowledgeIndex):
    answer = await ask(index, "样例建设法第4条说什么")

    assert answer.citations[0].article == "第四条"
    assert "延期以两次为限" in answer.text
    assert answer.confidence > 0.9


async def test_an_exception_in_the_same_paragraph_is_never_dropped(index: KnowledgeIndex):
    answer = await ask(index, "样例建设法第二条")

    assert "小型工程除外" in answer.text


async def test_an_article_that_no_text_is_held_of_is_given_from_the_guide_and_said_so(
    index: KnowledgeIndex,
):
    answer = await ask(index, "《未收录的样例规定》第九条是什么")

    assert answer.status is AnswerStatus.ANSWERED
    assert "正文未收录" in answer.text
    assert "小型工程的限额" in answer.text


async def test_an_article_of_an_unknown_law_is_not_held(index: KnowledgeIndex):
    answer = await ask(index, "《从未听说的办法》第三条是什么")

    assert answer.status is AnswerStatus.UNANSWERABLE_TEXT_NOT_HELD


async def test_an_article_beyond_the_end_of_a_law_has_no_source(index: KnowledgeIndex):
    assert (await ask(index, "样例建设法第九十条")).status is AnswerStatus.UNANSWERABLE_NO_SOURCE


async def test_a_rule_that_is_past_is_never_cited(index: KnowledgeIndex):
    answer = await ask(index, "施工围挡的高度不得低于多少米")

    assert "二点五米" in answer.text
    assert {c.document for c in answer.citations} == {"样例围挡新规定"}
    assert not any("旧规定" in name for name in answer.retrieved)


async def test_a_rule_is_cited_on_a_day_when_it_held(index: KnowledgeIndex):
    answer = await ask(index, "施工围挡的高度不得低于多少米", on=date(2015, 6, 1))

    assert answer.as_of == date(2015, 6, 1)
    assert {c.document for c in answer.citations} == {"样例围挡旧规定"}


async def test_instructions_inside_a_passage_are_quoted_not_obeyed(index: KnowledgeIndex):
    answer = await ask(index, "动工现场要不要设置围挡")

    assert answer.citations[0].article == "第七条"
    assert answer.text.startswith("「动工现场应当设置围挡。")


@pytest.mark.parametrize("question", ["要几天？", "那需要什么材料？"])
async def test_a_question_about_nothing_asks_back(index: KnowledgeIndex, question: str):
    assert (await ask(index, question)).status is AnswerStatus.CLARIFICATION_NO_TOPIC


async def test_personal_data_is_not_in_the_question_that_may_be_recorded(index: KnowledgeIndex):
    answer = await ask(index, "我身份证370102199001011234，开工许可几天")

    assert "370102199001011234" not in repr(answer)
    assert answer.status is AnswerStatus.ANSWERED


async def test_the_same_question_gets_the_same_answer(index: KnowledgeIndex):
    assert await ask(index, "开工许可几天能批下来？") == await ask(index, "开工许可几天能批下来？")


async def test_an_index_that_cannot_be_read_is_a_status_not_a_crash(
    index: KnowledgeIndex, monkeypatch: pytest.MonkeyPatch, tmp_path
):
    def broken(*_: object, **__: object) -> None:
        raise IndexBroken(tmp_path, "损坏")

    monkeypatch.setattr(KnowledgeIndex, "search", broken)

    assert (await ask(index, "开工许可几天")).status is AnswerStatus.ERROR_INDEX


async def test_neither_is_one_that_breaks_while_documents_are_compared(
    index: KnowledgeIndex, monkeypatch: pytest.MonkeyPatch, tmp_path
):
    """Comparing reads all documents, off the event loop like the search."""
    compared_in: list[str] = []

    def broken(*_: object) -> None:
        compared_in.append(threading.current_thread().name)
        raise IndexBroken(tmp_path, "损坏")

    monkeypatch.setattr("retrieval.pipeline.show_contradictions", broken)

    assert (await ask(index, "开工许可几天")).status is AnswerStatus.ERROR_INDEX
    assert compared_in
    assert threading.current_thread().name not in compared_in


_WORDS = [
    "开工许可",
    "城区布局审定",
    "样例建设法",
    "第三条",
    "第四条",
    "几天",
    "材料",
    "费用",
    "多少钱",
    "围挡",
    "罚款",
    "动工",
    "延期",
    "起重机",
    "怎么办",
    "要不要",
    "能不能",
    "找谁",
    "条件",
    "是什么",
    "20条",
    "，",
    "？",
    "《",
    "》",
    "那",
    "呢",
    "百分之",
    "30万元",
]


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.sampled_from(_WORDS), min_size=1, max_size=8).map("".join))
async def test_whatever_is_asked_an_answer_has_its_ground_and_fits_a_phone(
    index: KnowledgeIndex, question: str
):
    answer = await ask(index, question)

    passages = {p.id: p for p in index.passages(c.passage_id for c in answer.citations)}
    assert answer.answered == bool(answer.text) == bool(answer.citations)
    assert all(stands_in(c.quote, passages[c.passage_id]) for c in answer.citations)
    assert all(passages[c.passage_id].in_force(TODAY) for c in answer.citations)
    assert not answer.answered or answer.text.endswith(DISCLAIMER)
    assert len(answer.text) <= LONGEST
    assert (answer.status is AnswerStatus.CLARIFICATION_CANDIDATES) == bool(answer.candidates)
