"""The next year's 放假安排: read, looked at, adopted, and what it moves."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from cases import calendars
from cases.audit import verify_records
from cases.calendar_files import ReadNotice, read_notice
from cases.database import Sessions
from cases.errors import BadHolidayNotice, CalendarVersionNotFound, VersionAdopted
from cases.holidays import work_calendar
from cases.open_cases import open_cases
from cases.rules.clock import due
from cases.rules.holidays import HolidayDay, HolidayNotice, changed_days, overlay
from cases.rules.states import CaseState
from cases.tables.facts import DateChange
from tests.cases.record_builders import (
    CALENDAR,
    OFFICER,
    REF,
    a_bound_chat,
    a_case,
    a_running_project,
    owed,
    payloads,
    record,
)

S = CaseState
AT = datetime(2026, 12, 29, 4, 0, tzinfo=UTC)
HOLIDAYS = [  # a year that nobody has announced: three days off, a Saturday worked for them
    {"name": "元旦", "date": "2027-01-01", "isOffDay": True},
    {"name": "元旦", "date": "2027-01-04", "isOffDay": True},
    {"name": "元旦", "date": "2027-01-05", "isOffDay": True},
    {"name": "元旦", "date": "2027-01-09", "isOffDay": False},
]


def as_json(folder: Path, days: list[dict] = HOLIDAYS, **said: object) -> Path:
    path = folder / "2027.json"
    body = {"year": 2027, "papers": ["https://www.gov.cn/2027"], "days": days} | said
    path.write_text(json.dumps(body, ensure_ascii=False), encoding="utf-8")
    return path


async def running(sessions: Sessions) -> None:
    """Two cases: one whose seven days run into 2027, one decided long ago."""
    await a_running_project(sessions)
    async with sessions.begin() as session:
        await a_bound_chat(session)
        await a_case(session, ref="SZ-2")
        await record(session, S.ACCEPTED, date(2026, 12, 28), at=AT)
        await record(session, S.ACCEPTED, date(2026, 3, 2), ref="SZ-2", at=AT)
        await record(session, S.DENIED, date(2026, 3, 4), ref="SZ-2", at=AT)


async def proposed(sessions: Sessions, read: ReadNotice) -> calendars.Preview:
    async with sessions.begin() as session:
        return await calendars.propose(session, read, source="", actor=OFFICER, at=AT)


class TestReading:
    def test_holiday_cn_with_its_source_and_digest(self, tmp_path: Path):
        read = read_notice(as_json(tmp_path))

        assert (read.notice.year, read.source) == (2027, "https://www.gov.cn/2027")
        assert read.notice.days[3] == HolidayDay(date(2027, 1, 9), off=False, name="元旦")
        assert len(read.sha256) == 64

    def test_yaml_with_spans_and_a_table_say_the_same(self, tmp_path: Path):
        yaml, table = tmp_path / "a.yaml", tmp_path / "a.csv"
        yaml.write_text(
            "year: 2027\nsource: https://www.gov.cn/2027\ndays:\n"
            "  - {from: 2027-01-01, to: 2027-01-01, name: 元旦}\n"
            "  - {from: 2027-01-04, to: 2027-01-05, name: 元旦}\n"
            "  - {date: 2027-01-09, name: 元旦, kind: 上班}\n",
            encoding="utf-8",
        )
        rows = ["2027-01-01,放假", "2027-01-04,放假", "2027-01-05,放假", "2027-01-09,上班"]
        table.write_text(
            "日期,类型,名称\n" + "\n".join(f"{row},元旦" for row in rows), encoding="gbk"
        )

        expected = read_notice(as_json(tmp_path)).notice

        assert read_notice(yaml).notice == read_notice(table).notice == expected

    def test_a_day_with_a_time_behind_it_is_that_day(self, tmp_path: Path):
        """YAML reads it as an instant."""
        path = tmp_path / "a.yaml"
        path.write_text(
            "year: 2027\ndays:\n  - {date: 2027-01-01 00:00:00, name: 元旦}\n", encoding="utf-8"
        )

        (day,) = read_notice(path).notice.days

        assert day == HolidayDay(date(2027, 1, 1), off=True, name="元旦")

    @pytest.mark.parametrize(
        "days, why",
        [
            ([], "没有任何放假日"),
            ([HOLIDAYS[0], HOLIDAYS[0]], "出现了两次"),
            ([{**HOLIDAYS[0], "date": "2029-01-01"}], "不在 2027 年前后"),
            ([{"date": "2027-01-01"}], "缺少 name"),
            ([{**HOLIDAYS[0], "date": "2027-02-30"}], "日期不正确"),
        ],
    )
    def test_what_cannot_be_is_refused_in_one_line(self, tmp_path: Path, days: list, why: str):
        """The empty file of a year that is not announced yet among them."""
        with pytest.raises(BadHolidayNotice, match=why) as caught:
            read_notice(as_json(tmp_path, days))

        assert len(str(caught.value).splitlines()) == 1

    @pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"[1]", b"{", b'{"year": 2027}'])
    def test_what_is_no_notice_is_refused(self, tmp_path: Path, content: bytes):
        path = tmp_path / "a.json"
        path.write_bytes(content)

        with pytest.raises(BadHolidayNotice):
            read_notice(path)


class TestOverlay:
    notice = HolidayNotice(2026, (HolidayDay(date(2026, 1, 1), off=True, name="元旦"),))

    def test_a_notice_takes_the_place_of_all_that_was_known_of_its_year(self):
        laid = overlay(CALENDAR, [self.notice])

        assert laid.is_working(date(2026, 2, 17))
        assert not laid.is_working(date(2026, 1, 1))
        assert laid.days_off[date(2025, 10, 1)] == "国庆节"

    def test_the_days_that_change_are_those_whose_kind_does(self):
        changed = changed_days(CALENDAR, overlay(CALENDAR, [self.notice]))

        assert date(2026, 2, 17) in changed
        assert date(2026, 2, 21) not in changed  # a Saturday, off either way
        assert changed == tuple(sorted(changed))

    @given(
        st.dates(date(2026, 1, 1), date(2026, 11, 1)),
        st.integers(1, 60),
        st.sets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=20),
    )
    def test_a_date_whose_span_meets_no_changed_day_stays(
        self, anchor: date, days: int, off: set[date]
    ):
        """C12: so only the others need to be counted anew."""
        known = [
            HolidayDay(day, off=True, name="放假")
            for day in {*off, *(d for d in CALENDAR.days_off if d.year == 2026)}
        ]
        after = overlay(CALENDAR, [HolidayNotice(2026, tuple(known))])

        before_due = due(anchor, days, calendar=CALENDAR).due_on
        after_due = due(anchor, days, calendar=after).due_on

        assert before_due is not None
        changed = changed_days(CALENDAR, after)
        if not any(anchor < day <= before_due for day in changed):
            assert after_due == before_due


class TestAdopting:
    async def test_a_proposal_shows_what_would_move_and_moves_nothing(
        self, sessions: Sessions, tmp_path: Path
    ):
        """Fault 26."""
        await running(sessions)

        preview = await proposed(sessions, read_notice(as_json(tmp_path)))

        said = preview.as_dict()
        assert [(m["ref"], m["before"], m["after"]) for m in said["moved"]] == [
            (REF, "2027-01-06", "2027-01-09")
        ]
        assert said["missing"] == ["春节", "清明", "劳动", "端午", "中秋", "国庆"]
        async with sessions() as session:
            assert 2027 not in (await calendars.current_calendar(session)).announced

    async def test_adopting_counts_anew_journals_why_and_tells_each_case_once(
        self, sessions: Sessions, tmp_path: Path
    ):
        """Fault 26: the estimate is over; the enterprise hears of it once, with the reason."""
        await running(sessions)
        preview = await proposed(sessions, read_notice(as_json(tmp_path)))

        async with sessions.begin() as session:
            adopted = await calendars.adopt(session, preview.version.name, actor=OFFICER, at=AT)

        async with sessions() as session:
            calendar = await calendars.current_calendar(session)
            (case,) = [c for c in await open_cases(session) if c.ref == REF]
            (change,) = await session.scalars(
                select(DateChange).where(DateChange.fact_id.is_(None))
            )
            told = await payloads(session, "dates_moved")
            intact = await verify_records(session)
        decision = case.clocks(today=date(2026, 12, 29), calendar=calendar).open[0]
        assert (decision.due_on, decision.provisional) == (date(2027, 1, 9), False)
        assert change.reason == "因2027年放假安排公布而调整"
        assert adopted.owed == 1
        assert [m["after"] for m in told[0]["moves"]] == ["2027-01-09"]
        assert intact.intact

    async def test_a_revision_takes_the_place_of_what_was_adopted(
        self, sessions: Sessions, tmp_path: Path
    ):
        """As in January 2020, when the Spring Festival was lengthened while it ran."""
        await running(sessions)
        first = await proposed(sessions, read_notice(as_json(tmp_path)))
        longer = [*HOLIDAYS, {"name": "元旦", "date": "2027-01-06", "isOffDay": True}]
        async with sessions.begin() as session:
            await calendars.adopt(session, first.version.name, actor=OFFICER, at=AT)
        second = await proposed(sessions, read_notice(as_json(tmp_path, longer)))

        async with sessions.begin() as session:
            adopted = await calendars.adopt(session, second.version.name, actor=OFFICER, at=AT)
            with pytest.raises(VersionAdopted, match=r"2027\.2"):
                await calendars.adopt(session, first.version.name, actor=OFFICER, at=AT)

        assert second.version.name == "2027.2"
        assert [m.after for _, found in adopted.moved for m in found] == [date(2027, 1, 11)]
        async with sessions() as session:
            moved = [kind for kind, _, _ in await owed(session) if kind == "dates_moved"]
        assert len(moved) == 2  # one message for each of the two changes

    async def test_the_same_file_is_the_same_version(self, sessions: Sessions, tmp_path: Path):
        read = read_notice(as_json(tmp_path))

        names = {(await proposed(sessions, read)).version.name for _ in range(2)}

        assert names == {"2027.1"}

    @pytest.mark.parametrize("name", ["2027.1", "x", "2027", ""])
    async def test_an_unknown_version_is_refused(self, sessions: Sessions, name: str):
        async with sessions.begin() as session:
            with pytest.raises(CalendarVersionNotFound):
                await calendars.adopt(session, name, actor=OFFICER, at=AT)


def test_the_package_knows_the_years_that_have_been_announced():
    assert work_calendar().announced >= set(range(2019, 2027))
