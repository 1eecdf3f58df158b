"""What ``bangban cases record`` and ``void`` do, and say of it."""

from datetime import date
from typing import Any
from uuid import UUID

from bot.commands.transactions import transact
from bot.errors import BadInput
from bot.rendering.progress_words import limit_name
from bot.texts import progress as progress_texts
from bot.texts import terminal
from cases.actors import COMMAND_LINE
from cases.casework import FactSource, RecordedFact, Terms, record_fact, void_fact
from cases.errors import shorten
from cases.rules.kinds import parse_kind


def record(
    ref: str,
    said: str,
    on: date,
    *,
    terms: Terms,
    note: str = "",
    legal_basis: str = "",
    corrects: str | None = None,
) -> RecordedFact:
    """
    Put on record that *said* happened, as the person at this terminal says.

    Raises:
        BadInput, CasesError: It is no fact that can be recorded there.
        NotReady: The database cannot be used.
    """
    kind, state = parse_kind(said)
    corrected = None if corrects is None else fact_id(corrects)
    return transact(
        lambda session, desk: record_fact(
            session,
            ref=ref,
            state=state,
            kind=kind,
            terms=terms,
            effective_on=on,
            actor=COMMAND_LINE,
            source=FactSource.OFFICER,
            at=desk.clock.now(),
            calendar=desk.records.calendar,
            note=note,
            legal_basis=legal_basis,
            corrects=corrected,
            quiet_hours=desk.settings.quiet,
        )
    )


def void(ref: str, fact: str, reason: str) -> RecordedFact:
    """
    Put on record that *fact* of case *ref* was wrong.

    Raises:
        BadInput, CasesError: No such fact, or no reason.
        NotReady: The database cannot be used.
    """
    wrong = fact_id(fact)
    return transact(
        lambda session, desk: void_fact(
            session,
            ref=ref,
            fact_id=wrong,
            reason=reason,
            actor=COMMAND_LINE,
            at=desk.clock.now(),
            calendar=desk.records.calendar,
            quiet_hours=desk.settings.quiet,
        )
    )


def fact_id(text: str) -> UUID:
    """Return the id that *text* writes, as ``cases show --json`` prints it."""
    try:
        return UUID(text.strip())
    except ValueError as error:
        raise BadInput(terminal.BAD_FACT_ID.format(value=shorten(text))) from error


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
        "moved": [move.as_dict() for move in recorded.moved],
    }


def in_words(recorded: RecordedFact, words: str | None = None) -> list[str]:
    """Return *recorded* for people: what changed, which dates moved, and how many hear of it."""
    line = (words or _words(recorded)).format(
        ref=recorded.ref,
        item=recorded.item_name,
        recorded=recorded.recorded,
        before=recorded.before or terminal.NO_STATE,
        after=recorded.after or terminal.NO_STATE,
    )
    moved = [
        terminal.MOVED.format(
            name=limit_name(move.as_dict()),
            before=move.before or progress_texts.STOPPED,
            after=move.after or progress_texts.STOPPED,
        )
        for move in recorded.moved
    ]
    owed = [terminal.OWED.format(count=recorded.owed)] if recorded.owed else []
    return [line, *moved, *owed]


def _words(recorded: RecordedFact) -> str:
    if not recorded.appended:
        return terminal.KNOWN_ALREADY
    return terminal.RECORDED if recorded.after is recorded.recorded else terminal.RECORDED_PAST
