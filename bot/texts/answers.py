"""A sentence for every ending of a question, and the labels around an answer."""

from collections.abc import Mapping

from retrieval.answers import AnswerStatus

S = AnswerStatus

# ANSWERED carries its own text; every other ending has one here (a contract test checks it).
ENDINGS: Mapping[AnswerStatus, str] = {
    S.CLARIFICATION_CANDIDATES: "您问的是哪一项？请选一个，我再查依据。",
    S.CLARIFICATION_NO_TOPIC: "您问的是哪个事项？请带上事项名称再问一次，例如“施工许可证要几天？”。",
    S.ROUTED_CASE_STATUS: "项目进度请发送 /status 查看；还没绑定项目的，请向项目管家索取邀请。",
    S.ROUTED_NEXT_STEP: "需要您办理的事项请发送 /todo 查看；各办件到了哪一步请发送 /status 查看。",
    S.ROUTED_SALON: "企业沙龙的安排请发送 /salon 查看。",
    S.ROUTED_PERSON: "好的，已为您转人工。专员会在工作时间答复您。",
    S.ROUTED_COMPLAINT: "很抱歉给您带来不便。投诉建议请拨打 12345，也可以发送 /human 由专员联系您。",
    S.ROUTED_GREETING: "您好，请问想了解哪个审批事项？例如“施工许可证几天能批下来？”。",
    S.ROUTED_THANKS: "不客气。还有问题请直接发给我。",
    S.ROUTED_ABOUT: "我是帮办，济南市市中区行政审批服务局的助手：答政策、查进度、报名企业沙龙。发送 /help 查看用法。",
    S.UNANSWERABLE_PREDICTION: "能否批准以审批部门的审查结论为准，我不能预测。您可以问我办理条件和法定时限。",
    S.UNANSWERABLE_OUT_OF_SCOPE: "这不在本局工程建设审批的范围内，我没有依据可以回答。可拨打 12345 咨询。",
    S.UNANSWERABLE_REQUEST: "我不能代您办理或改变办件顺序。需要协调的，请发送 /human 联系专员。",
    S.UNANSWERABLE_TEXT_NOT_HELD: "该文件正文未收录，我不能凭名称说明内容。需要原文的，请发送 /human 联系专员。",
    S.UNANSWERABLE_NO_SOURCE: "已收录的文件里没有找到依据，我不能随意回答。可发送 /human 请专员答复，或写明事项名称、换个说法再问。",
    S.REJECTED_EMPTY: "没有看到文字，请把问题写出来再发送。",
    S.REJECTED_TOO_LONG: "问题太长了（最多 300 字）。请只写最想问的一点，分几次发送。",
    S.ERROR_UNVERIFIED: "找到了相关文件，但没能核实答复与原文一致，为稳妥起见不作答复。请发送 /human 联系专员。",
    S.ERROR_INDEX: "政策库暂时读不出来，请稍后再试，或发送 /human 联系专员。",
}

HELPFUL = "有用"
NOT_HELPFUL = "没解决"
HUMAN = "转人工"
THANKS_UP = "谢谢反馈。"
THANKS_DOWN = "已记录。"
DOWN_REASONS = ("答非所问", "说得不全", "内容过时", "看不懂")
WHAT_NOW = "抱歉没有解决您的问题，已记录下来。方便的话请点一下原因；也可以写明事项名称、换个说法再问，也可以请专员答复。"
FOLLOW_UPS = {  # by the kind of fact: the button, and the question it stands for
    "时限": ("几天办完", "{item}几天办完？"),
    "材料": ("需要什么材料", "{item}需要什么材料？"),
    "条件": ("办理条件", "{item}的办理条件是什么？"),
    "流程": ("怎么办理", "{item}怎么办理？"),
    "依据": ("法律依据", "{item}的法律依据是什么？"),
}
EXPIRED = "该提问记录已不在，请重新提问。"
HUMAN_ASKED = "已为您转人工。专员会在工作时间答复您；急事请拨打窗口电话或 12345。"
HUMAN_ALREADY = "您的转人工请求已转给专员，请等待答复；急事请拨打窗口电话或 12345。"
