"""Times as people at the bureau write them."""

from datetime import date, datetime, tzinfo

WEEKDAYS = "一二三四五六日"


def day(value: date) -> str:
    """Return e.g. ``2026年3月5日（周四）``."""
    return f"{value.year}年{value.month}月{value.day}日（周{WEEKDAYS[value.weekday()]}）"


def moment(value: datetime, zone: tzinfo) -> str:
    """Return e.g. ``2026年3月5日（周四）14:00``."""
    local = value.astimezone(zone)
    return f"{day(local.date())}{local:%H:%M}"


def span(start: datetime, end: datetime, zone: tzinfo) -> str:
    """Return e.g. ``2026年3月5日（周四）14:00-16:00``."""
    last = end.astimezone(zone)
    same_day = last.date() == start.astimezone(zone).date()
    return f"{moment(start, zone)}-{f'{last:%H:%M}' if same_day else moment(end, zone)}"
