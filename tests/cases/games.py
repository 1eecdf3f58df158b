"""What the properties over real databases share: cheap engines, and the settings of a stateful game."""

from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from cases.database import create_engine


def quick_engine(url: str) -> AsyncEngine:
    """Return an engine that does not wait for the disk of SQLite."""
    engine = create_engine(url)
    if url.startswith("sqlite"):
        event.listen(engine.sync_engine, "connect", _no_fsync)
    return engine


def play(machine: type[RuleBasedStateMachine], *, share: int, steps: int) -> None:
    """Play *machine* as often as the profile has examples, divided by *share*; the same games each run."""
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=settings().max_examples // share,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],  # shrinking whole databases takes minutes
            suppress_health_check=list(HealthCheck),
        ),
    )


def _no_fsync(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous=OFF")
    cursor.close()
