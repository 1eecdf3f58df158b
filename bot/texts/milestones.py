"""What an enterprise and its steward read when something happened to a case."""

HEADS = {
    "已受理": "您的申请已受理",
    "补正告知": "需要补正材料",
    "不受理": "不需要办理此项许可",
    "不予受理": "申请不予受理",
    "特别程序开始": "进入特别程序，审批计时暂停",
    "特别程序结束": "特别程序结束，审批计时继续",
    "办结(通过)": "已办结：准予许可",
    "办结(容缺通过)": "已办结：容缺通过",
    "办结(不通过)": "已办结：不予许可",
    "撤回": "申请已撤回",
    "撤销": "许可已撤销",
    "视为受理": "您的申请依法视为已受理",
    "延长期限": "审批期限经批准延长",
    "特别程序告知": "特别程序所需时间告知",
    "阶段完成": "一个阶段已完成",
}
BODY = "<b>{head}</b>\n{project}\n{item}　<code>{ref}</code>\n{before} → <b>{after}</b>（{day}）"
NOTE = "说明：{note}"
STAGE_DONE = "「{stage}」阶段登记的事项已全部办结。"
NEXT = "<b>下一步</b>：{next}"
NEXT_STEPS = {
    "wait_acceptance": "等待受理，暂时不需要您做什么。",
    "wait_decision": "等待审批，暂时不需要您做什么。",
    "wait_special_procedure": "等待特别程序结束，所需时间以书面告知为准。",
    "hand_in_supplement": "请按补正告知书一次性补齐材料并提交。",
    "hand_in_missing": "请在告知的期限内补齐容缺材料。",
    "collect_result": "请留意领取或下载证照；法定送达期限见下。",
    "ask_steward": "有疑问请联系您的项目管家。",
    "remedy": "如有异议，可依法申请行政复议或者提起行政诉讼，具体以决定书告知为准。",
    "nothing": "不需要您做什么。",
}
DEADLINE = "{words}"
LEGAL_FOOT = "<i>本消息仅作提醒，以书面告知为准。</i>"
WHY = "期限怎么算"
TOGETHER = "<b>共 {count} 条消息，一并告知</b>"
TOGETHER_LINE = "· {project}　{item}　<code>{ref}</code>：<b>{what}</b>"
TOGETHER_MOVED = "期限有变"
TOGETHER_SHORT = "内容较多，这里只列结果；详情请点下方查看。"
TOGETHER_BUTTON = "{label}·{project}"
CARD = "看进度"

ALERT = (
    "【办件提醒】{head}\n{project}\n{item}　<code>{ref}</code>\n{before} → <b>{after}</b>（{day}）"
)
ALERT_RECORDED = "有新登记"
ALERT_CONFLICT = "注意：该状态与办理顺序不符，已按来件记录并标注，请核对。"
HUMAN_REQUEST = "【转人工】{name} 请求人工答复。"
HUMAN_QUESTION = "最近提问：{question}"
HUMAN_WHY = "原因：{why}"
