"""Choosing the words that answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.conditions import dropped_exceptions, exceptions_of
from retrieval.quoting import Sought, best_quote, best_sentence, sentences
from retrieval.slots import Asked

ARTICLE = (
    "建设单位应当自领取许可证之日起三个月内开工。因故不能按期开工的，应当申请延期；延期以两次为限，每次不超过三个月。\n"
    "中止施工的，建设单位应当自中止施工之日起一个月内报告，并做好维护管理工作。"
)
LIST = "申请许可，应当具备下列条件：\n（一）已经取得用地文件；\n（二）图纸满足需要；\n（三）已经确定施工单位；\n（四）有保证质量的措施。"


def sought(question: str, *asked: Asked) -> Sought:
    return Sought(question, asked, question)


def test_a_short_text_is_quoted_whole():
    assert best_quote(LIST, sought("条件", Asked.CONDITIONS), budget=200).of(LIST) == LIST


@pytest.mark.parametrize(
    ("question", "asked", "expected"),
    [
        ("能延期几次", (Asked.QUANTITY,), "延期以两次为限"),
        ("停工中止施工多久要报告", (Asked.LIMIT,), "自中止施工之日起一个月内报告"),
        ("领取许可证多久内开工", (Asked.LIMIT,), "三个月内开工"),
    ],
)
def test_the_sentence_with_the_fact_is_quoted(
    question: str, asked: tuple[Asked, ...], expected: str
):
    quote = best_quote(ARTICLE, sought(question, *asked), budget=60).of(ARTICLE)

    assert expected in quote
    assert quote in ARTICLE


def test_an_item_of_a_list_brings_the_words_that_introduce_it():
    quote = best_quote(LIST, sought("施工单位确定了吗", Asked.CONDITIONS), budget=60).of(LIST)

    assert quote.startswith("申请许可")
    assert "已经确定施工单位" in quote


def test_a_conclusion_is_one_sentence_or_nothing():
    assert best_sentence(ARTICLE, sought("能延期几次", Asked.QUANTITY), budget=10) == ""
    assert best_sentence(ARTICLE, sought("能延期几次", Asked.QUANTITY), budget=60).count("。") == 1


@given(
    st.lists(
        st.text(alphabet="施工许可应当申请日内不得。；，\n（一）", min_size=1, max_size=80),
        max_size=8,
    ),
    st.text(alphabet="施工许可几天不得", max_size=12),
    st.integers(min_value=10, max_value=120),
)
def test_a_quote_always_stands_verbatim_in_its_text(parts: list[str], question: str, budget: int):
    text = "\n".join(parts)
    if not text.strip():
        return

    assert best_quote(text, sought(question, Asked.LIMIT), budget=budget).of(text) in text


@given(st.text(alphabet="施工，。；\n许可", max_size=60))
def test_sentences_lose_nothing_but_white_space(text: str):
    assert "".join(s.of(text) for s in sentences(text)) == "".join(text.split())


def test_an_exception_in_the_paragraph_quoted_is_noticed_when_it_is_left_out():
    text = "应当办理许可。但是，小型工程除外。\n其他工程，但临时工程除外。"

    assert dropped_exceptions("应当办理许可。", text) == ("但是，小型工程除外。",)
    assert dropped_exceptions(text, text) == ()


def test_an_exception_need_not_begin_with_but():
    assert exceptions_of("除法律另有规定外，不收费。照章办理。") == ("除法律另有规定外，不收费。",)


def test_what_excepts_behind_a_semicolon_is_part_of_the_rule():
    """A long sentence is quoted up to a semicolon: its last part may take back what was quoted."""
    text = "临时用地不超过二年；交通设施使用的，不超过四年；法律另有规定的除外。"

    assert dropped_exceptions("临时用地不超过二年", text) == ("法律另有规定的除外。",)
    assert dropped_exceptions("法律另有规定的除外", text) == ()


def test_a_longer_limit_under_a_condition_is_part_of_the_rule():
    text = "投诉应当在五个工作日内答复；情况复杂的，可以延长十个工作日。"

    assert dropped_exceptions("投诉应当在五个工作日内答复", text) == (
        "情况复杂的，可以延长十个工作日。",
    )


def test_the_sentence_with_the_fact_asked_for_is_quoted_before_one_with_more_of_the_words():
    text = (
        "投标保证金不得超过预算金额的百分之二。\n"
        "投标保证金应当以支票提交；政府采购的投标人未提交政府采购投标保证金的，政府采购投标无效。"
    )
    question = "政府采购的投标保证金最多收多少"

    quote = best_quote(text, sought(question, Asked.FEES, Asked.QUANTITY), budget=40).of(text)

    assert quote.startswith("投标保证金不得超过预算金额的百分之二。")
