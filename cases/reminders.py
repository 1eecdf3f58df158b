"""Reminding: every open date is looked at, and each rung whose day has come is dealt with once."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.actors import SYSTEM
from cases.casework import record_fact
from cases.hearers import Hearers, hearers_of
from cases.loading import chunks
from cases.open_cases import ALIVE, OpenCase, open_cases
from cases.outbox import MessageClass, QuietHours, owe
from cases.rules.acceptance import acceptance
from cases.rules.calendar import WorkCalendar
from cases.rules.dates import legal_day
from cases.rules.deadlines import Clocks, Deadline, LegalEffect
from cases.rules.kinds import FactKind
from cases.rules.ladder import WARNING, Due, Hearer, Misfire, RungOutcome, rungs_due
from cases.rules.states import CLOSED
from cases.rules.warnings import StopWarning, stop_warnings
from cases.tables.facts import FactSource
from cases.tables.projects import Case
from cases.tables.reminders import RungFire, Sweep, SweepName
from cases.tables.upsert import insert
from cases.untrue import sayable, withdraw_untrue

Key = tuple[UUID, str, str, date]  # case, date, rung, and the day that the date is on


@dataclass(frozen=True)
class Swept:
    """What a sweep did: rungs by how they ended, and how much it owed for them."""

    sent: int = 0
    skipped: int = 0
    missed: int = 0
    messages: int = 0
    deemed: int = 0
    withdrawn: int = 0
    too_late: int = 0  # no longer true, and being sent at that moment


@dataclass(frozen=True)
class _Fire:
    """A rung that this sweep deals with, and whom it concerns."""

    key: Key
    due: Due
    line: Mapping[str, Any]
    chats: Mapping[UUID, bool]  # of whom, and whether they belong to the enterprise


async def sweep_reminders(
    session: AsyncSession,
    *,
    at: datetime,
    calendar: WorkCalendar,
    quiet_hours: QuietHours | None = None,
) -> Swept:
    """
    Deal with every rung whose day has come, over all that is open; once, however often it runs.

    Each rung ends as sent, skipped or missed, with a row. A chat gets one message for all of its
    rungs together, also after days in which nothing ran. Where the law has deemed a case accepted,
    that is put on record.
    """
    today = legal_day(at)
    cases = await open_cases(session)
    deemed = await _record_deemed(session, cases, at=at, calendar=calendar, quiet_hours=quiet_hours)
    if deemed:
        cases = await open_cases(session)
    clocks = {case.id: case.clocks(today=today, calendar=calendar) for case in cases}
    true = {
        (case.ref, name, on) for case in cases for name, on in sayable(clocks[case.id], case.folded)
    }
    withheld = await withdraw_untrue(
        session, lambda line: (line["ref"], line["name"], line["due_on"]) in true, at=at
    )
    hearers = await hearers_of(session, {case.project_id for case in cases})
    done = await _done(session)
    fires = [
        fire
        for case in cases
        for fire in _fires(case, clocks[case.id], hearers, done, today=today, calendar=calendar)
    ]
    claimed = await _claim(session, fires, at=at)
    messages = await _remind(session, claimed, today=today, at=at, quiet_hours=quiet_hours)
    await _sign(session, at)
    ends = [fire.due.outcome for fire in claimed]
    return Swept(
        sent=ends.count(RungOutcome.SENT),
        skipped=ends.count(RungOutcome.SKIPPED),
        missed=ends.count(RungOutcome.MISSED),
        messages=messages,
        deemed=deemed,
        withdrawn=withheld.taken_back,
        too_late=withheld.under_way,
    )


async def last_swept(session: AsyncSession) -> datetime | None:
    """Return when the last sweep came to its end."""
    return await session.scalar(select(Sweep.done_at).where(Sweep.name == SweepName.REMINDERS))


async def _record_deemed(
    session: AsyncSession,
    cases: Iterable[OpenCase],
    *,
    at: datetime,
    calendar: WorkCalendar,
    quiet_hours: QuietHours | None,
) -> int:
    today = legal_day(at)
    recorded = 0
    for case in cases:
        folded = case.folded
        silent = folded.accepted_on is None and folded.deemed_on is None
        if not silent or not folded.windows or folded.state in CLOSED:
            continue
        found = acceptance(folded, case.template, today=today, calendar=calendar)
        if found.deemed and found.accepted_on is not None:
            await record_fact(
                session,
                ref=case.ref,
                state=None,
                kind=FactKind.DEEMED,
                effective_on=found.accepted_on,
                legal_basis="《中华人民共和国行政许可法》第三十二条",
                actor=SYSTEM,
                source=FactSource.SYSTEM,
                at=at,
                calendar=calendar,
                quiet_hours=quiet_hours,
            )
            recorded += 1
    return recorded


async def _done(session: AsyncSession) -> Mapping[tuple[UUID, str, date], Collection[str]]:
    rows = await session.execute(
        select(RungFire.case_id, RungFire.deadline, RungFire.due_on, RungFire.rung)
        .join(Case, Case.id == RungFire.case_id)
        .where(ALIVE)
    )
    done: defaultdict[tuple[UUID, str, date], set[str]] = defaultdict(set)
    for case_id, deadline, due_on, rung in rows:
        done[case_id, deadline, due_on].add(rung)
    return done


def _fires(
    case: OpenCase,
    clocks: Clocks,
    hearers: Hearers,
    done: Mapping[tuple[UUID, str, date], Collection[str]],
    *,
    today: date,
    calendar: WorkCalendar,
) -> Iterable[_Fire]:
    for deadline in clocks.open:
        if deadline.due_on is None:
            continue
        name = deadline.label
        come = rungs_due(
            deadline,
            today=today,
            known_on=case.known_on(deadline.anchor),
            calendar=calendar,
            done=done.get((case.id, name, deadline.due_on), ()),
        )
        for due in come:
            must = deadline.legal_effect is LegalEffect.STATUTORY
            key = (case.id, name, due.rung.name, deadline.due_on)
            line = _line(case, deadline, deadline.due_on)
            yield _fire(case, key, due, line, hearers, must=must)
    for warning in stop_warnings(case.folded):
        moment = WARNING.moment(warning.on, calendar)
        known = done.get((case.id, warning.subject, warning.on), ())
        if moment <= today and WARNING.name not in known:
            due = Due(WARNING, moment, RungOutcome.SENT)
            key = (case.id, warning.subject, WARNING.name, warning.on)
            yield _fire(case, key, due, _warning_line(case, warning), hearers, must=True)


def _fire(
    case: OpenCase,
    key: Key,
    due: Due,
    line: Mapping[str, Any],
    hearers: Hearers,
    *,
    must: bool,
) -> _Fire:
    """Return the fire of *due*; what *must* be heard goes to the heads when nobody else is there."""
    chats: dict[UUID, bool] = {}
    if due.outcome is RungOutcome.SENT:
        staff = due.rung.hearers - {Hearer.APPLICANT}
        # Somebody joined later: what was said before is not said to them now, unless it still holds.
        late = due.rung.misfire is Misfire.LATE
        known_by = None if late else due.moment
        chats = dict.fromkeys(hearers.staff(case, staff, known_by=known_by), False)
        if staff and not chats and must:
            chats = dict.fromkeys(hearers.heads(known_by=known_by), False)
        if Hearer.APPLICANT in due.rung.hearers:
            parties = hearers.applicants(case.project_id, known_by=due.moment)
            chats |= dict.fromkeys(parties, True)
        if not chats:
            due = Due(due.rung, due.moment, RungOutcome.SKIPPED)
    return _Fire(key, due, line, chats)


async def _claim(session: AsyncSession, fires: list[_Fire], *, at: datetime) -> list[_Fire]:
    """Write the rows; return the fires whose row was written by us and nobody else."""
    claimed: set[Key] = set()
    for some in chunks(fires):
        rows = [
            {
                **dict(zip(("case_id", "deadline", "rung", "due_on"), fire.key, strict=True)),
                "outcome": fire.due.outcome,
                "fired_at": at,
            }
            for fire in some
        ]
        statement = insert(session, RungFire).on_conflict_do_nothing()
        returned = await session.execute(
            statement.returning(
                RungFire.case_id, RungFire.deadline, RungFire.rung, RungFire.due_on
            ),
            rows,
        )
        claimed.update((row[0], row[1], row[2], row[3]) for row in returned)
    return [fire for fire in fires if fire.key in claimed]


@dataclass
class _Letter:
    """All that one chat is to hear now."""

    of_the_enterprise: bool
    lines: list[Mapping[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)


async def _remind(
    session: AsyncSession,
    fires: Iterable[_Fire],
    *,
    today: date,
    at: datetime,
    quiet_hours: QuietHours | None,
) -> int:
    letters: dict[UUID, _Letter] = {}
    for fire in fires:
        for chat, of_the_enterprise in fire.chats.items():
            letter = letters.setdefault(chat, _Letter(of_the_enterprise))
            if fire.line not in letter.lines:
                letter.lines.append(fire.line)
            letter.keys.append("/".join(map(str, fire.key)))
    owed = 0
    for chat, letter in letters.items():
        said = hashlib.sha256("\n".join(sorted(letter.keys)).encode()).hexdigest()
        enterprise = letter.of_the_enterprise
        owed += await owe(
            session,
            dedupe_key=f"reminder:{chat}:{said[:32]}",
            message_class=MessageClass.MILESTONE if enterprise else MessageClass.STAFF_ALERT,
            kind="reminder",
            payload={
                "as_of": today.isoformat(),
                "enterprise": enterprise,
                "lines": sorted(letter.lines, key=lambda line: (line["due_on"], line["ref"])),
            },
            chats=[chat],
            at=at,
            quiet_hours=quiet_hours,
        )
    return owed


async def _sign(session: AsyncSession, at: datetime) -> None:
    statement = insert(session, Sweep).values(name=SweepName.REMINDERS, done_at=at)
    await session.execute(
        statement.on_conflict_do_update(index_elements=["name"], set_={"done_at": at})
    )


def _line(case: OpenCase, deadline: Deadline, due_on: date) -> Mapping[str, Any]:
    return {
        "project_code": case.project_code,
        "project_name": case.project_name,
        "ref": case.ref,
        "item": case.item_name,
        "kind": deadline.kind.value,
        "legal_effect": deadline.legal_effect.value,
        "subject": deadline.subject,
        "due_on": due_on.isoformat(),
        "provisional": deadline.provisional,
        "overdue": deadline.overdue,
        "name": deadline.label,
        "warning": "",
    }


def _warning_line(case: OpenCase, warning: StopWarning) -> Mapping[str, Any]:
    return {
        "project_code": case.project_code,
        "project_name": case.project_name,
        "ref": case.ref,
        "item": case.item_name,
        "due_on": warning.on.isoformat(),
        "name": warning.subject,
        "warning": warning.text,
    }
