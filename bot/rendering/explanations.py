"""Why a date is that date: one row of a count in words."""

from collections.abc import Callable
from datetime import date

from bot.texts.progress import COUNTED, NOT_COUNTED, ROW, SPAN
from cases.rules.clock import ExplanationRow


def row_words(row: ExplanationRow, day: Callable[[date], str] = str) -> str:
    """Return *row* in words; *day* writes a date."""
    last = row.to or row.from_
    first = day(row.from_)
    span = first if row.from_ == last else SPAN.format(first=first, last=day(last))
    counted = (COUNTED if row.counted else NOT_COUNTED).format(days=row.days)
    return ROW.format(span=span, counted=counted, why=row.why)
