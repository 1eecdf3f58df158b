"""What limits a quoted sentence, by a reading of its own."""

import pytest

from retrieval.evaluation.limitations import left_out

PERMIT = "动工前应当领取许可证；但是，三十万元以下的工程除外。审批不收取费用。"


@pytest.mark.parametrize(
    ("quote", "text", "missing"),
    [
        ("动工前应当领取许可证", PERMIT, ("三十万元以下的工程除外",)),
        ("动工前应当领取许可证；但是，三十万元以下的工程除外。", PERMIT, ()),
        ("审批不收取费用。", PERMIT, ()),
        ("甲应当备案", "甲应当备案。\n乙除外不适用。", ()),
        ("七日内颁发", "符合条件的七日内颁发，延期不得超过三日。", ("延期不得超过三日",)),
        ("二十日内决定", "二十日内决定。听证的时间不计入期限。", ("听证的时间不计入期限",)),
        ("二十日内决定", "二十日内决定。复杂的可以延长十日。", ("复杂的可以延长十日",)),
        ("可以先行施工", "依法批准的，可以先行施工。", ()),
    ],
)
def test_what_limits_the_quote_is_found(quote: str, text: str, missing: tuple[str, ...]):
    """In its own sentence any bound, after it in the paragraph any exception."""
    assert left_out([quote], text, quote) == missing


def test_what_another_quote_of_the_passage_says_is_not_missing():
    """Two quotes may share the work."""
    assert left_out(["动工前应当领取许可证", "三十万元以下的工程除外"], PERMIT, "") == ()


@pytest.mark.parametrize(
    ("answer", "mentioned"),
    [
        ("动工前要领证，三十万元以下的工程除外。", True),
        ("动工前要领证，不过三十万元以下的工程可除外。", True),
        ("动工前要领证，30万元以下的工程除外。", True),
        ("动工前要领证，小工程例外。", False),
    ],
)
def test_a_mention_in_other_words_is_enough_if_it_is_close(answer: str, mentioned: bool):
    """Three quarters of the pairs of characters."""
    assert (left_out(["动工前应当领取许可证"], PERMIT, answer) == ()) is mentioned
