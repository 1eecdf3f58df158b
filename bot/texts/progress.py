"""Progress of a project, its limits, and what is to be done."""

MARKS = {"已完成": "√", "办理中": "→", "未开始": "○"}
STAGES = ("已完成", "办理中", "未开始")  # in this order in the caption
STAGE_LINE = "{state}：{stages}"
PHASES = "所处环节：{phases}"
PHASE_GROUNDED = "{phase}（{item} {state}）"
PHASE_BARE = "{phase}（尚无立项办结记录）"
UNIT = "单位工程 {name}：{stages}"
MORE_UNITS = "……另有 {count} 个单位工程"
UNIT_STAGE = "{stage}{state}"
BUTTON_UNIT = "单位工程：{name}"
UNRECORDED = "无登记"  # nothing is on record of a stage that others have passed
NO_STATE = "未接件"
CARD_MORE = "另有 {count} 个办件见文字"
CARD_FOOT = "截至 {day}，预计日期以窗口告知为准"
AS_OF = "<i>截至 {day}，预计日期以窗口告知为准</i>"
MORE = "……另有 {count} 个办件，点“全部办件”查看"
NO_CASES = "还没有登记办件。"
LIMIT = "{effect}{kind}期限"
LIMITS = {
    "补正": "告知书要求的补正期限",
    "容缺补齐": "容缺材料补齐期限",
    "承诺核查": "告知承诺核查时限",
    "企业义务": "企业义务期限（{subject}）",
    "有效期": "证件有效期至",
    "延续申请": "申请延续有效期不晚于",
}
STOPPED = "暂停计时"
PROVISIONAL = "（预计）"
OVERDUE = "（已超期）"
UNDELIVERED = "（没有送达登记）"
MOVED_HEAD = "<b>期限有变</b>\n{project}\n{item}　<code>{ref}</code>"
MOVED = "· {name}：{before} → <b>{after}</b>"
MOVED_WHY = "原因：{reason}"
SPAN = "{first} 至 {last}"
NOW = "今"
ROW = "{span}：{why}，{counted}"
COUNTED = "计入 {days} 天"
NOT_COUNTED = "不计（{days} 天）"
NOT_COUNTED_NOW = "不计"
SUM = "合计计入 {days} 天"

NOT_BOUND = "您还没有绑定项目。请向项目管家索取绑定邀请，打开邀请链接后输入统一社会信用代码即可。"
NO_SUCH_PROJECT = "没有找到这个项目，或您还没有绑定它。"
CASE_DETAIL = "· {item}：<b>{state}</b>\n　<code>{ref}</code>　{since}"
SINCE = "{day} 起"
NOTE = "说明：{note}"
REFRESHED = "已是最新（{day}）"
BLOCKS_LEFT_OUT = "……内容较多，另有 {count} 项未列出，可请项目管家查询。"
CHOOSE = "您绑定了多个项目，请选择："
BUTTON_WHY = "期限怎么算"
BUTTON_ALL = "全部办件"
BUTTON_REFRESH = "刷新"
BUTTON_WHO = "谁能看我的项目"
WHY_HEAD = "<b>{item}</b>\n{limit}"
WHY_NONE = "这个项目目前没有正在计算的期限。"
TODO_NONE = "您目前没有需要办理的事项。"
TODO_HEAD = "<b>您的待办</b>"
TODO_SUPPLEMENT = "· {project}\n　<b>{item}</b> 需要补正{note}，请按补正告知书提交。\n　办件编号 <code>{ref}</code>"
TODO_NOTE = "：{note}"
TODO_DUTY = "· {project}\n　<b>{item}</b>　{limit}\n　办件编号 <code>{ref}</code>"
