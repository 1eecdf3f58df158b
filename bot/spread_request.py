"""Many calls at once, over several small connection pools instead of one large."""

from collections.abc import Callable
from math import ceil
from typing import Any

from telegram.request import BaseRequest

EACH = 4  # connections in one pool


class SpreadRequest(BaseRequest):
    """
    A request of PTB that hands each call to the pool with the fewest under way.

    httpcore looks at every connection of its pool before and after each call; with sixteen of them
    that is half of what a call costs (``benchmarks/delivery.py``).

    Args:
        connections: How many calls must find room at once; full pools are made for them.
        pool: Makes one pool of the given number of connections.
    """

    def __init__(self, connections: int, pool: Callable[[int], BaseRequest]) -> None:
        self._pools = [pool(EACH) for _ in range(ceil(connections / EACH))]
        self._under_way = [0] * len(self._pools)

    @property
    def read_timeout(self) -> float | None:
        return self._pools[0].read_timeout

    async def initialize(self) -> None:
        for one in self._pools:
            await one.initialize()

    async def shutdown(self) -> None:
        for one in self._pools:
            await one.shutdown()

    async def do_request(self, *call: Any, **more: Any) -> tuple[int, bytes]:
        least = min(range(len(self._pools)), key=self._under_way.__getitem__)
        self._under_way[least] += 1
        try:
            return await self._pools[least].do_request(*call, **more)
        finally:
            self._under_way[least] -= 1
