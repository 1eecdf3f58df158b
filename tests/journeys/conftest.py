"""A running sandbox: the production process against the local Bot API server."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.demo import Demo, demo
from tests.journeys.people import Someone


@pytest.fixture(scope="session")
def demo_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the index is kept between stories; the records begin anew with each."""
    return tmp_path_factory.mktemp("demo")


@pytest.fixture
async def sandbox(demo_directory: Path) -> AsyncIterator[Demo]:
    async with demo(demo_directory) as running:
        yield running


@pytest.fixture
def person(sandbox: Demo) -> Callable[[int], Someone]:
    """Return somebody of the sandbox by their Telegram id."""
    return lambda user_id: Someone(sandbox.world, user_id)
