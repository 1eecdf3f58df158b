"""The words of a project's progress, the same in the picture, the caption and the lists."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from bot.rendering.html import cut, escape
from bot.texts import progress as texts
from cases.rules.deadlines import DeadlineKind, LegalEffect
from cases.rules.stages import STAGES, StageState
from cases.rules.states import CLOSED

DELIVERY = DeadlineKind.DELIVERY.value
INTERNAL = LegalEffect.INTERNAL.value
LASTING = {DeadlineKind.VALIDITY.value, DeadlineKind.RENEWAL.value}
SOON = timedelta(days=90)  # a certificate good for years is worth a word from here on
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
    lines = [
        texts.CASE_DETAIL.format(
            item=escape(case["item"]),
            state=escape(case["state"] or texts.NO_STATE),
            ref=escape(case["ref"]),
            since=texts.SINCE.format(day=case["since"]) if case["since"] else "",
        ).rstrip("　")
    ]
    if note := state_note(case):
        lines.append("　" + texts.NOTE.format(note=escape(cut(note, NOTE_LIMIT))))
    lines += [f"　{deadline_words(deadline)}" for deadline in current(case, as_of=as_of)]
    return "\n".join(lines)


def state_note(case: Mapping[str, Any]) -> str:
    """Return what was noted with the state that the case is in."""
    notes = [fact["note"] for fact in case["facts"] if fact["state"]]
    return str(notes[-1]) if notes else ""


def current(case: Mapping[str, Any], *, as_of: str) -> list[Mapping[str, Any]]:
    """Return the limits that an enterprise needs to see on the day *as_of*."""
    return [deadline for deadline in case["deadlines"] if _matters(deadline, as_of)]


def _matters(deadline: Mapping[str, Any], as_of: str) -> bool:
    if deadline["legal_effect"] == INTERNAL:
        return False  # the bureau's own business
    due_on = deadline["due_on"] or as_of
    if deadline["kind"] == DELIVERY:
        return bool(due_on >= as_of)  # past, with no word of it: most likely long delivered
    soon = (date.fromisoformat(as_of) + SOON).isoformat()
    return deadline["kind"] not in LASTING or bool(due_on <= soon)


def deadline_words(deadline: Mapping[str, Any]) -> str:
    """Return a limit in words, e.g. ``法定审批期限 2026-02-27``."""
    name = limit_name(deadline)
    if deadline["due_on"] is None:
        return f"{name}：{texts.STOPPED}"
    return f"{name} {deadline['due_on']}{marks(deadline)}"


def marks(deadline: Mapping[str, Any]) -> str:
    """Return what must be said beside the day: that it is an estimate, or that it is past."""
    words = texts.PROVISIONAL if deadline["provisional"] else ""
    if deadline["overdue"]:
        words += texts.UNDELIVERED if deadline["kind"] == DELIVERY else texts.OVERDUE
    return words


def limit_name(deadline: Mapping[str, Any]) -> str:
    """Return what a limit is called; one of the enterprise's own is never called a 审批期限."""
    words = texts.LIMITS.get(deadline["kind"], texts.LIMIT)
    return words.format(
        effect=deadline["legal_effect"], kind=deadline["kind"], subject=deadline["subject"]
    )


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
