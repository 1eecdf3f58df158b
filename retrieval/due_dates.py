"""The legal clock as a port: retrieval knows limits, the system of record knows the calendar."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from knowledge.guide_fields import Unit


@dataclass(frozen=True)
class DueDay:
    """
    The last day in time, and the rows that lead to it, ready to be read.

    ``provisional``: the count touches a year whose 放假安排 is not out.
    """

    day: date
    provisional: bool
    rows: tuple[str, ...]


class DueDates(Protocol):
    """Counts a limit on the real calendar."""

    def __call__(self, start: date, count: int, unit: Unit) -> DueDay | None:
        """Return the last day of *count* *unit* after *start*, which is not counted; None if it cannot be."""
        ...
