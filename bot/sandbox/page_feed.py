"""News for one open page: the whole state first, then only what changed."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable

from bot.sandbox.changes import Changes
from bot.sandbox.page_view import Json

HEARTBEAT = 15.0  # seconds of silence after which the page is told the time
SOON = 0.5  # seconds between looks while "typing" may run out


class Feed:
    """What one page has been told so far, by chat."""

    def __init__(self, look: Callable[[int], Json]) -> None:
        self._look = look
        self._told: dict[int, Json] = {}

    def begin(self, chats: dict[int, Json]) -> None:
        """Note that the page has been given all of *chats*."""
        self._told = dict(chats)

    def patch(self, user_id: int) -> Json | None:
        """Return what the page does not know yet of a chat; None where there is nothing new."""
        before = self._told.get(user_id)
        if before is None:
            return None
        after = self._told[user_id] = self._look(user_id)
        if after == before:
            return None
        known = {message["id"]: message for message in before["messages"]}
        present = {message["id"] for message in after["messages"]}
        return after | {
            "user_id": user_id,
            "messages": [each for each in after["messages"] if known.get(each["id"]) != each],
            "removed": [message_id for message_id in known if message_id not in present],
        }

    @property
    def typing(self) -> list[int]:
        """The chats in which the bot was last seen typing."""
        return [user_id for user_id, chat in self._told.items() if chat["typing"]]


async def stream(
    changes: Changes,
    *,
    look: Callable[[int], Json],
    state: Callable[[], Json],
    tick: Callable[[], Json],
) -> AsyncIterator[str]:
    """
    Yield server-sent events until the world hangs up: ``state``, then ``chat`` and ``tick``.

    *changes* must have listened since before the first look, so that nothing falls between.
    """
    feed = Feed(look)
    whole = state()
    personas = [persona for pane in whole["panes"] for persona in pane["personas"]]
    feed.begin({persona["user_id"]: persona["chat"] for persona in personas})
    yield _event("state", whole)
    change = asyncio.ensure_future(anext(changes))
    try:
        while True:
            await asyncio.wait({change}, timeout=SOON if feed.typing else HEARTBEAT)
            changed = feed.typing
            if change.done():
                if isinstance(change.exception(), StopAsyncIteration):
                    return
                changed.append(change.result())
                change = asyncio.ensure_future(anext(changes))
            for user_id in changed:
                if patch := feed.patch(user_id):
                    yield _event("chat", patch)
            yield _event("tick", tick())
    finally:
        change.cancel()


def _event(name: str, value: Json) -> str:
    return f"event: {name}\ndata: {json.dumps(value, ensure_ascii=False)}\n\n"
