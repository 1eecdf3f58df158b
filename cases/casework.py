"""Recording what happens to a case, and owing the news of it in the same transaction."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.actors import Actor
from cases.errors import BadText, CaseNotFound, KeyReused
from cases.ledger import CaseFile, Entered, Entry, ProjectFile, enter
from cases.loading import load_files, lock_projects
from cases.outbox import QuietHours
from cases.projects import open_case, open_project
from cases.rows import add_rows
from cases.rules.calendar import WorkCalendar
from cases.rules.chain import first_break
from cases.rules.dates import check_happened, legal_day
from cases.rules.deadlines import Clocks, clocks_of
from cases.rules.kinds import NO_TERMS, FactKind, Terms
from cases.rules.moves import Move, moves
from cases.rules.states import CaseState
from cases.rules.timeliness import too_late
from cases.tables.facts import Fact, FactRow, FactSource, select_facts
from cases.tables.projects import Case, MilestoneReached
from cases.telling import (
    MovedCase,
    News,
    Told,
    is_history,
    moved_rows,
    news_of,
    reached_rows,
    reason_of,
    tell,
    tell_moves,
)
from cases.untrue import sayable, withdraw_untrue

__all__ = [
    "Actor",
    "CaseState",
    "FactKind",
    "FactSource",
    "RecordedFact",
    "Terms",
    "find_tampered_fact",
    "open_case",
    "open_project",
    "record_fact",
    "void_fact",
]

LONGEST_NOTE = 2000
LONGEST_KEY = 128


@dataclass(frozen=True)
class RecordedFact:
    """
    What recording did.

    *before* and *after* are the case's state before and after; they are equal when the fact was
    known (*appended* is false) or lies in the past. *milestone* is what was told, if anything; *owed*
    counts the messages, *told* those of them that go to the enterprise. *moved* are the open dates
    that are on another day now.
    """

    fact_id: UUID
    appended: bool
    project_code: str
    ref: str
    item_name: str
    recorded: CaseState | FactKind
    before: CaseState | None
    after: CaseState | None
    milestone: str | None
    conflict: bool
    owed: int
    told: int
    moved: tuple[Move, ...] = ()


async def record_fact(
    session: AsyncSession,
    *,
    ref: str,
    state: CaseState | None,
    effective_on: date,
    actor: Actor,
    source: FactSource,
    at: datetime,
    calendar: WorkCalendar,
    kind: FactKind = FactKind.STATE,
    terms: Terms = NO_TERMS,
    note: str = "",
    legal_basis: str = "",
    idempotency_key: str | None = None,
    corrects: UUID | None = None,
    quiet_before: date | None = None,
    quiet_hours: QuietHours | None = None,
) -> RecordedFact:
    """
    Record that case *ref* became *state*, or that *kind* happened, and owe the news of it.

    Both happen in the caller's transaction, or neither does. The same fact twice is recorded once.
    A fact older than the newest on record takes its place among them and is no news; when it moves
    an open date, that is.

    Args:
        state: ``None`` exactly when *kind* is not ``STATE``.
        corrects: The fact that this one replaces, in its place.
        quiet_before: Imported facts that took effect before this day owe nothing.

    Raises:
        CaseNotFound: No such case.
        DateInFuture, DateTooEarly: It cannot have happened then.
        StateCannotFollow, FactCannotStand: A person's entry does not fit; an outside system's is
            kept and marked.
        KeyReused: *idempotency_key* stands for another fact.
        FactNotFound: *corrects* is not a fact in force of this case.
    """
    today = legal_day(at)
    check_happened(effective_on, today=today)
    note = check_text("备注", note, LONGEST_NOTE)
    if idempotency_key is not None:
        check_text("Idempotency-Key", idempotency_key, LONGEST_KEY)

    file, case = await _locked(session, ref)
    entry = Entry(state, effective_on, note, legal_basis, idempotency_key, corrects, kind, terms)
    await _check_key(session, case, entry)
    before = clocks_of(case.folded, case.template, today=today, calendar=calendar)
    late = too_late(before.deadlines, case.template, kind, on=effective_on, terms=terms)
    entered = enter(case, entry, actor=actor, source=source, at=at, objection=late)
    after = clocks_of(case.folded, case.template, today=today, calendar=calendar)
    moved = moves(before.deadlines, after.deadlines) if entered.appended else ()
    news = news_of(file, case, entered)
    if entered.appended:
        await session.flush()
        await add_rows(session, Fact, [entered.fact.as_values()])
        fact_id, reason = entered.fact.id, reason_of(entered.fact)
        session.add_all(moved_rows(case.case.id, moved, reason=reason, at=at, fact_id=fact_id))
        await _withdraw_reminders(session, case, after, at=at)
    told = Told()
    if news is not None:
        await add_rows(session, MilestoneReached, reached_rows(file, case, news))
    if entered.appended and not is_history(entered.fact, quiet_before):
        told = await _tell(
            session,
            file,
            case,
            entered,
            news=news,
            moved=moved,
            at=at,
            calendar=calendar,
            quiet_hours=quiet_hours,
        )
    milestone = news.milestone.kind if news and news.milestone else None
    return _recorded(file, case, entered, milestone, told=told, moved=moved)


async def void_fact(
    session: AsyncSession,
    *,
    ref: str,
    fact_id: UUID,
    reason: str,
    actor: Actor,
    at: datetime,
    calendar: WorkCalendar,
    quiet_hours: QuietHours | None = None,
) -> RecordedFact:
    """
    Put on record that a fact of *ref* was wrong and nothing takes its place.

    The wrong fact stays on record; the case stands as if it had never been entered.

    Raises:
        CaseNotFound: No such case.
        FactNotFound: *fact_id* is not a fact in force of it.
        BadText: *reason* is empty or too long.
    """
    if not reason.strip():
        raise BadText("作废原因", "不能为空")
    return await record_fact(
        session,
        ref=ref,
        state=None,
        kind=FactKind.VOID,
        effective_on=legal_day(at),
        corrects=fact_id,
        note=reason,
        actor=actor,
        source=FactSource.OFFICER,
        at=at,
        calendar=calendar,
        quiet_hours=quiet_hours,
    )


async def _tell(
    session: AsyncSession,
    file: ProjectFile,
    case: CaseFile,
    entered: Entered,
    *,
    news: News | None,
    moved: tuple[Move, ...],
    at: datetime,
    calendar: WorkCalendar,
    quiet_hours: QuietHours | None,
) -> Told:
    """Owe the news; or, when only dates moved, those: a milestone says its dates itself."""
    told = Told()
    if news is not None:
        told += await tell(
            session,
            file,
            case,
            news,
            today=legal_day(at),
            at=at,
            calendar=calendar,
            quiet_hours=quiet_hours,
        )
    if moved and (news is None or news.milestone is None):
        about = MovedCase(
            file.project.code,
            file.project.name,
            case.case.ref,
            case.case.item_name,
            file.audience,
        )
        told += await tell_moves(
            session,
            about,
            moved,
            dedupe_key=f"fact:{entered.fact.id}:moved",
            reason=reason_of(entered.fact),
            at=at,
            quiet_hours=quiet_hours,
        )
    return told


async def _withdraw_reminders(
    session: AsyncSession, case: CaseFile, clocks: Clocks, *, at: datetime
) -> None:
    """Take back what waits to remind of a date that this fact has settled, stopped or moved."""
    true = sayable(clocks, case.folded)
    ref = case.case.ref
    await withdraw_untrue(
        session, lambda said: said["ref"] != ref or (said["name"], said["due_on"]) in true, at=at
    )


async def find_tampered_fact(session: AsyncSession, ref: str) -> int | None:
    """
    Return the number of the first fact of *ref* whose chain is broken, or ``None``.

    Raises:
        CaseNotFound: No such case.
    """
    case = await session.scalar(select(Case).where(Case.ref == ref))
    if case is None:
        raise CaseNotFound(ref)
    rows = await session.execute(select_facts().where(Fact.case_id == case.id).order_by(Fact.seq))
    facts = [FactRow(*row) for row in rows]
    broken = first_break((fact.prev_hash, fact.hash, fact.content()) for fact in facts)
    return None if broken is None else facts[broken].seq


def check_text(field: str, text: str, most: int) -> str:
    """
    Return *text* without surrounding space, fit for the database.

    Raises:
        BadText: Longer than *most*, or with a control character other than a line break or tab.
    """
    plain = text.strip()
    if len(plain) > most:
        raise BadText(field, f"最多 {most} 个字，实为 {len(plain)} 个，请缩短")
    if any(ord(c) < ord(" ") and c not in "\n\r\t" for c in plain):
        raise BadText(field, "含有控制字符，请重新输入")
    return plain


async def _locked(session: AsyncSession, ref: str) -> tuple[ProjectFile, CaseFile]:
    ref = ref.strip()
    found = await session.execute(select(Case.project_id).where(Case.ref == ref))
    project_id = found.scalar_one_or_none()
    if project_id is None:
        raise CaseNotFound(ref)
    # The project is locked, not the case alone: whether a stage is done depends on its other cases.
    (project,) = await lock_projects(session, [project_id])
    file = (await load_files(session, [project], facts_of=[ref]))[project.id]
    return file, file.cases[ref]


async def _check_key(session: AsyncSession, case: CaseFile, entry: Entry) -> None:
    if entry.idempotency_key is None:
        return
    elsewhere = await session.scalar(
        select(Fact.id).where(
            Fact.idempotency_key == entry.idempotency_key, Fact.case_id != case.case.id
        )
    )
    if elsewhere is not None:
        raise KeyReused(entry.idempotency_key)


def _recorded(
    file: ProjectFile,
    case: CaseFile,
    entered: Entered,
    milestone: str | None,
    *,
    told: Told,
    moved: tuple[Move, ...],
) -> RecordedFact:
    return RecordedFact(
        fact_id=entered.fact.id,
        appended=entered.appended,
        project_code=file.project.code,
        ref=case.case.ref,
        item_name=case.case.item_name,
        recorded=entered.fact.said,
        before=entered.before,
        after=entered.after,
        milestone=milestone,
        conflict=entered.fact.conflict,
        owed=told.total,
        told=told.parties,
        moved=moved,
    )
