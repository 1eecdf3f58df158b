"""Several production relays in processes of their own, as on several machines."""

import asyncio
import multiprocessing
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from uuid import uuid4

from sqlalchemy import func, select

from benchmarks.delivery_post import ZONE, Address, chats, messenger, owe
from bot.clock import SystemClock
from bot.relay import Relay
from bot.rendering.messages import render
from cases.database import create_engine, create_sessions
from cases.outbox import DeliveryState, MessageClass, Rates
from cases.tables.outbox import Delivery

LOOK = 0.05  # seconds between looks at how many have arrived


async def by_relays(url: str, servers: Sequence[Address], count: int, rates: Rates) -> float:
    """Return the seconds in which as many processes as there are *servers* deliver *count* messages."""
    engine = create_engine(url)
    sessions = create_sessions(engine)
    began = datetime.now(UTC)
    await owe(sessions, await chats(sessions, range(count)), MessageClass.MILESTONE)
    arrived = select(func.count()).where(
        Delivery.state == DeliveryState.DELIVERED, Delivery.created_at >= began
    )
    made = [await asyncio.to_thread(_started, url, server, rates) for server in servers]
    begun = time.perf_counter()
    for _, said in made:
        said.send("go")
    while True:
        async with sessions() as session:
            if await session.scalar(arrived) == count:
                break
        await asyncio.sleep(LOOK)
    spent = time.perf_counter() - begun
    for process, _ in made:
        process.kill()
        process.join()
    await engine.dispose()
    return spent


def _started(
    url: str, address: Address, rates: Rates
) -> tuple[multiprocessing.process.BaseProcess, Connection]:
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(
        target=_relay, args=(theirs, url, address, rates), daemon=True
    )
    process.start()
    ours.recv()
    return process, ours


def _relay(said: Connection, url: str, address: Address, rates: Rates) -> None:
    asyncio.run(_relaying(said, url, address, rates))


async def _relaying(said: Connection, url: str, address: Address, rates: Rates) -> None:
    engine = create_engine(url)
    async with messenger(address) as timed:
        relay = Relay(
            create_sessions(engine),
            {"telegram": timed},
            render,
            SystemClock(ZONE),
            rates=rates,
            worker=uuid4(),
        )
        said.send("ready")
        said.recv()
        await relay.run()
