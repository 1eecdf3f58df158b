"""From a fact that entered to the messages that are owed for it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from cases.audience import Audience
from cases.ledger import CaseFile, Entered, ProjectFile
from cases.outbox import MessageClass, QuietHours, owe
from cases.rules.calendar import WorkCalendar
from cases.rules.deadlines import LegalEffect, clocks_of
from cases.rules.kinds import FactKind
from cases.rules.milestones import STAGE_DONE, Milestone, milestone_of, next_step
from cases.rules.moves import Move
from cases.rules.states import CLOSED
from cases.tables.facts import DateChange, FactRow, FactSource


@dataclass(frozen=True)
class News:
    """A fact worth telling: to the enterprise if it is a milestone, to the steward in any case."""

    entered: Entered
    milestone: Milestone | None
    stage_completed: str | None


def news_of(file: ProjectFile, case: CaseFile, entered: Entered) -> News | None:
    """
    Return what is new, or ``None``; remembers in *file* that a stage was completed.

    Nothing is news that was known, or that happened before what is known already; a conflict is
    always news to the steward.
    """
    if not entered.appended:
        return None
    stage = case.case.stage
    claim = (STAGE_DONE, stage.value)
    stage_completed = None
    # Only what closes a case can complete its stage; looking at all its cases is not for every fact.
    may_complete = entered.newest and entered.fact.state in CLOSED and claim not in file.reached
    if may_complete and file.stage_done(stage):
        file.reached.add(claim)
        stage_completed = stage.value
    milestone = milestone_of(entered.fact.said) if entered.newest else None
    if milestone is None and stage_completed is not None:
        milestone = Milestone(STAGE_DONE, legal=False)
    if milestone is None and not entered.fact.conflict:
        return None
    return News(entered, milestone, stage_completed)


def reached_rows(file: ProjectFile, case: CaseFile, news: News) -> list[dict[str, Any]]:
    """Return the milestones that *news* reaches for the first time, a value for every column."""
    fact = news.entered.fact
    claims: list[tuple[str, str]] = []
    if news.stage_completed:
        claims.append((STAGE_DONE, news.stage_completed))
    if news.milestone and news.milestone.kind != STAGE_DONE:
        claim = (news.milestone.kind, case.case.ref)
        if claim not in file.reached:
            file.reached.add(claim)
            claims.append(claim)
    return [
        {
            "id": uuid4(),
            "project_id": file.project.id,
            "kind": kind,
            "subject": subject,
            "fact_id": fact.id,
            "recorded_at": fact.recorded_at,
        }
        for kind, subject in claims
    ]


def moved_rows(
    case_id: UUID, moved: Iterable[Move], *, reason: str, at: datetime, fact_id: UUID | None = None
) -> list[DateChange]:
    """Return the open dates that *moved* as rows of the journal; *fact_id*: what moved them, if one."""
    return [
        DateChange(
            case_id=case_id,
            kind=move.kind.value,
            legal_effect=move.legal_effect.value,
            subject=move.subject,
            due_before=move.before,
            due_after=move.after,
            fact_id=fact_id,
            reason=reason,
            recorded_at=at,
        )
        for move in moved
    ]


@dataclass(frozen=True)
class Told:
    """How many messages became owed: to bound enterprises, and to the steward."""

    parties: int = 0
    staff: int = 0

    @property
    def total(self) -> int:
        return self.parties + self.staff

    def __add__(self, other: "Told") -> "Told":
        return Told(self.parties + other.parties, self.staff + other.staff)


async def tell(
    session: AsyncSession,
    file: ProjectFile,
    case: CaseFile,
    news: News,
    *,
    today: date,
    at: datetime,
    calendar: WorkCalendar,
    quiet_hours: QuietHours | None = None,
) -> Told:
    """Owe *news* to the bound enterprises and to the steward; return how many messages."""
    fact = news.entered.fact
    if file.audience == Audience():
        return Told()
    snapshot = _snapshot(file, case, news, today=today, calendar=calendar)
    parties = 0
    if news.milestone is not None:
        legal = news.milestone.legal
        blocked = file.audience.unreachable if legal else ()
        parties = await owe(
            session,
            dedupe_key=f"fact:{fact.id}:milestone",
            message_class=MessageClass.LEGAL if legal else MessageClass.MILESTONE,
            kind="milestone",
            payload=snapshot,
            chats=[*file.audience.parties, *blocked],
            at=at,
            quiet_hours=quiet_hours,
        )
    staff = await owe(
        session,
        dedupe_key=f"fact:{fact.id}:staff",
        message_class=MessageClass.STAFF_ALERT,
        kind="staff_alert",
        payload=snapshot,
        chats=file.audience.steward,
        at=at,
        quiet_hours=quiet_hours,
    )
    return Told(parties, staff)


@dataclass(frozen=True)
class MovedCase:
    """A case some of whose dates moved, and who is to hear of it."""

    project_code: str
    project_name: str
    ref: str
    item: str
    audience: Audience


async def tell_moves(
    session: AsyncSession,
    case: MovedCase,
    moved: Sequence[Move],
    *,
    dedupe_key: str,
    reason: str,
    at: datetime,
    quiet_hours: QuietHours | None = None,
) -> Told:
    """Owe one message a chat that open dates of *case* are on other days now, and why."""

    def said(shown: Iterable[Move]) -> dict[str, Any]:
        return {
            "project_code": case.project_code,
            "project_name": case.project_name,
            "ref": case.ref,
            "item": case.item,
            "reason": reason,
            "moves": [move.as_dict() for move in shown],
        }

    shown = [move for move in moved if move.legal_effect is not LegalEffect.INTERNAL]
    parties = 0
    if shown:
        parties = await owe(
            session,
            dedupe_key=dedupe_key,
            message_class=MessageClass.MILESTONE,
            kind="dates_moved",
            payload=said(shown),
            chats=case.audience.parties,
            at=at,
            quiet_hours=quiet_hours,
        )
    staff = await owe(
        session,
        dedupe_key=f"{dedupe_key}:staff",
        message_class=MessageClass.STAFF_ALERT,
        kind="dates_moved",
        payload=said(moved),
        chats=case.audience.steward,
        at=at,
        quiet_hours=quiet_hours,
    )
    return Told(parties, staff)


def reason_of(fact: FactRow) -> str:
    """Return in words why *fact* moved a date."""
    if fact.kind is FactKind.VOID:
        return "一条登记有误，已作废"
    verb = "更正" if fact.corrects_id else "登记"
    return f"{verb}“{fact.said}”（{fact.effective_on}）"


def is_history(fact: FactRow, quiet_before: date | None) -> bool:
    """Tell whether *fact* is an import of what happened before we went live."""
    imported = fact.source is FactSource.IMPORT
    return imported and quiet_before is not None and fact.effective_on < quiet_before


def _snapshot(
    file: ProjectFile, case: CaseFile, news: News, *, today: date, calendar: WorkCalendar
) -> dict[str, Any]:
    fact, entered = news.entered.fact, news.entered
    clocks = clocks_of(case.folded, case.template, today=today, calendar=calendar)
    return {
        "fact_id": str(fact.id),
        "project_code": file.project.code,
        "project_name": file.project.name,
        "ref": case.case.ref,
        "item": case.case.item_name,
        "item_slug": case.case.item,
        "stage": case.case.stage.value,
        "recorded": fact.said.value,
        "before": entered.before.value if entered.before else None,
        "after": entered.after.value if entered.after else None,
        "effective_on": fact.effective_on.isoformat(),
        "recorded_at": fact.recorded_at.isoformat(),
        "note": fact.note,
        "milestone": news.milestone.kind if news.milestone else None,
        "stage_completed": news.stage_completed,
        "next_step": next_step(entered.after).value if entered.after else None,
        # Also an enterprise reads this: what the bureau sets itself is not for it.
        "deadlines": [
            deadline.as_dict()
            for deadline in clocks.open
            if deadline.legal_effect is not LegalEffect.INTERNAL
        ],
        "notes": list(clocks.notes),
        "legal": bool(news.milestone and news.milestone.legal),
        "conflict": fact.conflict,
    }
