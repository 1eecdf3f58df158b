"""A date that the law, a notice or a promise sets, as a value."""

import enum
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from cases.rules.calendar import WorkCalendar
from cases.rules.clock import DAY, DueDate, ExplanationRow, Stop, Unit, due


class DeadlineKind(enum.StrEnum):
    """What is due."""

    ACCEPTANCE = "受理"
    DECISION = "审批"
    DELIVERY = "送达"
    SUPPLEMENT = "补正"
    LACKING = "容缺补齐"
    COMMITMENT = "承诺核查"
    DUTY = "企业义务"
    VALIDITY = "有效期"
    RENEWAL = "延续申请"


K = DeadlineKind

OF_THE_ENTERPRISE = frozenset({K.SUPPLEMENT, K.LACKING, K.DUTY, K.VALIDITY, K.RENEWAL})


class LegalEffect(enum.StrEnum):
    """What stands behind a date."""

    STATUTORY = "法定"
    PROMISED = "承诺"
    NOTIFIED = "告知"  # set by a written notice to the applicant
    INTERNAL = "内部"  # the bureau's own; never shown to an enterprise


@dataclass(frozen=True)
class Deadline:
    """
    One date, open or settled.

    ``due_on`` is ``None`` while the clock stands still. ``overdue`` is derived for the day asked
    about: past due, neither settled nor stopped. ``subject`` tells duties of one case apart.
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
    subject: str = ""

    @property
    def open(self) -> bool:
        return self.settled_on is None

    @property
    def met(self) -> bool | None:
        """Whether it was settled in time; ``None`` while open."""
        if self.settled_on is None:
            return None
        return self.due_on is None or self.settled_on <= self.due_on

    @property
    def of_the_enterprise(self) -> bool:
        """Whether the enterprise has to meet it, and not the authority."""
        return self.kind in OF_THE_ENTERPRISE

    @property
    def name(self) -> tuple[DeadlineKind, LegalEffect, str]:
        """What tells it from the other dates of its case."""
        return (self.kind, self.legal_effect, self.subject)

    @property
    def label(self) -> str:
        """The same as one word, as it is kept in the database."""
        return f"{self.kind}/{self.legal_effect}/{self.subject}".rstrip("/")

    def as_of(self, today: date) -> "Deadline":
        """Return it as it stands at the end of *today*."""
        late = self.open and self.due_on is not None and today > self.due_on
        return replace(self, overdue=late) if late else self

    def as_dict(self) -> dict[str, Any]:
        return {
            "kind": self.kind.value,
            "legal_effect": self.legal_effect.value,
            "subject": self.subject,
            "anchor": self.anchor.isoformat(),
            "due_on": self.due_on.isoformat() if self.due_on else None,
            "provisional": self.provisional,
            "overdue": self.overdue,
            "basis": self.basis,
            "explanation": [row.as_dict() for row in self.explanation],
        }


@dataclass(frozen=True)
class Limit:
    """A length of time after an anchor, and what it rests on."""

    kind: DeadlineKind
    legal_effect: LegalEffect
    anchor: date
    budget: int
    unit: Unit
    basis: str
    subject: str = ""
    roll_forward: bool = False

    def run(
        self,
        calendar: WorkCalendar,
        settled_on: date | None,
        *,
        stops: tuple[Stop, ...] = (),
        extension: int = 0,
    ) -> Deadline:
        found = due(
            self.anchor,
            self.budget,
            self.unit,
            calendar=calendar,
            stops=stops,
            extension=extension,
            roll_forward=self.roll_forward,
        )
        return self._deadline(found, settled_on, self.budget + extension)

    def _deadline(self, found: DueDate, settled_on: date | None, budget: int) -> Deadline:
        return Deadline(
            kind=self.kind,
            legal_effect=self.legal_effect,
            anchor=self.anchor,
            budget=budget,
            unit=self.unit,
            due_on=found.due_on,
            provisional=found.provisional,
            explanation=found.explanation,
            basis=self.basis,
            settled_on=settled_on,
            subject=self.subject,
        )


def on_a_named_day(
    kind: DeadlineKind,
    legal_effect: LegalEffect,
    anchor: date,
    until: date,
    *,
    why: str,
    settled_on: date | None,
) -> Deadline:
    """Return a date that somebody set by name: nothing is counted, the day is the day."""
    days = (until - anchor).days
    rows = row_until(anchor, until, why)
    return Deadline(
        kind, legal_effect, anchor, days, Unit.CALENDAR, until, False, rows, why, settled_on
    )


def row_until(anchor: date, until: date, why: str) -> tuple[ExplanationRow, ...]:
    """Return the one row that explains a named day; none when it does not lie after *anchor*."""
    days = (until - anchor).days
    return (ExplanationRow(anchor + DAY, until, days, counted=True, why=why),) if days > 0 else ()
