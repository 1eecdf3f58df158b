"""Chinese numerals and the labels of articles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.numerals import article_label, to_chinese, to_int

numbers = st.integers(min_value=1, max_value=9999)


@given(numbers)
def test_every_number_is_read_back_as_it_was_written(number: int) -> None:
    assert to_int(to_chinese(number)) == number


@given(numbers, numbers)
def test_different_numbers_are_written_differently(one: int, other: int) -> None:
    assert (to_chinese(one) == to_chinese(other)) == (one == other)


@given(numbers, st.sampled_from(["第{}条", "{}", "第 {} 条", "{}条"]))
def test_an_article_has_one_label_however_its_number_is_typed(number: int, form: str) -> None:
    assert article_label(form.format(number)) == f"第{to_chinese(number)}条"
    assert article_label(form.format(to_chinese(number))) == f"第{to_chinese(number)}条"


@pytest.mark.parametrize(
    "numeral, value",
    [
        ("十", 10),
        ("两千", 2000),
        ("一千零一", 1001),
        ("二〇二六", 2026),
        ("１８", 18),
        ("百二十", 120),
    ],
)
def test_numerals_are_read_in_every_usual_form(numeral: str, value: int) -> None:
    assert to_int(numeral) == value


@pytest.mark.parametrize(
    "typed, label",
    [
        ("第十二条之一", "第十二条之一"),
        ("第12条之1", "第十二条之一"),
        ("第八条第二款", "第八条"),
        ("第八条（二）", "第八条"),
    ],
)
def test_a_label_keeps_what_belongs_to_the_article_and_drops_the_rest(
    typed: str, label: str
) -> None:
    assert article_label(typed) == label


@pytest.mark.parametrize("typed", ["", "总则", "第条", "0", "第零条", "8月", "12345"])
def test_what_is_no_article_has_no_label(typed: str) -> None:
    assert article_label(typed) is None


@pytest.mark.parametrize("numeral", ["八条", "eight", "第八"])
def test_what_is_no_numeral_is_refused(numeral: str) -> None:
    with pytest.raises(ValueError, match=numeral):
        to_int(numeral)


@pytest.mark.parametrize("number", [0, -1, 10_000])
def test_numbers_that_no_statute_reaches_are_refused(number: int) -> None:
    with pytest.raises(ValueError, match=str(number)):
        to_chinese(number)
