"""Hash chains notice what was touched."""

from hypothesis import given
from hypothesis import strategies as st

from cases.rules.chain import GENESIS, first_break, link

Record = tuple[str, str, dict[str, int]]


def chained(values: list[int]) -> list[Record]:
    records: list[Record] = []
    previous = GENESIS
    for value in values:
        digest = link(previous, {"value": value})
        records.append((previous, digest, {"value": value}))
        previous = digest
    return records


values = st.lists(st.integers(), min_size=2, max_size=12)


@given(values)
def test_an_untouched_chain_holds(said: list[int]):
    assert first_break(chained(said)) is None


@given(values, st.data())
def test_a_changed_record_is_found_where_it_is(said: list[int], data: st.DataObject):
    records = chained(said)
    place = data.draw(st.integers(0, len(said) - 1))
    previous, digest, content = records[place]
    records[place] = (previous, digest, {"value": content["value"] + 1})

    assert first_break(records) == place


@given(values, st.data())
def test_a_removed_record_is_found_unless_it_was_the_last(said: list[int], data: st.DataObject):
    records = chained(said)
    place = data.draw(st.integers(0, len(said) - 2))
    del records[place]

    assert first_break(records) == place


@given(st.dictionaries(st.text(max_size=5), st.integers(), max_size=5))
def test_the_order_of_keys_does_not_matter(content: dict[str, int]):
    assert link(GENESIS, content) == link(GENESIS, dict(reversed(content.items())))
