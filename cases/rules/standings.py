"""What a project has on record of each approval item: the ground of its stages and phases."""

from collections.abc import Iterable
from dataclasses import dataclass

from cases.rules.stages import Stage, StageProgress, StageState
from cases.rules.states import CLOSED, DROPPED, GRANTS, CaseState


@dataclass(frozen=True)
class Standing:
    """
    An item of a project: *granted* when one of its cases was, *running* while one is open.

    Both at once where a permit is given in parts (分阶段办理施工许可); neither when it was refused.
    """

    item: str
    stage: Stage
    granted: bool
    running: bool

    @property
    def done(self) -> bool:
        """Whether nothing is left of it: a permit given in parts is done with its last part."""
        return self.granted and not self.running


def standings_of(cases: Iterable[tuple[str, Stage, CaseState | None]]) -> frozenset[Standing]:
    """
    Return the standings of one project, or of one 单位工程, from ``(item, stage, state)`` of its cases.

    Cases that came to nothing (撤件, 撤回, 不受理…) and cases without a fact do not count.
    """
    states: dict[tuple[str, Stage], set[CaseState]] = {}
    for item, stage, state in cases:
        if state is not None and state not in DROPPED:
            states.setdefault((item, stage), set()).add(state)
    return frozenset(
        Standing(item, stage, granted=bool(seen & GRANTS), running=bool(seen - CLOSED))
        for (item, stage), seen in states.items()
    )


def stage_states(standings: Iterable[Standing]) -> dict[Stage, StageState]:
    """
    Return the state of every stage that *standings* are of.

    Those of several 单位工程 may be given together: a stage is done when it is for each of them.
    """
    done: dict[Stage, bool] = {}
    for standing in standings:
        done[standing.stage] = done.get(standing.stage, True) and standing.done
    return {
        stage: StageState.DONE if all_done else StageState.UNDER_WAY
        for stage, all_done in done.items()
    }


def stage_progress(stage: Stage, cases: Iterable[tuple[str, CaseState | None]]) -> StageProgress:
    """
    Return how far *stage* is, from ``(item, state)`` of its cases.

    A stage is done when every item on record is; what has not been applied for is not known here.
    """
    found = standings_of((item, stage, state) for item, state in cases)
    state = stage_states(found).get(stage, StageState.NOT_BEGUN)
    return StageProgress(stage, state, sum(one.done for one in found), len(found))
