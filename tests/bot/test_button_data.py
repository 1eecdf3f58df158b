"""What a button's data may name: nothing that somebody forged reaches further than an old button."""

import pytest

from bot.handlers.ids import numbered


def test_a_number_names_the_choice_in_its_place():
    assert numbered(("甲", "乙"), "1") == "乙"


@pytest.mark.parametrize("number", ["2", "-1", "", "x", "²", "１", "1.0"])
def test_anything_else_names_none(number: str):
    assert numbered(("甲", "乙"), number) is None
