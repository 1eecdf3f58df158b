"""Dates for the steps: each begins when all before it are done, on the real calendar."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from cases.rules.calendar import WorkCalendar
from cases.rules.clock import ExplanationRow, due, months_later
from cases.rules.planning.graph import Node
from cases.rules.planning.items import Span
from cases.rules.planning.routes import Takes

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Timed:
    """
    A step with its dates.

    Attributes:
        span: What sets the end; ``None`` where nothing but another day does.
        known: Whether how long it takes is known; if not, it counts as nothing and says so.
        decisive: The step that it waited for longest; empty when the plan's start or a day does.
    """

    node: Node
    start: date
    end: date
    known: bool
    provisional: bool = False
    span: Span | None = None
    explanation: tuple[ExplanationRow, ...] = ()
    decisive: str = ""


def schedule(
    nodes: Iterable[Node], start: date, *, calendar: WorkCalendar, construction_months: int | None
) -> Mapping[str, Timed]:
    """
    Return every step with its earliest dates, in order.

    An application is handed in on a working day and taken in the same day; its time counts from then.
    """
    timed: dict[str, Timed] = {}
    for node in nodes:
        before = [timed[after.step] for after in node.after if after.step in timed]
        last = max(before, key=lambda one: one.end, default=None)
        earliest = max(start, last.end if last else start, node.not_before or start)
        decisive = last.node.key if last and last.end == earliest else ""
        if node.item is not None:
            earliest = _working_day(earliest, calendar)
        timed[node.key] = _timed(node, earliest, decisive, calendar, construction_months)
    return timed


def critical_path(timed: Mapping[str, Timed]) -> tuple[str, ...]:
    """Return the chain of steps that sets the last day, first to last."""
    if not timed:
        return ()
    last = max(timed.values(), key=lambda one: one.end).end
    key = [one.node.key for one in timed.values() if one.end == last][-1]
    path: list[str] = []
    while key:
        path.append(key)
        key = timed[key].decisive
    return tuple(reversed(path))


def _timed(
    node: Node, start: date, decisive: str, calendar: WorkCalendar, months: int | None
) -> Timed:
    if node.takes is Takes.SAME_DAY or node.takes is Takes.NOTHING:
        return Timed(node, start, start, known=True, decisive=decisive)
    if node.takes is Takes.CONSTRUCTION and node.until is None:
        end = months_later(start, months) if months is not None else start
        return Timed(node, start, end, known=months is not None, decisive=decisive)
    if node.takes is Takes.LAND:
        found = Timed(node, start, start, known=node.until is not None, decisive=decisive)
    else:
        found = _longest(node, start, decisive, calendar)
    if node.until is not None and node.until > found.end:
        # That day is given: nothing before the step decides when it ends.
        return Timed(node, start, node.until, known=True)
    return found


def _longest(node: Node, start: date, decisive: str, calendar: WorkCalendar) -> Timed:
    """Return the step with the span that ends last; the enterprise's own estimate where no law counts."""
    if not node.spans:
        known = node.estimate is not None or node.until is not None
        end = start + (node.estimate or 0) * DAY
        return Timed(node, start, end, known=known, decisive=decisive)
    counted = [(due(start, span.days, span.unit, calendar=calendar), span) for span in node.spans]
    found, span = max(counted, key=lambda pair: pair[0].due_on or start)
    return Timed(
        node,
        start,
        found.due_on or start,
        known=True,
        provisional=any(one.provisional for one, _ in counted),
        span=span,
        explanation=found.explanation,
        decisive=decisive,
    )


def _working_day(day: date, calendar: WorkCalendar) -> date:
    while not calendar.is_working(day):
        day += DAY
    return day


def working_days_between(first: date, last: date, calendar: WorkCalendar) -> int:
    """Return how many working days lie after *first* up to *last*; negative when *last* is earlier."""
    if last < first:
        return -working_days_between(last, first, calendar)
    days = (first + n * DAY for n in range(1, (last - first).days + 1))
    return sum(calendar.is_working(day) for day in days)
