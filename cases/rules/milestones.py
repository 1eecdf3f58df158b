"""Which facts are worth telling, how seriously, and what the enterprise does next."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass

from cases.rules.kinds import FactKind
from cases.rules.states import CaseState

S, K = CaseState, FactKind

STAGE_DONE = "阶段完成"


class NextStep(enum.StrEnum):
    """A key; the sentence is the edge's."""

    WAIT_ACCEPTANCE = "wait_acceptance"
    WAIT_DECISION = "wait_decision"
    WAIT_SPECIAL_PROCEDURE = "wait_special_procedure"
    HAND_IN_SUPPLEMENT = "hand_in_supplement"
    HAND_IN_MISSING = "hand_in_missing"
    COLLECT_RESULT = "collect_result"
    ASK_STEWARD = "ask_steward"
    REMEDY = "remedy"  # 行政复议 or 行政诉讼: 行政许可法 第三十八条
    NOTHING = "nothing"


@dataclass(frozen=True)
class Milestone:
    """A fact worth telling. *legal*: the law obliges the authority to tell it."""

    kind: str
    legal: bool


MILESTONES: Mapping[CaseState | FactKind, Milestone] = {
    S.ACCEPTED: Milestone("已受理", legal=False),
    S.SUPPLEMENT_ASKED: Milestone("补正告知", legal=True),
    S.NOT_NEEDED: Milestone("不受理", legal=True),
    S.NOT_ACCEPTED: Milestone("不予受理", legal=True),
    S.SPECIAL_BEGUN: Milestone("特别程序开始", legal=True),
    S.SPECIAL_ENDED: Milestone("特别程序结束", legal=True),
    S.GRANTED: Milestone("办结(通过)", legal=False),
    S.GRANTED_LACKING: Milestone("办结(容缺通过)", legal=False),
    S.DENIED: Milestone("办结(不通过)", legal=True),
    S.WITHDRAWN: Milestone("撤回", legal=False),
    S.REVOKED: Milestone("撤销", legal=True),
    K.DEEMED: Milestone("视为受理", legal=False),
    K.EXTENDED: Milestone("延长期限", legal=True),  # 第四十二条: the reason is told
    K.STOP_NOTICE: Milestone("特别程序告知", legal=True),  # 第四十五条
}

NEXT_STEPS: Mapping[CaseState, NextStep] = {
    S.RECEIVED: NextStep.WAIT_ACCEPTANCE,
    S.TAKEN_BACK: NextStep.NOTHING,
    S.ACCEPTED: NextStep.WAIT_DECISION,
    S.NOT_NEEDED: NextStep.ASK_STEWARD,
    S.NOT_ACCEPTED: NextStep.REMEDY,
    S.SUPPLEMENT_ASKED: NextStep.HAND_IN_SUPPLEMENT,
    S.SUPPLEMENT_GIVEN: NextStep.WAIT_ACCEPTANCE,
    S.IN_REVIEW: NextStep.WAIT_DECISION,
    S.SPECIAL_BEGUN: NextStep.WAIT_SPECIAL_PROCEDURE,
    S.SPECIAL_ENDED: NextStep.WAIT_DECISION,
    S.GRANTED: NextStep.COLLECT_RESULT,
    S.GRANTED_LACKING: NextStep.HAND_IN_MISSING,
    S.DENIED: NextStep.REMEDY,
    S.WITHDRAWN: NextStep.NOTHING,
    S.REVOKED: NextStep.REMEDY,
}


def milestone_of(said: CaseState | FactKind) -> Milestone | None:
    """Return the milestone that a fact is which says *said*, if it is one."""
    return MILESTONES.get(said)


def next_step(state: CaseState) -> NextStep:
    """Return what the enterprise does next once its case is in *state*."""
    return NEXT_STEPS[state]
