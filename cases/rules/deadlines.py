"""Every date that the law, a notice or a promise sets for a case, with its reason."""

from dataclasses import dataclass
from datetime import date

from cases.rules.acceptance import acceptance
from cases.rules.calendar import WorkCalendar
from cases.rules.clock import Stop, Unit
from cases.rules.deadline_values import (
    OF_THE_ENTERPRISE,
    Deadline,
    DeadlineKind,
    LegalEffect,
    Limit,
    on_a_named_day,
)
from cases.rules.duties import duties, validity
from cases.rules.extensions import extended_by
from cases.rules.lifecycle import FoldedCase
from cases.rules.templates import ProcessTemplate
from cases.rules.warnings import case_warnings

__all__ = [
    "OF_THE_ENTERPRISE",
    "Clocks",
    "Deadline",
    "DeadlineKind",
    "LegalEffect",
    "clocks_of",
]

DELIVERY_BASIS = "《中华人民共和国行政许可法》第四十四条"
PROMISE_BASIS = "审批部门公布的承诺时限"
NOTICE_SAYS = "告知书载明的期限"
COMMITMENT_SAYS = "告知承诺的核查时限"
TARGET_SAYS = "本单位内部确定的办理时限"

K, E = DeadlineKind, LegalEffect


@dataclass(frozen=True)
class Clocks:
    """All dates of a case on one day, and what an officer should know about them."""

    deadlines: tuple[Deadline, ...]
    notes: tuple[str, ...]

    @property
    def open(self) -> tuple[Deadline, ...]:
        return tuple(deadline for deadline in self.deadlines if deadline.open)


def clocks_of(
    case: FoldedCase, template: ProcessTemplate, *, today: date, calendar: WorkCalendar
) -> Clocks:
    """
    Return the dates that *case* has under *template*, as of *today*.

    Silence past the acceptance limit counts as acceptance on the day of receipt, so the decision
    clock runs from there, also when an acceptance was put on record later; a note says so.
    """
    accepted = acceptance(case, template, today=today, calendar=calendar)
    deadlines = list(accepted.deadlines)
    notes = list(accepted.notes)
    if accepted.accepted_on is not None:
        decisions, said = _decisions(case, template, accepted.accepted_on, calendar)
        deadlines += decisions
        notes += said
    elif case.decided_on is not None:
        notes.append("缺少受理记录，无法计算审批期限")
    deadlines += _after_the_decision(case, template, calendar)
    owed, said = duties(case, template, calendar)
    deadlines += owed
    notes += said
    deadlines += validity(case, template, calendar)
    notes += case_warnings(case, today=today)
    return Clocks(tuple(deadline.as_of(today) for deadline in deadlines), tuple(notes))


def _decisions(
    case: FoldedCase, template: ProcessTemplate, accepted_on: date, calendar: WorkCalendar
) -> tuple[list[Deadline], list[str]]:
    unit = template.decision_unit
    settled_on = case.decided_on or case.closed_on
    stops = stops_of(case, template)
    found: list[Deadline] = []
    notes: list[str] = []
    days = template.statutory_days
    if days is not None:
        limit = Limit(K.DECISION, E.STATUTORY, accepted_on, days, unit, template.basis)
        plain = limit.run(calendar, settled_on, stops=stops)
        extension, notes = extended_by(case, template, plain)
        if extension:
            plain = limit.run(calendar, settled_on, stops=stops, extension=extension)
        found.append(plain)
    if template.promised_days is not None:
        limit = Limit(
            K.DECISION,
            E.PROMISED,
            accepted_on,
            template.promised_days,
            template.promised_unit,
            PROMISE_BASIS,
        )
        found.append(limit.run(calendar, settled_on, stops=stops))
    if case.target is not None:
        set_on, until = case.target.on, case.target.until
        found.append(
            on_a_named_day(
                K.DECISION, E.INTERNAL, set_on, until, why=TARGET_SAYS, settled_on=settled_on
            )
        )
    return found, notes


def stops_of(case: FoldedCase, template: ProcessTemplate) -> tuple[Stop, ...]:
    """Return the days for which the decision's clock stands."""
    if not template.supplement_stops:
        return case.stops
    late = (Stop(s.start, s.end, f"{s.name}（本地规定停表）") for s in case.supplements)
    return (*case.stops, *late)


def _after_the_decision(
    case: FoldedCase, template: ProcessTemplate, calendar: WorkCalendar
) -> list[Deadline]:
    found: list[Deadline] = []
    over_on = case.ended_on or _closed_without_a_grant_on(case)
    if case.granted_on is not None:
        limit = Limit(
            K.DELIVERY,
            E.STATUTORY,
            case.granted_on,
            template.delivery_days,
            Unit.WORKING,
            DELIVERY_BASIS,
        )
        found.append(limit.run(calendar, case.delivered_on or case.ended_on))
    lacking = case.lacking
    if lacking is not None and lacking.until is not None:
        settled_on = lacking.made_good_on or over_on
        found.append(
            on_a_named_day(
                K.LACKING,
                E.NOTIFIED,
                lacking.since,
                lacking.until,
                why=NOTICE_SAYS,
                settled_on=settled_on,
            )
        )
    commitment = case.commitment
    if commitment is not None and commitment.until is not None:
        settled_on = commitment.checked_on or over_on
        found.append(
            on_a_named_day(
                K.COMMITMENT,
                E.INTERNAL,
                commitment.since,
                commitment.until,
                why=COMMITMENT_SAYS,
                settled_on=settled_on,
            )
        )
    return found


def _closed_without_a_grant_on(case: FoldedCase) -> date | None:
    return case.closed_on if case.granted_on is None else None
