"""Updates in: stored before Telegram is told they arrived, then handled in order per chat."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from telegram import Update
from telegram.error import Conflict, EndPointNotFound, InvalidToken, TelegramError
from telegram.ext import Application

from bot.clock import Clock
from bot.texts.errors import FAILED
from bot.unbroken import unbroken
from cases import inbox, outbox, people
from cases.database import DatabaseTrouble, Session, Sessions
from cases.errors import ConcurrentChange

log = logging.getLogger(__name__)

POLL_SECONDS = 25  # Telegram holds an empty answer this long
PARALLEL = 16  # chats handled at once
IDLE = 1.0
BACK_OFF = 3.0
GRACE = 8.0  # seconds that handlers get to finish when the process is told to stop

ALLOWED = ["message", "edited_message", "callback_query", "my_chat_member"]


def chat_key(payload: Mapping[str, Any]) -> str:
    """Return the key of the chat whose updates must stay in order; one key for all without a chat."""
    for kind in ("message", "edited_message", "my_chat_member"):
        if kind in payload:
            return str(payload[kind]["chat"]["id"])
    if "callback_query" in payload:
        return str(payload["callback_query"]["from"]["id"])
    return "-"


@dataclass
class Intake:
    """Writes every update to the inbox, and works the inbox off."""

    sessions: Sessions
    application: Application[Any, Any, Any, Any, Any, Any]
    clock: Clock
    _wake: asyncio.Event = field(default_factory=asyncio.Event, repr=False)

    async def receive(self, payloads: Sequence[dict[str, Any]]) -> None:
        """Store *payloads* (Telegram's JSON); ones already stored change nothing."""
        async with self.sessions.begin() as session:
            for payload in payloads:
                await inbox.receive(
                    session,
                    update_id=payload["update_id"],
                    chat_key=chat_key(payload),
                    payload=payload,
                    at=self.clock.now(),
                )
        self._wake.set()

    async def poll(self) -> None:
        """
        Fetch updates for ever. The next call confirms a batch, and comes only after its commit.

        Raises:
            InvalidToken: Telegram does not know the token any more.
        """
        offset: int | None = None
        while True:
            try:
                updates = await self._fetch(offset)
                if updates:
                    await unbroken(self.receive(updates))
                    offset = updates[-1]["update_id"] + 1
            except (EndPointNotFound, InvalidToken) as error:
                raise InvalidToken from error
            except Conflict:
                log.warning("intake.second_poller: 另一个进程正在用同一令牌收取消息")
                await asyncio.sleep(BACK_OFF)
            except (TelegramError, DatabaseTrouble) as error:
                log.warning("intake.poll_failed: %s", type(error).__name__)
                await asyncio.sleep(BACK_OFF)

    async def _fetch(self, offset: int | None) -> list[dict[str, Any]]:
        # Raw, as a webhook gets it: one update that PTB cannot read would fail the whole batch, and
        # what it can read it would store without the rest. The spelling avoids its advice to parse.
        updates: list[dict[str, Any]] = await self.application.bot.do_api_request(
            "get_Updates",
            {"offset": offset, "timeout": POLL_SECONDS, "allowed_updates": ALLOWED},
            read_timeout=POLL_SECONDS + 10,
        )
        return updates

    async def work(self) -> None:
        """Handle stored updates for ever: chats side by side, one chat in order."""
        running: set[asyncio.Task[None]] = set()
        try:
            while True:
                self._wake.clear()
                try:
                    todo = await unbroken(self._take(PARALLEL - len(running)))
                except DatabaseTrouble as error:
                    log.warning("intake.database_unavailable: %s", type(error).__name__)
                    await asyncio.sleep(BACK_OFF)
                    continue
                for update_id, payload in todo:
                    task = asyncio.create_task(self._handle(update_id, payload))
                    running.add(task)
                    task.add_done_callback(running.discard)
                    task.add_done_callback(lambda _: self._wake.set())
                if not todo:
                    with suppress(TimeoutError):
                        # Not wait_for: in Python 3.11 it loses a cancellation that comes with the wake.
                        async with asyncio.timeout(IDLE):
                            await self._wake.wait()
        finally:
            await _end(running)

    async def _take(self, room: int) -> list[tuple[int, dict[str, Any]]]:
        if room <= 0:
            return []
        async with self.sessions.begin() as session:
            rows = await inbox.next_updates(session, limit=room)
            return [(row.update_id, row.payload) for row in rows]

    async def _handle(self, update_id: int, payload: dict[str, Any]) -> None:
        """Handle one update; what goes wrong is counted against it and stops nothing else."""
        update, error = await self._process(update_id, payload)
        try:
            await self._finish(update_id, update, error)
        except DatabaseTrouble as trouble:
            # It stays unfinished, and is handed out again when its lease has run out.
            log.warning("intake.not_finished: %s %s", update_id, type(trouble).__name__)

    async def _process(
        self, update_id: int, payload: dict[str, Any]
    ) -> tuple[Update | None, str | None]:
        """Return the update, unless it cannot be read, and the name of what a handler raised."""
        failures: dict[int, str] = self.application.bot_data["failures"]
        try:
            update = Update.de_json(payload, self.application.bot)
        except Exception as error:  # whatever Telegram may have changed
            log.exception("intake.unreadable: %s", update_id)
            return None, type(error).__name__
        await self.application.process_update(update)
        return update, failures.pop(update_id, None)

    async def _finish(self, update_id: int, update: Update | None, error: str | None) -> None:
        if error is None:
            # Handlers finish their update with its effects; this closes what none of them wanted.
            with suppress(ConcurrentChange):
                async with self.sessions.begin() as session:
                    await inbox.done(session, update_id, at=self.clock.now())
            return
        async with self.sessions.begin() as session:
            given_up = await inbox.failed(session, update_id, error, at=self.clock.now())
            if given_up:
                log.error("intake.given_up: %s %s", update_id, error)
                await self._apologise(session, update)

    async def _apologise(self, session: Session, update: Update | None) -> None:
        """Silence would leave the person waiting for an answer that never comes."""
        if update is None or update.effective_user is None:
            return
        chat, _ = await people.register_chat(
            session,
            address=str(update.effective_user.id),
            name=update.effective_user.full_name,
            at=self.clock.now(),
        )
        await outbox.owe(
            session,
            dedupe_key=f"update:{update.update_id}:failed",
            message_class=outbox.MessageClass.REPLY,
            kind="text",
            payload={"html": FAILED, "buttons": []},
            chats=[chat.id],
            at=self.clock.now(),
        )


async def _end(running: set[asyncio.Task[None]]) -> None:
    """Let handlers finish; one that takes long is cut off, and its update handled by the next start."""
    if running:
        await asyncio.wait(running, timeout=GRACE)
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
