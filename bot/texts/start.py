"""First contact, binding, help and privacy."""

WELCOME_ENTERPRISE = (
    "您好，我是<b>帮办</b>，济南市市中区行政审批服务局的助手。\n"
    "直接发送问题，我会附上依据的条款；没有依据的，我会说明并请专员答复。\n"
    "绑定项目后，可随时查看进度，办件有进展我会主动通知您。\n\n"
    "<i>请勿发送身份证号、手机号等个人信息。</i>"
)
WELCOME_STAFF = (
    "{name}，您好。您的身份是<b>{role}</b>。\n"
    "/cases 查看负责的项目，/today 查看到期提醒，/record 登记办件进展。"
)
WELCOME_MANAGER = (
    "{name}，您好。您的身份是<b>管理者</b>。\n"
    "/board 查看重点项目，/broadcast 起草企业沙龙通知（须另一位管理者审批）。"
)
ROLES = {
    "steward": "帮办专员",
    "officer": "审批人员",
    "manager": "管理者",
    "enterprise": "企业用户",
}

ASK_USCC = "正在绑定项目。请发送贵单位的<b>统一社会信用代码</b>（18 位），以确认身份。\n发送 /start 可取消。"
CANCEL_BINDING = "先不绑定"
BINDING_LEFT = "好的，没有绑定。邀请在有效期内仍可使用。"
INVITE_FOR_ENTERPRISE = (
    "这是给企业经办人的绑定邀请，工作人员不用打开。请把邀请转发给企业；邀请没有被使用，仍然有效。"
)
BOUND = (
    "绑定成功：<b>{project}</b>\n项目代码 <code>{code}</code>\n\n"
    "办件有进展时我会主动通知您。发送 /status 查看进度。"
)
USCC_WRONG = "统一社会信用代码不正确：应为 18 位，且末位校验码要对得上。请核对后重新发送；想先提问，请点“先不绑定”。"
INVITE_REFUSED = (
    "绑定未成功：邀请已失效、已使用，或与统一社会信用代码不符。请联系您的项目管家重新获取邀请。"
)
INVITE_TOO_MANY = "尝试次数过多，请一小时后再试，或联系您的项目管家。"
UNKNOWN_PAYLOAD = "这个链接不完整或已经失效。您可以直接提问；要绑定项目，请向项目管家索取新的邀请。"

HELP_ENTERPRISE = (
    "<b>我能帮您</b>\n"
    "· 直接提问：如“施工许可证几天能批下来？”\n"
    "· /status 查看项目进度　/todo 查看待办\n"
    "· /salon 报名企业沙龙　/human 找人工\n"
    "· /settings 通知设置　/privacy 隐私说明\n"
    "绑定项目：向项目管家索取邀请链接，打开后按提示操作。\n"
    "答复只引用已收录的文件，仅供咨询参考，不作为行政许可的依据。"
)
HELP_STAFF = (
    "<b>专员指令</b>\n"
    "· /cases 我负责的项目，可生成企业绑定邀请\n"
    "· /today 今日到期与已超期的办件\n"
    "· /record 办件编号，登记办件进展；企业会自动收到通知\n"
    "· /questions 待答复的提问；答复可留作审定答复\n"
    "· /calls 没有送达、须改用电话的告知\n"
    "也可以直接提问政策。"
)
HELP_MANAGER = (
    "<b>管理者指令</b>\n"
    "· /board 重点项目看板\n"
    "· /broadcast 起草企业沙龙通知，另一位管理者审批后发送\n"
    "也可以使用专员的全部指令，或直接提问政策。"
)

PRIVACY = (
    "<b>隐私说明</b>\n"
    "· 我们保存：您的 Telegram 编号和昵称、绑定的项目、提问与答复。\n"
    "· 能看到您项目的：绑定同一项目的人、项目管家、本局审批人员和管理者。\n"
    "· 消息经 Telegram 传送，其服务器在境外；请勿发送身份证号、手机号等个人信息。\n"
    "· 转人工后，工作人员能看到您的昵称和提问；答复可能去掉个人信息后留作审定答复，供同样的问题使用。\n"
    "· 发送 /forget 可删除您的提问记录。"
)
FORGET_ASK = "将删除您的全部提问记录（不影响项目绑定）。确定吗？"
FORGET_YES = "确定删除"
FORGET_NO = "不删了"
FORGOTTEN = "已删除 {count} 条提问记录。"
KEPT = "好的，没有删除。"

BUTTON_STATUS = "查进度"
BUTTON_SALON = "企业沙龙"
BUTTON_HUMAN = "找专员"
BUTTON_EXAMPLE = "问个例子"
BUTTON_TODO = "我的待办"
BUTTON_CASES = "我负责的项目"
BUTTON_TODAY = "今日到期"
BUTTON_RECORD = "登记进展"
BUTTON_BOARD = "重点项目看板"
EXAMPLE_QUESTION = "施工许可证几天能批下来？"

FIRST_BUTTONS = [
    [(BUTTON_EXAMPLE, "example"), (BUTTON_STATUS, "status")],
    [(BUTTON_SALON, "salons"), (BUTTON_HUMAN, "human")],
]
STAFF_BUTTONS = [[(BUTTON_CASES, "cases"), (BUTTON_TODAY, "today")], [(BUTTON_RECORD, "r:new")]]
MANAGER_BUTTONS = [[(BUTTON_BOARD, "board"), (BUTTON_TODAY, "today")]]

DESCRIPTION = (
    "济南市市中区行政审批服务局的助手“帮办”：问工程建设审批政策，查项目进度，报名企业沙龙。"
    "答复附依据条款，仅供咨询参考。点“开始”即可使用。"
)
SHORT_DESCRIPTION = "市中区行政审批服务局助手：问政策、查进度、报名企业沙龙"
