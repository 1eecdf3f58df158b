"""Telling the page which chats look different now."""

import asyncio
from collections.abc import AsyncIterator
from weakref import WeakSet


class Changes(AsyncIterator[int]):
    """
    The ids of chats that changed, each once however often it changed meanwhile.

    Listens from the moment it is made until the world hangs up.
    """

    def __init__(self) -> None:
        self._changed: dict[int, None] = {}
        self._bell = asyncio.Event()
        self._over = False

    def __aiter__(self) -> "Changes":
        return self

    async def __anext__(self) -> int:
        while not self._changed:
            if self._over:
                raise StopAsyncIteration
            self._bell.clear()
            await self._bell.wait()
        chat_id = next(iter(self._changed))
        del self._changed[chat_id]
        return chat_id

    def note(self, chat_id: int) -> None:
        self._changed[chat_id] = None
        self._bell.set()

    def end(self) -> None:
        self._over = True
        self._bell.set()


class Listeners:
    """Everybody who listens; whoever stops holding their ``Changes`` is forgotten."""

    def __init__(self) -> None:
        self._listening: WeakSet[Changes] = WeakSet()

    def listen(self) -> Changes:
        changes = Changes()
        self._listening.add(changes)
        return changes

    def note(self, chat_id: int) -> None:
        for changes in list(self._listening):
            changes.note(chat_id)

    def hang_up(self) -> None:
        for changes in list(self._listening):
            changes.end()
        self._listening.clear()
