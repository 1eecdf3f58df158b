"""Months from a day, as a building contract counts them."""

import calendar
from datetime import date

DECEMBER = 12


def months_after(day: date, months: int) -> date:
    """
    Return the same day *months* later, or the last of that month when it has no such day.

    >>> months_after(date(2026, 1, 31), 1)
    datetime.date(2026, 2, 28)
    """
    year, month = divmod(day.year * DECEMBER + day.month - 1 + months, DECEMBER)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
