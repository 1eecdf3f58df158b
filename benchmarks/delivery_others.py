"""What one would otherwise take: two queues on PostgreSQL, a plain loop, and PTB's own rate limiter."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta

import procrastinate
import psycopg
from pgqueuer import Job, PgQueuer, PsycopgDriver, Queries
from procrastinate.types import JSONDict
from telegram import Bot
from telegram.error import RetryAfter
from telegram.ext import AIORateLimiter, ExtBot
from telegram.request import HTTPXRequest

from benchmarks.delivery_post import FIRST_USER, TEXT, TLS, Address, Timed
from bot.relay import PARALLEL
from bot.rendering.outgoing import Outgoing

Queue = Callable[[str, Timed, int], Awaitable[float]]
MESSAGE = Outgoing(str(TEXT["html"]))


async def by_procrastinate(url: str, timed: Timed, count: int) -> float:
    """Return the seconds in which procrastinate's worker makes *count* calls."""
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=url))

    async def send(user: int) -> None:
        await timed.send(str(user), MESSAGE)

    task = app.task(name="send")(send)
    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        jobs: list[JSONDict] = [{"user": FIRST_USER + n} for n in range(count)]
        await task.batch_defer_async(*jobs)
        begun = time.perf_counter()
        await app.run_worker_async(
            concurrency=PARALLEL,
            wait=False,
            install_signal_handlers=False,
            listen_notify=False,
            delete_jobs="never",
        )
        spent = time.perf_counter() - begun
    _all(timed, count)
    return spent


async def by_pgqueuer(url: str, timed: Timed, count: int) -> float:
    """Return the seconds in which pgqueuer makes *count* calls."""
    connection = await psycopg.AsyncConnection.connect(url, autocommit=True)
    async with connection:
        driver = PsycopgDriver(connection)
        queue, queries = PgQueuer(driver), Queries(driver)
        await queries.install()

        async def send(job: Job) -> None:
            await timed.send((job.payload or b"").decode(), MESSAGE)

        queue.entrypoint("send")(send)
        users = [str(FIRST_USER + n).encode() for n in range(count)]
        await queries.enqueue(["send"] * count, list(users), [0] * count)
        begun = time.perf_counter()
        running = asyncio.create_task(
            queue.run(dequeue_timeout=timedelta(seconds=1), batch_size=PARALLEL)
        )
        await timed.until(count)
        spent = time.perf_counter() - begun
        queue.shutdown.set()
        await asyncio.gather(running, return_exceptions=True)
    _all(timed, count)
    return spent


def _all(timed: Timed, count: int) -> None:
    if len(timed.delivered()) != count:
        msg = f"{len(timed.delivered())} of {count} sent"
        raise RuntimeError(msg)


async def by_hand(timed: Timed, count: int) -> float:
    """Return the seconds of *count* calls that nothing records, as many at once as a relay makes."""
    room = asyncio.Semaphore(PARALLEL)

    async def send(user: int) -> None:
        async with room:
            await timed.send(str(user), MESSAGE)

    begun = time.perf_counter()
    await asyncio.gather(*(send(FIRST_USER + n) for n in range(count)))
    return time.perf_counter() - begun


async def by_gather(address: Address, count: int) -> tuple[float, int]:
    """Return seconds and number of 429 of the loop that one writes first: all at once, wait, again."""
    refused = 0

    async def send(bot: Bot, user: int) -> None:
        nonlocal refused
        while True:
            try:
                await bot.send_message(user, MESSAGE.html)
            except RetryAfter as error:
                refused += 1
                wait = error.retry_after
                await asyncio.sleep(wait.total_seconds() if isinstance(wait, timedelta) else wait)
            else:
                return

    request = _request(256)
    async with Bot(address.token, f"{address.url}/bot", request=request) as bot:
        begun = time.perf_counter()
        await asyncio.gather(*(send(bot, FIRST_USER + n) for n in range(count)))
        return time.perf_counter() - begun, refused


async def by_ptb(address: Address, count: int, per_second: float) -> tuple[float, int]:
    """Return seconds and number of 429 of PTB's limiter at *per_second*, which retries by itself."""
    limiter = Counting(overall_max_rate=per_second, max_retries=20)
    bot = ExtBot(address.token, f"{address.url}/bot", request=_request(256), rate_limiter=limiter)
    async with bot:
        begun = time.perf_counter()
        await asyncio.gather(
            *(bot.send_message(FIRST_USER + n, MESSAGE.html) for n in range(count))
        )
        return time.perf_counter() - begun, limiter.refused


class Counting(AIORateLimiter):
    """PTB's limiter, with a count of the 429 that it meets."""

    refused = 0

    async def _run_request(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        try:
            return await super()._run_request(*args, **kwargs)
        except RetryAfter:
            self.refused += 1
            raise


def _request(connections: int) -> HTTPXRequest:
    return HTTPXRequest(
        connection_pool_size=connections,
        pool_timeout=600,
        httpx_kwargs={"verify": TLS, "trust_env": False},
    )
