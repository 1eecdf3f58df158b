"""The command menus, by what a person is. Names are Latin because Telegram allows no other."""

from cases.tables.people import Role

EVERYONE = (
    ("help", "怎么用"),
    ("settings", "通知设置"),
    ("human", "转人工"),
    ("privacy", "隐私说明"),
    ("forget", "删除我的提问记录"),
)
ENTERPRISE = (
    ("status", "我的项目进度"),
    ("todo", "我的待办"),
    ("plan", "排办理计划"),
    ("salon", "企业沙龙"),
)
STAFF = (
    ("cases", "我负责的项目"),
    ("today", "今日到期与超期"),
    ("record", "登记办件进展"),
    ("questions", "待答复的提问"),
    ("calls", "待电话告知"),
    ("plan", "排办理计划"),
)
MANAGER = (
    ("board", "重点项目看板"),
    ("broadcast", "发企业沙龙通知"),
)

MENUS: dict[Role, tuple[tuple[str, str], ...]] = {
    Role.ENTERPRISE: ENTERPRISE + EVERYONE,
    Role.STEWARD: STAFF + EVERYONE,
    Role.OFFICER: STAFF + EVERYONE,
    Role.MANAGER: MANAGER + STAFF + EVERYONE,
}
