"""
The reminder ladder: who hears of a date, how long before or after it.

A rung has its moment; a sweep that comes by on that day sends it. A sweep that comes later, because
the process was down, does by the rung what the rung says of that, and leaves a row in any case.
"""

import enum
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from cases.rules.calendar import WorkCalendar
from cases.rules.deadline_values import Deadline, DeadlineKind, LegalEffect

DAY = timedelta(days=1)


class Hearer(enum.StrEnum):
    """Who is reminded."""

    OFFICER = "officer"  # 经办: of the case; the steward where it has none
    STEWARD = "steward"  # 项目管家
    HEAD = "head"  # 科室负责人: whoever manages here
    APPLICANT = "applicant"


class Misfire(enum.StrEnum):
    """What a rung does when its day has passed without a sweep."""

    LATE = "late"  # it is still true and still matters: sent all the same
    SUPERSEDED = "superseded"  # skipped if a later rung says more by now, else sent
    MISSED = "missed"  # its use was in its day


class RungOutcome(enum.StrEnum):
    """How a rung ended. There is no other way for one to end."""

    SENT = "sent"
    SKIPPED = "skipped"
    MISSED = "missed"


H, M, K, E = Hearer, Misfire, DeadlineKind, LegalEffect


@dataclass(frozen=True)
class Rung:
    """
    One step of the ladder.

    Attributes:
        offset: Days from the due date, negative before it; working days, unless *natural*.
        hearers: Who is reminded.
    """

    name: str
    kinds: frozenset[DeadlineKind]
    effects: frozenset[LegalEffect]
    offset: int
    hearers: frozenset[Hearer]
    misfire: Misfire
    natural: bool = False

    def is_for(self, deadline: Deadline) -> bool:
        return deadline.kind in self.kinds and deadline.legal_effect in self.effects

    def moment(self, due_on: date, calendar: WorkCalendar) -> date:
        """Return the day on which it is sent."""
        if self.natural:
            return due_on + self.offset * DAY
        day, left = due_on, abs(self.offset)
        step = DAY if self.offset > 0 else -DAY
        while left:
            day += step
            left -= calendar.kind(day)[0]
        return day


def _rungs(
    name: str,
    kinds: Collection[DeadlineKind],
    effects: Collection[LegalEffect],
    steps: Collection[tuple[int, Collection[Hearer], Misfire]],
    *,
    natural: bool = False,
) -> Iterator[Rung]:
    for offset, hearers, misfire in steps:
        yield Rung(
            f"{name}{offset:+d}" if offset else f"{name}0",
            frozenset(kinds),
            frozenset(effects),
            offset,
            frozenset(hearers),
            misfire,
            natural,
        )


CASE_WORKERS = (H.OFFICER, H.STEWARD)
EVERYBODY_HERE = (*CASE_WORKERS, H.HEAD)

LADDER: tuple[Rung, ...] = (
    # The law decides for the bureau when it stays silent: the head hears of it before.
    *_rungs(
        "acceptance",
        {K.ACCEPTANCE},
        {E.STATUTORY},
        [
            (-2, CASE_WORKERS, M.SUPERSEDED),
            (0, EVERYBODY_HERE, M.SUPERSEDED),
            (1, EVERYBODY_HERE, M.LATE),
        ],
    ),
    *_rungs(
        "decision",
        {K.DECISION},
        {E.STATUTORY},
        [
            (-3, CASE_WORKERS, M.SUPERSEDED),
            (-1, CASE_WORKERS, M.SUPERSEDED),
            (0, EVERYBODY_HERE, M.SUPERSEDED),
            (1, EVERYBODY_HERE, M.LATE),
            (5, (H.HEAD,), M.LATE),
        ],
    ),
    *_rungs(
        "promise",
        {K.DECISION},
        {E.PROMISED, E.INTERNAL},
        [
            (-1, CASE_WORKERS, M.MISSED),
            (0, CASE_WORKERS, M.MISSED),
            (1, CASE_WORKERS, M.SUPERSEDED),
        ],
    ),
    *_rungs(
        "delivery",
        {K.DELIVERY},
        {E.STATUTORY},
        [
            (-3, CASE_WORKERS, M.MISSED),
            (0, CASE_WORKERS, M.MISSED),
            (1, EVERYBODY_HERE, M.SUPERSEDED),
        ],
    ),
    *_rungs(
        "check",
        {K.COMMITMENT},
        {E.INTERNAL},
        [
            (-5, (H.OFFICER,), M.SUPERSEDED),
            (0, (H.OFFICER,), M.SUPERSEDED),
            (1, (H.OFFICER, H.HEAD), M.LATE),
        ],
    ),
    *_rungs(
        "papers",
        {K.SUPPLEMENT, K.LACKING},
        {E.NOTIFIED},
        [
            (-3, (H.APPLICANT,), M.SUPERSEDED),
            (-1, (H.APPLICANT,), M.SUPERSEDED),
            (0, (H.APPLICANT, H.STEWARD), M.SUPERSEDED),
            (1, CASE_WORKERS, M.LATE),
        ],
    ),
    *_rungs(
        "duty",
        {K.DUTY},
        {E.STATUTORY},
        [
            (-30, (H.APPLICANT,), M.MISSED),
            (-7, (H.APPLICANT, H.STEWARD), M.SUPERSEDED),
            (-1, (H.APPLICANT,), M.SUPERSEDED),
            (1, (H.APPLICANT, H.STEWARD), M.LATE),
        ],
        natural=True,
    ),
    *_rungs(
        "renewal",
        {K.RENEWAL},
        {E.STATUTORY},
        [
            (-30, (H.APPLICANT,), M.SUPERSEDED),
            (-7, (H.APPLICANT, H.STEWARD), M.SUPERSEDED),
            (0, (H.APPLICANT, H.STEWARD), M.SUPERSEDED),
        ],
        natural=True,
    ),
    *_rungs(
        "validity",
        {K.VALIDITY},
        {E.STATUTORY},
        [
            (-7, (H.APPLICANT, H.STEWARD), M.SUPERSEDED),
            (1, (H.APPLICANT, H.STEWARD), M.SUPERSEDED),
        ],
        natural=True,
    ),
)

WARNING = Rung("warning+1", frozenset(), frozenset(), 1, frozenset({H.HEAD}), M.LATE)


@dataclass(frozen=True)
class Due:
    """A rung whose moment has come, and what is done with it."""

    rung: Rung
    moment: date
    outcome: RungOutcome


def rungs_due(
    deadline: Deadline,
    *,
    today: date,
    known_on: date,
    calendar: WorkCalendar,
    done: Collection[str] = (),
    ladder: tuple[Rung, ...] = LADDER,
) -> tuple[Due, ...]:
    """
    Return the rungs of *deadline* whose moment has come by *today*, each with its outcome.

    Nothing is due for a date that is settled, or while its clock stands.

    Args:
        known_on: Day on which we learned of the date; what lies before it could not be said then.
        done: Names of the rungs that have their row for this due date.
    """
    if deadline.due_on is None or not deadline.open:
        return ()
    due_on = deadline.due_on
    come = [
        (rung, moment)
        for rung in ladder
        if rung.is_for(deadline) and (moment := rung.moment(due_on, calendar)) <= today
    ]
    return tuple(
        Due(rung, moment, _outcome(rung, moment, come, today=today, known_on=known_on))
        for rung, moment in come
        if rung.name not in done
    )


def _outcome(
    rung: Rung,
    moment: date,
    come: Collection[tuple[Rung, date]],
    *,
    today: date,
    known_on: date,
) -> RungOutcome:
    if moment == today or rung.misfire is Misfire.LATE:
        return RungOutcome.SENT
    if moment < known_on:
        return RungOutcome.SKIPPED
    if rung.misfire is Misfire.MISSED:
        return RungOutcome.MISSED
    later = any(other is not rung and then > moment for other, then in come)
    return RungOutcome.SKIPPED if later else RungOutcome.SENT
