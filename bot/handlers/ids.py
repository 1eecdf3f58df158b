"""Ids and numbers in the data of buttons."""

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

T = TypeVar("T")


def as_uuid(text: str) -> UUID:
    """Return the id in a button's data; an id nobody has for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def numbered(choices: Sequence[T], number: str) -> T | None:
    """Return the choice whose place, counted from 0, a button's data names; None for anything else."""
    if not (number.isascii() and number.isdigit()) or int(number) >= len(choices):
        return None
    return choices[int(number)]
