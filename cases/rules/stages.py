"""The four stages of a construction project, and how far one is."""

import enum
from collections.abc import Iterable
from dataclasses import dataclass

from cases.rules.states import CLOSED, DROPPED, GRANTS, CaseState


class Stage(enum.StrEnum):
    """The four stages in order, and what runs beside them (国办发〔2019〕11号)."""

    LAND = "立项用地规划许可"
    PLANNING = "工程建设许可"
    CONSTRUCTION = "施工许可"
    COMPLETION = "竣工验收"
    PARALLEL = "并行推进"  # not a stage: items that run beside whichever they belong to


STAGES = (Stage.LAND, Stage.PLANNING, Stage.CONSTRUCTION, Stage.COMPLETION)


class StageState(enum.StrEnum):
    """Derived from the cases of the stage, never stored."""

    NOT_BEGUN = "未开始"
    UNDER_WAY = "办理中"
    DONE = "已完成"


@dataclass(frozen=True)
class StageProgress:
    """How far a stage is: *done* of *total* items on record."""

    stage: Stage
    state: StageState
    done: int
    total: int


def stage_progress(stage: Stage, cases: Iterable[tuple[str, CaseState | None]]) -> StageProgress:
    """
    Return how far *stage* is, from ``(item, state)`` of its cases.

    An item is done when one of its cases was granted and none is open: a permit given in parts
    (分阶段办理施工许可) is done with its last part. Cases that came to nothing (撤件, 撤回, 不受理…)
    do not count. A stage is done when every item on record is; what has not been applied for is not
    known here.
    """
    states: dict[str, set[CaseState]] = {}
    for item, case_state in cases:
        if case_state is not None and case_state not in DROPPED:
            states.setdefault(item, set()).add(case_state)
    done = sum(bool(seen & GRANTS) and not seen - CLOSED for seen in states.values())
    return StageProgress(stage, state_of(done=done, total=len(states)), done, len(states))


def state_of(*, done: int, total: int) -> StageState:
    """Return the state of a stage with *done* of *total* items done."""
    if not total:
        return StageState.NOT_BEGUN
    return StageState.DONE if done == total else StageState.UNDER_WAY
