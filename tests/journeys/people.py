"""Hands and eyes for a story: what people do in their chats, and what they wait to read."""

import asyncio
from dataclasses import dataclass

from bot.sandbox.transcript import Button, SandboxMessage
from bot.sandbox.world import World

PATIENCE = 30  # seconds; a story that needs more is broken


@dataclass
class Someone:
    """One person of the sandbox. Reading looks only at what came after the last thing read."""

    world: World
    user_id: int
    seen: int = 0

    def starts(self, payload: str | None = None) -> None:
        self.world.press_start(self.user_id, payload)

    def says(self, text: str) -> None:
        self.world.say(self.user_id, text)

    def sends_photo(self, content: bytes, caption: str = "") -> None:
        self.world.send_photo(self.user_id, content, caption)

    def sends_file(self, name: str, content: bytes, caption: str = "") -> None:
        self.world.send_document(self.user_id, name, content, caption)

    def presses(self, label: str) -> None:
        """Press the newest button that is called *label*."""
        message, button = self._button(label)
        self.world.press(self.user_id, message.id, button.value)

    def has_button(self, label: str) -> bool:
        return any(
            label in button.text
            for message in self._from_bot()
            for row in message.buttons
            for button in row
        )

    async def reads(self, *words: str) -> SandboxMessage:
        """Wait for a message from the bot, newer than the last one read, that holds all *words*."""
        changes = self.world.changes()
        async with asyncio.timeout(PATIENCE):
            while (found := self._find(words)) is None:
                await anext(changes)
        self.seen = found.id
        return found

    async def sees(self, *words: str) -> SandboxMessage:
        """Wait until some message of the bot, edited or not, holds all *words*."""
        changes = self.world.changes()
        async with asyncio.timeout(PATIENCE):
            while (found := self._seen(words)) is None:
                await anext(changes)
        return found

    async def sees_toast(self, words: str) -> None:
        """Wait for the short answer that a press brings."""
        changes = self.world.changes()
        async with asyncio.timeout(PATIENCE):
            while words not in (
                getattr(self.world.callback_answers(self.user_id), "text", "") or ""
            ):
                await anext(changes)

    def all_read(self) -> str:
        """Return everything the bot ever wrote to this person."""
        return "\n".join(message.text for message in self._from_bot())

    def _find(self, words: tuple[str, ...]) -> SandboxMessage | None:
        fresh = (message for message in self._from_bot() if message.id > self.seen)
        return next((m for m in fresh if all(word in m.text for word in words)), None)

    def _seen(self, words: tuple[str, ...]) -> SandboxMessage | None:
        return next((m for m in self._from_bot() if all(word in m.text for word in words)), None)

    def _from_bot(self) -> list[SandboxMessage]:
        return [m for m in self.world.transcript(self.user_id) if m.from_bot and not m.deleted]

    def _button(self, label: str) -> tuple[SandboxMessage, Button]:
        for message in reversed(self._from_bot()):
            for row in message.buttons:
                for button in row:
                    if label in button.text:
                        return message, button
        msg = f"no button {label!r}; last: {self._from_bot()[-1:]}"
        raise AssertionError(msg)
