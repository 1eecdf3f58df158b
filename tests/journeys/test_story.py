"""The main job from end to end: real HTTP, real database, real index; nothing is stood in for."""

from collections.abc import Callable

from bot.demo import Demo
from bot.sandbox.seed.people import USCC
from tests.journeys.people import Someone

ENTERPRISE, NEIGHBOUR, STEWARD, MANAGER, SECOND_MANAGER = 1001, 1002, 3001, 4001, 4002
OWN_PROJECT, OTHERS_PROJECT = "2511-370103-04-01-202601", "2509-370103-04-01-202602"

People = Callable[[int], Someone]


class TestAsking:
    async def test_an_enterprise_gets_the_limit_with_the_article_it_rests_on(self, person: People):
        """A question about the construction permit is answered with seven days and 建筑法第八条."""
        enterprise = person(ENTERPRISE)
        enterprise.starts()
        await enterprise.reads("帮办")

        enterprise.says("施工许可证几天能批下来？")
        answer = await enterprise.reads("7", "第八条")

        assert "整理稿" in answer.text
        assert "不作为行政许可的依据" in answer.text

    async def test_a_follow_up_needs_no_repetition(self, person: People):
        """“那需要什么材料？” is about the item asked before."""
        enterprise = person(ENTERPRISE)
        enterprise.says("施工许可证几天能批下来？")
        await enterprise.reads("第八条")

        enterprise.says("那需要什么材料？")

        await enterprise.reads("材料", "施工许可")

    async def test_the_text_of_the_twenty_measures_is_never_invented(self, person: People):
        """Asked for 第8条 of a document that is not held, the bot says so."""
        enterprise = person(ENTERPRISE)
        enterprise.says("提速增效20条第8条是什么")

        await enterprise.reads("正文未收录")


class TestBindingAndTracking:
    async def test_an_invite_and_the_credit_code_bind_a_project(
        self, sandbox: Demo, person: People
    ):
        """After binding, /status shows the picture and says the same in words."""
        enterprise = person(ENTERPRISE)
        enterprise.starts(sandbox.invite)
        await enterprise.reads("统一社会信用代码")
        enterprise.says(USCC)
        await enterprise.reads("绑定成功", OWN_PROJECT)

        enterprise.says("/status")
        card = await enterprise.reads(OWN_PROJECT, "建筑工程施工许可证核发", "2026-02-27")

        assert card.photo is not None
        assert sandbox.world.file(card.photo)[1].startswith(b"\x89PNG")

    async def test_a_date_explains_itself(self, sandbox: Demo, person: People):
        """The rows name the make-up day of the Spring Festival and count it."""
        enterprise = await bound(sandbox, person)
        enterprise.says("/status")
        await enterprise.reads(OWN_PROJECT)

        enterprise.presses("期限怎么算")

        await enterprise.reads("2026-02-14", "调休", "计入")

    async def test_a_used_invite_binds_nobody_else(self, sandbox: Demo, person: People):
        """The second person with the same link is refused."""
        await bound(sandbox, person)
        neighbour = person(NEIGHBOUR)

        neighbour.starts(sandbox.invite)
        await neighbour.reads("统一社会信用代码")
        neighbour.says(USCC)

        await neighbour.reads("绑定未成功")

    async def test_a_wrong_check_digit_is_asked_for_again(self, sandbox: Demo, person: People):
        enterprise = person(ENTERPRISE)
        enterprise.starts(sandbox.invite)
        await enterprise.reads("统一社会信用代码")

        enterprise.says(USCC[:-1] + ("0" if USCC[-1] != "0" else "1"))
        await enterprise.reads("不正确")
        enterprise.says(USCC)

        await enterprise.reads("绑定成功")


class TestMilestones:
    async def test_what_an_officer_records_reaches_the_enterprise_by_itself(
        self, sandbox: Demo, person: People
    ):
        enterprise, steward = await bound(sandbox, person), person(STEWARD)
        stranger = person(NEIGHBOUR)
        stranger.starts()
        await stranger.reads("帮办")
        steward.starts()
        await steward.reads("帮办专员")

        steward.says("/record BJ-2026-0105")
        await steward.reads("当前状态", "已受理")
        steward.presses("办结(通过)")
        await steward.reads("发生日期")
        steward.presses("今天")
        await steward.reads("请确认")
        steward.presses("确认登记")
        await steward.reads("已登记", "1 个企业用户")

        await enterprise.reads("准予许可", "建筑工程施工许可证核发", "2026-02-25")
        assert "BJ-2026-0105" not in stranger.all_read()


class TestBroadcast:
    async def test_a_notice_needs_a_second_manager_and_then_reaches_its_audience(
        self, sandbox: Demo, person: People
    ):
        """Drafted by one manager, refused to the same one, approved by another, received by all bound."""
        enterprise = await bound(sandbox, person)
        author, second = person(MANAGER), person(SECOND_MANAGER)
        for manager in (author, second):
            manager.starts()
            await manager.reads("管理者")

        await draft(author)
        author.presses("提交审批")
        await author.reads("已提交审批")
        await second.reads("请审批", "产业园区企业沙龙")
        assert not author.has_button("批准发送")
        second.presses("批准发送")

        await second.reads("已批准")
        await author.reads("已由 赵敏华 批准")
        await enterprise.reads("企业沙龙", "产业园区企业沙龙", "政务服务中心")

    async def test_seats_are_taken_in_the_chat_and_never_oversold(
        self, sandbox: Demo, person: People
    ):
        """With one seat, the first who presses gets it and the second waits."""
        enterprise, neighbour = await bound(sandbox, person), person(NEIGHBOUR)
        neighbour.starts()
        await neighbour.reads("帮办")
        author, second = person(MANAGER), person(SECOND_MANAGER)
        for manager in (author, second):
            manager.starts()
            await manager.reads("管理者")
        await draft(author, seats="1")
        author.presses("提交审批")
        await second.reads("请审批")
        second.presses("批准发送")
        await enterprise.reads("企业沙龙", "名额：1")
        await neighbour.reads("企业沙龙", "名额：1")

        enterprise.presses("我要报名")
        await enterprise.reads("报名成功")
        neighbour.presses("我要报名")
        await neighbour.reads("候补第 1 位")
        enterprise.presses("取消报名")

        await neighbour.reads("有空位了", "保留到")
        neighbour.presses("确认参加")
        await neighbour.reads("报名成功")


async def bound(sandbox: Demo, person: People) -> Someone:
    """Return the enterprise's person, bound to their project."""
    enterprise = person(ENTERPRISE)
    enterprise.starts(sandbox.invite)
    await enterprise.reads("统一社会信用代码")
    enterprise.says(USCC)
    await enterprise.reads("绑定成功")
    return enterprise


BODY = "议程：施工许可与竣工验收政策解读；现场答疑。"


async def draft(
    author: Someone,
    *,
    seats: str = "30",
    body: Callable[[Someone], None] | None = None,
    hours: str = "立即",
    choose: str | None = "全部企业用户",
) -> None:
    """Answer the eight questions of the form, up to the preview; *body* may send more than words."""
    author.says("/broadcast")
    for question, reply in (
        ("主题", "产业园区企业沙龙"),
        ("时间", "2026-03-05 14:00-16:00"),
        ("地点", "市中区政务服务中心三楼会议室"),
        ("名额", seats),
        ("联系人", "项目管家刘倩，窗口电话"),
        ("正文", BODY),
        ("何时发送", hours),
    ):
        await author.reads(question)
        if question == "正文" and body is not None:
            body(author)
        else:
            author.says(reply)
    await author.reads("发给谁")
    if choose is not None:
        author.presses(choose)
        await author.reads("预览", "产业园区企业沙龙")
