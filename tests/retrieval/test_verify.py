"""Nothing is said that the sources do not say."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.index import KnowledgeIndex
from knowledge.passages import Passage
from retrieval.citing import cite
from retrieval.numerals import value_of
from retrieval.quantities import Quantity, quantities_in
from retrieval.verify import misquoted, unsupported


@pytest.fixture
def third(index: KnowledgeIndex) -> Passage:
    passage = index.article("样例建设法", 3, None)
    assert passage is not None
    return passage


@pytest.mark.parametrize(
    "claim",
    [
        "七日内颁发。",
        "7日内颁发",
        "7 天内就能拿到",
        "依据《样例建设法》第三条",
        "样例建设法第3条要求用地文件",
        "没有数字",
    ],
)
def test_what_the_passage_says_is_supported_in_either_kind_of_numeral(third: Passage, claim: str):
    assert unsupported(claim, [third]) == ()


@pytest.mark.parametrize(
    ("claim", "what"),
    [
        ("7 个工作日内颁发", "7工作日"),
        ("八日内颁发", "8日"),
        ("收费 100 元", "100元"),
        ("依据《别的法》", "《别的法》"),
        ("见第九条", "第九条"),
        ("2020年施行", "2020年"),
        ("百分之三十", "30%"),
    ],
)
def test_what_the_passage_does_not_say_is_named(third: Passage, claim: str, what: str):
    assert unsupported(claim, [third]) == (what,)


def test_days_marked_as_calendar_days_are_not_the_working_days_of_another_limit(third: Passage):
    both = replace(third, text="审查 30 个工作日。变更后 30 日（自然日）内办理")

    assert unsupported("自变更之日起 30 日（自然日）内", [both]) == ()
    assert unsupported("审查要 30 日", [both]) == ("30日",)


def test_a_quote_with_a_changed_word_is_a_misquote(third: Passage):
    right = cite(third, "样例审批部门应当自收到申请之日起七日内，对符合条件的申请颁发开工许可。")
    wrong = cite(third, "样例审批部门应当自收到申请之日起九日内，对符合条件的申请颁发开工许可。")

    assert misquoted([right, wrong], [third]) == (wrong,)


def test_a_quote_from_a_passage_that_was_not_given_is_a_misquote(third: Passage):
    assert misquoted([cite(third, third.text)], []) != ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("三十日", "30日"),
        ("十二个月", "12月"),
        ("2 万元", "20000元"),
        ("十万元", "100000元"),
        ("1.5公顷", "1.5公顷"),
        ("25%", "25%"),
        ("百分之二十五", "25%"),
        ("三分之二", "0.6667比"),
        ("两次", "2次"),
        ("二〇二六年", "2026年"),
    ],
)
def test_quantities_are_read_with_their_unit(text: str, found: str):
    assert [str(q) for q in quantities_in(text)] == [found]


@pytest.mark.parametrize("text", ["第八条", "（三）", "一起来办", "一次性告知", "统一受理", "万一"])
def test_words_that_only_look_like_quantities_are_none(text: str):
    assert quantities_in(text) == frozenset()


@given(st.integers(min_value=1, max_value=9999))
def test_chinese_and_arabic_numerals_mean_the_same(number: int):
    from knowledge.numerals import to_chinese  # noqa: PLC0415

    assert value_of(to_chinese(number)) == value_of(str(number)) == Decimal(number)
    assert quantities_in(f"{to_chinese(number)}日") == {Quantity(Decimal(number), "日")}
