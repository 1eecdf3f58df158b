"""What holds for the facts and dates of a case, whatever happened to it."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from cases.database import create_sessions
from cases.errors import ProjectNotFound
from cases.holidays import work_calendar
from cases.ledger import CaseFile, Entry, enter, facts_in_case
from cases.membership import accept_invite, create_invite, unbind
from cases.people import register_chat
from cases.permissions import project_for
from cases.rules.access import Action
from cases.rules.chain import first_break
from cases.rules.clock import Unit, due, months_later
from cases.rules.dates import BEIJING, legal_day
from cases.rules.deadlines import Clocks, DeadlineKind, clocks_of
from cases.rules.facts import FactInCase, in_force
from cases.rules.kinds import NO_TERMS, FactKind, Terms
from cases.rules.lifecycle import fold
from cases.rules.moves import moves
from cases.rules.states import CaseState
from cases.rules.templates import Term
from cases.tables.facts import FactSource
from cases.tables.projects import Case
from tests.cases.empty_databases import EmptyDatabases
from tests.cases.record_builders import (
    CODE,
    NOON,
    OFFICER,
    OTHER_CODE,
    OTHER_USCC,
    PERMIT,
    REF,
    USCC,
    a_project,
)

CALENDAR = work_calendar()
START = date(2026, 1, 5)
DAY = timedelta(days=1)
S, K = CaseState, FactKind
EVERYTHING = replace(
    PERMIT,
    promised_days=3,
    duties=(
        Term(3, Unit.MONTH, "领取施工许可证之日"),
        Term(1, Unit.MONTH, "中止施工之日"),
        Term(15, Unit.CALENDAR, "竣工验收合格之日"),
    ),
    validity=Term(2, Unit.YEAR),
)

days = st.integers(0, 60).map(lambda offset: START + offset * DAY)
terms = st.builds(
    Terms,
    until=st.none() | days,
    days=st.none() | st.integers(0, 15),
    months=st.none() | st.integers(0, 4),
    approver=st.sampled_from(["", "局长"]),
    noticed_on=st.none() | days,
    procedure=st.sampled_from(["", "检测", "专家评审"]),
)
said = st.sampled_from(CaseState) | st.sampled_from(
    [k for k in FactKind if k not in {K.STATE, K.VOID}]
)


@st.composite
def histories(draw: st.DrawFn, least: int = 1) -> list[FactInCase]:
    """Facts as an outside system may send them: anything, on any of two months' days."""
    count = draw(st.integers(least, 9))
    return [a_fact(draw, seq) for seq in range(1, count + 1)]


def a_fact(draw: st.DrawFn, seq: int) -> FactInCase:
    what = draw(said)
    return FactInCase(
        uuid4(),
        seq,
        what if isinstance(what, CaseState) else None,
        draw(days),
        kind=what if isinstance(what, FactKind) else K.STATE,
        terms=draw(terms | st.just(NO_TERMS)),
    )


def clocks(facts: Sequence[FactInCase], today: date = START + 70 * DAY) -> Clocks:
    return clocks_of(fold(facts), EVERYTHING, today=today, calendar=CALENDAR)


class TestReplaying:
    @given(histories(), st.data())
    def test_the_order_of_reading_changes_neither_state_nor_date(
        self, facts: list[FactInCase], data: st.DataObject
    ):
        """C10."""
        shuffled = data.draw(st.permutations(facts))

        assert fold(shuffled) == fold(facts)
        assert clocks(shuffled) == clocks(facts)

    @given(histories(), st.data())
    def test_the_order_of_recording_changes_nothing_when_the_days_differ(
        self, facts: list[FactInCase], data: st.DataObject
    ):
        """C10: late entry gives what entry in time would have given."""
        one_a_day = list({fact.effective_on: fact for fact in facts}.values())
        order = data.draw(st.permutations(range(len(one_a_day))))
        late = [replace(fact, seq=seq) for fact, seq in zip(one_a_day, order, strict=True)]

        assert clocks(late) == clocks(one_a_day)

    @given(histories(), st.data())
    def test_a_correction_gives_what_entering_it_right_would_have(
        self, facts: list[FactInCase], data: st.DataObject
    ):
        """Fault 28; C11: of whatever kind the wrong fact and the right one are."""
        wrong = data.draw(st.integers(0, len(facts) - 1))
        right = a_fact(data.draw, len(facts) + 1)
        correction = replace(right, corrects=facts[wrong].id)
        entered_right = [
            replace(right, seq=fact.seq) if fact is facts[wrong] else fact for fact in facts
        ]

        assert fold([*facts, correction]) == fold(entered_right)
        assert clocks([*facts, correction]) == clocks(entered_right)

    @given(histories(), st.data())
    def test_a_voided_fact_gives_what_never_entering_it_would_have(
        self, facts: list[FactInCase], data: st.DataObject
    ):
        """C11, and a void that was itself wrong is put right like any other fact."""
        wrong = data.draw(st.sampled_from(facts))
        void = FactInCase(uuid4(), len(facts) + 1, None, START, corrects=wrong.id, kind=K.VOID)
        again = replace(wrong, id=uuid4(), seq=len(facts) + 2, corrects=void.id)

        assert clocks([*facts, void]) == clocks([fact for fact in facts if fact is not wrong])
        assert clocks([*facts, void, again]) == clocks(facts)


class TestDates:
    @given(histories(), st.integers(0, 24 * 60 - 1), st.integers(0, 90))
    def test_overdue_is_past_due_unsettled_and_running_at_every_minute_of_the_day(
        self, facts: list[FactInCase], minute: int, later: int
    ):
        """Fault 32; C7, C8: by the day in Shanghai; a clock that stands is never overdue."""
        midnight = datetime.combine(START + later * DAY, datetime.min.time(), BEIJING)
        today = legal_day((midnight + timedelta(minutes=minute)).astimezone(UTC))
        assert today == START + later * DAY

        for deadline in clocks(facts, today).deadlines:
            past = deadline.due_on is not None and today > deadline.due_on
            assert deadline.overdue == (past and deadline.settled_on is None)

    @given(histories())
    def test_every_date_explains_itself(self, facts: list[FactInCase]):
        """C13: the rows follow each other from the day after the anchor to the date."""
        for deadline in clocks(facts).deadlines:
            if deadline.due_on is None or deadline.due_on <= deadline.anchor:
                continue
            spans = [(row.from_, row.to) for row in deadline.explanation]
            assert spans[0][0] == deadline.anchor + DAY
            assert spans[-1][1] == deadline.due_on
            assert (
                sum(r.days for r in deadline.explanation)
                == (deadline.due_on - deadline.anchor).days
            )

    @given(st.integers(0, 300), st.none() | st.integers(0, 20), st.integers(0, 30))
    def test_silence_is_acceptance_exactly_after_the_fifth_working_day(
        self, received: int, answered: int | None, later: int
    ):
        """C9: and then from the day of receipt."""
        received_on = date(2025, 1, 1) + received * DAY
        today = received_on + later * DAY
        facts = [FactInCase(uuid4(), 1, S.RECEIVED, received_on)]
        told_on = None if answered is None else received_on + answered * DAY
        if told_on is not None and told_on <= today:
            facts.append(FactInCase(uuid4(), 2, S.ACCEPTED, told_on))
        fifth = due(received_on, 5, calendar=CALENDAR).due_on
        assert fifth is not None

        decision = [
            d
            for d in clocks_of(fold(facts), PERMIT, today=today, calendar=CALENDAR).deadlines
            if d.kind is DeadlineKind.DECISION
        ]

        in_time = told_on is not None and told_on <= min(today, fifth)
        deemed = not in_time and today > fifth
        deemed = deemed or (len(facts) == 2 and not in_time)
        anchors = [d.anchor for d in decision]
        assert anchors == ([received_on] if deemed else [told_on] if in_time else [])

    @given(days, st.integers(1, 30), st.integers(0, 15), st.integers(0, 15))
    def test_an_extension_is_more_of_the_same(self, anchor: date, limit: int, one: int, two: int):
        """C4: monotone and additive."""
        plain = due(anchor, limit, calendar=CALENDAR).due_on
        once = due(anchor, limit, calendar=CALENDAR, extension=one)
        whole = due(anchor, limit, calendar=CALENDAR, extension=one + two)

        assert plain is not None
        assert once.due_on is not None
        assert whole.due_on is not None
        assert plain <= once.due_on <= whole.due_on
        assert once.due_on == due(anchor, limit + one, calendar=CALENDAR).due_on
        named = sum(row.days for row in once.explanation if "延长期内" in row.why)
        assert named == one

    @given(st.dates(date(2019, 1, 1), date(2026, 9, 1)), st.integers(1, 36), st.booleans())
    def test_months_end_on_the_day_that_corresponds(self, anchor: date, months: int, roll: bool):
        """民法典 第二百零二条: or on the last day of a month that has no such day."""
        found = due(anchor, months, Unit.MONTH, calendar=CALENDAR, roll_forward=roll)
        plain = months_later(anchor, months)

        assert found.due_on is not None
        assert plain.day == anchor.day or (plain + DAY).day == 1
        assert (plain.year - anchor.year) * 12 + plain.month - anchor.month == months
        assert found.due_on >= plain
        assert found.due_on == plain or (roll and not CALENDAR.is_working(plain))
        assert sum(r.days for r in found.explanation) == (found.due_on - anchor).days

    @given(histories())
    def test_nothing_moves_when_nothing_happens(self, facts: list[FactInCase]):
        assert moves(clocks(facts).deadlines, clocks(facts).deadlines) == ()


def an_entry(fact: FactInCase) -> Entry:
    return Entry(fact.state, fact.effective_on, kind=fact.kind, terms=fact.terms)


class TestTheLedger:
    @given(histories())
    def test_state_numbers_and_chain_hold_after_every_fact(self, facts: list[FactInCase]):
        """F1, F3: whatever was said; the kept state is the folded one."""
        file = CaseFile(Case(id=uuid4(), ref=REF, state=None), PERMIT)

        for fact in facts:
            enter(file, an_entry(fact), actor=OFFICER, source=FactSource.API, at=NOON)

            assert file.case.state == fold(facts_in_case(file.facts)).state
        assert [fact.seq for fact in file.facts] == list(range(1, len(file.facts) + 1))
        assert first_break((f.prev_hash, f.hash, f.content()) for f in file.facts) is None

    @given(histories())
    def test_everything_said_twice_is_on_record_once(self, facts: list[FactInCase]):
        """F2."""
        file = CaseFile(Case(id=uuid4(), ref=REF, state=None), PERMIT)
        for _ in range(2):
            before = [fact.id for fact in file.facts]
            for fact in facts:
                enter(file, an_entry(fact), actor=OFFICER, source=FactSource.API, at=NOON)

        assert [fact.id for fact in file.facts] == before

    @given(histories(), st.data())
    def test_any_change_of_a_fact_is_noticed(self, facts: list[FactInCase], data: st.DataObject):
        """F3: in whatever field it is made."""
        file = CaseFile(Case(id=uuid4(), ref=REF, state=None), PERMIT)
        for fact in facts:
            enter(file, an_entry(fact), actor=OFFICER, source=FactSource.API, at=NOON)
        touched = data.draw(st.sampled_from(file.facts))
        name, value = data.draw(
            st.sampled_from(
                [
                    ("effective_on", touched.effective_on + DAY),
                    ("note", touched.note + "改"),
                    ("payload", {**touched.payload, "days": 99}),
                    ("actor_name", "别人"),
                    ("recorded_at", touched.recorded_at + timedelta(seconds=1)),
                    ("conflict", not touched.conflict),
                ]
            )
        )

        setattr(touched, name, value)

        assert first_break((f.prev_hash, f.hash, f.content()) for f in file.facts) is not None

    @given(histories())
    def test_what_stands_is_each_fact_once_in_the_order_of_days(self, facts: list[FactInCase]):
        timeline = in_force(facts)

        assert [f.effective_on for f in timeline] == sorted(f.effective_on for f in facts)
        assert {f.id for f in timeline} == {f.id for f in facts}


PROJECTS = ((CODE, USCC), (OTHER_CODE, OTHER_USCC))
steps = st.lists(
    st.tuples(st.sampled_from(["bind", "unbind"]), st.integers(0, 2), st.integers(0, 1)),
    max_size=12,
)


@pytest.mark.timeout(1800)  # a database an example
def test_nobody_sees_a_project_they_are_not_bound_to(sqlite_template: Path, tmp_path: Path):
    """F5: over any sequence of bindings and unbindings of three people and two projects."""
    tables = EmptyDatabases(sqlite_template, tmp_path / "records.db")

    @given(steps)
    def holds(said: list[tuple[str, int, int]]):
        asyncio.run(_bind_and_look(tables.fresh(), said))

    holds()


async def _bind_and_look(engine: AsyncEngine, said: list[tuple[str, int, int]]) -> None:
    bound: set[tuple[int, int]] = set()
    async with create_sessions(engine).begin() as session:
        for code, uscc in PROJECTS:
            await a_project(session, code=code, uscc=uscc)
        known = [
            await register_chat(session, address=str(n), name=f"人{n}", at=NOON) for n in range(3)
        ]
        chats, people = [chat for chat, _ in known], [person for _, person in known]
        for verb, person, project in said:
            code, uscc = PROJECTS[project]
            if verb == "bind":
                invite = await create_invite(session, code, uscc, at=NOON, created_by=OFFICER)
                await accept_invite(session, invite.payload, chat_id=chats[person].id, at=NOON)
                bound.add((person, project))
            elif (person, project) in bound:
                await unbind(session, people[person].id, code, at=NOON)
                bound.discard((person, project))
            for n, who in enumerate(people):
                for m, (asked, _) in enumerate(PROJECTS):
                    try:
                        await project_for(session, who, Action.SEE_PROJECT, asked)
                        seen = True
                    except ProjectNotFound:
                        seen = False
                    assert seen == ((n, m) in bound)
    await engine.dispose()
