"""Messages out: settle what has ended, claim what is owed and open its attempts, then one call each."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
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
    # By token: what came of calls, and is written down with the next turn.
    _ended: dict[UUID, outbox.Outcome] = field(default_factory=dict, repr=False)
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
        in_flight: set[asyncio.Task[None]] = set()  # calls, and outcomes that are late on record
        sent = 0.0

        def _over(task: asyncio.Task[None]) -> None:
            in_flight.discard(task)
            self.wake()  # there is room, and the next message of its chat may go

        def _start(work: Coroutine[Any, Any, None]) -> None:
            task = asyncio.create_task(work)
            in_flight.add(task)
            task.add_done_callback(_over)

        try:
            while True:
                self._wake.clear()
                started = asyncio.get_running_loop().time()
                ended, room = dict(self._ended), self.parallel - len(in_flight)
                try:
                    opened = await unbroken(self._turn(ended, room))
                except DatabaseTrouble as error:
                    # Nothing is sent without its attempt on record; wait for the database. A claim,
                    # or an attempt that was recorded after all, runs out with its lease.
                    log.warning("relay.database_unavailable: %s", type(error).__name__)
                    for token, outcome in ended.items():
                        del self._ended[token]
                        _start(self._settle_alone(token, outcome))
                    await asyncio.sleep(BACK_OFF)
                    continue
                for one in opened:
                    _start(self._deliver(one, started))
                # Right after a send the next may only wait for its slot; later, look rarely.
                now = asyncio.get_running_loop().time()
                sent = now if opened else sent
                slot = max(started + self.rates.interval.total_seconds() - now, GATHER)
                pause = slot if now - sent < BUSY else IDLE
                with suppress(TimeoutError):
                    # Not wait_for: in Python 3.11 it loses a cancellation that comes with the wake.
                    async with asyncio.timeout(pause):
                        await self._wake.wait()
                        if in_flight:  # which may end at nearly the same time
                            await asyncio.sleep(GATHER)
        finally:
            self._stopping = True
            await asyncio.gather(*in_flight)
            await asyncio.gather(*(self._settle_alone(*one) for one in self._ended.items()))

    async def _turn(
        self, ended: Mapping[UUID, outbox.Outcome], room: int
    ) -> Sequence[outbox.Opened]:
        """Write down what has *ended*, and open the attempts that may be made now, as far as there is *room*."""
        if not ended and room <= 0:
            return ()
        async with self._ledger, self.sessions.begin() as session:
            opened = await outbox.take_turn(
                session,
                ended,
                worker=self.worker,
                limit=room,
                now=self.clock.now,
                rates=self.rates,
            )
        for token in ended:
            del self._ended[token]
        if ended:
            log.info("relay.settled: %d", len(ended))
        return opened

    async def _deliver(self, opened: outbox.Opened, started: float) -> None:
        """Call. Whatever goes wrong stays with this one delivery."""
        outcome = await self._call(opened, started)
        if isinstance(outcome, outbox.Fatal):
            log.error("relay.channel_stopped: %s: %s", opened.channel, outcome.reason)
        self._ended[opened.token] = outcome

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

    async def _settle_alone(self, token: UUID, outcome: outbox.Outcome) -> None:
        """
        Write down what came of one call, again and again while the database does not answer.

        After a turn that failed each is for itself alone, so that no outcome is held up by another's.
        """
        for _ in range(SETTLING):
            if not self._stopping:
                await asyncio.sleep(BACK_OFF)
            try:
                async with self._ledger, self.sessions.begin() as session:
                    await outbox.settle(session, token, outcome, at=self.clock.now())
            except DatabaseTrouble as error:
                log.warning("relay.not_settled: %s", type(error).__name__)
            else:
                log.info("relay.settled: 1")
                return
            if self._stopping:
                return

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
