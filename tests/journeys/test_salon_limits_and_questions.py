"""A salon that limits each enterprise, and questions that reach the department that knows."""

from collections.abc import Callable

from bot.demo import Demo
from bot.records import open_records
from bot.sandbox.seed.people import PROJECT, USCC
from cases import membership
from cases.actors import COMMAND_LINE
from tests.journeys.people import Someone
from tests.journeys.test_broadcasting import approved, enterprises, two_managers
from tests.journeys.test_story import STEWARD, bound, draft

People = Callable[[int], Someone]
COLLEAGUE = 3002  # 孙凯, of another department


async def a_colleague(sandbox: Demo, person: People) -> Someone:
    """Return a second person of the enterprise that ``bound`` binds."""
    async with open_records(sandbox.settings) as records, records.sessions.begin() as session:
        invite = await membership.create_invite(
            session, PROJECT, USCC, at=sandbox.clock.now(), created_by=COMMAND_LINE
        )
    sandbox.world.add_person(8001, "同事")
    colleague = person(8001)
    colleague.starts(invite.payload)
    await colleague.reads("统一社会信用代码")
    colleague.says(USCC)
    await colleague.reads("绑定成功")
    return colleague


async def registers(guest: Someone) -> None:
    await guest.reads("企业沙龙")
    guest.presses("我要报名")
    await guest.reads("报名成功")


async def asks(guest: Someone, question: str, *, of: str) -> None:
    """Let a registered guest ask beforehand, and choose who is to answer."""
    guest.presses("提前提问")
    await guest.reads("想在沙龙上了解的问题")
    guest.says(question)
    await guest.reads("哪个部门")
    guest.presses(of)


async def test_only_as_many_of_one_enterprise_come_as_may(sandbox: Demo, person: People):
    """The notice says how many; whoever is one too many is told so, and may come after a cancellation."""
    first, second_guest = await bound(sandbox, person), await a_colleague(sandbox, person)
    (other,) = await enterprises(sandbox, person, 1)
    author, second = await two_managers(person)
    await draft(author, seats="30，每家 1 人")
    author.presses("提交审批")
    await second.reads("请审批")
    second.presses("批准发送")
    for guest in (first, second_guest, other):
        await guest.reads("企业沙龙", "名额：30（每家企业限 1 人）")

    first.presses("我要报名")
    await first.reads("报名成功")
    second_guest.presses("我要报名")
    await second_guest.reads("已有 1 人报名", "人数上限")
    other.presses("我要报名")
    await other.reads("报名成功")

    first.presses("取消报名")
    await first.reads("已取消报名")
    second_guest.presses("我要报名")
    await second_guest.reads("报名成功")


async def test_a_question_goes_to_the_department_and_its_answer_comes_back(
    sandbox: Demo, person: People
):
    """Seen before it is sent; nobody else is told, and who was slower learns that it is answered."""
    author, second = await two_managers(person)
    steward, colleague = person(STEWARD), person(COLLEAGUE)
    for one in (steward, colleague):
        one.starts()
        await one.reads("帮办专员")
    (guest,) = await enterprises(sandbox, person, 1)
    await approved(author, second)
    await registers(guest)

    await asks(guest, "分阶段办证怎么申请？", of="工程建设科")
    await guest.reads("已转给工程建设科")
    await colleague.reads("沙龙提问", "分阶段办证怎么申请")
    steward.says("/questions")
    await steward.reads("没有待答复的提问")
    colleague.says("/questions")
    await colleague.reads("沙龙提问待答复", "分阶段办证怎么申请")
    colleague.presses("答复第 1 个")
    await colleague.reads("请直接发送答复")
    colleague.says("可以分两个阶段申请。")
    await colleague.reads("答复预览", "可以分两个阶段申请")
    colleague.says("可以分两个阶段申请，先基坑，后主体。")
    await colleague.reads("答复预览", "先基坑，后主体")
    colleague.presses("发送给提问人")

    await colleague.reads("答复已发给提问人")
    answer = await guest.reads("沙龙提问答复", "工程建设科", "先基坑，后主体")
    assert "孙凯" not in answer.text
    assert "分阶段办证" not in steward.all_read() + author.all_read()
    author.says("/salon")
    await author.reads("产业园区企业沙龙")
    author.presses("名单")
    listed = await author.reads("报名 1 人")
    table = sandbox.world.file(listed.document or "")[1].decode("utf-8-sig")
    assert "【工程建设科·已答复】分阶段办证怎么申请？" in table


async def test_the_planner_passes_on_what_has_no_department(sandbox: Demo, person: People):
    author, second = await two_managers(person)
    steward = person(STEWARD)
    steward.starts()
    await steward.reads("帮办专员")
    (guest,) = await enterprises(sandbox, person, 1)
    await approved(author, second)
    await registers(guest)
    await asks(guest, "停车方便吗？", of="不清楚")
    await guest.reads("已转给主办人")
    await author.reads("沙龙提问", "停车方便吗")

    author.presses("转给项目帮办科")

    await author.reads("已转给项目帮办科")
    await steward.reads("沙龙提问", "停车方便吗")
    author.presses("答复")
    await author.reads("请直接发送答复")
    author.says("楼下有车位。")
    await author.reads("答复预览")
    author.presses("发送给提问人")
    await guest.reads("沙龙提问答复", "楼下有车位")
    steward.presses("答复")
    await steward.reads("已有人答复")
