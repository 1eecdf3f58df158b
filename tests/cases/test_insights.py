"""What the records say of all projects together is what they say of each."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from sqlalchemy import select

from cases.database import Sessions
from cases.insights import (
    board,
    filings,
    portfolio,
    punctuality,
    reaching,
    silent_cases,
    stopped_time,
    time_in_state,
)
from cases.insights.live_facts import spells
from cases.insights.weekly import owe_weekly_lists
from cases.ledger import facts_in_case
from cases.processes import install
from cases.progress import project_progress
from cases.rules.access import Role
from cases.rules.kinds import FactKind, Terms
from cases.rules.lifecycle import in_force
from cases.rules.stages import Stage
from cases.rules.states import CaseState
from cases.rules.templates import ProcessTemplate
from cases.staff import add_staff
from cases.tables.facts import Fact, FactSource
from tests.cases.record_builders import (
    CALENDAR,
    CODE,
    FILING,
    NOON,
    OTHER_CODE,
    PERMIT,
    REF,
    TEMPLATES,
    TODAY,
    a_case,
    a_project,
    a_running_project,
    payloads,
    record,
)

S = CaseState
SINCE = date(2025, 3, 20)
DAYS = reaching(TODAY, CALENDAR)
ENTERPRISE_FILING = ProcessTemplate("enterprise-filing", "企业投资项目备案", Stage.LAND)
WORKS = ProcessTemplate("works-planning", "建设工程规划许可证", Stage.PLANNING, decision_days=20)
ACCEPTANCE = ProcessTemplate("joint-acceptance", "房屋市政工程竣工联合验收", Stage.COMPLETION)
LAW = (ENTERPRISE_FILING, WORKS, ACCEPTANCE, PERMIT)


def march(day: int) -> date:
    return date(2026, 3, day)


def code(number: int, unit: str = "") -> str:
    return f"2501-370103-04-01-{number:06}{unit}"


async def history(
    sessions: Sessions, ref: str, item: str, *said: tuple[CaseState, date], project: str = CODE
) -> None:
    """Record a case as another system would: nothing is refused."""
    async with sessions.begin() as session:
        await a_case(session, ref=ref, item=item, code=project)
        for state, on in said:
            await record(session, state, on, ref=ref, source=FactSource.API)


class TestThePortfolio:
    async def test_counts_projects_as_their_own_cards_do(self, sessions: Sessions):
        """Sixty projects of every shape, units among them: the sums of what each says of itself."""
        dice = Random(7)
        async with sessions.begin() as session:
            await install(session, LAW, at=NOON)
            for number in range(40):
                await a_project(
                    session,
                    code=code(number),
                    key_level=dice.choice(["", "省级", "市级"]),
                    street=dice.choice(["", "兴隆街道", "党家街道"]),
                    investment=Decimal(dice.randint(1, 900)),
                )
                parts = [code(number)]
                if number % 4 == 0:
                    parts += [code(number, "-001"), code(number, "-002")]
                    for part in parts[1:]:
                        await a_project(session, code=part, investment=Decimal(5))
                for part in parts:
                    for at in range(dice.randint(0, 4)):
                        ref = f"{part}/{at}"
                        await a_case(session, ref=ref, item=dice.choice(LAW).name, code=part)
                        for state in (S.ACCEPTED, dice.choice([*CaseState])):
                            await record(session, state, march(2), ref=ref, source=FactSource.API)

        async with sessions() as session:
            found = await portfolio(session)
            each = [
                await project_progress(session, code(n), today=TODAY, calendar=CALENDAR)
                for n in range(40)
            ]

        assert found.total.projects == len(each) == 40
        stages = Counter(one.current_stage.value if one.current_stage else "未开始" for one in each)
        assert {n: c.projects for n, c in found.by_stage.items() if c.projects} == stages
        under_way = Counter(stage.value for one in each for stage in one.stages_under_way)
        assert {n: c for n, c in found.under_way.items() if c} == under_way
        phases = Counter(line.phase.value for one in each for line in one.phases)
        assert {n: c for n, c in found.by_phase.items() if c} == phases
        streets = Counter(one.project.street or "未标注" for one in each)
        assert {n: c.projects for n, c in found.by_street.items()} == streets
        assert found.total.investment == sum(one.project.investment for one in each)

    async def test_of_the_key_projects_leaves_out_the_others(self, sessions: Sessions):
        async with sessions.begin() as session:
            await a_project(session, key_level="省级", investment=Decimal("1.5"))
            await a_project(session, code=OTHER_CODE, investment=Decimal(7))

        async with sessions() as session:
            found = await portfolio(session, key_only=True)

        assert (found.total.projects, found.total.investment) == (1, Decimal("1.5"))

    async def test_on_the_board_stands_beside_what_is_open_and_late(self, sessions: Sessions):
        await a_running_project(sessions, key_level="省级")
        await history(sessions, "A", PERMIT.name, (S.ACCEPTED, march(2)))
        await history(sessions, "B", PERMIT.name, (S.ACCEPTED, march(18)))
        await history(sessions, "C", PERMIT.name, (S.ACCEPTED, march(2)), (S.GRANTED, march(3)))

        async with sessions() as session:
            found = await board(session, today=TODAY, calendar=CALENDAR)

        assert (found.open_cases, found.overdue_cases) == (3, 1)  # the builder's own has no fact

    async def test_of_nothing_is_all_zero(self, sessions: Sessions):
        async with sessions() as session:
            found = await board(session, today=TODAY, calendar=CALENDAR)

        assert (found.everything.total.projects, found.open_cases, found.overdue_cases) == (0, 0, 0)
        assert [year.whole.projects for year in found.filings.years] == [0, 0, 0]


class TestFilings:
    async def test_belong_to_the_year_of_the_first_grant_on_record(self, sessions: Sessions):
        """Not to the year in the code; a second filing of the same project adds nothing."""
        async with sessions.begin() as session:
            await install(session, LAW, at=NOON)
            await a_project(session, investment=Decimal(100), industry="能源")
            await a_project(session, code=OTHER_CODE, investment=Decimal(30))
        filing = ENTERPRISE_FILING.name
        accepted, granted = date(2025, 3, 19), date(2025, 3, 20)
        await history(sessions, "A", filing, (S.ACCEPTED, accepted), (S.GRANTED, granted))
        await history(sessions, "B", filing, (S.ACCEPTED, march(2)), (S.GRANTED, march(3)))
        await history(
            sessions, "C", filing, (S.ACCEPTED, accepted), (S.GRANTED, date(2025, 3, 21)),
            project=OTHER_CODE,
        )  # fmt: skip

        async with sessions() as session:
            this, last, before = (await filings(session, today=TODAY)).years

        assert (this.whole.projects, before.whole.projects) == (0, 0)
        assert (last.whole.projects, last.whole.investment) == (2, Decimal(130))
        assert (last.to_date.projects, last.to_date.investment) == (1, Decimal(100))
        assert last.by_industry["能源"].investment == Decimal(100)

    async def test_move_with_a_correction(self, sessions: Sessions):
        async with sessions.begin() as session:
            await install(session, LAW, at=NOON)
            await a_project(session)
            await a_case(session, ref="A", item=ENTERPRISE_FILING.name)
            await record(session, S.ACCEPTED, date(2024, 12, 30), ref="A")
            wrong = await record(session, S.GRANTED, date(2024, 12, 31), ref="A")
            await record(session, S.GRANTED, date(2025, 1, 2), ref="A", corrects=wrong.fact_id)

        async with sessions() as session:
            this, last, before = (await filings(session, today=TODAY)).years

        assert [year.whole.projects for year in (this, last, before)] == [0, 1, 0]


async def test_the_database_and_the_rules_agree_on_which_facts_stand_and_in_what_order(
    sessions: Sessions,
):
    """Random histories with corrections of corrections, many on the same day."""
    dice = Random(11)
    await a_running_project(sessions)
    async with sessions.begin() as session:
        for number in range(25):
            ref = f"R-{number}"
            await a_case(session, ref=ref)
            live: list = []
            for _ in range(dice.randint(1, 9)):
                corrects = dice.choice(live) if live and dice.random() < 0.4 else None
                done = await record(
                    session,
                    dice.choice([*CaseState]),
                    march(dice.randint(1, 5)),
                    ref=ref,
                    source=FactSource.API,
                    corrects=corrects,
                    idempotency_key=f"{ref}:{dice.random()}",
                )
                if done.appended:
                    live = [one for one in live if one != corrects] + [done.fact_id]

    async with sessions() as session:
        spell = spells()
        said = (await session.execute(select(spell))).all()
        facts = (await session.scalars(select(Fact))).all()

    expected = set()
    for case_id in {fact.case_id for fact in facts}:
        own = in_force(facts_in_case([fact for fact in facts if fact.case_id == case_id]))
        ends = [*(fact.effective_on for fact in own[1:]), None]
        expected |= {(f.id, f.state, f.effective_on, end) for f, end in zip(own, ends, strict=True)}
    assert {(row.fact_id, row.state, row.start, row.until) for row in said} == expected


class TestTime:
    async def test_in_state_is_counted_in_working_days_of_what_ended(self, sessions: Sessions):
        """Three cases: 2, 4 and 9 working days in 已受理; a fourth is still there."""
        await a_running_project(sessions)
        for ref, until in (("A", march(4)), ("B", march(6)), ("C", march(13)), ("D", None)):
            said = [(S.ACCEPTED, march(2)), *([(S.GRANTED, until)] if until else [])]
            await history(sessions, ref, PERMIT.name, *said)

        async with sessions() as session:
            (found,) = await time_in_state(session, since=SINCE, workdays=DAYS)

        assert (found.item, found.state, found.spells) == (PERMIT.name, S.ACCEPTED, 3)
        assert (found.median, found.p90) == (4, 9)

    async def test_stopped_is_shared_out_by_legal_ground(self, sessions: Sessions):
        await a_running_project(sessions)
        async with sessions.begin() as session:
            await record(session, S.ACCEPTED, march(2))
            await record(session, S.SPECIAL_BEGUN, march(4), note="消防检测，已书面告知")
            await record(session, S.SPECIAL_ENDED, march(6))
            await record(session, S.SPECIAL_BEGUN, march(9), note="听证")

        async with sessions() as session:
            found = await stopped_time(session, since=SINCE, today=march(13), workdays=DAYS)

        assert found.days == {"听证": 4, "检测": 2}
        assert (found.total, round(found.share, 2)) == (9, 0.67)


class TestPunctuality:
    async def test_counts_decisions_against_the_limits_of_their_own_template(
        self, sessions: Sessions
    ):
        """Seven working days for the permit; a stop of two makes the ninth day punctual."""
        await a_running_project(sessions)
        tenth = march(11)  # the seventh working day after 2 March
        await history(sessions, "A", PERMIT.name, (S.ACCEPTED, march(2)), (S.GRANTED, tenth))
        late = (S.GRANTED, march(12))
        await history(sessions, "B", PERMIT.name, (S.ACCEPTED, march(2)), late)
        stop = ((S.SPECIAL_BEGUN, march(3)), (S.SPECIAL_ENDED, march(5)))
        await history(sessions, "C", PERMIT.name, (S.ACCEPTED, march(2)), *stop, late)
        await history(sessions, "D", FILING.name, (S.ACCEPTED, march(2)), (S.GRANTED, march(2)))

        async with sessions() as session:
            found = await punctuality(
                session, since=SINCE, today=TODAY, calendar=CALENDAR, workdays=DAYS
            )

        assert (found.statutory.met, found.statutory.of) == (3, 4)
        assert found.promised.of == 0

    async def test_asks_the_clock_where_the_law_counts_otherwise(self, sessions: Sessions):
        """Accepted too late counts from receipt; an approved extension makes a later day punctual."""
        await a_running_project(sessions)
        await history(
            sessions, "A", PERMIT.name,
            (S.RECEIVED, date(2026, 1, 12)), (S.ACCEPTED, march(2)), (S.GRANTED, march(3)),
        )  # fmt: skip
        async with sessions.begin() as session:
            await a_case(session, ref="B")
            await record(session, S.ACCEPTED, march(2), ref="B")
            terms = Terms(days=3, approver="王局长", noticed_on=march(9))
            await record(session, None, march(9), ref="B", kind=FactKind.EXTENDED, terms=terms)
            await record(session, S.GRANTED, march(13), ref="B")

        async with sessions() as session:
            found = await punctuality(
                session, since=SINCE, today=TODAY, calendar=CALENDAR, workdays=DAYS
            )

        assert (found.statutory.met, found.statutory.of) == (1, 2)

    async def test_compares_with_a_promise_where_there_is_one(self, sessions: Sessions):
        promised = ProcessTemplate(
            "works-planning",
            "建设工程规划许可证",
            Stage.PLANNING,
            decision_days=20,
            promised_days=3,
        )
        async with sessions.begin() as session:
            await install(session, [*TEMPLATES, promised], at=NOON)
            await a_project(session)
        await history(sessions, "A", promised.name, (S.ACCEPTED, march(2)), (S.GRANTED, march(6)))

        async with sessions() as session:
            found = await punctuality(
                session, since=SINCE, today=TODAY, calendar=CALENDAR, workdays=DAYS
            )

        assert (found.statutory.met, found.promised.met, found.promised.of) == (1, 0, 1)


class TestSilence:
    async def test_begins_after_so_many_working_days_without_a_fact(self, sessions: Sessions):
        await a_running_project(sessions)
        async with sessions.begin() as session:
            await record(session, S.ACCEPTED, march(2))
        heard = march(2)
        nineteen, twenty = (
            next(day for day in _days(heard) if DAYS_AHEAD.elapsed(heard, day) == count)
            for count in (19, 20)
        )

        async with sessions() as session:
            for today, silent in ((nineteen, 0), (twenty, 1)):
                found = await silent_cases(session, today=today, workdays=reaching(today, CALENDAR))
                assert found.total == silent

    async def test_is_never_that_of_a_closed_case(self, sessions: Sessions):
        await a_running_project(sessions)
        async with sessions.begin() as session:
            await record(session, S.ACCEPTED, date(2025, 3, 3))
            await record(session, S.GRANTED, date(2025, 3, 5))

        async with sessions() as session:
            assert (await silent_cases(session, today=TODAY, workdays=DAYS)).total == 0

    async def test_names_the_case_and_since_when(self, sessions: Sessions):
        await a_running_project(sessions, steward_name="赵管家")
        async with sessions.begin() as session:
            await record(session, S.ACCEPTED, date(2026, 1, 5))

        async with sessions() as session:
            (case,) = (await silent_cases(session, today=TODAY, workdays=DAYS)).cases

        assert (case.ref, case.steward, case.last_on) == (REF, "赵管家", date(2026, 1, 5))
        assert case.days == DAYS.elapsed(date(2026, 1, 5), TODAY)


class TestTheWeeklyList:
    async def test_is_owed_to_each_steward_once_a_week_for_their_own_projects(
        self, sessions: Sessions
    ):
        """A week in which nothing ran is made up for; a rest day waits."""
        await a_running_project(sessions, steward_name="赵管家")
        async with sessions.begin() as session:
            await add_staff(session, name="赵管家", role=Role.STEWARD, address="2001", at=NOON)
            await add_staff(session, name="钱管家", role=Role.STEWARD, address="2002", at=NOON)
            await record(session, S.ACCEPTED, date(2026, 1, 5))

            counts = [
                await owe_weekly_lists(session, at=NOON, today=day, calendar=CALENDAR)
                for day in (march(21), march(18), march(20), march(23))
            ]

            assert counts == [0, 1, 0, 1]
            (first, _) = await payloads(session, "silent_cases")
        assert [case["ref"] for case in first["cases"]] == [REF]

    async def test_is_not_sent_when_there_is_nothing_on_it(self, sessions: Sessions):
        await a_running_project(sessions, steward_name="赵管家")
        async with sessions.begin() as session:
            await add_staff(session, name="赵管家", role=Role.STEWARD, address="2001", at=NOON)
            await record(session, S.ACCEPTED, march(18))

            assert not await owe_weekly_lists(session, at=NOON, today=TODAY, calendar=CALENDAR)


DAYS_AHEAD = reaching(date(2026, 6, 1), CALENDAR)


def _days(first: date) -> list[date]:
    return [first + timedelta(days=n) for n in range(60)]
