"""/settings: what a person wants to hear of."""

from cases.preferences import Category, Mode

SETTINGS = (
    "<b>通知设置</b>\n{lines}\n"
    "补正、不予受理等告知，以及您报名的沙龙改期、取消，始终送达。\n"
    "免打扰时段：{quiet}"
)
LINE = "{category}：<b>{mode}</b>"
CATEGORIES = {
    Category.MILESTONE: "办件进展",
    Category.NOTICE: "群发通知",
    Category.SALON: "沙龙提醒",
}
MODES = {Mode.ON: "开启", Mode.SILENT: "静音", Mode.OFF: "关闭"}
CHANGE = "{category}改为{mode}"
SET = "已更改"
QUIET = "{start} 至 {end}，其间的一般通知顺延到早上"
QUIET_OFF = "没有设置，通知随到随发"
