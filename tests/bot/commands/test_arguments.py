"""Whatever is typed behind an option is read, or refused by name."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import arguments
from bot.commands.serve import PARTS, parts
from bot.errors import BadInput
from cases.rules.clock import Stop

READERS = [
    arguments.day("--x"),
    arguments.stop("--x"),
    arguments.whole("--x"),
    arguments.one_of("--x", ("a", "b")),
]


def refusal_of(read: Callable[[str], Any], text: str) -> str | None:
    try:
        read(text)
    except BadInput as error:
        return str(error)
    return None


class TestReading:
    @given(st.text())
    def test_nothing_else_is_raised(self, text: str):
        """A refusal is one line that names the option, whatever was typed."""
        for read in READERS:
            refusal = refusal_of(read, text)

            assert refusal is None or "--x" in refusal
            assert refusal is None or len(refusal.splitlines()) == 1

    @given(st.dates(min_value=date(1000, 1, 1)))
    def test_every_day_can_be_typed(self, day: date):
        """A day reads back as itself."""
        assert arguments.day("--on")(day.isoformat()) == day

    @given(st.dates(min_value=date(1000, 1, 1)), st.dates(min_value=date(1000, 1, 1)))
    def test_a_stop_runs_forward(self, first: date, second: date):
        """A..B is read where B does not come before A."""
        read = arguments.stop("--stop")
        if first <= second:
            assert read(f"{first}..{second}") == Stop(first, second)
        else:
            with pytest.raises(BadInput, match="--stop"):
                read(f"{first}..{second}")

    @given(st.integers(min_value=0, max_value=999_999_999))
    def test_whole_numbers_read_back(self, number: int):
        """Zero or more, up to nine digits."""
        assert arguments.whole("--days")(str(number)) == number

    @given(st.sets(st.sampled_from(PARTS), min_size=1))
    def test_parts_come_in_one_order(self, named: set[str]):
        """However they are listed, they are started in the same order."""
        assert parts(" , ".join(named)) == tuple(part for part in PARTS if part in named)

    @pytest.mark.parametrize("text", ["", "intake,", "all", "intake relay"])
    def test_an_unknown_part_is_refused(self, text: str):
        """The refusal lists what there is."""
        with pytest.raises(BadInput, match="intake、relay、web"):
            parts(text)
