"""Who lives in the sandbox. Every person and enterprise is made up."""

from dataclasses import dataclass

from bot.sandbox.personas import Pane, Persona
from cases.tables.people import Role

PROJECT = "2511-370103-04-01-202601"  # what 张敏 binds in the story
USCC = "91370103MA9YYY011J"
NEWCOMER = 1001  # 张敏 has not opened the chat yet; everybody else has


@dataclass(frozen=True)
class Colleague:
    """Someone on the bureau's staff."""

    user_id: int
    name: str
    role: Role
    department: str = ""


STAFF = (
    Colleague(3001, "刘倩", Role.STEWARD, "项目帮办科"),
    Colleague(3002, "孙凯", Role.STEWARD, "工程建设科"),
    Colleague(4001, "王建国", Role.MANAGER),
    Colleague(4002, "赵敏华", Role.MANAGER),
)

BOUND = {  # those who have been with us for a while: user → name, project
    1002: ("李强", "2509-370103-04-01-202602"),
    1003: ("周晓", "2405-370103-04-01-202604"),
}


def personas(*, invite: str) -> tuple[Persona, ...]:
    """Return the people of the page; *invite* is the payload of 张敏's fresh invite."""
    enterprise, steward, manager = Pane.ENTERPRISE, Pane.STEWARD, Pane.MANAGER
    questions = (
        "施工许可证几天能批下来？",
        "那需要什么材料？",
        "提速增效20条第8条是什么",
        "什么是拿地即开工",
    )
    return (
        Persona(
            1001,
            "张敏",
            "示例装备 · 经办人",
            enterprise,
            (*questions[:2], f"/start {invite}", USCC, "/status", "/salon", *questions[2:]),
        ),
        Persona(1002, "李强", "示例云谷 · 经办人", enterprise, ("/status", "/todo", "/salon")),
        Persona(1003, "周晓", "示例文创 · 法人", enterprise, ("/status", "/salon")),
        Persona(3001, "刘倩", "帮办专员", steward, ("/cases", "/today", "/record BJ-2026-0105")),
        Persona(3002, "孙凯", "帮办专员", steward, ("/cases", "/today", "/record BJ-2026-0403")),
        Persona(
            4001,
            "王建国",
            "管理者",
            manager,
            (
                "/broadcast",
                "产业园区企业沙龙",
                "2026-03-05 14:00-16:00",
                "市中区政务服务中心三楼会议室",
                "30",
                "项目管家刘倩",
                "议程：施工许可与竣工验收政策解读；现场答疑。",
                "/board",
            ),
        ),
        Persona(4002, "赵敏华", "管理者", manager, ("/board", "/broadcast")),
    )
