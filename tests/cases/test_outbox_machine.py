"""
The outbox under anything that can happen, in any order: crashes, lost answers, floods, stops.

The channel is a model that remembers what it accepted; the database is real.
"""

import asyncio
import shutil
from collections import Counter
from pathlib import Path
from random import Random
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine

from cases.outbox import MessageClass
from tests.cases.outbox_play import ACTIONS, CHATS, KINDS, Play
from tests.thoroughness import thorough

pytestmark = pytest.mark.timeout(1800)  # many small games; five hundred where time is given

SEEN: Counter[str] = Counter()  # what the runs came across
# A run that never comes to these places proves nothing about them.
PLACES = {
    *("opened", "repeated", "counted", "evidence", "lost", "stopped", "undone", "decided"),
    *("died after claim", "died after open", "died after call", "unreachable"),
    *("together", "taken back", "too late", "pressed", "turned"),
}


class OutboxMachine(RuleBasedStateMachine):
    url: ClassVar[str]

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.play = self.runner.run(Play.begin(self.url))

    @initialize(classes=st.lists(st.sampled_from(list(MessageClass)), max_size=2))
    def some_messages_are_owed(self, classes):
        for message_class in (MessageClass.LEGAL, MessageClass.BROADCAST, *classes):
            for _ in range(2 if message_class in KINDS else 1):
                kind = KINDS.get(message_class, ["greeting"])[0]
                self.runner.run(self.play.owe(message_class, CHATS, kind=kind))

    @rule(random=st.randoms(use_true_random=True))
    def a_few_things_happen(self, random):
        # One rule of its own dice: Hypothesis switches rules off in most runs and prefers small
        # values, and then hardly a message gets through claim, attempt and call.
        for _ in range(20):
            action = random.choice(ACTIONS)
            note(action)
            self.runner.run(self.play.act(action, random))

    @invariant()
    def the_records_agree_with_the_channel(self):
        self.runner.run(self.play.check())

    def teardown(self) -> None:
        try:
            self.runner.run(self.play.end())
            SEEN.update(self.play.seen)
        finally:
            self.runner.run(self.play.engine.dispose())
            self.runner.close()


def games(few: int) -> int:
    """Return how many games are played: *few*, and four times as many where time is given."""
    return few * (4 if thorough() else 1)


@pytest.mark.parametrize(
    ("database_url", "examples"),
    [("sqlite", 8), pytest.param("postgresql", 8, marks=pytest.mark.postgres)],
    indirect=["database_url"],
)
def test_whatever_happens_nothing_is_lost_and_nothing_is_silently_repeated(database_url, examples):
    """O1–O12 for every order that Hypothesis can think of; a crash between any two steps."""

    class Machine(OutboxMachine):
        url = database_url

    SEEN.clear()
    run_machine(
        Machine,
        settings=settings(
            max_examples=games(examples),
            stateful_step_count=8,
            deadline=None,
            derandomize=True,
            # Shrinking whole databases takes minutes; the notes say it all.
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )

    never = PLACES - {place for place, times in SEEN.items() if times}
    assert never == set()


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_both_databases_play_the_same_game(database_url: str, sqlite_template: Path, tmp_path):
    """O14: the same dice leave the same records, step by step."""
    shutil.copy(sqlite_template, tmp_path / "bangban.db")

    for game in range(games(2)):
        ours = asyncio.run(played(f"sqlite:///{tmp_path / 'bangban.db'}", game))
        theirs = asyncio.run(played(database_url, game))

        for step, (one, other) in enumerate(zip(ours, theirs, strict=True)):
            assert one == other, f"game {game}, step {step}"


async def played(url: str, game: int) -> list[object]:
    """Return the records after each step of one game."""
    play, dice, steps = await Play.begin(url), Random(game), []
    try:
        for message_class in (MessageClass.LEGAL, MessageClass.BROADCAST, MessageClass.REPLY):
            await play.owe(message_class, CHATS)
        for _ in range(80):
            action = dice.choice(ACTIONS)
            await play.act(action, dice)
            steps.append((action, await play.everything()))
    finally:
        await play.engine.dispose()
    return steps
