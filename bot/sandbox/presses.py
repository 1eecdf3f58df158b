"""Pressed buttons and what the bot answered to them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.sandbox.errors import BadRequest

# Telegram names no number; what is reported lies between ten seconds and some minutes.
ANSWERABLE = timedelta(seconds=60)
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
FIRST_QUERY = 4_000_000_000_000_000


@dataclass(frozen=True)
class CallbackAnswer:
    """What the person who pressed sees: a line that fades, or an alert to be closed."""

    query_id: str
    text: str
    alert: bool
    url: str | None
    at: datetime


@dataclass
class Press:
    """One press of one button; it can be answered once."""

    id: str
    person_id: int
    at: datetime
    answer: CallbackAnswer | None = None


class Presses:
    """All presses, oldest first."""

    def __init__(self) -> None:
        self._presses: dict[str, Press] = {}

    def add(self, person_id: int, *, at: datetime) -> Press:
        press = Press(str(FIRST_QUERY + len(self._presses)), person_id, at)
        self._presses[press.id] = press
        return press

    def answer(
        self, query_id: str, *, text: str, alert: bool, url: str | None, at: datetime
    ) -> int:
        """
        Answer a press and return who pressed.

        Raises:
            BadRequest: Unknown, answered already, or too long ago.
        """
        press = self._presses.get(query_id)
        if press is None or press.answer is not None or at - press.at > ANSWERABLE:
            raise BadRequest(TOO_OLD)
        press.answer = CallbackAnswer(query_id, text, alert, url, at)
        return press.person_id

    def last_answer(self, person_id: int) -> CallbackAnswer | None:
        """Return the answer to the latest answered press of *person_id*."""
        for press in reversed(self._presses.values()):
            if press.person_id == person_id and press.answer is not None:
                return press.answer
        return None

    def waiting(self, person_id: int, *, at: datetime) -> bool:
        """Tell whether a press of *person_id* still waits for its answer."""
        return any(
            press.person_id == person_id and press.answer is None and at - press.at <= ANSWERABLE
            for press in self._presses.values()
        )
