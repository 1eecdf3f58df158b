"""A salon as an entry for calendars (RFC 5545): moved or called off, it replaces the entry kept."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from icalendar import Calendar, Event

from bot.rendering.outgoing import Attachment
from bot.texts import salons as texts

DOMAIN = "bangban.shizhong"  # any name that is ours; the id before it is unique


def calendar_entry(salon: Mapping[str, Any], *, called_off: bool = False) -> Attachment:
    """
    Return the .ics file of a salon.

    Its UID never changes and its SEQUENCE rises with every change, so that a calendar knows which
    entry is newer; one that is called off says CANCEL.
    """
    start, end = (datetime.fromisoformat(salon[key]) for key in ("starts_at", "ends_at"))
    entry = Event()
    entry.add("uid", f"{salon['id']}@{DOMAIN}")
    entry.add("sequence", salon["sequence"])
    entry.add("dtstamp", start.astimezone(UTC))  # the same file for the same salon
    entry.add("dtstart", start.astimezone(UTC))
    entry.add("dtend", end.astimezone(UTC))
    entry.add("summary", texts.ICS_SUMMARY.format(title=salon["title"]))
    entry.add("location", salon["place"])
    entry.add(
        "description", "\n".join(part for part in (salon["agenda"], salon["contact"]) if part)
    )
    entry.add("status", "CANCELLED" if called_off else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", f"-//{DOMAIN}//bangban//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if called_off else "PUBLISH")
    calendar.add_component(entry)
    return Attachment(texts.ICS_FILE, calendar.to_ical())
