"""The words of a project's progress, the same in the picture, the caption and the lists."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.rendering.html import cut, escape
from bot.texts import progress as texts
from cases.rules.deadlines import DeadlineKind
from cases.rules.stages import STAGES, StageState
from cases.rules.states import CLOSED

DELIVERY = DeadlineKind.DELIVERY.value
NOT_BEGUN = StageState.NOT_BEGUN.value
IN_ORDER = {stage.value for stage in STAGES}  # what runs in parallel says nothing of the others
NOTE_LIMIT = 200
PART_LIMIT = 30
MOST_UNITS = 4


def running_first(cases: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return *cases* with those still running first, for places that cannot show all."""
    return sorted(cases, key=lambda case: case["state"] in CLOSED)


def stage_lines(stages: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the stages by state: no meaning hangs on a sign or a colour."""
    by_state: dict[str, list[str]] = {state: [] for state in texts.STAGES}
    for stage, state in zip(stages, stage_states(stages), strict=True):
        by_state.setdefault(state, []).append(escape(stage["stage"]))
    return [
        texts.STAGE_LINE.format(state=state, stages="、".join(names))
        for state, names in by_state.items()
        if names
    ]


def stage_states(stages: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return each stage's state in words; one that is only missing from the records says so."""
    begun = [
        number
        for number, stage in enumerate(stages)
        if stage["state"] != NOT_BEGUN and stage["stage"] in IN_ORDER
    ]
    last = max(begun, default=-1)
    return [
        texts.UNRECORDED if stage["state"] == NOT_BEGUN and number < last else stage["state"]
        for number, stage in enumerate(stages)
    ]


def phase_lines(shown: Mapping[str, Any]) -> list[str]:
    """Return the 环节 a project is in, each with the record that says so."""
    phases = shown.get("phases", ())  # a message owed before this was said has none
    said = [
        texts.PHASE_GROUNDED.format(
            phase=phase["phase"],
            item=escape(cut(phase["ground"]["item"], PART_LIMIT)),
            state=escape(phase["ground"]["state"] or texts.NO_STATE),
        )
        if phase["ground"]
        else texts.PHASE_BARE.format(phase=phase["phase"])
        for phase in phases
    ]
    return [texts.PHASES.format(phases="、".join(said))] if said else []


def unit_lines(shown: Mapping[str, Any]) -> list[str]:
    """Return the 单位工程 of a project, a line each: how far each of its stages is."""
    units = shown.get("units", ())
    lines = [
        texts.UNIT.format(
            name=escape(cut(unit["project"]["name"], PART_LIMIT)),
            stages="，".join(
                texts.UNIT_STAGE.format(stage=escape(stage["stage"]), state=stage["state"])
                for stage in unit["stages"]
                if stage["state"] != NOT_BEGUN
            )
            or texts.NO_STATE,
        )
        for unit in units[:MOST_UNITS]
    ]
    if len(units) > MOST_UNITS:
        lines.append(texts.MORE_UNITS.format(count=len(units) - MOST_UNITS))
    return lines


def case_line(case: Mapping[str, Any], *, as_of: str) -> str:
    """Return one case in a line or two: item, state, and its limits that still matter."""
    line = f"· {escape(case['item'])}：<b>{escape(case['state'] or texts.NO_STATE)}</b>"
    dates = [deadline_words(deadline) for deadline in current(case, as_of=as_of)]
    return line + ("\n　" + "；".join(dates) if dates else "")


def case_detail(case: Mapping[str, Any], *, as_of: str) -> str:
    """Return all there is to say of one case: its reference, since when, the note, its limits."""
    fact = case["facts"][-1] if case["facts"] else None
    lines = [
        texts.CASE_DETAIL.format(
            item=escape(case["item"]),
            state=escape(case["state"] or texts.NO_STATE),
            ref=escape(case["ref"]),
            since=texts.SINCE.format(day=fact["effective_on"]) if fact else "",
        ).rstrip("　")
    ]
    if fact and fact["note"]:
        lines.append("　" + texts.NOTE.format(note=escape(cut(fact["note"], NOTE_LIMIT))))
    lines += [f"　{deadline_words(deadline)}" for deadline in current(case, as_of=as_of)]
    return "\n".join(lines)


def current(case: Mapping[str, Any], *, as_of: str) -> list[Mapping[str, Any]]:
    """Return the limits worth showing: a delivery whose day is past, with no word of it, is not."""
    return [
        deadline
        for deadline in case["deadlines"]
        if deadline["kind"] != DELIVERY
        or deadline["overdue"]
        or (deadline["due_on"] or as_of) >= as_of
    ]


def deadline_words(deadline: Mapping[str, Any]) -> str:
    """Return a limit in words, e.g. ``法定审批期限 2026-02-27``."""
    name = texts.LIMIT.format(effect=deadline["legal_effect"], kind=deadline["kind"])
    if deadline["due_on"] is None:
        return f"{name}：{texts.STOPPED}"
    words = f"{name} {deadline['due_on']}"
    if deadline["provisional"]:
        words += texts.PROVISIONAL
    if deadline["overdue"]:
        words += texts.OVERDUE
    return words


def explanation_lines(deadline: Mapping[str, Any]) -> list[str]:
    """Return why a date is that date, a row a line; the counted rows add up to the limit."""
    lines = []
    for row in deadline["explanation"]:
        last = row["to"] or texts.NOW
        span = (
            row["from"] if row["from"] == last else texts.SPAN.format(first=row["from"], last=last)
        )
        words = texts.COUNTED if row["counted"] else texts.NOT_COUNTED
        if not row["counted"] and not row["days"]:
            words = texts.NOT_COUNTED_NOW
        counted = words.format(days=row["days"])
        lines.append(texts.ROW.format(span=span, counted=counted, why=row["why"]))
    total = sum(row["days"] for row in deadline["explanation"] if row["counted"])
    return [*lines, texts.SUM.format(days=total)]
