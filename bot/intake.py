"""Updates in: stored before Telegram is told they arrived, then handled in order per chat."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, TelegramError
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
            InvalidToken: Telegram does not know the token.
        """
        bot: Bot = self.application.bot
        offset: int | None = None
        while True:
            try:
                updates = await bot.get_updates(
                    offset,
                    timeout=POLL_SECONDS,
                    allowed_updates=ALLOWED,
                    read_timeout=POLL_SECONDS + 10,
                )
                if updates:
                    await unbroken(self.receive([update.to_dict() for update in updates]))
                    offset = updates[-1].update_id + 1
            except InvalidToken:
                raise
            except Conflict:
                log.warning("intake.second_poller: 另一个进程正在用同一令牌收取消息")
                await asyncio.sleep(BACK_OFF)
            except (TelegramError, DatabaseTrouble) as error:
                log.warning("intake.poll_failed", extra={"error": type(error).__name__})
                await asyncio.sleep(BACK_OFF)

    async def work(self) -> None:
        """Handle stored updates for ever: chats side by side, one chat in order."""
        running: set[asyncio.Task[None]] = set()
        try:
            while True:
                self._wake.clear()
                try:
                    todo = await unbroken(self._take(PARALLEL - len(running)))
                except DatabaseTrouble:
                    log.exception("intake.database_unavailable")
                    await asyncio.sleep(BACK_OFF)
                    continue
                for update_id, payload in todo:
                    task = asyncio.create_task(self._handle(update_id, payload))
                    running.add(task)
                    task.add_done_callback(running.discard)
                    task.add_done_callback(lambda _: self._wake.set())
                if not todo:
                    with suppress(TimeoutError):
                        await asyncio.wait_for(self._wake.wait(), IDLE)
        finally:
            await asyncio.gather(*running, return_exceptions=True)

    async def _take(self, room: int) -> list[tuple[int, dict[str, Any]]]:
        if room <= 0:
            return []
        async with self.sessions.begin() as session:
            rows = await inbox.next_updates(session, limit=room)
            return [(row.update_id, row.payload) for row in rows]

    async def _handle(self, update_id: int, payload: dict[str, Any]) -> None:
        failures: dict[int, str] = self.application.bot_data["failures"]
        update = Update.de_json(payload, self.application.bot)
        await self.application.process_update(update)
        error = failures.pop(update_id, None)
        async with self.sessions.begin() as session:
            if error is not None:
                given_up = await inbox.failed(session, update_id, error, at=self.clock.now())
                if given_up:
                    log.error("intake.given_up", extra={"update": update_id, "error": error})
                    await self._apologise(session, update)
                return
        # Handlers finish their update with its effects; this closes what none of them wanted.
        with suppress(ConcurrentChange):
            async with self.sessions.begin() as session:
                await inbox.done(session, update_id, at=self.clock.now())

    async def _apologise(self, session: Session, update: Update) -> None:
        """Silence would leave the person waiting for an answer that never comes."""
        if update.effective_user is None:
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
