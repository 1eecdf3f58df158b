"""What officers and stewards read."""

NO_CASES = "您名下还没有项目。"
CASE_LINE = "{mark} <code>{ref}</code> {item}\n　{state}　{due}"
PROJECT_HEAD = "<b>{name}</b>\n<code>{code}</code>　{organization}"
INVITE = "生成绑定邀请"
INVITE_MESSAGE = (
    "【绑定邀请】{project}\n{link}\n"
    "请打开链接，按提示发送本单位的统一社会信用代码。{expires}前有效，只能用一次。"
)
INVITE_READY = "邀请已生成。请把上面这条消息转发给企业经办人，不要自己打开链接。"
CHOOSE_PROJECT = "<b>项目列表</b>（共 {count} 个），点开查看办件："
PROJECT_BUTTON = "{name}（在办 {running}）"
PROJECT_BUTTON_OVERDUE = "{name}（在办 {running}，超期 {overdue}）"
RECORD_BUTTON = "登记 {ref}"
NOTHING_RUNNING = "　目前没有在办的办件。"
MORE_CASES = "……另有 {count} 个项目未列出。"
TODAY_HEAD = "<b>{today} 到期提醒</b>\n三天内到期或已超期的办件 {count} 个"
TODAY_LINE = "{mark}{project}\n　{item}　<code>{ref}</code>\n　{state}　{due}"
TODAY_MORE = "……另有 {count} 个，请在 /cases 里查看。"
TODAY_NONE = "三天内没有到期的办件，也没有超期的办件。"

RECORD_ASK_REF = "请发送<b>办件编号</b>，例如 <code>BJ-2026-0001</code>。可从 /cases 里复制。"
RECORD_UNKNOWN_REF = (
    "没有找到这个办件编号，或它不在您名下。请核对后重新发送，或从 /cases 里点“登记”。"
)
RECORD_ASK_STATE = "<code>{ref}</code> {item}\n项目：{project}\n当前状态：{state}\n请选择新的状态："
RECORD_ASK_DAY = (
    "新状态：<b>{state}</b>\n请选择发生日期，或直接发送日期（如 <code>2026-02-25</code>）："
)
RECORD_TODAY = "今天 {day}"
RECORD_YESTERDAY = "昨天 {day}"
RECORD_CONFIRM = "请确认：\n<code>{ref}</code> {item}\n{before} → <b>{after}</b>\n发生日期 {day}\n登记后会按规定通知已绑定的企业用户。"
RECORD_YES = "确认登记"
RECORD_NO = "取消"
RECORD_CANCELLED = "已取消，没有登记。"
RECORDED = "已登记：<code>{ref}</code> {after}（{day}）。{told}"
TOLD = "已安排通知 {count} 个企业用户。"
TOLD_NOBODY = "没有可送达的企业用户（未绑定，或已屏蔽本机器人），没有发送通知，请另行告知企业。"
TOLD_NOT = "这类进展不发送通知。"
RECORD_AGAIN = "重新登记"
RECORD_NEXT = "登记下一步"
BAD_DAY = "日期看不懂或在将来，请按 <code>2026-02-25</code> 的格式发送。"
FINAL = "该办件已是最终状态，不能再登记。"
