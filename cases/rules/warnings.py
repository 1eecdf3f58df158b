"""What somebody of the bureau should look into, though no date has passed."""

from dataclasses import dataclass
from datetime import date, timedelta

from cases.rules.lifecycle import FoldedCase
from cases.rules.spans import Procedure

OPEN_TOO_LONG = timedelta(days=60)


@dataclass(frozen=True)
class StopWarning:
    """A 特别程序 that the head of the section should hear of, from the day *on*."""

    subject: str
    on: date
    text: str


def stop_warnings(case: FoldedCase) -> tuple[StopWarning, ...]:
    """
    Return what is wrong with the 特别程序 of *case*, each from the day on which it is so.

    Source:
        中华人民共和国行政许可法 第四十五条: the applicant is told in writing how long it takes.
    """
    found: list[StopWarning] = []
    for procedure in case.procedures:
        name = f"特别程序（{procedure.name}）" if procedure.name else "特别程序"
        span = f"自 {procedure.start} 起停表"
        if procedure.noticed_on is None:
            text = f"{name}{span}，没有书面告知申请人所需时间的记录（行政许可法第四十五条）"
            found.append(StopWarning("停表未告知", procedure.start, text))
        if procedure.end is None:
            text = f"{name}{span}，已超过 {OPEN_TOO_LONG.days} 日仍未结束，请核对"
            found.append(StopWarning("停表过久", procedure.start + OPEN_TOO_LONG, text))
    return tuple(found)


def case_warnings(case: FoldedCase, *, today: date) -> tuple[str, ...]:
    """Return the sentences for an officer, as of *today*."""
    notes = [warning.text for warning in stop_warnings(case) if warning.on <= today]
    notes += [_supplement(span) for span in case.supplements]
    if case.lacking and case.lacking.until is None and case.lacking.made_good_on is None:
        notes.append("容缺材料尚未补齐，且没有登记补齐的期限，请核对告知书")
    if case.commitment and case.commitment.until is None and case.commitment.checked_on is None:
        notes.append("告知承诺尚未核查，且没有登记核查的期限")
    if case.conflicts:
        notes.append(f"有 {len(case.conflicts)} 条记录与办理顺序不符，请核对")
    return tuple(notes)


def _supplement(span: Procedure) -> str:
    until = f"至 {span.end}" if span.end else "尚未结束"
    return f"受理后要求补正（{span.start} 起，{until}）：法律没有规定此时停表，审批期限照常计算，请核对"
