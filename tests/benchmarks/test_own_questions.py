"""The questions of our own: each can be answered from its gold, and none is given away."""

import json
import re
from collections import Counter
from collections.abc import Mapping
from datetime import date
from itertools import combinations
from typing import Any

import pytest

from benchmarks.own_corpus import QUESTIONS, own_library
from benchmarks.question_sets import OWN_SETS
from cases.holidays import work_calendar
from cases.rules.clock import Unit, due
from knowledge.holdings import Holdings
from retrieval.citing import name_of
from retrieval.evaluation import read_questions
from retrieval.evaluation.outcomes import says

TODAY = date(2026, 11, 23)
TOO_CLOSE = 0.8  # Jaccard over character pairs

Row = Mapping[str, Any]


def rows(name: str) -> list[Row]:
    text = (QUESTIONS / f"ourselves.{name}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


SETS = (*OWN_SETS, "unseen")
ALL: list[Row] = [row for name in SETS for row in rows(name)]


@pytest.fixture(scope="module")
def holdings(tmp_path_factory: pytest.TempPathFactory) -> Holdings:
    return own_library(tmp_path_factory.mktemp("own")).read()


Texts = Mapping[date, Mapping[str, str]]


@pytest.fixture(scope="module")
def texts(holdings: Holdings) -> Texts:
    """What is in force on each day that is asked about, by id and by name."""
    return {
        day: {
            name: passage.text
            for passage in holdings.passages
            if passage.in_force(day)
            for name in (name_of(passage), passage.id)
        }
        for day in {day_of(row) for row in ALL}
    }


def day_of(row: Row) -> date:
    return date.fromisoformat(row.get("on", TODAY.isoformat()))


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def stands(fact: str, row: Row, texts: Mapping[str, str]) -> bool:
    return any(bare(fact) in bare(texts.get(name, "")) for name in row["gold"])


def pairs(text: str) -> set[str]:
    letters = re.sub(r"[\W_]", "", text).lower()
    return {letters[i : i + 2] for i in range(len(letters) - 1)} or {letters}


@pytest.mark.parametrize("name", SETS)
def test_a_set_is_a_question_file(name: str):
    """As `bangban evaluate` reads it."""
    assert len(read_questions(QUESTIONS / f"ourselves.{name}.jsonl")) >= 150


@pytest.mark.parametrize(("one", "other"), tuple(combinations(SETS, 2)))
def test_no_two_sets_share_a_question_or_a_group(one: str, other: str):
    """What is seen in the one gives nothing away about the other."""
    sets = rows(one), rows(other)

    asked = [{(row["question"], *row["history"]) for row in each} for each in sets]
    groups = [{row["group"] for row in each if "group" in row} for each in sets]

    assert not asked[0] & asked[1]
    assert not groups[0] & groups[1]


def test_no_id_is_given_twice():
    """Over all sets."""
    assert max(Counter(row["id"] for row in ALL).values()) == 1


def test_every_gold_is_a_passage_in_force_on_the_day(texts: Texts):
    """By its id, or by its name as it is listed."""
    missing = [
        (row["id"], gold) for row in ALL for gold in row["gold"] if gold not in texts[day_of(row)]
    ]

    assert missing == []


def test_every_fact_stands_verbatim_in_a_gold_passage(texts: Texts):
    """White space aside; a day that has to be counted is checked by counting."""
    missing = [
        (row["id"], fact)
        for row in ALL
        if row["answerable"]
        for fact in [*([] if "computed" in row else [row["key_fact"]]), *row.get("facts", [])]
        if not stands(fact, row, texts[day_of(row)])
    ]

    assert missing == []


def test_whichever_gold_is_quoted_says_the_fact(texts: Texts):
    """Unless the answer needs several: then each of the facts stands somewhere."""
    needs_several = {"comparison", "multi_part", "dates"}
    silent = [
        (row["id"], gold)
        for row in ALL
        if row["answerable"] and row["type"] not in needs_several
        for gold in row["gold"]
        if not says(texts[day_of(row)][gold], row["key_fact"])
    ]

    assert silent == []


@pytest.mark.parametrize("row", [r for r in ALL if "computed" in r], ids=lambda r: r["id"])
def test_a_counted_day_is_what_the_clock_counts(row: Row):
    """The rules that count the days of cases are the oracle."""
    said = row["computed"]
    start = date.fromisoformat(said["from"])

    counted = due(start, said["days"], Unit(said["unit"]), calendar=work_calendar())

    assert f"{counted.due_on.month}月{counted.due_on.day}日" == row["key_fact"]


def test_an_unanswerable_question_has_no_gold_and_says_how_it_may_end():
    """And an answerable one has both gold and fact."""
    for row in ALL:
        if row["answerable"]:
            assert row["gold"], row["id"]
            assert row["key_fact"], row["id"]
        else:
            assert (row["gold"], row["key_fact"]) == ([], None), row["id"]
            assert row["expect"], row["id"]


def test_no_question_is_a_known_question_of_the_corpus(holdings: Holdings):
    """Those are indexed: asking them would measure nothing."""
    known = [pairs(q) for p in holdings.passages for q in p.known_questions]
    holders: dict[str, list[int]] = {}
    for number, words in enumerate(known):
        for pair in words:
            holders.setdefault(pair, []).append(number)

    def comes_close(said: set[str]) -> bool:
        shared = Counter(number for pair in said for number in holders.get(pair, ()))
        return any(
            both > TOO_CLOSE * (len(said) + len(known[number]) - both)
            for number, both in shared.items()
        )

    close = [row["id"] for row in ALL if comes_close(pairs(row["question"]))]

    assert close == []


@pytest.mark.parametrize(
    ("kind", "least"),
    [("near_miss", 40), ("false_premise", 30), ("stale", 20), ("multi_turn", 20), ("clause", 20)],
)
def test_the_hard_kinds_are_many_enough_to_say_something(kind: str, least: int):
    """Over the two halves of one draw."""
    assert sum(row["type"] == kind for row in [*rows("dev"), *rows("test")]) >= least


@pytest.mark.parametrize(("kind", "least"), [("near_miss", 40), ("false_premise", 25)])
def test_the_fresh_set_alone_says_something_of_what_has_to_be_refused_or_denied(
    kind: str, least: int
):
    """There tuning gained most on what was seen."""
    assert sum(row["type"] == kind for row in rows("fresh")) >= least


def test_the_fresh_set_asks_about_every_guide_and_every_kind_of_field(holdings: Holdings):
    """Each is the gold of a question."""
    fields = {p.id: p for p in holdings.passages if p.item}

    asked = [fields[gold] for row in rows("fresh") for gold in row["gold"] if gold in fields]

    assert {p.item for p in asked} == {p.item for p in fields.values()}
    assert {p.article for p in asked} == {p.article for p in fields.values()}


def test_paraphrases_come_in_groups_with_one_meaning():
    """At least three ways to say the same."""
    groups = Counter(row["group"] for row in ALL if "group" in row)

    assert min(groups.values()) >= 3
    for group in groups:
        same = {(tuple(r["gold"]), r["key_fact"]) for r in ALL if r.get("group") == group}
        assert len(same) == 1, group
