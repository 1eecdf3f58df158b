"""What staff read about legal notices that have to be said by telephone."""

from cases.tables.outbox import DeliveryState

CALL = (
    "☎️ <b>请改用电话告知</b>\n"
    "{project}\n"
    "{item}（{ref}）：{recorded}（{effective_on}）\n"
    "收件人：{person}\n"
    "{why}。"
)
WHY = {
    DeliveryState.FAILED: "消息没有送达",
    DeliveryState.SUPPRESSED: "对方已停用或屏蔽，消息没有发出",
    DeliveryState.EXPIRED: "消息过了有效时间，没有发出",
    DeliveryState.UNKNOWN: "多次发送都没有回音，不知是否送达",
}
STILL_WAITING = "消息渠道不通，已等候 {hours} 小时"
MADE_BUTTON = "已电话告知"
MADE = "已登记：电话告知"

HEAD = "<b>待电话告知 {count} 条</b>"
LINE = "{number}. {person}：{project} {item}（{ref}）{recorded}"
MORE = "另有 {count} 条，处理后再发 /calls 查看"
NONE = "没有要改用电话告知的事项。"
LINE_BUTTON = "第 {number} 条已电话告知"
