"""``bangban sending``: the brake for everything, and the way on after the channel was stopped."""

import asyncio
from datetime import timedelta

import pytest

from cases.database import create_engine, create_sessions
from cases.outbox import Fatal, Unreachable
from tests.bot.commands.conftest import Run
from tests.cases.outbox_builders import NOON, claim_some, owe_one, settle_one, some_chats, start_one
from tests.cases.test_outbox_breaker import send_to


async def _with(url: str, act) -> object:
    engine = create_engine(url)
    try:
        return await act(create_sessions(engine))
    finally:
        await engine.dispose()


def test_one_hand_stops_everything_and_lets_it_go_on(run: Run, records: str):
    """Stopping twice is stopping once; nothing can be claimed meanwhile."""
    asyncio.run(_with(records, _owe))

    first = run("sending", "stop", "--reason", "核对内容", "--json").value
    second = run("sending", "stop", "--reason", "再核对", "--json").value
    held = asyncio.run(_with(records, claim_some))
    shown = run("sending", "show")
    resumed = run("sending", "resume", "--json").value
    free = asyncio.run(_with(records, claim_some))

    assert first == second
    assert [(stop["scope"], stop["reason"]) for stop in first["stops"]] == [("all", "核对内容")]
    assert "核对内容" in shown.out
    assert resumed == {"stops": [], "in_flight": 0}
    assert (held, len(free)) == ([], 1)
    assert "没有停止" in run("sending", "show").out


async def _owe(sessions) -> None:
    await owe_one(sessions, await some_chats(sessions))


async def _refused_by_ten(sessions) -> None:
    await send_to(sessions, await some_chats(sessions, 10), Unreachable("forbidden"))


async def _token_revoked(sessions) -> None:
    await owe_one(sessions, await some_chats(sessions))
    opened = await start_one(sessions)
    await settle_one(sessions, opened.token, Fatal("Unauthorized"))


@pytest.mark.parametrize("fault", [_refused_by_ten, _token_revoked])
def test_a_channel_that_was_stopped_goes_on_after_somebody_has_looked(
    run: Run, records: str, fault
):
    """Faults 12 and 40: the command says why it stands, and what was refused goes out again."""
    asyncio.run(_with(records, fault))

    (stop,) = run("sending", "show", "--json").value["stops"]
    assert stop["scope"] == "channel:telegram"
    assert "Telegram 通道" in run("sending", "show").out
    assert run("sending", "resume", "--json").value["stops"] == []

    assert asyncio.run(_with(records, _waiting)) > 0


async def _waiting(sessions) -> int:
    return len(await claim_some(sessions, at=NOON + timedelta(minutes=1)))
