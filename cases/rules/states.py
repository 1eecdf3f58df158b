"""The fifteen official states of a case (办件) and what may follow what."""

import enum
from collections.abc import Mapping

from cases.errors import BadState


class CaseState(enum.StrEnum):
    """The state names of the national 工程建设项目审批管理系统, in its order."""

    RECEIVED = "已接件"
    TAKEN_BACK = "已撤件"  # by the applicant, before acceptance
    ACCEPTED = "已受理"
    NOT_NEEDED = "不受理"  # no permit is needed: 行政许可法 第三十二条第（一）项
    NOT_ACCEPTED = "不予受理"  # not this authority's business: 第三十二条第（二）项
    SUPPLEMENT_ASKED = "补正(开始)"
    SUPPLEMENT_GIVEN = "补正(结束)"
    IN_REVIEW = "部门开始办理"
    SPECIAL_BEGUN = "特别程序(开始)"
    SPECIAL_ENDED = "特别程序(结束)"
    GRANTED = "办结(通过)"
    GRANTED_LACKING = "办结(容缺通过)"
    DENIED = "办结(不通过)"
    WITHDRAWN = "撤回"
    REVOKED = "撤销"


S = CaseState

DECISIONS = frozenset({S.GRANTED, S.GRANTED_LACKING, S.DENIED})
GRANTS = frozenset({S.GRANTED, S.GRANTED_LACKING})
DROPPED = frozenset({S.TAKEN_BACK, S.NOT_NEEDED, S.NOT_ACCEPTED, S.WITHDRAWN})  # came to nothing
CLOSED = DECISIONS | DROPPED | {S.REVOKED}
DEAD = DROPPED | {S.DENIED, S.REVOKED}  # no clock of anybody runs any more

_BEFORE_ACCEPTANCE = frozenset(
    {S.TAKEN_BACK, S.ACCEPTED, S.NOT_NEEDED, S.NOT_ACCEPTED, S.SUPPLEMENT_ASKED}
)
_AFTER_ACCEPTANCE = frozenset({S.SPECIAL_BEGUN, S.WITHDRAWN}) | DECISIONS

FOLLOWERS: Mapping[CaseState | None, frozenset[CaseState]] = {
    # Acceptance on the spot needs no day of receipt of its own.
    None: frozenset({S.RECEIVED, S.ACCEPTED, S.NOT_NEEDED, S.NOT_ACCEPTED}),
    S.RECEIVED: _BEFORE_ACCEPTANCE,
    S.SUPPLEMENT_ASKED: frozenset({S.SUPPLEMENT_GIVEN, S.TAKEN_BACK, S.NOT_ACCEPTED, S.NOT_NEEDED}),
    S.SUPPLEMENT_GIVEN: _BEFORE_ACCEPTANCE,
    S.ACCEPTED: _AFTER_ACCEPTANCE | {S.IN_REVIEW},
    S.IN_REVIEW: _AFTER_ACCEPTANCE,
    S.SPECIAL_BEGUN: frozenset({S.SPECIAL_ENDED, S.WITHDRAWN}),
    S.SPECIAL_ENDED: _AFTER_ACCEPTANCE | {S.IN_REVIEW},
    S.GRANTED: frozenset({S.WITHDRAWN, S.REVOKED}),
    # What was missing has been handed in: the grant becomes a plain one.
    S.GRANTED_LACKING: frozenset({S.GRANTED, S.WITHDRAWN, S.REVOKED}),
    S.DENIED: frozenset(),
    S.TAKEN_BACK: frozenset(),
    S.NOT_NEEDED: frozenset(),
    S.NOT_ACCEPTED: frozenset(),
    S.WITHDRAWN: frozenset(),
    S.REVOKED: frozenset(),
}


def may_follow(before: CaseState | None, after: CaseState) -> bool:
    """Tell whether a case in *before* (``None``: nothing recorded yet) may become *after*."""
    return after in FOLLOWERS[before]


def followers(before: CaseState | None) -> tuple[CaseState, ...]:
    """Return what may follow *before*, in the official order; empty when nothing may."""
    return tuple(state for state in CaseState if state in FOLLOWERS[before])


def parse_state(text: str) -> CaseState:
    """
    Return the state that *text* names, whatever its brackets and spaces.

    >>> parse_state(" 办结（容缺通过） ")
    <CaseState.GRANTED_LACKING: '办结(容缺通过)'>

    Raises:
        BadState: None of the fifteen.
    """
    plain = "".join(text.split()).replace("（", "(").replace("）", ")")
    try:
        return CaseState(plain)
    except ValueError as error:
        raise BadState(text, tuple(CaseState)) from error
