"""Every date that the law or a promise sets for a case, with its reason."""

import enum
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from cases.rules.calendar import WorkCalendar
from cases.rules.clock import ExplanationRow, Stop, Unit, due
from cases.rules.lifecycle import CaseState, FoldedCase
from cases.rules.templates import ProcessTemplate

ACCEPTANCE_BASIS = "《中华人民共和国行政许可法》第三十二条"
DELIVERY_BASIS = "《中华人民共和国行政许可法》第四十四条"
PROMISE_BASIS = "审批部门公布的承诺时限"
DEEMED = "逾期未告知，自收到申请材料之日起视为受理（行政许可法第三十二条）"


class DeadlineKind(enum.StrEnum):
    """What is due."""

    ACCEPTANCE = "受理"
    DECISION = "审批"
    DELIVERY = "送达"


class LegalEffect(enum.StrEnum):
    """What stands behind a date."""

    STATUTORY = "法定"
    PROMISED = "承诺"


@dataclass(frozen=True)
class Deadline:
    """
    One date, open or settled.

    ``due_on`` is ``None`` while the clock stands still. ``overdue`` is derived for the day asked
    about: past due, neither settled nor stopped.
    """

    kind: DeadlineKind
    legal_effect: LegalEffect
    anchor: date
    budget: int
    unit: Unit
    due_on: date | None
    provisional: bool
    explanation: tuple[ExplanationRow, ...]
    basis: str
    settled_on: date | None = None
    overdue: bool = False

    @property
    def open(self) -> bool:
        return self.settled_on is None

    @property
    def met(self) -> bool | None:
        """Whether it was settled in time; ``None`` while open."""
        if self.settled_on is None:
            return None
        return self.due_on is None or self.settled_on <= self.due_on

    def as_dict(self) -> dict[str, Any]:
        return {
            "kind": self.kind.value,
            "legal_effect": self.legal_effect.value,
            "due_on": self.due_on.isoformat() if self.due_on else None,
            "provisional": self.provisional,
            "overdue": self.overdue,
            "explanation": [row.as_dict() for row in self.explanation],
        }


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
    clock then runs from there. An acceptance recorded late keeps the day recorded; a note says so.
    """
    deadlines: list[Deadline] = []
    notes: list[str] = []
    accepted_on = case.accepted_on
    if case.received_on is not None:
        acceptance = _acceptance(case, template, case.received_on, today, calendar)
        deadlines.append(acceptance)
        if acceptance.overdue:
            accepted_on = case.received_on
            notes.append(f"视为受理：{case.received_on} 收到申请材料，{DEEMED}")
        elif acceptance.met is False and case.accepted_on is not None:
            notes.append(
                f"受理晚于法定的 {acceptance.due_on}：依法自 {case.received_on} 起视为受理，"
                "请核对审批期限的起算日"
            )
    if accepted_on is not None:
        deadlines += _decisions(case, template, accepted_on, today, calendar)
    elif case.decided_on is not None:
        notes.append("缺少受理记录，无法计算审批期限")
    if case.granted_on is not None:
        deadlines.append(_delivery(case, template, case.granted_on, calendar))
    if case.conflicts:
        notes.append(f"有 {len(case.conflicts)} 条记录与办理顺序不符，请核对")
    return Clocks(tuple(deadlines), tuple(notes))


@dataclass(frozen=True)
class _Limit:
    kind: DeadlineKind
    legal_effect: LegalEffect
    anchor: date
    budget: int
    unit: Unit
    basis: str

    def run(
        self, calendar: WorkCalendar, settled_on: date | None, stops: tuple[Stop, ...] = ()
    ) -> Deadline:
        found = due(self.anchor, self.budget, self.unit, calendar=calendar, stops=stops)
        return Deadline(
            kind=self.kind,
            legal_effect=self.legal_effect,
            anchor=self.anchor,
            budget=self.budget,
            unit=self.unit,
            due_on=found.due_on,
            provisional=found.provisional,
            explanation=found.explanation,
            basis=self.basis,
            settled_on=settled_on,
        )


def _as_of(deadline: Deadline, today: date) -> Deadline:
    late = deadline.open and deadline.due_on is not None and today > deadline.due_on
    return replace(deadline, overdue=late)


def _acceptance(
    case: FoldedCase,
    template: ProcessTemplate,
    received_on: date,
    today: date,
    calendar: WorkCalendar,
) -> Deadline:
    limit = _Limit(
        DeadlineKind.ACCEPTANCE,
        LegalEffect.STATUTORY,
        received_on,
        template.acceptance_days,
        Unit.WORKING,
        ACCEPTANCE_BASIS,
    )
    deadline = _as_of(limit.run(calendar, case.told_on), today)
    if not deadline.overdue:
        return deadline
    *rows, last = deadline.explanation
    return replace(deadline, explanation=(*rows, replace(last, why=f"{last.why}；{DEEMED}")))


def _decisions(
    case: FoldedCase,
    template: ProcessTemplate,
    accepted_on: date,
    today: date,
    calendar: WorkCalendar,
) -> list[Deadline]:
    unit = template.decision_unit
    immediate = unit is Unit.IMMEDIATE
    statutory_days = 0 if immediate else template.decision_days
    promise_unit = Unit.WORKING if immediate else unit
    limits = (
        (LegalEffect.STATUTORY, statutory_days, unit, template.basis),
        (LegalEffect.PROMISED, template.promised_days, promise_unit, PROMISE_BASIS),
    )
    settled_on = case.decided_on or case.closed_on
    return [
        _as_of(
            _Limit(DeadlineKind.DECISION, effect, accepted_on, days, unit, basis).run(
                calendar, settled_on, case.stops
            ),
            today,
        )
        for effect, days, unit, basis in limits
        if days is not None
    ]


def _delivery(
    case: FoldedCase, template: ProcessTemplate, granted_on: date, calendar: WorkCalendar
) -> Deadline:
    # None of the fifteen states says "delivered", so silence proves nothing: never overdue.
    limit = _Limit(
        DeadlineKind.DELIVERY,
        LegalEffect.STATUTORY,
        granted_on,
        template.delivery_days,
        Unit.WORKING,
        DELIVERY_BASIS,
    )
    ended = case.state in {CaseState.WITHDRAWN, CaseState.REVOKED}
    return limit.run(calendar, case.closed_on if ended else None)
