"""Every fault that has to be survived is made to happen by a test, and the document says by which."""

import pytest

from tests.contracts.faults import FAULTS, TABLE, by_fault, table


@pytest.mark.parametrize("number", FAULTS)
def test_a_test_makes_it_happen(number: int):
    """Say its number in the docstring of that test."""
    assert by_fault().get(number), FAULTS[number]


def test_no_test_names_a_fault_that_is_not_on_the_list():
    assert by_fault().keys() <= FAULTS.keys()


def test_the_document_is_the_table():
    """Run ``python -m tests.contracts.faults --write`` when this fails."""
    assert TABLE.read_text(encoding="utf-8") == table()
