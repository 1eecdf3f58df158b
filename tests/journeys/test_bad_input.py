"""Whatever people send, they get one clear sentence, and nothing is half done."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from bot.bootstrap import open_records
from bot.demo import Demo
from bot.sandbox.seed.people import USCC
from cases.tables.facts import Fact
from cases.tables.membership import Binding
from tests.journeys.people import Someone
from tests.journeys.test_story import draft

ENTERPRISE, NEIGHBOUR, STEWARD, OTHER_STEWARD, MANAGER = 1001, 1002, 3001, 3002, 4001
OTHERS_PROJECT = "2511-370103-04-01-202601"

People = Callable[[int], Someone]


async def counted(sandbox: Demo, table: type) -> int:
    """How many rows *table* has."""
    async with open_records(sandbox.settings) as records, records.sessions.begin() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


class TestWhatCannotBeUnderstood:
    async def test_a_sticker_and_a_voice_message_get_a_kind_word(
        self, sandbox: Demo, person: People
    ):
        enterprise = person(ENTERPRISE)
        sandbox.world.send_sticker(ENTERPRISE)
        await enterprise.reads("表情")
        sandbox.world.send_voice(ENTERPRISE)
        await enterprise.reads("听不了语音")
        sandbox.world.send_document(ENTERPRISE, "材料.pdf", b"%PDF-1.7")
        await enterprise.reads("不能读取")

    async def test_five_thousand_characters_are_too_long_and_said_to_be(self, person: People):
        enterprise = person(ENTERPRISE)
        enterprise.says("施工许可证" * 1000)

        await enterprise.reads("问题太长了")

    async def test_an_unknown_command_and_an_edit_are_answered(self, sandbox: Demo, person: People):
        enterprise = person(ENTERPRISE)
        enterprise.says("/nonsense")
        await enterprise.reads("没有这个指令")
        sent = sandbox.world.say(ENTERPRISE, "施工许可证几天")
        await enterprise.reads("第八条")
        sandbox.world.rewrite(ENTERPRISE, sent, "规划许可证几天")

        await enterprise.reads("修改了上一条消息")

    async def test_markup_in_a_question_is_shown_as_text(self, person: People):
        enterprise = person(ENTERPRISE)
        enterprise.says("<b>&amp; 施工许可证几天能批下来？</i>")

        await enterprise.reads("第八条")


class TestOldButtons:
    async def test_a_button_of_a_finished_form_does_nothing(self, sandbox: Demo, person: People):
        """Fault 14: pressing 确认登记 twice records once."""
        steward = person(STEWARD)
        steward.says("/record BJ-2026-0105")
        await steward.reads("当前状态")
        steward.presses("办结(通过)")
        await steward.reads("发生日期")
        steward.presses("今天")
        await steward.reads("请确认")
        steward.presses("确认登记")
        await steward.reads("已登记")
        facts = await counted(sandbox, Fact)

        steward.presses("确认登记")

        await steward.sees_toast("已失效")
        assert await counted(sandbox, Fact) == facts

    async def test_a_button_of_an_earlier_form_never_confirms_a_later_one(
        self, sandbox: Demo, person: People
    ):
        """Fault 15: the confirmation on the screen is for one case, the form waits for another: nothing happens."""
        steward = person(STEWARD)
        for ref, state in (("BJ-2026-0105", "办结(不通过)"), ("BJ-2026-0104", "特别程序(结束)")):
            steward.says(f"/record {ref}")
            await steward.reads("当前状态", ref)
            steward.presses(state)
            await steward.reads("发生日期")
            steward.presses("今天")
            await steward.reads("请确认", ref)
        facts = await counted(sandbox, Fact)
        earlier, button = next(
            (message, button)
            for message in sandbox.world.transcript(STEWARD)
            for row in message.buttons
            for button in row
            if button.text == "确认登记"
        )

        sandbox.world.press(STEWARD, earlier.id, button.value)

        await steward.sees_toast("已失效")
        assert await counted(sandbox, Fact) == facts

    async def test_a_button_whose_question_was_forgotten_says_so(self, person: People):
        enterprise = person(ENTERPRISE)
        enterprise.says("施工许可证几天能批下来？")
        await enterprise.reads("第八条")
        enterprise.says("/forget")
        await enterprise.reads("确定吗")
        enterprise.presses("确定删除")
        await enterprise.reads("已删除 1 条")

        enterprise.presses("有用")

        await enterprise.sees_toast("已不在")


class TestStrangers:
    async def test_nobody_sees_a_project_they_are_not_bound_to(self, sandbox: Demo, person: People):
        """A forged button for somebody else's project is answered like one that does not exist."""
        neighbour = person(NEIGHBOUR)
        neighbour.says("/status")
        await neighbour.reads("示例云谷")
        mine = next(m for m in reversed(sandbox.world.transcript(NEIGHBOUR)) if m.buttons)
        sent = sandbox.world.chat_of(NEIGHBOUR).messages[mine.id]
        for row in sent.buttons["inline_keyboard"]:
            for button in row:
                button["callback_data"] = f"all:{OTHERS_PROJECT}"

        sandbox.world.press(NEIGHBOUR, mine.id, f"all:{OTHERS_PROJECT}")

        await neighbour.reads("没有找到这个项目")
        assert "示例装备" not in neighbour.all_read()

    async def test_staff_commands_are_refused_to_enterprises(self, person: People):
        enterprise = person(ENTERPRISE)
        for command in ("/cases", "/today", "/record BJ-2026-0105", "/board", "/broadcast"):
            enterprise.says(command)
            await enterprise.reads("权限" if "/b" not in command else "只有管理者")

    async def test_staff_who_open_an_invite_leave_it_unused(self, sandbox: Demo, person: People):
        steward, enterprise = person(STEWARD), person(ENTERPRISE)
        steward.starts(sandbox.invite)
        await steward.reads("仍然有效")
        enterprise.starts(sandbox.invite)
        await enterprise.reads("统一社会信用代码")
        enterprise.says(USCC)

        await enterprise.reads("绑定成功")

    async def test_a_steward_records_only_on_their_own_projects(self, person: People):
        """What is somebody else's cannot be told from what does not exist."""
        steward = person(OTHER_STEWARD)
        steward.says("/record BJ-2026-0105")
        await steward.reads("没有找到这个办件编号")
        steward.says("BJ-0000-0000")

        await steward.reads("没有找到这个办件编号")

    async def test_guessing_invites_is_stopped(self, sandbox: Demo, person: People):
        """Five wrong tries lock the chat out, even for a right one."""
        neighbour = person(NEIGHBOUR)
        bindings = await counted(sandbox, Binding)
        for _ in range(5):
            neighbour.starts("c_" + "A" * 22)
            await neighbour.reads("统一社会信用代码")
            neighbour.says(USCC)
            await neighbour.reads("绑定未成功")
        neighbour.starts(sandbox.invite)
        await neighbour.reads("统一社会信用代码")
        neighbour.says(USCC)

        await neighbour.reads("尝试次数过多")
        assert await counted(sandbox, Binding) == bindings


class TestForms:
    @pytest.mark.parametrize(
        "day", ["2026-02-30", "明天", "2027-01-01"], ids=["none", "words", "future"]
    )
    async def test_an_impossible_day_is_asked_for_again(self, person: People, day: str):
        steward = person(STEWARD)
        steward.says("/record BJ-2026-0105")
        await steward.reads("当前状态")
        steward.presses("办结(通过)")
        await steward.reads("发生日期")
        steward.says(day)

        await steward.reads("日期看不懂或在将来")

    async def test_a_day_before_acceptance_cannot_carry_the_decision(self, person: People):
        """The state would not follow; the officer reads why and nothing is written."""
        steward = person(STEWARD)
        steward.says("/record BJ-2026-0105")
        await steward.reads("当前状态")
        steward.presses("办结(通过)")
        await steward.reads("发生日期")
        steward.says("2026-02-10")
        await steward.reads("请确认")
        steward.presses("确认登记")

        await steward.reads("不能记为")

    async def test_a_manager_is_asked_again_for_what_cannot_be_used(self, person: People):
        manager = person(MANAGER)
        manager.says("/broadcast")
        await manager.reads("第 1 步")
        manager.says("长" * 61)
        await manager.reads("1 到 60 个字")
        manager.says("企业沙龙")
        await manager.reads("第 2 步")
        manager.says("下周四")
        await manager.reads("时间看不懂")
        manager.says("2026-01-05 14:00-16:00")
        await manager.reads("须晚于现在")

    async def test_a_draft_that_is_given_up_takes_its_salon_along(self, person: People):
        """And after that, neither sending it on nor registering is possible."""
        manager = person(MANAGER)
        await draft(manager)
        manager.presses("放弃")
        await manager.reads("已放弃")
        manager.presses("提交审批")
        await manager.sees_toast("已撤销")
        manager.says("/salon")

        await manager.reads("没有可报名")


class TestBlocking:
    async def test_whoever_blocks_the_bot_is_left_alone_and_welcome_back(
        self, sandbox: Demo, person: People
    ):
        """Fault 11."""
        enterprise = person(ENTERPRISE)
        enterprise.starts()
        await enterprise.reads("帮办")
        sandbox.world.block(ENTERPRISE)
        sandbox.world.unblock(ENTERPRISE)
        enterprise.says("/help")

        await enterprise.reads("我能帮您")
