"""A manager follows a notice while it goes out, and what to do when it goes wrong."""

from collections.abc import Callable

from bot.demo import Demo
from bot.sandbox.seed.people import BOUND
from tests.journeys.people import Someone
from tests.journeys.test_story import MANAGER, SECOND_MANAGER, bound, draft

People = Callable[[int], Someone]
FIRST_GUEST, GUESTS = 7001, 12


async def two_managers(person: People) -> tuple[Someone, Someone]:
    author, second = person(MANAGER), person(SECOND_MANAGER)
    for manager in (author, second):
        manager.starts()
        await manager.reads("管理者")
    return author, second


async def enterprises(sandbox: Demo, person: People, count: int = GUESTS) -> list[Someone]:
    guests = []
    for number in range(FIRST_GUEST, FIRST_GUEST + count):
        sandbox.world.add_person(number, f"企业{number}")
        guests.append(person(number))
        guests[-1].starts()
        await guests[-1].reads("帮办")
    return guests


async def approved(author: Someone, second: Someone) -> None:
    await draft(author)
    author.presses("提交审批")
    await second.reads("请审批")
    second.presses("批准发送")
    await second.reads("已批准")


class TestBeforeSubmitting:
    async def test_the_author_sees_who_will_not_get_it_and_tries_it_on_themselves(
        self, sandbox: Demo, person: People
    ):
        """The trial has the very words and button; nobody can register before the approval."""
        author, _ = await two_managers(person)
        (gone,) = await enterprises(sandbox, person, 1)
        gone.says("/status")
        await gone.reads("项目")
        sandbox.world.block(gone.user_id)

        await draft(author)
        preview = await author.sees("预览", "发送前检查")
        author.presses("先发给我看")
        trial = await author.reads("企业沙龙", "名额：30")

        assert "企业7001（已停用或屏蔽助手）" in preview.text
        assert "预览" not in trial.text
        author.presses("我要报名")
        await author.sees_toast("尚未开放")

    async def test_a_notice_goes_to_one_industry_only(self, sandbox: Demo, person: People):
        """The ranges on offer are those of the projects on record."""
        await bound(sandbox, person)
        author, _ = await two_managers(person)
        await draft(author, choose=None)
        author.presses("按行业")
        await author.sees("按行业选择", "还没有选")
        author.presses("智能制造")
        await author.sees("按行业选择", "已选：智能制造", "1 个企业用户")
        author.presses("返回")
        await author.sees("发给谁", "已选：智能制造")

        author.presses("选好了")

        await author.reads("预览", "智能制造", "1 个企业用户")


class TestAfterwards:
    async def test_the_outcomes_are_a_file(self, sandbox: Demo, person: People):
        """One line for each recipient, in a table that a spreadsheet opens."""
        author, second = await two_managers(person)
        await enterprises(sandbox, person, 2)
        await approved(author, second)
        await second.sees("已发完")

        second.presses("发送结果")
        message = await second.reads("发送结果")

        assert message.document is not None
        name, content = sandbox.world.file(message.document)
        lines = content.decode("utf-8-sig").splitlines()
        assert name.endswith(".csv")
        assert sum("已送达" in line for line in lines) == len(lines) - 1 >= 2


class TestRecalling:
    async def test_what_was_sent_is_changed_to_words_two_people_answer_for(
        self, sandbox: Demo, person: People
    ):
        """Fault 44: the author cannot approve it; then every message that arrived says the new words."""
        author, second = await two_managers(person)
        guests = await enterprises(sandbox, person, 3)
        await approved(author, second)
        await second.sees("已发完")

        second.presses("撤回或更正")
        await second.reads("更正说明")
        second.says("时间改为 3 月 6 日，其余不变。")
        await second.reads("更正说明已提交")
        await author.reads("请审批更正", "3 月 6 日")
        author.presses("批准更正")
        await author.reads("正在修改")

        for guest in guests:
            changed = await guest.sees("【更正】", "3 月 6 日")
            assert changed.edited
        await second.sees("更正：已修改", "剩余 0")


class TestFollowing:
    async def test_the_progress_is_one_message_that_is_kept_true(
        self, sandbox: Demo, person: People
    ):
        """It ends by itself at 已发完, with everybody counted; nobody pressed 刷新."""
        author, second = await two_managers(person)
        guests = await enterprises(sandbox, person)

        await approved(author, second)
        progress = await second.reads("通知第 2026-0001 号", "待发送")

        ended = await second.sees("已发完", "待发送 0")
        assert ended.id == progress.id
        for guest in guests:
            await guest.reads("产业园区企业沙龙")

    async def test_too_many_refusals_pause_it_until_somebody_lets_it_go_on(
        self, sandbox: Demo, person: People
    ):
        """The next wave is not even tried before that; who refuses it again is not waited for again."""
        author, second = await two_managers(person)
        guests = await enterprises(sandbox, person)
        await draft(author)
        author.presses("提交审批")
        await second.reads("请审批")
        for user_id in [guest.user_id for guest in guests] + [*BOUND]:
            sandbox.world.delete_account(user_id)  # no update tells us

        second.presses("批准发送")
        await author.reads("已暂停", "连续 5 个会话都拒收")
        author.presses("继续发送")
        await author.reads("号继续发送")
        await author.reads("已暂停", "5 条未送达")
        stopped = await second.sees("已暂停", "原因")
        author.presses("继续发送")
        await author.reads("号继续发送")

        ended = await second.sees("第 2 批")
        assert ended.id == stopped.id
