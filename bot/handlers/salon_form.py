"""The answers of the salon form, read one by one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Self
from uuid import UUID
from zoneinfo import ZoneInfo

from bot.texts import broadcasts as texts
from cases.notices import Attachment, attachment_in

ORDER = ("title", "when", "place", "capacity", "contact", "body", "hour", "audience")
WHEN = re.compile(
    r"(\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2})日?\s+(\d{1,2}:\d{2})\s*[-–—~至到]\s*(\d{1,2}:\d{2})"
)
HOUR = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?\s+(\d{1,2}):(\d{2})")
SEATS = re.compile(r"(\d+)(?:[\s,，、;；]*每家\D*(\d+)\s*人?)?")
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
    per_enterprise: int | None  # None: any number
    contact: str
    body: str
    attachment: Attachment | None
    send_at: datetime | None  # None: as soon as it is approved
    expires_at: datetime | None  # None: when the salon begins

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        start, end = (datetime.fromisoformat(part) for part in data["when"])
        return cls(
            title=data["title"],
            starts_at=start,
            ends_at=end,
            place=data["place"],
            capacity=data["capacity"],
            per_enterprise=data.get("per_enterprise"),
            contact=data["contact"],
            body=data["body"],
            attachment=attachment_in(dict(data)),
            send_at=_instant(data.get("hour")),
            expires_at=_instant(data.get("until")),
        )

    def content(self) -> dict[str, Any]:
        """Return the content that the notice will have, as far as its words go."""
        salon = {
            "id": str(UUID(int=0)),
            "title": self.title,
            "starts_at": self.starts_at.isoformat(),
            "ends_at": self.ends_at.isoformat(),
            "deadline": self.starts_at.isoformat(),
            "place": self.place,
            "capacity": self.capacity,
            "per_enterprise": self.per_enterprise,
            "contact": self.contact,
        }
        return {"title": self.title, "body": self.body, "salon": salon}


def next_step(step: str) -> str:
    """Return the step after *step*."""
    return ORDER[ORDER.index(step) + 1]


def read_step(
    step: str, text: str, *, now: datetime, zone: ZoneInfo, given: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """
    Return the values that *text* gives for *step*, ready to be kept as JSON.

    *given*: the values of the steps before.

    Raises:
        BadAnswer: It cannot be used; its text is for the person.
    """
    match step:
        case "when":
            span = read_span(text, now=now, zone=zone)
            return {"when": [moment.isoformat() for moment in span]}
        case "capacity":
            seats, limit = read_seats(text)
            return {"capacity": seats, "per_enterprise": limit}
        case "hour":
            start = datetime.fromisoformat((given or {})["when"][0])
            hour, until = read_hours(text, now=now, start=start, zone=zone)
            return {"hour": _iso(hour), "until": _iso(until)}
        case _:
            most, complaint = LENGTHS[step]
            if not 1 <= len(text) <= most:
                raise BadAnswer(complaint)
            return {step: text}


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


def read_hours(
    text: str, *, now: datetime, start: datetime, zone: ZoneInfo
) -> tuple[datetime | None, datetime | None]:
    """
    Return when to send and when to end, e.g. ``2026-03-02 09:00 至 2026-03-04 18:00``, in *zone*.

    None for 立即, and for an end that is not said: the *start* of the salon.
    """
    first, until, last = text.translate(FULL_WIDTH).partition(texts.UNTIL)
    hour = None if first.strip() == texts.NOW else _read_hour(first, zone=zone)
    if hour is not None and not now < hour < start:
        raise BadAnswer(texts.LATE_HOUR)
    if not until:
        return hour, None
    end = _read_hour(last, zone=zone)
    if not (hour or now) < end <= start:
        raise BadAnswer(texts.LATE_END)
    return hour, end


def _read_hour(text: str, *, zone: ZoneInfo) -> datetime:
    found = HOUR.fullmatch(text.strip())
    if found is None:
        raise BadAnswer(texts.BAD_HOUR)
    try:
        year, month, day, hours, minutes = (int(part) for part in found.groups())
        return datetime(year, month, day, hours, minutes, tzinfo=zone)
    except ValueError as error:
        raise BadAnswer(texts.BAD_HOUR) from error


def read_seats(text: str) -> tuple[int, int | None]:
    """Return the number of seats, 1 to 500, and how many of them one enterprise may take, if limited."""
    found = SEATS.fullmatch(text.translate(FULL_WIDTH).strip())
    if found is None or not 1 <= int(found[1]) <= MOST_SEATS:
        raise BadAnswer(texts.BAD_CAPACITY)
    seats, limit = int(found[1]), None if found[2] is None else int(found[2])
    if limit is not None and not 1 <= limit <= seats:
        raise BadAnswer(texts.BAD_LIMIT)
    return seats, limit


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _iso(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat()
