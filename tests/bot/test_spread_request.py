"""Calls spread over several small pools are the calls that one pool would have made."""

import asyncio

import pytest
from telegram import Bot
from telegram.error import BadRequest
from telegram.request import HTTPXRequest

from bot.sandbox.running import RunningServer
from bot.sandbox.world import World
from bot.spread_request import EACH, SpreadRequest
from tests.bot.conftest import LI, TLS, WANG, ZHANG


class Watched(HTTPXRequest):
    """A pool that remembers how many calls it had under way at most."""

    def __init__(self, connections: int) -> None:
        super().__init__(
            connection_pool_size=connections, httpx_kwargs={"verify": TLS, "trust_env": False}
        )
        self.connections, self.now, self.most = connections, 0, 0

    async def do_request(self, *call, **more):  # type: ignore[no-untyped-def]
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            return await super().do_request(*call, **more)
        finally:
            self.now -= 1


@pytest.fixture
def pools() -> list[Watched]:
    return []


@pytest.fixture
def spread(pools: list[Watched]) -> SpreadRequest:
    def pool(connections: int) -> Watched:
        pools.append(Watched(connections))
        return pools[-1]

    return SpreadRequest(2 * EACH + 1, pool)


async def test_nine_calls_at_once_are_spread_evenly_and_each_gets_its_own_answer(
    spread: SpreadRequest, pools: list[Watched], world: World, api: RunningServer
):
    people = (ZHANG, LI, WANG)
    async with Bot(world.token, base_url=f"{api.url}/bot", request=spread) as bot:
        sent = await asyncio.gather(
            *(bot.send_message(people[n % 3], f"第 {n} 条") for n in range(2 * EACH + 1))
        )

    assert [one.text for one in sent] == [f"第 {n} 条" for n in range(2 * EACH + 1)]
    assert [pool.connections for pool in pools] == [EACH, EACH, EACH]
    assert [pool.most for pool in pools] == [3, 3, 3]


async def test_a_refused_call_says_so_and_frees_its_place(
    spread: SpreadRequest, pools: list[Watched], world: World, api: RunningServer
):
    async with Bot(world.token, base_url=f"{api.url}/bot", request=spread) as bot:
        for _ in range(3):
            with pytest.raises(BadRequest, match="Chat not found"):
                await bot.send_message(404, "您好")
        await bot.send_message(ZHANG, "您好")

    assert [pool.most for pool in pools] == [1, 0, 0]
