"""What staff read when they answer a question, and what the asker reads of it."""

from collections.abc import Mapping

from cases.conversations.gaps import NOT_HELPFUL
from retrieval.answers import AnswerStatus
from retrieval.approved import Lapse

S = AnswerStatus

ANSWER = "答复"
ANSWER_NOW = "<b>答复提问</b>\n{question}\n请直接发送答复内容（{longest} 字以内），发送前会先给您预览。写明《文件》第几条的，会附上原文。"
NO_QUESTION = "（没有文字提问）"
TAKEN = "这个提问已由他人处理，或已经答复。"
TOO_LONG = "答复应为 1 到 {longest} 个字，请修改后重新发送。"
PREVIEW = "<b>答复预览</b>\n{question}\n\n{answer}\n\n{grounds}"
GROUNDS = "依据：{names}"
NO_GROUNDS = (
    "没有选依据：可以发送，但不能留作审定答复。点下面的条款可加为依据，或修改答复后重新发送。"
)
UNSUPPORTED = "依据里没有这些内容：{what}。可以发送，但不能留作审定答复。"
PERSONAL = "其中有个人信息（{what}），不能留作审定答复。"
CANNOT_KEEP = "提问没有文字记录，不能留作审定答复。"
SEND = "发送"
SEND_AND_KEEP = "发送并留作审定答复"
ADD_GROUND = "＋ {name}"
CANCEL = "取消"
CANCELLED = "已取消，没有发送。提问仍在待答复中。"
SENT = "答复已发给提问人。"
KEPT = "答复已发给提问人，并留作审定答复：今后问同样的问题会直接给出，{review} 前请复核。"
NONE_OPEN = "目前没有待答复的提问。"
OPEN_HEAD = "<b>待答复的提问</b>（{count} 个）"
OPEN_LINE = "{number}. {question}\n　{when}　{why}"
OPEN_MORE = "……另有 {count} 个，答复后会依次列出。"
OPEN_BUTTON = "答复第 {number} 个"

TO_ASKER = "<b>【人工答复】{role}</b>"
ASKED = "您的提问：{question}"
ASK_AGAIN = "还要问专员"
ADVICE = "以上为工作人员的答复，仅供咨询参考，不作为行政许可的依据。"

LAPSED = (
    "<b>【审定答复已停用】</b>{why}\n问：{question}\n答：{answer}\n"
    "依据：{citations}\n{approved_on} 审定。停用期间，同样的问题按已收录的文件答复。"
)
LAPSES: Mapping[Lapse, str] = {
    Lapse.PASSAGE_CHANGED: "所依据的条款内容已变更，请核对后重新答复。",
    Lapse.PASSAGE_GONE: "所依据的条款已不在政策库中，请核对后重新答复。",
    Lapse.NOT_IN_FORCE: "所依据的条款已不在有效期，请核对后重新答复。",
    Lapse.REVIEW_DUE: "已到复核日期。条款没有变化，确认仍然适用可点“继续使用”。",
}
RENEW = "继续使用"
RENEWED = "已恢复使用，{review} 前请再次复核。"
NOT_RENEWED = "不能恢复：{why}"
WITHDRAWN = "它已被撤销。"

WHY: Mapping[str, str] = {
    NOT_HELPFUL: "答复没有解决问题",
    S.CLARIFICATION_CANDIDATES.value: "有多个相近事项",
    S.CLARIFICATION_NO_TOPIC.value: "没有说明事项",
    S.UNANSWERABLE_PREDICTION.value: "询问能否批准",
    S.UNANSWERABLE_OUT_OF_SCOPE.value: "不在本局业务范围",
    S.UNANSWERABLE_REQUEST.value: "要求代办或协调",
    S.UNANSWERABLE_TEXT_NOT_HELD.value: "文件正文未收录",
    S.UNANSWERABLE_NO_SOURCE.value: "没有找到依据",
    S.ERROR_UNVERIFIED.value: "答复未能核实",
    S.ERROR_INDEX.value: "政策库读不出来",
}
OTHER_WHY = "请求人工"
WHO: Mapping[str, str] = {
    "officer": "审批人员",
    "steward": "帮办专员",
    "maintainer": "政策库维护人员",
    "nobody": "无需答复（引导至 12345）",
}
