"""
What can go wrong with a notice.

BadInput   BadNotice
NotFound   NoticeNotFound
Refused    NoticeStateForbids · NobodyInAudience · SamePerson · NotWhatWasSubmitted · HeldForLong
           RecalledAlready · NoticeLapsed
"""

from uuid import UUID

from cases.errors import BadInput, NotFound, Refused
from cases.tables.notices import NoticeState

STATE_NAMES = {
    NoticeState.DRAFT: "草稿",
    NoticeState.SUBMITTED: "待审批",
    NoticeState.SENDING: "发送中",
    NoticeState.PAUSED: "已暂停",
    NoticeState.STOPPED: "已停发",
    NoticeState.DONE: "已发完",
    NoticeState.RETURNED: "已退回",
    NoticeState.REJECTED: "已否决",
    NoticeState.CANCELLED: "已撤销",
}
LAPSED_NAME = "已到截止时间"  # done, but some of it came too late to be sent


class BadNotice(BadInput):
    """A notice that could not be sent as written."""

    def __init__(self, field: str, reason: str) -> None:
        self.field = field
        self.reason = reason
        super().__init__(f"{field}不正确：{reason}")


class NoticeNotFound(NotFound):
    def __init__(self, which: object) -> None:
        self.which = which
        super().__init__(f"没有这份通知：{which}，请核对编号")


class NoticeStateForbids(Refused):
    """It is not, or no longer, at the point where this could be done."""

    def __init__(self, notice_id: UUID, state: NoticeState) -> None:
        self.notice_id = notice_id
        self.state = state
        super().__init__(f"通知当前为“{STATE_NAMES[state]}”，不能进行这项操作，请刷新后再看")


class NobodyInAudience(Refused):
    def __init__(self, notice_id: UUID) -> None:
        self.notice_id = notice_id
        super().__init__("所选范围内没有可以送达的企业，请调整发送范围")


class SamePerson(Refused):
    """The second person has to be another one than those who wrote or submitted it."""

    def __init__(self, notice_id: UUID, person_id: UUID) -> None:
        self.notice_id = notice_id
        self.person_id = person_id
        super().__init__("起草、修改或提交人不能审批同一份通知，请另一位管理者审批")


class NotWhatWasSubmitted(Refused):
    """What the approver saw, or what is stored, is not what was submitted."""

    def __init__(self, notice_id: UUID) -> None:
        self.notice_id = notice_id
        super().__init__("通知内容或发送对象已变化，请重新打开最新版本后再审批")


class NoticeLapsed(Refused):
    """Its time is over before anything of it could be sent."""

    def __init__(self, notice_id: UUID) -> None:
        self.notice_id = notice_id
        super().__init__("截止时间早于可以发送的时间，批准后一条也发不出；请退回，由起草人重新起草")


class HeldForLong(Refused):
    """What was true when it was stopped may not be any more: another person has to look."""

    def __init__(self, notice_id: UUID) -> None:
        self.notice_id = notice_id
        super().__init__("停发已超过 24 小时，须由停发人以外的另一位管理者恢复发送")


class RecalledAlready(Refused):
    """One recall is enough: a second would change nothing."""

    def __init__(self, notice_id: UUID) -> None:
        self.notice_id = notice_id
        super().__init__("这份通知已撤回，或撤回正在等待另一位管理者批准")
