"""
What holds for the records of a case under anything that people, sweeps and crashes do, in any order.

The database is real; every example starts from an empty one. F4 and L1–L6 of the rules for records.
"""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from cases.database import Session, create_sessions
from cases.errors import CasesError
from cases.ledger import facts_in_case
from cases.loading import load_files
from cases.membership import accept_invite, create_invite, unbind
from cases.open_cases import OpenCase, open_cases
from cases.people import register_chat
from cases.processes import install
from cases.reminders import Swept, sweep_reminders
from cases.rules.access import Role
from cases.rules.clock import Unit
from cases.rules.dates import legal_day
from cases.rules.kinds import FactKind, Terms
from cases.rules.ladder import LADDER, WARNING, Rung, rungs_due
from cases.rules.lifecycle import fold
from cases.rules.states import CaseState, followers
from cases.rules.templates import Term
from cases.staff import add_staff
from cases.tables.facts import DateChange, Fact
from cases.tables.outbox import WAITING, Delivery, DeliveryState, OutboxMessage
from cases.tables.projects import Case, MilestoneReached, Project
from cases.tables.reminders import RungFire, RungOutcome
from cases.untrue import sayable
from tests.cases.empty_databases import EmptyDatabases
from tests.cases.record_builders import (
    CALENDAR,
    CODE,
    OFFICER,
    PERMIT,
    REF,
    USCC,
    a_case,
    a_project,
    record,
)
from tests.thoroughness import THOROUGH, thorough

pytestmark = pytest.mark.timeout(1800)  # many small games; five hundred where time is given

START = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)  # noon in Shanghai, a Monday
LONG_AGO = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)
K = FactKind
DUTIFUL = replace(
    PERMIT,
    promised_days=3,
    duties=(Term(3, Unit.MONTH, "领取施工许可证之日"),),
    validity=Term(1, Unit.YEAR),
)
RUNGS: dict[str, Rung] = {rung.name: rung for rung in (*LADDER, WARNING)}
PEOPLE = ("1001", "1002")
Event = tuple[str, Any, int]  # what happened, to what or whom, how many days ago
# Each example is a small database; five hundred of them are for the slower run.
SEEN: Counter[str] = Counter()  # what the examples came across

KINDS = (K.EXTENDED, K.STOP_NOTICE, K.TARGET, K.DELIVERED, K.MADE_GOOD, K.REPORTED, K.RENEWED)
ago = st.integers(0, 4)  # days between a fact and its entry
somebody = st.sampled_from(PEOPLE)
events = st.one_of(
    st.tuples(st.just("state"), st.integers(0, 9), ago),
    st.tuples(st.just("kind"), st.sampled_from(KINDS), st.just(0)),
    st.tuples(st.just("crash"), st.integers(0, 9), ago),
    st.tuples(st.just("void"), st.integers(0, 5), ago),
    st.tuples(st.just("days"), st.integers(1, 9), ago),
    st.tuples(st.just("sweep"), st.integers(1, 3), ago),
    st.tuples(st.just("bind"), somebody, ago),
    st.tuples(st.just("unbind"), somebody, ago),
    st.tuples(st.just("relay"), st.none(), ago),
)
# Nobody sweeps on the Friday; who is bound on the Saturday must not hear what was due that day.
BEFORE = [("bind", PEOPLE[0], 0), ("days", 5, 0), ("bind", PEOPLE[1], 0), ("sweep", 1, 0)]
AFTER = [("days", 4, 0), ("sweep", 2, 0), ("days", 3, 0), ("sweep", 2, 0)]
# Something runs in every example, else most of them would remind nobody of anything.
lives = st.tuples(
    st.sampled_from(
        [
            (CaseState.RECEIVED,),
            (CaseState.ACCEPTED,),
            (CaseState.RECEIVED, CaseState.SUPPLEMENT_ASKED),
        ]
    ),
    st.lists(events, min_size=4, max_size=14),
)


class _CrashError(Exception):
    """The process died before the transaction was committed."""


def _die(really: bool) -> None:
    if really:
        raise _CrashError


class _Office:
    """One case, whoever hears of it, and what day it is."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self.sessions = create_sessions(engine)
        self.at = START
        self.chats: dict[str, UUID] = {}
        self.people: dict[str, UUID] = {}
        self.since: dict[UUID, date] = {}  # chat of the enterprise: bound on
        self.moved = False

    async def open(self, first: tuple[CaseState, ...]) -> None:
        async with self.sessions.begin() as session:
            await install(session, [DUTIFUL], at=LONG_AGO)
            await a_project(session)
            await a_case(session)
            for role, address in ((Role.STEWARD, "2001"), (Role.MANAGER, "2002")):
                member = await add_staff(
                    session, name=address, role=role, address=address, at=LONG_AGO
                )
                if role is Role.STEWARD:
                    await session.execute(update(Project).values(steward_id=member.person_id))
            for address in PEOPLE:
                chat, person = await register_chat(
                    session, address=address, name=address, at=LONG_AGO
                )
                self.chats[address], self.people[address] = chat.id, person.id
            for state in first:
                await self._record(session, state, self.at.date(), until=self.at.date() + 7 * DAY)

    async def take(self, event: Event) -> None:
        verb, what, days_ago = event
        on = legal_day(self.at) - days_ago * DAY
        match verb:
            case "state" | "crash":
                await self._enter(lambda s: self._state(s, what, on), crash=verb == "crash")
            case "kind":
                await self._enter(lambda s: self._kind(s, what, on))
            case "void":
                await self._enter(lambda s: self._void(s, what, on))
            case "days":
                self.at += what * DAY
            case "sweep":
                await self._sweep(what)
            case "bind" | "unbind":
                await self._member(verb, what)
            case "relay":
                async with self.sessions.begin() as session:
                    await session.execute(
                        update(Delivery)
                        .where(Delivery.state.in_(WAITING))
                        .values(state=DeliveryState.DELIVERED)
                    )

    # What people do

    async def _enter(self, work: Any, *, crash: bool = False) -> None:
        """F4: what is shown of a case changes in a transaction that adds a fact, and in no other."""
        before = await self._projected()
        try:
            async with self.sessions.begin() as session:
                await work(session)
                _die(crash)
        except (CasesError, _CrashError) as error:
            SEEN["crashed" if isinstance(error, _CrashError) else "refused"] += 1
            assert await self._projected() == before, "F4"
        after = await self._projected()
        if after["facts"] == before["facts"]:
            assert after == before, "F4"
        await self._check_projections()

    async def _state(self, session: Session, choice: int, on: date) -> None:
        now = await session.scalar(select(Case.state))
        likely = followers(now) or tuple(CaseState)
        state = likely[choice % len(likely)]
        await self._record(session, state, on, until=legal_day(self.at) + 4 * DAY)

    async def _kind(self, session: Session, kind: FactKind, on: date) -> None:
        today = legal_day(self.at)
        terms = Terms(
            until=today + 5 * DAY,
            days=3,
            months=1,
            approver="局长",
            noticed_on=on,
            procedure="检测",
        )
        await self._record(session, None, on, kind=kind, terms=terms)

    async def _void(self, session: Session, choice: int, on: date) -> None:
        facts = (await session.scalars(select(Fact).order_by(Fact.seq))).all()
        wrong = facts[choice % len(facts)]
        await self._record(session, None, on, kind=K.VOID, corrects=wrong.id)

    async def _record(
        self,
        session: Session,
        state: CaseState | None,
        on: date,
        *,
        until: date | None = None,
        **more: Any,
    ) -> None:
        more.setdefault(
            "terms", Terms(until=until)
        )  # until when papers that are asked for may come
        done = await record(session, state, on, at=self.at, **more)
        SEEN["moved"] += bool(done.moved)

    async def _member(self, verb: str, address: str) -> None:
        async with self.sessions.begin() as session:
            chat = self.chats[address]
            if verb == "bind":
                invite = await create_invite(session, CODE, USCC, at=self.at, created_by=OFFICER)
                await accept_invite(session, invite.payload, chat_id=chat, at=self.at)
                self.since.setdefault(chat, legal_day(self.at))
            elif chat in self.since:
                await unbind(session, self.people[address], CODE, at=self.at)
                del self.since[chat]

    # What the clock does

    async def _sweep(self, at_once: int) -> None:
        known = {row.id for row in await self._letters()}
        await asyncio.gather(*(self._sweep_once() for _ in range(at_once)))
        cases = await self._open()
        fires = await self._fires()
        self._check_every_rung_ended(cases, fires)
        for letter in await self._letters():
            if letter.id not in known:
                self._check_letter(letter, cases, fires)
        assert await self._sweep_once() == Swept(), "L5"

    async def _sweep_once(self) -> Swept:
        async with self.sessions.begin() as session:
            return await sweep_reminders(session, at=self.at, calendar=CALENDAR)

    def _check_every_rung_ended(self, cases: list[OpenCase], fires: list[RungFire]) -> None:
        """L2, L4: also the rungs of the day on which a moved date is now."""
        today = legal_day(self.at)
        ended = {(fire.deadline, fire.rung, fire.due_on) for fire in fires}
        for case in cases:
            for deadline in case.clocks(today=today, calendar=CALENDAR).open:
                known_on = case.known_on(deadline.anchor)
                for due in rungs_due(deadline, today=today, known_on=known_on, calendar=CALENDAR):
                    assert (deadline.label, due.rung.name, deadline.due_on) in ended, "L2, L4"
        days = {(fire.deadline, fire.rung): fire.due_on for fire in fires}
        SEEN["armed anew"] += len(ended) > len(days)

    def _check_letter(
        self, letter: OutboxMessage, cases: list[OpenCase], fires: list[RungFire]
    ) -> None:
        true = self._sayable(cases)
        (chat,) = letter.payload["chats"]
        for line in letter.payload["lines"]:
            assert (line["name"], line["due_on"]) in true, "L3"
            now = [f for f in fires if self._is_of(f, line) and f.outcome is RungOutcome.SENT]
            SEEN["sent"] += 1
            if chat in self.since:
                SEEN["sent to the enterprise"] += 1
                moments = [RUNGS[f.rung].moment(f.due_on, CALENDAR) for f in now]
                assert max(moments) >= self.since[chat], "L6"

    # What is on record

    async def _check_projections(self) -> None:
        """F4: what is shown of a case is what its facts say, and names the fact that said it."""
        async with self.sessions() as session:
            project = await session.scalar(select(Project))
            assert project is not None
            case = (await load_files(session, [project]))[project.id].cases[REF]
            assert case.case.state == fold(facts_in_case(case.facts)).state, "F4"
            recorded = {fact.id: fact.recorded_at for fact in case.facts}
            for table in (MilestoneReached, DateChange):
                for row in await session.scalars(select(table)):
                    assert recorded[row.fact_id] == row.recorded_at, "F4"
        await self._check_what_waits()

    async def _check_what_waits(self) -> None:
        """L3, L4: what waits for its relay still says something true, and is owed once."""
        true = self._sayable(await self._open())
        fires = await self._fires()
        said: Counter[tuple[UUID, str, str]] = Counter()
        for letter in await self._letters():
            lines = letter.payload["lines"]
            holds = [(line["name"], line["due_on"]) in true for line in lines]
            assert any(holds) or not letter.payload["waits"], "L4"
            said.update((letter.payload["chats"][0], ln["name"], ln["due_on"]) for ln in lines)
        for (_, name, due_on), times in said.items():
            line = {"name": name, "due_on": due_on}
            sent = sum(self._is_of(f, line) and f.outcome is RungOutcome.SENT for f in fires)
            assert times <= sent, "L1"

    async def _projected(self) -> dict[str, Any]:
        async with self.sessions() as session:
            case = (await session.execute(select(Case.state, Case.row_version))).one()
            found: dict[str, Any] = {"case": tuple(case)}
            for name, column in (
                ("facts", Fact.id),
                ("milestones", MilestoneReached.id),
                ("moves", DateChange.id),
            ):
                found[name] = set(await session.scalars(select(column)))
            return found

    async def _open(self) -> list[OpenCase]:
        async with self.sessions() as session:
            return list(await open_cases(session))

    async def _fires(self) -> list[RungFire]:
        async with self.sessions() as session:
            return list(await session.scalars(select(RungFire)))

    async def _letters(self) -> list[OutboxMessage]:
        """Return the reminders, with whom each is for and whether it waits beside what it says."""
        async with self.sessions() as session:
            rows = await session.execute(
                select(OutboxMessage, Delivery.chat_id, Delivery.state)
                .join(Delivery, Delivery.message_id == OutboxMessage.id)
                .where(OutboxMessage.kind == "reminder")
            )
            letters = []
            for letter, chat, state in rows:
                session.expunge(letter)
                letter.payload = {**letter.payload, "chats": [chat], "waits": state in WAITING}
                letters.append(letter)
            return letters

    def _sayable(self, cases: list[OpenCase]) -> set[tuple[str, str]]:
        today = legal_day(self.at)
        return {
            said
            for case in cases
            for said in sayable(case.clocks(today=today, calendar=CALENDAR), case.folded)
        }

    @staticmethod
    def _is_of(fire: RungFire, line: dict[str, Any]) -> bool:
        return (fire.deadline, fire.due_on.isoformat()) == (line["name"], line["due_on"])


def test_records_and_reminders_hold_whatever_happens(sqlite_template: Path, tmp_path: Path):
    """F4 and L1–L6, with sweeps at once, facts entered late and voided, and crashes before the commit."""
    tables = EmptyDatabases(sqlite_template, tmp_path / "records.db")

    @settings(max_examples=THOROUGH if thorough() else 25, derandomize=not thorough())
    @given(lives)
    def holds(life: tuple[tuple[CaseState, ...], list[Event]]):
        first, said = life
        asyncio.run(_live(tables.fresh(), first, said))

    SEEN.clear()
    holds()

    # A run that never reminds, moves, refuses or crashes proves nothing.
    wanted = {"moved", "sent", "sent to the enterprise", "armed anew", "crashed", "refused"}
    assert {what for what in wanted if not SEEN[what]} == set()


async def _live(engine: AsyncEngine, first: tuple[CaseState, ...], said: list[Event]) -> None:
    office = _Office(engine)
    try:
        await office.open(first)
        for event in (*BEFORE, *said, *AFTER):
            await office.take(event)
    finally:
        await engine.dispose()
