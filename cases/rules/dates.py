"""Instants and legal days."""

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone

from cases.errors import BadDate, DateInFuture, DateTooEarly

BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")  # one offset, no summer time since 1991
EARLIEST = date(2000, 1, 1)  # older than any running project; a mistyped year is

WRITTEN = re.compile(
    r"(\d{4})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?",
    re.ASCII,
)
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)


def legal_day(at: datetime) -> date:
    """
    Return the day it is at the bureau at the instant *at*.

    >>> legal_day(datetime(2026, 2, 10, 16, 30, tzinfo=UTC))
    datetime.date(2026, 2, 11)
    """
    if at.tzinfo is None:
        msg = f"an instant needs a time zone: {at!r}"
        raise ValueError(msg)
    return at.astimezone(UTC).astimezone(BEIJING).date()


def check_happened(on: date, *, today: date) -> date:
    """Return *on* if something on record may have happened then."""
    if on > today:
        raise DateInFuture(on, today)
    if on < EARLIEST:
        raise DateTooEarly(on, EARLIEST)
    return on


def parse_date(text: str) -> date:
    """
    Return the day that *text* writes: 2026-02-11, 2026/2/11, 2026.2.11, 2026年2月11日 or 20260211.

    A time of day behind it, as spreadsheets add, is ignored.

    >>> parse_date("2026年2月11日")
    datetime.date(2026, 2, 11)

    Raises:
        BadDate: No such day.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    found = WRITTEN.fullmatch(plain) or COMPACT.fullmatch(plain)
    if found is None:
        raise BadDate(text)
    try:
        return date(*map(int, found.groups()))
    except ValueError as error:
        raise BadDate(text) from error
