"""A manager looks at the district: the numbers of the year, and what lies behind them."""

from collections.abc import Callable

from bot.demo import Demo
from tests.journeys.people import Someone

STEWARD, MANAGER = 3001, 4001

People = Callable[[int], Someone]


async def test_the_board_is_a_picture_and_the_same_in_words_with_every_breakdown(
    sandbox: Demo, person: People
):
    manager = person(MANAGER)
    manager.says("/board")
    card = await manager.reads("重点项目 40 个", "施工许可　18", "590 个、606.21 亿元", "2024年")

    assert card.photo is not None
    assert sandbox.world.file(card.photo)[1].startswith(b"\x89PNG")
    for label, words in (
        ("五个环节", ("谋划", "落地", "由审批记录推出")),
        ("行业", ("能源", "2025年全年")),
        ("街道", ("党家街道", "亿元")),
        ("办理用时", ("建筑工程施工许可证核发", "中位")),
        ("停表与按时率", ("专家评审", "第四十五条", "没有已公布的承诺期限")),
        ("久无进展", ("20 个工作日", "SL-")),
    ):
        manager.says("/board")
        await manager.reads("重点项目看板")
        manager.presses(label)
        await manager.reads(*words)
    manager.presses("返回看板")
    await manager.reads("重点项目看板")


async def test_a_steward_is_shown_no_board_and_no_part_of_it(sandbox: Demo, person: People):
    """Neither by the command nor by a button that was made for a manager."""
    manager, steward = person(MANAGER), person(STEWARD)
    manager.says("/board")
    await manager.reads("重点项目看板")
    steward.says("/cases")
    await steward.reads("示例")
    mine = next(m for m in reversed(sandbox.world.transcript(STEWARD)) if m.buttons)
    sent = sandbox.world.chat_of(STEWARD).messages[mine.id]
    sent.buttons["inline_keyboard"][0][0]["callback_data"] = "board:silent"

    sandbox.world.press(STEWARD, mine.id, "board:silent")

    await steward.reads("只有管理者")
    assert "SL-" not in steward.all_read()
