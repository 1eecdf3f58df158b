"""Facts entering a case, in memory, whatever order they come in."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.errors import StateCannotFollow
from cases.ledger import CaseFile, Entry, enter, facts_in_case
from cases.rules.chain import first_break
from cases.rules.lifecycle import fold
from cases.rules.states import CaseState, may_follow
from cases.tables.facts import FactSource
from cases.tables.projects import Case
from tests.cases.record_builders import NOON, OFFICER, PERMIT, REF

START = date(2026, 1, 1)

entries = st.lists(
    st.builds(
        Entry,
        state=st.sampled_from(CaseState),
        effective_on=st.integers(0, 20).map(lambda days: START + timedelta(days=days)),
    ),
    max_size=12,
)


def an_empty_file() -> CaseFile:
    return CaseFile(Case(id=uuid4(), ref=REF, state=None), PERMIT)


def put(file: CaseFile, entry: Entry, source: FactSource = FactSource.IMPORT) -> bool:
    return enter(file, entry, actor=OFFICER, source=source, at=NOON).appended


@given(entries)
def test_the_state_kept_is_always_the_state_folded(said: list[Entry]):
    """F1: incremental projection equals rebuilding, after every single fact."""
    file = an_empty_file()

    for entry in said:
        put(file, entry)

        assert file.case.state == fold(facts_in_case(file.facts)).state


@given(entries)
def test_everything_said_twice_is_on_record_once(said: list[Entry]):
    """F2."""
    file = an_empty_file()
    for entry in said:
        put(file, entry)
    before = [fact.id for fact in file.facts]

    repeated = [put(file, entry) for entry in said]

    assert not any(repeated)
    assert [fact.id for fact in file.facts] == before


@given(entries)
def test_the_chain_holds_and_the_numbers_have_no_gap(said: list[Entry]):
    """F3."""
    file = an_empty_file()
    for entry in said:
        put(file, entry)

    assert first_break((f.prev_hash, f.hash, f.content()) for f in file.facts) is None
    assert [fact.seq for fact in file.facts] == list(range(1, len(file.facts) + 1))


@given(entries)
def test_what_a_person_records_in_order_never_leaves_a_conflict(said: list[Entry]):
    file = an_empty_file()

    for entry in sorted(said, key=lambda entry: entry.effective_on):
        before = (file.case.state, len(file.facts))
        known = any(
            (f.state, f.effective_on) == (entry.state, entry.effective_on) for f in file.facts
        )
        if known or may_follow(file.case.state, entry.state):
            assert put(file, entry, FactSource.OFFICER) is not known
            continue
        with pytest.raises(StateCannotFollow):
            put(file, entry, FactSource.OFFICER)
        assert (file.case.state, len(file.facts)) == before

    assert fold(facts_in_case(file.facts)).conflicts == ()


@pytest.mark.parametrize("source", FactSource)
def test_only_outside_systems_may_contradict_the_record(source: FactSource):
    file = an_empty_file()
    out_of_order = Entry(CaseState.GRANTED, START)

    if source in {FactSource.IMPORT, FactSource.API}:
        assert put(file, out_of_order, source)
        assert file.facts[0].conflict
    else:
        with pytest.raises(StateCannotFollow):
            put(file, out_of_order, source)
