"""What ``bangban cases show`` says to people: a project, its stages, cases and dates."""

from collections.abc import Iterator

from bot.rendering.progress_words import deadline_words, limit_name, marks
from bot.texts import terminal
from bot.texts.progress import MARKS
from cases.progress import CaseProgress, PhaseLine, ProjectProgress
from cases.rules.deadlines import Deadline


def in_words(found: ProjectProgress) -> Iterator[str]:
    """Yield the lines that show where a project stands."""
    project = found.project
    yield terminal.PROJECT.format(name=project.name, code=project.code)
    yield terminal.PROJECT_OF.format(
        organization=project.organization, steward=project.steward or terminal.NOBODY
    )
    for stage in found.stages:
        mark = MARKS.get(stage.state, "○")
        yield terminal.STAGE.format(
            mark=mark, stage=stage.stage, done=stage.done, total=stage.total
        )
    for phase in found.phases:
        yield _phase(phase)
    for case in found.cases:
        yield from _case(case)
    for unit in found.units:
        yield terminal.UNIT.format(name=unit.project.name, code=unit.project.code)
        for case in unit.cases:
            yield from _case(case)
    if found.milestones:
        yield terminal.MILESTONES
    for milestone in found.milestones:
        what = milestone.item or milestone.stage
        yield terminal.MILESTONE.format(day=milestone.on, kind=milestone.kind, what=what)


def _phase(line: PhaseLine) -> str:
    if line.ground is None:
        return terminal.PHASE_BARE.format(phase=line.phase)
    return terminal.PHASE.format(
        phase=line.phase,
        item=line.ground.item_name,
        state=line.ground.state,
        day=line.ground.since,
    )


def _case(case: CaseProgress) -> Iterator[str]:
    state = case.state or terminal.NO_STATE
    yield terminal.CASE.format(item=case.item_name, ref=case.ref, state=state)
    for fact in case.facts:
        yield terminal.FACT.format(
            day=fact.effective_on,
            state=fact.said,
            conflict=terminal.CONFLICT if fact.conflict else "",
            note=f"　{fact.note}" if fact.note else "",
        )
    for deadline in case.deadlines:
        yield f"    → {_deadline(deadline)}"
    for note in case.notes:
        yield f"    ※ {note}"


def _deadline(deadline: Deadline) -> str:
    shown = deadline.as_dict()
    if deadline.due_on is None:
        return deadline_words(shown)
    day = terminal.on_day(deadline.due_on)
    return f"{limit_name(shown)}：{day}{marks(shown)}　{deadline.basis}"
