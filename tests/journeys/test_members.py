"""Who sees a project: the enterprise brings its own people in and out, by pressing."""

import re
from collections.abc import Callable

from bot.demo import Demo
from tests.journeys.people import Someone

PROJECT = "2405-370103-04-01-202604"
PROJECT_USCC = "91370103MA9YYY060L"
AGENT, NEWCOMER, STEWARD, OTHER = 1003, 1001, 3002, 1002

People = Callable[[int], Someone]


async def joined(guest: Someone, host: Someone, role: str) -> None:
    """Let *host* press the invite to *role* and *guest* open its link."""
    host.presses(f"邀请{role}")
    message = await host.reads("绑定邀请", role)
    found = re.search(r"start=(c_[\w-]{22})", message.text)
    assert found is not None
    guest.starts(found[1])
    await guest.reads("统一社会信用代码")
    guest.says(PROJECT_USCC)
    await guest.reads("绑定成功", PROJECT)


async def test_an_agent_invites_a_designer_and_removes_them_again(sandbox: Demo, person: People):
    agent, guest = person(AGENT), person(NEWCOMER)
    guest.starts()
    await guest.reads("帮办")
    agent.says("/status")
    await agent.reads("示例文创产业园", "所处环节")
    agent.presses("谁能看我的项目")
    await agent.reads("周晓", "您本人", "孙凯（项目管家）")
    assert not agent.has_button("邀请法人")
    assert not agent.has_button("邀请经办")
    await joined(guest, agent, "设计单位")

    guest.presses("查进度")
    await guest.reads(PROJECT, "所处环节")
    guest.presses("谁能看我的项目")
    await guest.reads("设计单位看不到其他成员名单")
    assert not guest.has_button("移除")
    agent.presses("谁能看我的项目")
    await agent.reads("设计单位")
    agent.presses("移除 张敏（设计单位）")
    await agent.reads("确定移除吗")
    agent.presses("确定")
    await agent.reads("已移除")

    guest.says("/status")
    await guest.reads("还没有绑定项目")
    guest.presses("谁能看我的项目")
    await guest.reads("没有找到这个项目")


async def test_whoever_leaves_is_out_at_once(sandbox: Demo, person: People):
    agent = person(AGENT)
    agent.says("/status")
    await agent.reads("示例文创产业园")
    agent.presses("谁能看我的项目")
    await agent.reads("您本人")
    agent.presses("退出本项目")
    await agent.reads("确定退出吗")
    agent.presses("确定")
    await agent.reads("已退出")

    agent.says("/status")
    await agent.reads("还没有绑定项目")


async def test_a_steward_invites_a_legal_representative_who_may_remove_the_agent(
    sandbox: Demo, person: People
):
    steward, guest, agent = person(STEWARD), person(NEWCOMER), person(AGENT)
    guest.starts()
    await guest.reads("帮办")
    steward.says("/cases")
    await steward.reads(PROJECT)
    steward.presses("绑定人员")
    await steward.reads("能看到", "本局审批人员和管理者")
    steward.says("/cases")
    pressed = await steward.reads(PROJECT)
    code = next(
        button.value
        for row in pressed.buttons
        for button in row
        if button.text == "绑定人员" and PROJECT in str(button.value)
    )
    sandbox.world.press(STEWARD, pressed.id, code)
    await steward.reads("示例文创产业园", "周晓")
    await joined(guest, steward, "法人")

    guest.presses("查进度")
    await guest.reads(PROJECT)
    guest.presses("谁能看我的项目")
    await guest.reads("周晓（经办）")
    guest.presses("移除 周晓（经办）")
    await guest.reads("确定移除吗")
    guest.presses("确定")
    await guest.reads("已移除")
    agent.says("/status")
    await agent.reads("还没有绑定项目")


async def test_a_forged_removal_finds_nobody(sandbox: Demo, person: People):
    """A neighbour who presses the button of somebody else's list is told what anyone is told."""
    agent, other = person(AGENT), person(OTHER)
    agent.says("/status")
    await agent.reads("示例文创产业园")
    agent.presses("谁能看我的项目")
    members = await agent.reads("您本人")
    leave = members.buttons[0][0].value
    other.says("/status")
    card = await other.reads("示例云谷")
    sent = sandbox.world.chat_of(OTHER).messages[card.id]
    for at, forged in enumerate((leave, str(leave).replace("out", "yes"), f"m:in:0:{PROJECT}")):
        sent.buttons["inline_keyboard"][at % 2][0]["callback_data"] = forged
        sandbox.world.press(OTHER, card.id, forged)
        await other.reads("没有可查看的项目" if ":in:" in str(forged) else "已不在项目中")

    agent.says("/status")
    await agent.reads("示例文创产业园")
