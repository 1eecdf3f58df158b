"""A salon from the first seat to the last word, as those who come and those who hold it see it."""

from collections.abc import Callable
from datetime import timedelta

from icalendar import Calendar
from sqlalchemy import select

from bot.demo import Demo
from bot.handlers.salons import CHECK_IN
from bot.records import open_records
from cases.tables.salons import Registration
from tests.journeys.people import Someone
from tests.journeys.test_broadcasting import approved, enterprises, two_managers

People = Callable[[int], Someone]


async def a_seat(sandbox: Demo, person: People) -> tuple[Someone, Someone, Someone]:
    """Return the two managers and an enterprise that has registered."""
    author, second = await two_managers(person)
    (guest,) = await enterprises(sandbox, person, 1)
    await approved(author, second)
    await guest.reads("企业沙龙", "名额")
    guest.presses("我要报名")
    await guest.reads("报名成功")
    return author, second, guest


async def code_of_guest(sandbox: Demo) -> str:
    """Return what the QR code of the only seat opens; no camera reads pixels here."""
    async with open_records(sandbox.settings) as records, records.sessions.begin() as session:
        nonce = await session.scalar(select(Registration.checkin_nonce))
    return f"{CHECK_IN}{nonce}"


class TestBeforehand:
    async def test_a_seat_comes_with_a_code_an_entry_and_a_question(
        self, sandbox: Demo, person: People
    ):
        """The picture is a PNG, the entry is read by the rules of calendars."""
        author, _, guest = await a_seat(sandbox, person)

        guest.presses("入场码")
        code = await guest.reads("请工作人员扫码")
        guest.presses("加入日历")
        entry = await guest.reads("加入日历")
        guest.presses("提前提问")
        await guest.reads("想在沙龙上了解的问题")
        guest.says("分阶段办证怎么申请？")
        await guest.reads("哪个部门")
        guest.presses("不清楚，请主办人转")
        await guest.reads("已转给主办人")

        assert code.photo is not None
        assert sandbox.world.file(code.photo)[1].startswith(b"\x89PNG")
        assert entry.document is not None
        (event,) = Calendar.from_ical(sandbox.world.file(entry.document)[1]).walk("VEVENT")
        assert "产业园区企业沙龙" in str(event["SUMMARY"])
        await author.reads("沙龙提问", "分阶段办证怎么申请")

    async def test_a_move_reaches_everybody_with_an_entry_that_replaces_theirs(
        self, sandbox: Demo, person: People
    ):
        author, _, guest = await a_seat(sandbox, person)
        guest.presses("加入日历")
        before = await guest.reads("加入日历")

        author.says("/salon")
        await author.reads("产业园区企业沙龙")
        author.presses("改期")
        await author.reads("新时间")
        author.says("2026-03-06 09:00-11:00")
        await author.reads("已改期，1 人")

        after = await guest.reads("企业沙龙变更", "3月6日")
        old, new = (
            Calendar.from_ical(sandbox.world.file(m.document)[1]).walk("VEVENT")[0]
            for m in (before, after)
        )
        assert new["UID"] == old["UID"]
        assert new["SEQUENCE"] > old["SEQUENCE"]

    async def test_a_reminder_comes_by_itself_the_day_before(self, sandbox: Demo, person: People):
        _, _, guest = await a_seat(sandbox, person)

        sandbox.clock.advance(timedelta(days=7, hours=6))  # to 4 March in the afternoon

        await guest.reads("沙龙提醒", "产业园区企业沙龙")

    async def test_the_manager_has_the_list(self, sandbox: Demo, person: People):
        author, _, _ = await a_seat(sandbox, person)
        author.says("/salon")
        await author.reads("产业园区企业沙龙")

        author.presses("名单")
        listed = await author.reads("报名 1 人")

        assert listed.document is not None
        table = sandbox.world.file(listed.document)[1].decode("utf-8-sig")
        assert "企业7001,,已报名" in table


class TestAtTheDoor:
    async def test_a_scan_lets_in_once_and_the_guest_is_asked_how_it_was(
        self, sandbox: Demo, person: People
    ):
        """Scanned by the guest's own phone it explains itself."""
        author, _, guest = await a_seat(sandbox, person)
        payload = await code_of_guest(sandbox)

        guest.starts(payload)
        await guest.reads("请到场时出示")
        author.starts(payload)
        await author.reads("已签到", "企业7001")
        author.starts(payload)
        await author.reads("无需重复")

        sandbox.clock.advance(timedelta(days=8, hours=9))  # past the end, 5 March 16:00
        await guest.reads("对您有帮助吗")
        guest.presses("有帮助")
        await guest.sees_toast("已记录")
