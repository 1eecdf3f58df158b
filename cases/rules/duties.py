"""What the enterprise itself must do in time once it has its permit, and how long the permit is good."""

from dataclasses import replace
from datetime import date, timedelta

from cases.rules.calendar import WorkCalendar
from cases.rules.clock import Unit
from cases.rules.deadline_values import Deadline, DeadlineKind, LegalEffect, Limit, row_until
from cases.rules.lifecycle import FoldedCase
from cases.rules.templates import ProcessTemplate, Term

BEGIN_WORKS = "开工"
REPORT_SUSPENSION = "中止施工报告"
FILE_COMPLETION = "竣工验收后报送备案"
LICENSED = "领取施工许可证之日"
SUSPENDED = "中止施工之日"
COMPLETED = ("竣工验收合格之日", "竣工验收之日")  # also of one part: 排水设施竣工验收合格之日
RENEW_BEFORE = timedelta(days=30)  # 行政许可法 第五十条: 届满三十日前提出申请
RENEWAL_BASIS = "《中华人民共和国行政许可法》第五十条"


def duties(
    case: FoldedCase, template: ProcessTemplate, calendar: WorkCalendar
) -> tuple[list[Deadline], list[str]]:
    """
    Return the enterprise's own dates, and what an officer should know of them.

    A duty that runs from a day which no fact can say has no date here.
    """
    found: list[Deadline] = []
    notes: list[str] = []
    for duty in template.duties:
        if duty.start == LICENSED and case.granted_on is not None:
            deadline, said = _begin_works(
                case, duty, case.delivered_on or case.granted_on, calendar
            )
            found.append(deadline)
            notes += said
        elif duty.start == SUSPENDED:
            found += _report_suspensions(case, duty, calendar)
        elif duty.start.endswith(COMPLETED) and case.works_accepted_on is not None:
            settled_on = _filed_on(case, case.works_accepted_on)
            limit = _limit(duty, case.works_accepted_on, FILE_COMPLETION)
            found.append(limit.run(calendar, settled_on))
    return found, notes


def validity(case: FoldedCase, template: ProcessTemplate, calendar: WorkCalendar) -> list[Deadline]:
    """Return until when the certificate is good, and until when to apply for its renewal."""
    term = template.validity
    if term is None or case.granted_on is None:
        return []
    ended_on = case.ended_on or case.begun_on
    limit = Limit(
        DeadlineKind.VALIDITY,
        LegalEffect.STATUTORY,
        case.granted_on,
        term.count,
        term.unit,
        term.basis,
    )
    runs_out = limit.run(calendar, ended_on)
    for renewal in case.renewals:
        runs_out = _until(runs_out, renewal.until, f"延续（{renewal.on} 登记）")
    if runs_out.due_on is None:
        return [runs_out]
    apply_by = runs_out.due_on - RENEW_BEFORE
    renew = replace(
        _until(runs_out, apply_by, f"有效期至 {runs_out.due_on}，届满三十日前提出延续申请"),
        kind=DeadlineKind.RENEWAL,
        basis=RENEWAL_BASIS,
    )
    return [runs_out, renew]


def _begin_works(
    case: FoldedCase, duty: Term, licensed_on: date, calendar: WorkCalendar
) -> tuple[Deadline, list[str]]:
    """Return the day by which the works must begin: 建筑法 第九条, postponed at most twice."""
    settled_on = case.begun_on or case.ended_on
    limit = _limit(duty, licensed_on, BEGIN_WORKS)
    deadline, more, notes = limit.run(calendar, settled_on), 0, []
    for postponement in case.postponements if duty.unit is Unit.MONTH else ():
        if deadline.due_on is not None and postponement.on > deadline.due_on:
            notes.append(
                f"{postponement.on} 登记的开工延期不起作用：期限已于 {deadline.due_on} 届满"
            )
            continue
        more += postponement.months
        deadline = limit.run(calendar, settled_on, extension=more)
    return deadline, notes


def _report_suspensions(case: FoldedCase, duty: Term, calendar: WorkCalendar) -> list[Deadline]:
    found = []
    for suspension in case.suspensions[-1:]:  # an earlier one is over
        reported = [on for on in case.reported_on if on >= suspension.since]
        settled_on = next(iter(reported), None) or suspension.resumed_on or case.ended_on
        limit = _limit(duty, suspension.since, REPORT_SUSPENSION)
        found.append(limit.run(calendar, settled_on))
    return found


def _filed_on(case: FoldedCase, accepted_on: date) -> date | None:
    """Return the day on which what follows the 竣工验收 was handed in: reported, or received here."""
    received = [window.received_on for window in case.windows]
    days = [*case.reported_on, *received, *filter(None, (case.accepted_on,))]
    return min((on for on in days if on >= accepted_on), default=case.ended_on)


def _limit(duty: Term, anchor: date, subject: str) -> Limit:
    return Limit(
        DeadlineKind.DUTY,
        LegalEffect.STATUTORY,
        anchor,
        duty.count,
        duty.unit,
        duty.basis,
        subject=subject,
        roll_forward=True,  # 民法典 第二百零三条
    )


def _until(deadline: Deadline, until: date, why: str) -> Deadline:
    return replace(
        deadline,
        due_on=until,
        budget=(until - deadline.anchor).days,
        unit=Unit.CALENDAR,
        explanation=row_until(deadline.anchor, until, why),
    )
