"""What the bot has not fetched yet, and the ways of fetching it."""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.sandbox.errors import Conflict

Json = dict[str, Any]
MOST_AT_ONCE = 100
LONGEST_WAIT = 50  # seconds
ONLY_WHEN_ASKED = {"chat_member", "message_reaction", "message_reaction_count"}
TWO_POLLERS = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)
WEBHOOK_ACTIVE = (
    "can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)


@dataclass
class Webhook:
    """Where updates are posted to, and what last went wrong there."""

    url: str
    secret_token: str | None = None
    max_connections: int = 40
    ip_address: str | None = None
    has_certificate: bool = False
    last_error_date: int | None = None
    last_error: str | None = None


class Updates:
    """The queue of updates, each kept until it is confirmed."""

    def __init__(self) -> None:
        self.webhook: Webhook | None = None
        self.allowed: tuple[str, ...] = ()  # none named: all but those of ONLY_WHEN_ASKED
        self._pending: deque[Json] = deque()
        self._next_id = 1
        self._poller: asyncio.Future[None] | None = None
        self._for_webhook = asyncio.Event()
        self._polled = asyncio.Event()

    def __len__(self) -> int:
        return len(self._pending)

    def put(self, kind: str, value: Json) -> int | None:
        """Queue one update and return its id; None where the bot did not ask for this kind."""
        if kind not in self.allowed if self.allowed else kind in ONLY_WHEN_ASKED:
            return None
        update_id = self._next_id
        self._next_id += 1
        self._pending.append({"update_id": update_id, kind: value})
        self._wake()
        return update_id

    async def fetch(
        self,
        *,
        offset: int = 0,
        limit: int = MOST_AT_ONCE,
        timeout: int = 0,  # noqa: ASYNC109 — Telegram's name for it
    ) -> list[Json]:
        """
        Return the oldest updates, waiting up to *timeout* seconds for the first.

        Everything before *offset* is confirmed and forgotten; a negative one keeps only that many of
        the newest.

        Raises:
            Conflict: A webhook is set, or another call came while this one waited.
        """
        if self.webhook is not None:
            raise Conflict(WEBHOOK_ACTIVE)
        if self._poller is not None and not self._poller.done():
            self._poller.set_exception(Conflict(TWO_POLLERS))
        self._confirm(offset)
        if not self._pending and timeout > 0:
            await self._wait(min(timeout, LONGEST_WAIT))
        return list(self._pending)[: min(max(limit, 1), MOST_AT_ONCE)]

    async def _wait(self, seconds: int) -> None:
        poller = self._poller = asyncio.get_running_loop().create_future()
        self._polled.set()
        try:
            async with asyncio.timeout(seconds):
                await poller
        except TimeoutError:
            return
        finally:
            if self._poller is poller:
                self._poller = None
                self._polled.clear()

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            while len(self._pending) > -offset:
                self._pending.popleft()
        while self._pending and self._pending[0]["update_id"] < offset:
            self._pending.popleft()

    async def until_polled(self) -> None:
        """Wait until a bot waits for updates."""
        await self._polled.wait()

    def hang_up(self) -> None:
        """Let a waiting poller go with what there is."""
        if self._poller is not None and not self._poller.done():
            self._poller.set_result(None)

    def _wake(self) -> None:
        self.hang_up()
        if self.webhook is not None and self._pending:
            self._for_webhook.set()

    def set_webhook(self, webhook: Webhook | None, *, forget_pending: bool = False) -> None:
        """Post updates to *webhook* from now on, or to nobody."""
        self.webhook = webhook
        if forget_pending:
            self._pending.clear()
        self._wake()

    def allow(self, kinds: Sequence[str] | None) -> None:
        """Queue only *kinds* from now on; none given keeps what was said before."""
        if kinds is not None:
            self.allowed = tuple(kinds)

    async def next_for_webhook(self) -> tuple[Webhook, Json]:
        """Wait for an update that is to be posted, and return it with where to."""
        while self.webhook is None or not self._pending:
            self._for_webhook.clear()
            await self._for_webhook.wait()
        return self.webhook, self._pending[0]

    def posted(self, update: Json) -> None:
        """Forget *update*: the webhook took it."""
        if self._pending and self._pending[0] is update:
            self._pending.popleft()
