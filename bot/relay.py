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

BATCH = 16  # claimed at once; each is still promised one at a time
IDLE = 1.0  # seconds between looks when nothing woke us
SWEEP_EVERY = 10.0  # seconds between sweeps for attempts whose worker died
BACK_OFF = 2.0  # seconds before trying again when the database does not answer

Render = Callable[[outbox.Opened], Outgoing]


@dataclass
class Relay:
    """One worker of the outbox. Any number may run, in any number of processes."""

    sessions: Sessions
    messengers: Mapping[str, Messenger]
    render: Render
    clock: Clock
    rates: outbox.Rates = field(default_factory=outbox.Rates)
    worker: UUID = field(default_factory=uuid4)  # an incarnation: never used again after a restart
    _wake: asyncio.Event = field(default_factory=asyncio.Event, repr=False)

    def wake(self) -> None:
        """Look now: something was just owed in this process."""
        self._wake.set()

    async def run(self) -> None:
        """Send until cancelled; what is in flight when cancelled is settled first."""
        sweeping = asyncio.create_task(self._sweep_for_ever())
        pause = IDLE
        try:
            while True:
                self._wake.clear()
                try:
                    sent = await unbroken(self.step())
                except DatabaseTrouble:
                    # Nothing is sent without its attempt on record; wait for the database.
                    log.exception("relay.database_unavailable")
                    await asyncio.sleep(BACK_OFF)
                    continue
                # Right after a send the next may only wait for its slot; later, look rarely.
                pause = self.rates.interval.total_seconds() if sent else min(2 * pause, IDLE)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), pause)
        finally:
            sweeping.cancel()
            with suppress(asyncio.CancelledError):
                await sweeping

    async def step(self) -> int:
        """Claim one batch and deal with each message of it. Returns how many calls were made."""
        async with self.sessions.begin() as session:
            claimed = await outbox.claim(
                session, worker=self.worker, limit=BATCH, at=self.clock.now(), rates=self.rates
            )
        results = await asyncio.gather(*(self._deliver(one) for one in claimed))
        return sum(results)

    async def _deliver(self, claimed: outbox.Claimed) -> bool:
        """Return whether a call was made."""
        async with self.sessions.begin() as session:
            opened = await outbox.open_attempt(
                session, claimed, at=self.clock.now(), rates=self.rates
            )
        if isinstance(opened, outbox.Refused):
            log.debug("relay.refused", extra={"reason": opened.reason})
            return False
        await self._call_and_settle(opened)
        return True

    async def _call_and_settle(self, opened: outbox.Opened) -> None:
        outcome = await self._call(opened)
        async with self.sessions.begin() as session:
            await outbox.settle(session, opened.token, outcome, at=self.clock.now())
        log.info(
            "relay.settled",
            extra={"delivery": str(opened.delivery_id), "outcome": type(outcome).__name__},
        )

    async def _call(self, opened: outbox.Opened) -> outbox.Outcome:
        messenger = self.messengers.get(opened.channel)
        if messenger is None:
            return outbox.Rejected(f"no messenger for channel {opened.channel}")
        try:
            message = self.render(opened)
        except (KeyError, TypeError, ValueError) as error:
            log.exception("relay.cannot_render", extra={"kind": opened.kind})
            return outbox.Rejected(f"cannot render {opened.kind}: {type(error).__name__}")
        return await messenger.send(opened.address, message)

    async def sweep(self) -> None:
        """Give up on attempts whose worker died, and let parked messages go on by their policy."""
        async with self.sessions.begin() as session:
            await outbox.sweep(session, at=self.clock.now())

    async def _sweep_for_ever(self) -> None:
        while True:
            try:
                await unbroken(self.sweep())
            except DatabaseTrouble:
                log.exception("relay.sweep_failed")
            await asyncio.sleep(SWEEP_EVERY)
