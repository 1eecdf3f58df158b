"""Messages out: claim what is owed, open an attempt, make one call, settle it by token."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from bot.clock import Clock
from bot.messenger import Messenger
from bot.rendering.outgoing import Outgoing
from bot.unbroken import unbroken
from cases import outbox
from cases.database import DatabaseTrouble, Sessions

log = logging.getLogger(__name__)

PARALLEL = 64  # calls under way at once: 25 a second go on while each takes two seconds
IDLE = 1.0  # seconds between looks when nothing woke us
BUSY = 0.5  # seconds after a send in which there may be more that only waits for its slot
GATHER = 0.01  # seconds in which what ends, or is owed, is taken together
SWEEP_EVERY = 10.0  # seconds between sweeps for attempts whose worker died
BACK_OFF = 2.0  # seconds before trying again when the database does not answer
SETTLING = 30  # tries to write down an outcome; by then the lease has made it unknown
LATE = 10.0  # seconds after opening: a call begun later could outlive its lease

Render = Callable[[outbox.Opened], Outgoing]


@dataclass
class Relay:
    """One worker of the outbox. Any number may run, in any number of processes."""

    sessions: Sessions
    messengers: Mapping[str, Messenger]
    render: Render
    clock: Clock
    rates: outbox.Rates = field(default_factory=outbox.Rates)
    parallel: int = PARALLEL  # and so at most as many outcomes that a crash leaves unknown
    worker: UUID = field(default_factory=uuid4)  # an incarnation: never used again after a restart
    _ended: dict[UUID, outbox.Outcome] = field(default_factory=dict, repr=False)  # by token
    # One transaction of ours at a time: what has ended, or may start, meanwhile is the next one's.
    _ledger: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)
    _wake: asyncio.Event = field(default_factory=asyncio.Event, repr=False)
    _stopping: bool = field(default=False, repr=False)

    def wake(self) -> None:
        """Look now: something was just owed in this process."""
        self._wake.set()

    async def run(self) -> None:
        """Send until cancelled; what is in flight when cancelled is settled first."""
        async with asyncio.TaskGroup() as jobs:
            jobs.create_task(self._send_for_ever())
            jobs.create_task(self._sweep_for_ever())

    async def _send_for_ever(self) -> None:
        in_flight: set[asyncio.Task[None]] = set()
        sent = 0.0
        try:
            while True:
                self._wake.clear()
                started = asyncio.get_running_loop().time()
                try:
                    opened = await unbroken(self._open(self.parallel - len(in_flight)))
                except DatabaseTrouble as error:
                    # Nothing is sent without its attempt on record; wait for the database. A claim,
                    # or an attempt that was recorded after all, runs out with its lease.
                    log.warning("relay.database_unavailable: %s", type(error).__name__)
                    await asyncio.sleep(BACK_OFF)
                    continue
                for one in opened:
                    task = asyncio.create_task(self._deliver(one, started))
                    in_flight.add(task)
                    task.add_done_callback(in_flight.discard)
                # Right after a send the next may only wait for its slot; later, look rarely.
                now = asyncio.get_running_loop().time()
                sent = now if opened else sent
                slot = max(started + self.rates.interval.total_seconds() - now, GATHER)
                pause = slot if now - sent < BUSY else IDLE
                with suppress(TimeoutError):
                    # Not wait_for: in Python 3.11 it loses a cancellation that comes with the wake.
                    async with asyncio.timeout(pause):
                        await self._wake.wait()
                        await asyncio.sleep(GATHER)
        finally:
            self._stopping = True
            await asyncio.gather(*in_flight)

    async def _open(self, room: int) -> list[outbox.Opened]:
        """Claim what is ready, as far as there is *room*, and open the attempts that may be made now."""
        if room <= 0:
            return []
        async with self._ledger, self.sessions.begin() as session:
            return await outbox.claim_and_open(
                session, worker=self.worker, limit=room, at=self.clock.now(), rates=self.rates
            )

    async def _deliver(self, opened: outbox.Opened, started: float) -> None:
        """Call and settle. Whatever goes wrong stays with this one delivery."""
        outcome = await self._call(opened, started)
        if isinstance(outcome, outbox.Fatal):
            log.error("relay.channel_stopped: %s: %s", opened.channel, outcome.reason)
        await self._settle(opened, outcome)
        self.wake()  # the next message of this chat may go now

    async def _call(self, opened: outbox.Opened, started: float) -> outbox.Outcome:
        messenger = self.messengers.get(opened.channel)
        if messenger is None:
            return outbox.Rejected(f"no messenger for channel {opened.channel}")
        try:
            message = self.render(opened)
        except Exception as error:  # a poisoned payload must not stop what waits behind it
            log.exception("relay.cannot_render: %s", opened.kind)
            return outbox.Rejected(f"cannot render {opened.kind}: {type(error).__name__}")
        if asyncio.get_running_loop().time() - started > LATE:
            return outbox.NotSent("the process stood still; another may hold this by now")
        try:
            return await messenger.send(opened.address, message)
        except Exception as error:  # nothing is known of how far it got
            log.exception("relay.call_failed: %s", opened.kind)
            return outbox.Unknown(type(error).__name__)

    async def _settle(self, opened: outbox.Opened, outcome: outbox.Outcome) -> None:
        """
        Write down what came of the call, again and again while the database does not answer.

        Whoever writes takes along what else has ended by then; a second try is for itself alone, so
        that no outcome is held up by another's.
        """
        self._ended[opened.token] = outcome
        for attempt in range(SETTLING):
            async with self._ledger:
                if opened.token not in self._ended:
                    return
                written = dict(self._ended) if attempt == 0 else {opened.token: outcome}
                try:
                    async with self.sessions.begin() as session:
                        await outbox.settle_all(session, written, at=self.clock.now())
                except DatabaseTrouble as error:
                    log.warning("relay.not_settled: %s", type(error).__name__)
                else:
                    for token in written:
                        del self._ended[token]
                    log.info("relay.settled: %d", len(written))
                    return
            if self._stopping:
                return
            await asyncio.sleep(BACK_OFF)
        del self._ended[opened.token]

    async def sweep(self) -> None:
        """Give up on attempts whose worker died, and let parked messages go on by their policy."""
        async with self.sessions.begin() as session:
            await outbox.sweep(session, at=self.clock.now())

    async def _sweep_for_ever(self) -> None:
        while True:
            try:
                await unbroken(self.sweep())
            except DatabaseTrouble as error:
                log.warning("relay.not_swept: %s", type(error).__name__)
            await asyncio.sleep(SWEEP_EVERY)
