"""The authority's first clock: accept, or say once what is missing; silence is acceptance."""

from dataclasses import dataclass, replace
from datetime import date

from cases.rules.calendar import WorkCalendar
from cases.rules.clock import Unit
from cases.rules.deadline_values import (
    Deadline,
    DeadlineKind,
    LegalEffect,
    Limit,
    on_a_named_day,
)
from cases.rules.lifecycle import FoldedCase
from cases.rules.spans import Window
from cases.rules.templates import ProcessTemplate

ACCEPTANCE_BASIS = "《中华人民共和国行政许可法》第三十二条"
DEEMED = "逾期未告知，自收到申请材料之日起视为受理（行政许可法第三十二条）"
SUPPLEMENT_SAYS = "补正告知书载明的期限"


@dataclass(frozen=True)
class Acceptance:
    """
    How the first clock stands.

    *accepted_on* is the day from which the decision's clock runs: of the acceptance on record, or
    of receipt where the law deems so (*deemed*); ``None`` while neither is the case.
    """

    accepted_on: date | None
    deemed: bool
    deadlines: tuple[Deadline, ...]
    notes: tuple[str, ...]


def acceptance(
    case: FoldedCase, template: ProcessTemplate, *, today: date, calendar: WorkCalendar
) -> Acceptance:
    """
    Return how the acceptance of *case* stands on *today*.

    The first window that passed without an answer decides: what was received then counts as
    accepted then, whatever was said later. A 补正 answered in time begins a new window.
    """
    for window in case.windows:
        deadline = _window(window, template, calendar).as_of(today)
        if _missed(deadline):
            return _deemed(case, window, deadline)
        last = deadline
    if not case.windows:
        return Acceptance(case.accepted_on, deemed=False, deadlines=(), notes=())
    answer = _supplement(case, case.windows[-1])
    return Acceptance(case.accepted_on, False, (last, *answer), _corrected(case))


def _corrected(case: FoldedCase) -> tuple[str, ...]:
    if case.deemed_on is None or case.accepted_on is None:
        return ()
    said = f"系统曾记录自 {case.deemed_on} 起视为受理，后补录了期限内的受理（{case.accepted_on}）"
    return (f"{said}，以补录为准，请核对",)


def _window(window: Window, template: ProcessTemplate, calendar: WorkCalendar) -> Deadline:
    limit = Limit(
        DeadlineKind.ACCEPTANCE,
        LegalEffect.STATUTORY,
        window.received_on,
        template.acceptance_days,
        Unit.WORKING,
        ACCEPTANCE_BASIS,
    )
    return limit.run(calendar, window.told_on)


def _missed(deadline: Deadline) -> bool:
    return deadline.overdue or deadline.met is False


def _deemed(case: FoldedCase, window: Window, deadline: Deadline) -> Acceptance:
    *rows, last = deadline.explanation
    deadline = replace(deadline, explanation=(*rows, replace(last, why=f"{last.why}；{DEEMED}")))
    notes = [f"视为受理：{window.received_on} 收到申请材料，{DEEMED}"]
    if case.accepted_on is not None:
        notes.append(
            f"受理晚于法定的 {deadline.due_on}：登记的受理日是 {case.accepted_on}，"
            f"依法自 {window.received_on} 起视为受理，审批期限自该日起算，请核对"
        )
    return Acceptance(window.received_on, True, (deadline,), tuple(notes))


def _supplement(case: FoldedCase, window: Window) -> tuple[Deadline, ...]:
    """Return the applicant's own date while its papers are to be completed."""
    if window.supplement_until is None or window.told_on is None:
        return ()
    settled_on = case.accepted_on or case.closed_on
    return (
        on_a_named_day(
            DeadlineKind.SUPPLEMENT,
            LegalEffect.NOTIFIED,
            window.told_on,
            window.supplement_until,
            why=SUPPLEMENT_SAYS,
            settled_on=settled_on,
        ),
    )
