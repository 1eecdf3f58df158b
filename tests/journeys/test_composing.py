"""A manager puts together what goes out, and to whom: a picture, a file, a list, and its hours."""

import io
from collections.abc import Callable
from datetime import timedelta

from openpyxl import Workbook
from PIL import Image

from bot.demo import Demo
from bot.sandbox.seed.people import USCC
from tests.journeys.people import Someone
from tests.journeys.test_broadcasting import approved, enterprises, two_managers
from tests.journeys.test_story import BODY, NEIGHBOUR, bound, draft

People = Callable[[int], Someone]
NEIGHBOURS_CASE = "BJ-2026-0201"


def a_picture(colour: str = "#1f5fae") -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (640, 360), colour).save(target, "PNG")
    return target.getvalue()


def a_workbook(*rows: str) -> bytes:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append([row])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


async def sent_with_a_picture(author: Someone, second: Someone) -> None:
    """Let one manager draft a notice with a picture for everybody, and the other approve it."""
    await draft(author, body=lambda one: one.sends_photo(a_picture(), BODY), choose=None)
    author.presses("全部企业用户")
    await author.reads("预览")
    author.presses("提交审批")
    await second.reads("请审批")
    second.presses("批准发送")


class TestAPicture:
    async def test_goes_out_exactly_as_it_was_shown_to_both_managers(
        self, sandbox: Demo, person: People
    ):
        """Preview, trial, approval and every copy: the same bytes under the same words."""
        author, second = await two_managers(person)
        guests = await enterprises(sandbox, person, 3)
        poster = a_picture()

        await draft(author, body=lambda one: one.sends_photo(poster, BODY), choose=None)
        author.presses("全部企业用户")
        preview = await author.reads("企业沙龙", BODY, "通知第")
        await author.reads("预览", "一张图片", "原样见前一条消息")
        author.presses("先发给我看")
        trial = await author.reads("企业沙龙", BODY)
        author.presses("提交审批")
        shown = await second.reads("企业沙龙", BODY)
        await second.reads("请审批", "一张图片")
        second.presses("批准发送")
        received = [await guest.reads("企业沙龙", BODY) for guest in guests]

        same = {(one.photo, one.text) for one in (preview, trial, shown, *received)}
        assert len(same) == 1
        assert sandbox.world.file(received[0].photo or "")[1] == poster
        assert all(guest.has_button("我要报名") for guest in guests)

    async def test_is_taken_back_with_the_words(self, sandbox: Demo, person: People):
        """A plate takes its place where nothing else was chosen."""
        author, second = await two_managers(person)
        (guest,) = await enterprises(sandbox, person, 1)
        await sent_with_a_picture(author, second)
        before = await guest.reads("企业沙龙", BODY)
        await second.sees("已发完")

        second.presses("撤回或更正")
        await second.reads("更正说明", "一并撤下")
        second.says("海报有误，以文字为准。")
        await author.reads("请审批更正", "原附件撤下")
        author.presses("批准更正")

        after = await guest.sees("【更正】", "海报有误")
        assert after.id == before.id
        assert after.photo not in {None, before.photo}

    async def test_can_be_exchanged_for_another(self, sandbox: Demo, person: People):
        """The second manager sees the new one before it takes the place of the old."""
        author, second = await two_managers(person)
        (guest,) = await enterprises(sandbox, person, 1)
        await sent_with_a_picture(author, second)
        before = await guest.reads("企业沙龙", BODY)
        await second.sees("已发完")

        second.presses("撤回或更正")
        await second.reads("更正说明")
        second.sends_photo(a_picture("#c0392b"), "以新海报为准。")
        shown = await author.reads("【更正】", "以新海报为准")
        await author.reads("请审批更正", "换成一张图片")
        author.presses("批准更正")

        after = await guest.sees("【更正】", "以新海报为准")
        assert after.id == before.id
        assert after.photo == shown.photo != before.photo


class TestAFile:
    async def test_comes_first_and_its_words_must_fit_under_it(self, sandbox: Demo, person: People):
        """Too many words are asked for again, by how many; in between nothing is lost."""
        author, second = await two_managers(person)
        (guest,) = await enterprises(sandbox, person, 1)
        leaflet = b"%PDF-1.7 " + "办事指南".encode()
        author.says("/broadcast")
        for question, reply in (
            ("主题", "产业园区企业沙龙"),
            ("时间", "2026-03-05 14:00-16:00"),
            ("地点", "三楼会议室"),
            ("名额", "30"),
            ("联系人", "刘倩"),
        ):
            await author.reads(question)
            author.says(reply)
        await author.reads("正文")
        author.sends_file("办事指南.pdf", leaflet)
        await author.reads("已收到文件“办事指南.pdf”")
        author.says("长" * 1000)
        await author.reads("最多 1024 字", "多出")
        author.says(BODY)
        await author.reads("何时发送")
        author.sends_file("办事指南.pdf", leaflet)
        await author.reads("这一步不需要", "何时发送")
        author.says("立即")
        await author.reads("发给谁")
        author.presses("全部企业用户")
        await author.reads("预览", "办事指南.pdf")
        author.presses("提交审批")
        await second.reads("请审批", "办事指南.pdf")
        second.presses("批准发送")

        received = await guest.reads("企业沙龙", BODY)

        assert sandbox.world.file(received.document or "") == ("办事指南.pdf", leaflet)


class TestAList:
    async def test_is_taken_whole_or_not_at_all_and_narrows_with_the_filters(
        self, sandbox: Demo, person: People
    ):
        """What cannot be found is said by line; afterwards only those who are meant get it."""
        enterprise = await bound(sandbox, person)
        neighbour = person(NEIGHBOUR)
        author, second = await two_managers(person)
        await draft(author, choose=None)

        author.sends_photo(a_picture())
        await author.reads("CSV 或 XLSX")
        author.sends_file("名单.xlsx", a_workbook("统一社会信用代码", USCC, "张三", USCC))
        await author.reads("名单没有取用", "第 3 行 张三", "第 4 行", "与第 2 行重复")
        assert "名单上" not in author.all_read()
        author.sends_file("名单.csv", f"统一社会信用代码\n{USCC}\n{USCC}\n".encode("gbk"))
        await author.reads("已全部识别，取用 1 家", "第 3 行", "与第 2 行重复")
        await author.reads("发给谁", "名单上的 1 家（件）", "1 个企业用户")
        author.presses("按阶段")
        await author.sees("按阶段选择")
        author.presses("施工许可")
        await author.sees("按阶段选择", "施工许可阶段，且名单上的 1 家（件）")
        author.presses("返回")
        await author.sees("发给谁", "施工许可阶段，且名单上的 1 家（件）")
        author.presses("选好了")
        await author.reads("预览", "施工许可阶段，且名单上的 1 家（件）", "1 个企业用户")
        author.presses("提交审批")
        await second.reads("请审批", "施工许可阶段，且名单上的 1 家（件）")
        second.presses("批准发送")

        await enterprise.reads("企业沙龙", BODY)
        await second.sees("已发完")
        assert BODY not in neighbour.all_read()


class TestItsHours:
    async def test_what_is_late_is_not_sent_and_is_shown_so(self, sandbox: Demo, person: People):
        """Held by a stop until after its end: nothing goes out then."""
        author, second = await two_managers(person)
        (guest,) = await enterprises(sandbox, person, 1)
        await draft(author, hours="2026-02-25 16:00 至 2026-02-25 17:00")
        author.presses("提交审批")
        await second.reads("请审批", "发送时间", "截止时间：2026年2月25日（周三）17:00")
        second.presses("批准发送")
        await second.reads("通知第 2026-0001 号", "待发送")
        second.presses("停止发送")
        await second.reads("已停止发送")

        sandbox.clock.advance(timedelta(hours=10))
        await second.sees("已停发", "到期未发", "待发送 0")
        second.presses("继续发送")

        await second.sees("已到截止时间", "已送达 0")
        assert BODY not in guest.all_read()

    async def test_an_approval_that_comes_too_late_is_refused(self, sandbox: Demo, person: People):
        author, second = await two_managers(person)
        await enterprises(sandbox, person, 1)
        await draft(author, hours="立即 至 2026-02-25 18:00")
        author.presses("提交审批")
        await second.reads("请审批")
        sandbox.clock.advance(timedelta(days=1))

        second.presses("批准发送")

        await second.sees_toast("截止时间早于可以发送的时间")


async def test_without_an_attachment_nothing_is_different(sandbox: Demo, person: People):
    """Words alone go out as words."""
    author, second = await two_managers(person)
    (guest,) = await enterprises(sandbox, person, 1)

    await approved(author, second)

    received = await guest.reads("企业沙龙", BODY)
    assert (received.photo, received.document) == (None, None)
