"""A notice that the law wants told and that did not arrive is work for the steward."""

from collections.abc import Callable

from bot.demo import Demo
from tests.journeys.people import Someone
from tests.journeys.test_story import ENTERPRISE, STEWARD, bound

People = Callable[[int], Someone]


async def test_who_has_blocked_the_bot_is_told_by_telephone(sandbox: Demo, person: People):
    enterprise, steward = await bound(sandbox, person), person(STEWARD)
    steward.starts()
    await steward.reads("帮办专员")
    sandbox.world.block(enterprise.user_id)

    steward.says("/record BJ-2026-0105")
    await steward.reads("当前状态", "已受理")
    steward.presses("办结(不通过)")
    await steward.reads("发生日期")
    steward.presses("今天")
    await steward.reads("请确认")
    steward.presses("确认登记")
    await steward.reads("请改用电话告知", "BJ-2026-0105", "办结(不通过)")
    steward.says("/calls")
    await steward.reads("待电话告知 1 条")
    steward.presses("第 1 条已电话告知")
    await steward.sees_toast("已登记：电话告知")
    steward.says("/calls")

    await steward.reads("没有要改用电话告知的事项")


async def test_an_enterprise_has_no_list_of_calls(sandbox: Demo, person: People):
    enterprise = person(ENTERPRISE)
    enterprise.says("/calls")

    await enterprise.reads("没有权限")
    assert "待电话告知" not in enterprise.all_read()
