"""Why a fact that is no state cannot stand where it is: what must have happened before it."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from cases.rules.facts import FactInCase
from cases.rules.kinds import FactKind
from cases.rules.spans import Commitment, Extension, Lacking, Postponement, Procedure, Suspension
from cases.rules.states import CaseState

MOST_POSTPONEMENTS = 2  # 建筑法 第九条: 以两次为限，每次不超过三个月
MOST_MONTHS = 3


class CaseSoFar(Protocol):
    """As much of a case as the objections look at, by the day of the fact."""

    state: CaseState | None
    accepted_on: date | None
    deemed_on: date | None
    decided_on: date | None
    granted_on: date | None
    delivered_on: date | None
    begun_on: date | None
    procedures: tuple[Procedure, ...]
    extensions: tuple[Extension, ...]
    lacking: Lacking | None
    commitment: Commitment | None
    postponements: tuple[Postponement, ...]
    suspensions: tuple[Suspension, ...]


def objection(case: CaseSoFar, fact: FactInCase) -> str | None:
    """Return why *fact*, which is no state, cannot follow what *case* is by then, or ``None``."""
    said = _TERMS.get(fact.kind)
    if said is not None and (missing := said(fact)) is not None:
        return missing
    rule = _RULES.get(fact.kind)
    return None if rule is None else rule(case)


def _first(*tests: tuple[bool, str]) -> str | None:
    return next((why for holds, why in tests if holds), None)


def _extension_terms(fact: FactInCase) -> str | None:
    terms = fact.terms
    return _first(
        ((terms.days or 0) < 1, "缺少延长的天数"),
        (not terms.approver, "缺少批准人（行政许可法第四十二条：经本行政机关负责人批准）"),
        (
            terms.noticed_on is None,
            "缺少告知申请人的日期（行政许可法第四十二条：将延长期限的理由告知申请人）",
        ),
    )


def _postponement_terms(fact: FactInCase) -> str | None:
    if not 1 <= (fact.terms.months or 0) <= MOST_MONTHS:
        return f"每次延期为 1 至 {MOST_MONTHS} 个月（建筑法第九条）"
    return None


def _until(fact: FactInCase) -> str | None:
    if fact.terms.until is None:
        return "缺少截止日期"
    return "截止日期早于发生日期" if fact.terms.until < fact.effective_on else None


_TERMS = {
    FactKind.EXTENDED: _extension_terms,
    FactKind.START_POSTPONED: _postponement_terms,
    FactKind.TARGET: _until,
    FactKind.RENEWED: _until,
}


def _deemed(case: CaseSoFar) -> str | None:
    return _first(
        (case.deemed_on is not None, "已视为受理"),
        (case.state is None, "还没有收到申请材料"),
    )


def _extended(case: CaseSoFar) -> str | None:
    return _first(
        (case.accepted_on is None and case.deemed_on is None, "尚未受理，不能延长审批期限"),
        (case.decided_on is not None, "已作出决定，不能延长审批期限"),
        (bool(case.extensions), "审批期限只能延长一次（行政许可法第四十二条）"),
    )


def _delivered(case: CaseSoFar) -> str | None:
    return _first(
        (case.decided_on is None, "尚未作出决定，不能登记送达"),
        (case.delivered_on is not None, "已登记送达"),
    )


def _made_good(case: CaseSoFar) -> str | None:
    return _first(
        (case.lacking is None, "没有容缺材料需要补齐"),
        (case.lacking is not None and case.lacking.made_good_on is not None, "容缺材料已补齐"),
    )


def _checked(case: CaseSoFar) -> str | None:
    return _first(
        (case.commitment is None, "没有告知承诺，无须核查"),
        (case.commitment is not None and case.commitment.checked_on is not None, "承诺已核查"),
    )


def _granted(case: CaseSoFar) -> str | None:
    return "尚未准予许可" if case.granted_on is None else None


def _begun(case: CaseSoFar) -> str | None:
    return _granted(case) or ("已登记开工" if case.begun_on is not None else None)


def _postponed(case: CaseSoFar) -> str | None:
    return _begun(case) or _too_many(case.postponements)


def _too_many(postponements: Sequence[Postponement]) -> str | None:
    if len(postponements) >= MOST_POSTPONEMENTS:
        return f"开工延期以{MOST_POSTPONEMENTS}次为限（建筑法第九条）"
    return None


def _suspended(case: CaseSoFar) -> str | None:
    still = bool(case.suspensions) and case.suspensions[-1].resumed_on is None
    return _granted(case) or ("已登记中止施工" if still else None)


def _resumed(case: CaseSoFar) -> str | None:
    still = bool(case.suspensions) and case.suspensions[-1].resumed_on is None
    return None if still else "没有登记中止施工"


def _stop_notice(case: CaseSoFar) -> str | None:
    return None if case.procedures else "没有特别程序需要告知"


_RULES = {
    FactKind.DEEMED: _deemed,
    FactKind.EXTENDED: _extended,
    FactKind.STOP_NOTICE: _stop_notice,
    FactKind.DELIVERED: _delivered,
    FactKind.MADE_GOOD: _made_good,
    FactKind.CHECKED: _checked,
    FactKind.WORKS_BEGUN: _begun,
    FactKind.START_POSTPONED: _postponed,
    FactKind.WORKS_SUSPENDED: _suspended,
    FactKind.WORKS_RESUMED: _resumed,
    FactKind.RENEWED: _granted,
}
