"""The answers of the salon form, read one by one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Self
from zoneinfo import ZoneInfo

from bot.texts import broadcasts as texts

ORDER = ("title", "when", "place", "capacity", "contact", "body", "hour", "audience")
WHEN = re.compile(
    r"(\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2})日?\s+(\d{1,2}:\d{2})\s*[-–—~至到]\s*(\d{1,2}:\d{2})"
)
HOUR = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?\s+(\d{1,2}):(\d{2})")
MOST_SEATS = 500
LENGTHS = {
    "title": (60, texts.BAD_TITLE),
    "place": (100, texts.BAD_PLACE),
    "contact": (60, texts.BAD_CONTACT),
    "body": (1000, texts.BAD_BODY),
}
FULL_WIDTH = str.maketrans("：－０１２３４５６７８９　", ":-0123456789 ")


class BadAnswer(ValueError):
    """Its text says what is expected."""


@dataclass(frozen=True)
class SalonForm:
    """A finished form."""

    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    capacity: int
    contact: str
    body: str
    send_at: datetime | None  # None: as soon as it is approved

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        start, end = (datetime.fromisoformat(part) for part in data["when"])
        return cls(
            title=data["title"],
            starts_at=start,
            ends_at=end,
            place=data["place"],
            capacity=data["capacity"],
            contact=data["contact"],
            body=data["body"],
            send_at=None if data["hour"] is None else datetime.fromisoformat(data["hour"]),
        )


def next_step(step: str) -> str:
    """Return the step after *step*."""
    return ORDER[ORDER.index(step) + 1]


def read_step(
    step: str, text: str, *, now: datetime, zone: ZoneInfo, given: Mapping[str, Any] | None = None
) -> Any:
    """
    Return the value of *text* for *step*, ready to be kept as JSON.

    *given*: the values of the steps before.

    Raises:
        BadAnswer: It cannot be used; its text is for the person.
    """
    match step:
        case "when":
            return [moment.isoformat() for moment in read_span(text, now=now, zone=zone)]
        case "capacity":
            return read_seats(text)
        case "hour":
            hour = read_hour(text, now=now, zone=zone)
            start = datetime.fromisoformat((given or {})["when"][0])
            if hour is not None and hour >= start:
                raise BadAnswer(texts.LATE_HOUR)
            return None if hour is None else hour.isoformat()
        case _:
            most, complaint = LENGTHS[step]
            if not 1 <= len(text) <= most:
                raise BadAnswer(complaint)
            return text


def read_span(text: str, *, now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return start and end of e.g. ``2026-03-05 14:00-16:00``, in *zone*, after *now*."""
    found = WHEN.fullmatch(text.translate(FULL_WIDTH).strip())
    if found is None:
        raise BadAnswer(texts.BAD_TIME)
    try:
        year, month, number = (int(part) for part in re.split(r"\D", found[1]))
        day = date(year, month, number)
        start, end = (
            datetime.combine(day, time.fromisoformat(found[group].zfill(5)), zone)
            for group in (2, 3)
        )
    except ValueError as error:
        raise BadAnswer(texts.BAD_TIME) from error
    if not now < start < end:
        raise BadAnswer(texts.PAST_TIME)
    return start, end


def read_hour(text: str, *, now: datetime, zone: ZoneInfo) -> datetime | None:
    """Return e.g. ``2026-03-02 09:00`` in *zone*, after *now*; None for 立即."""
    plain = text.translate(FULL_WIDTH).strip()
    if plain == texts.NOW:
        return None
    found = HOUR.fullmatch(plain)
    if found is None:
        raise BadAnswer(texts.BAD_HOUR)
    try:
        year, month, day, hours, minutes = (int(part) for part in found.groups())
        hour = datetime(year, month, day, hours, minutes, tzinfo=zone)
    except ValueError as error:
        raise BadAnswer(texts.BAD_HOUR) from error
    if hour <= now:
        raise BadAnswer(texts.LATE_HOUR)
    return hour


def read_seats(text: str) -> int:
    """Return the number of seats, 1 to 500."""
    digits = text.translate(FULL_WIDTH).strip()
    if not digits.isascii() or not digits.isdigit() or not 1 <= int(digits) <= MOST_SEATS:
        raise BadAnswer(texts.BAD_CAPACITY)
    return int(digits)
