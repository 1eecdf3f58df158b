"""The four stages of a construction project, and how far one is."""

import enum
from collections.abc import Iterable
from dataclasses import dataclass

from cases.rules.states import DROPPED, GRANTS, CaseState


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

    An item is done when one of its cases was granted. Cases that came to nothing (撤件, 撤回,
    不受理…) do not count. A stage is done when every item on record is; what has not been applied
    for is not known here.
    """
    granted: dict[str, bool] = {}
    for item, case_state in cases:
        if case_state is not None and case_state not in DROPPED:
            granted[item] = granted.get(item, False) or case_state in GRANTS
    done, total = sum(granted.values()), len(granted)
    if not total:
        return StageProgress(stage, StageState.NOT_BEGUN, 0, 0)
    state = StageState.DONE if done == total else StageState.UNDER_WAY
    return StageProgress(stage, state, done, total)
