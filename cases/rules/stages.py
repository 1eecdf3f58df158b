"""The four stages of a construction project, and how far one is."""

import enum
from dataclasses import dataclass


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
