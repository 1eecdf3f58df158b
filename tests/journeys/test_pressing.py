"""Who presses a button has its message: what was not known to have arrived is not sent again."""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.demo import Demo
from bot.sandbox.faults import Cut
from bot.texts.errors import REPEATED
from cases.database import Sessions, create_engine, create_sessions
from cases.outbox import DeliveryState
from cases.tables.outbox import Delivery, OutboxMessage
from tests.bot.conftest import until
from tests.journeys.people import Someone
from tests.journeys.test_story import ENTERPRISE

People = Callable[[int], Someone]


@pytest.fixture
async def records(sandbox: Demo) -> AsyncIterator[Sessions]:
    engine = create_engine(sandbox.settings.database_url)
    yield create_sessions(engine)
    await engine.dispose()


async def test_a_press_settles_a_message_whose_answer_was_lost(
    sandbox: Demo, person: People, records: Sessions
):
    """The button does what it always does, and its message does not come once more."""

    async def settings_are(state: DeliveryState) -> bool:
        async with records.begin() as session:
            rows = await session.execute(
                select(Delivery.state, OutboxMessage.payload)
                .join(OutboxMessage)
                .where(OutboxMessage.kind == "text")
            )
            return state in {found for found, payload in rows if "通知设置" in payload["html"]}

    reader = person(ENTERPRISE)
    sandbox.world.faults.script("sendMessage", Cut(after=True), times=100)
    reader.says("/settings")
    await reader.reads("通知设置")
    await until(lambda: settings_are(DeliveryState.UNKNOWN))

    reader.presses("群发通知改为静音")
    await reader.sees("群发通知：静音")

    assert await settings_are(DeliveryState.DELIVERED)
    sandbox.world.faults.clear()
    sandbox.clock.advance(timedelta(minutes=10))
    reader.says("/help")
    await reader.reads("/settings")
    assert REPEATED + "\n通知设置" not in reader.all_read()
