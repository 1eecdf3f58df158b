"""Who belongs to a project: the list, inviting and removing."""

HEAD = "<b>能看到“{project}”的人</b>"
PARTY = "· {name}（{role}）{you}"
YOU = "，您本人"
STEWARD = "· {name}（项目管家）"
STAFF = "· 本局审批人员和管理者"
NOBODY = "· 企业方还没有人绑定"
NOT_SHOWN = "设计单位看不到其他成员名单。要退出本项目，请点下面的按钮。"

BUTTON_LEAVE = "退出本项目"
BUTTON_REMOVE = "移除 {name}（{role}）"
BUTTON_INVITE = "邀请{role}"
BUTTON_MEMBERS = "绑定人员"

ASK_LEAVE = "退出后，您将看不到“{project}”，也不再收到它的通知；要再绑定须有新的邀请。确定退出吗？"
ASK_REMOVE = "移除后，{name}（{role}）将立即看不到“{project}”，也不再收到它的通知。确定移除吗？"
YES = "确定"
NO = "取消"
LEFT = "已退出“{project}”。"
REMOVED = "已移除，对方已看不到“{project}”。"
KEPT = "好的，没有变动。"

INVITE_FOR = (
    "【绑定邀请】{project}（{role}）\n{link}\n"
    "请打开链接，按提示发送建设单位的统一社会信用代码。{expires}前有效，只能用一次。"
)
INVITE_READY = "邀请已生成。请把上面这条消息转发给对方，不要自己打开链接。您失去邀请权限时，未使用的邀请随之失效。"
