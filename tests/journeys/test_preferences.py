"""A person says in the chat what they want to hear."""

from collections.abc import Callable

from bot.demo import Demo
from tests.journeys.people import Someone
from tests.journeys.test_broadcasting import approved, enterprises, two_managers

People = Callable[[int], Someone]


async def test_one_who_wants_no_notices_gets_none_and_one_who_wants_no_sound_hears_none(
    sandbox: Demo, person: People
):
    """The settings change in place; the others get the notice as ever."""
    author, second = await two_managers(person)
    off, silent, loud = await enterprises(sandbox, person, 3)
    for guest, presses in ((off, 2), (silent, 1)):
        guest.says("/settings")
        shown = await guest.reads("通知设置", "始终送达")
        for label, now in (("改为静音", "静音"), ("改为关闭", "关闭"))[:presses]:
            guest.presses(f"群发通知{label}")
            changed = await guest.sees(f"群发通知：{now}")
            assert changed.id == shown.id

    await approved(author, second)

    assert not (await loud.reads("产业园区企业沙龙")).silent
    assert (await silent.reads("产业园区企业沙龙")).silent
    await second.sees("已发完")
    assert "产业园区企业沙龙" not in off.all_read()
