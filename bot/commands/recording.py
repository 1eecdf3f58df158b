"""What ``bangban cases record`` says about a recorded fact."""

from typing import Any

from bot.texts import terminal
from cases.casework import RecordedFact


def as_dict(recorded: RecordedFact) -> dict[str, Any]:
    """Return *recorded* for programs."""
    return {
        "fact_id": str(recorded.fact_id),
        "appended": recorded.appended,
        "project_code": recorded.project_code,
        "ref": recorded.ref,
        "item": recorded.item_name,
        "recorded": recorded.recorded.value,
        "before": recorded.before.value if recorded.before else None,
        "after": recorded.after.value if recorded.after else None,
        "milestone": recorded.milestone,
        "conflict": recorded.conflict,
        "owed": recorded.owed,
    }


def in_words(recorded: RecordedFact) -> list[str]:
    """Return *recorded* for people: what changed, and how many will hear of it."""
    if not recorded.appended:
        text = terminal.KNOWN_ALREADY
    elif recorded.after is not recorded.recorded:
        text = terminal.RECORDED_PAST
    else:
        text = terminal.RECORDED
    line = text.format(
        ref=recorded.ref,
        item=recorded.item_name,
        recorded=recorded.recorded,
        before=recorded.before or terminal.NO_STATE,
        after=recorded.after or terminal.NO_STATE,
    )
    return [line, terminal.OWED.format(count=recorded.owed)] if recorded.owed else [line]
