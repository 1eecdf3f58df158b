"""The mark of an attempt in the data of a message's buttons: a press then proves that it arrived."""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from bot.rendering.outgoing import DATA_LIMIT, Button, Outgoing
from cases.outbox import mark_of

SIGN = "~"


def marked(message: Outgoing, token: UUID) -> Outgoing:
    """Return *message* with the mark of the attempt *token* in every button that has room for it."""
    return replace(message, buttons=tuple(tuple(_marked(row, token)) for row in message.buttons))


def unmarked(data: str) -> tuple[str, str | None]:
    """
    Return the data of a button as it was before it was marked, and the mark.

    >>> unmarked("status:2511-370103~1a2b3c4d"), unmarked("todo")
    (('status:2511-370103', '1a2b3c4d'), ('todo', None))
    """
    plain, sign, mark = data.rpartition(SIGN)
    return (plain, mark) if sign else (data, None)


def _marked(row: Iterable[Button], token: UUID) -> Iterable[Button]:
    for button in row:
        data = f"{button.data}{SIGN}{mark_of(token)}"
        fits = button.data is not None and len(data.encode()) <= DATA_LIMIT
        yield replace(button, data=data) if fits else button
