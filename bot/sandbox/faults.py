"""Faults on demand: what a test orders for the next calls of a method."""

import asyncio
from collections import defaultdict, deque
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Refuse:
    """Answer with an error and do nothing."""

    code: int
    description: str
    parameters: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Cut:
    """Drop the connection without an answer, after doing what was asked or before."""

    after: bool = True


@dataclass(frozen=True)
class Delay:
    """Do what was asked at once, but answer only after *seconds*."""

    seconds: float


@dataclass(frozen=True)
class Hold:
    """Do what was asked at once, but answer only when *released* is set."""

    released: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True)
class Garble:
    """Do what was asked (or not) and answer with a page that is not JSON, as a broken proxy would."""

    status: int = 502
    after: bool = False


Fault = Refuse | Cut | Delay | Hold | Garble
SERVER_ERROR = Refuse(500, "Internal Server Error")
MIGRATED = "Bad Request: group chat was upgraded to a supergroup chat"


def flood_wait(seconds: int) -> Refuse:
    """Return the 429 that asks for *seconds* of silence."""
    return Refuse(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


def moved_to(chat_id: int) -> Refuse:
    """Return the 400 that says that a group lives on as *chat_id*."""
    return Refuse(400, MIGRATED, {"migrate_to_chat_id": chat_id})


class Faults:
    """The script: which faults the next calls of each method meet."""

    def __init__(self) -> None:
        self._scripted: defaultdict[str, deque[Fault]] = defaultdict(deque)

    def script(self, method: str, fault: Fault, *, times: int = 1) -> None:
        """Let the next *times* calls of *method* (such as ``sendMessage``) meet *fault*."""
        self._scripted[method.lower()].extend([fault] * times)

    def take(self, method: str) -> Fault | None:
        """Return what this call of *method* meets, and cross it off."""
        scripted = self._scripted[method.lower()]
        return scripted.popleft() if scripted else None

    def clear(self) -> None:
        self._scripted.clear()
