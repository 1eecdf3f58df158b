"""
What can go wrong with the records.

CasesError
├── BadInput             a value that a person or a file gave us is wrong
│   ├── BadProjectCode · BadUscc · BadState · BadDate · DateInFuture · DateTooEarly
│   ├── BadBudget · BadStop · BadText · UnknownItem · BadInviteTerm
│   ├── BadPlanFile · UnknownRoute · UnknownPlanItem
│   └── UnreadableTable · BadColumns · BadHolidayNotice
├── NotFound             ProjectNotFound · CaseNotFound · PersonNotFound ·
│                        FactNotFound · TokenNotFound · ApprovedAnswerNotFound · MemberNotFound ·
│                        CalendarVersionNotFound · CallNotFound
├── Refused              it contradicts what is on record
│   ├── StateCannotFollow · FactCannotStand · CaseOfAnotherProject · CaseOfAnotherItem · OtherOrganization
│   ├── KeyReused · NameTaken · AmbiguousPerson · ConcurrentChange
│   └── TooManyMembers · VersionAdopted
├── InviteRefused        InviteUnknown · InviteExpired · InviteUsed · TooManyGuesses
├── RouteBroken          the steps of a route wait for each other
├── BatchRefused         one fact of a batch cannot be recorded; carries why
└── SchemaUnknown        the database belongs to another version of this program

Every message is one line: what, where, what to do.
"""

from collections.abc import Sequence
from datetime import date, datetime


class CasesError(Exception):
    """The root: the records were not changed by the call that raised it."""


class BadInput(CasesError):
    """A value given by a person, a file or a program cannot be used."""


class BadProjectCode(BadInput):
    def __init__(self, value: str) -> None:
        self.value = value
        super().__init__(
            f"项目代码不正确：{shorten(value)}。应为 24 位，形如 2312-370103-04-01-123456，请核对后重试"
        )


class BadUscc(BadInput):
    def __init__(self, value: str, reason: str) -> None:
        self.value = value
        self.reason = reason
        super().__init__(f"统一社会信用代码不正确：{shorten(value)}（{reason}），请核对营业执照")


class BadState(BadInput):
    def __init__(self, value: str, known: Sequence[str]) -> None:
        self.value = value
        self.known = tuple(known)
        super().__init__(f"没有这个状态：{shorten(value)}。状态应为：{'、'.join(known)}")


class BadDate(BadInput):
    def __init__(self, value: str) -> None:
        self.value = value
        super().__init__(f"日期不正确：{shorten(value)}。请写成 2026-02-11 这样的形式")


class DateInFuture(BadInput):
    def __init__(self, on: date, today: date) -> None:
        self.on = on
        self.today = today
        super().__init__(f"日期在将来：{on}（今天是 {today}）。只能记录已经发生的事")


class DateTooEarly(BadInput):
    def __init__(self, on: date, earliest: date) -> None:
        self.on = on
        self.earliest = earliest
        super().__init__(f"日期过早：{on}（最早 {earliest}），请核对年份")


class BadBudget(BadInput):
    def __init__(self, days: int, most: int) -> None:
        self.days = days
        self.most = most
        super().__init__(f"天数不正确：{days}。应为 1 到 {most} 之间的整数，且到期日不超出历法范围")


class BadStop(BadInput):
    def __init__(self, start: date, end: date) -> None:
        self.start = start
        self.end = end
        super().__init__(f"停表区间不正确：{start} 至 {end}。结束日应晚于开始日")


class BadText(BadInput):
    def __init__(self, field: str, reason: str) -> None:
        self.field = field
        self.reason = reason
        super().__init__(f"{field}不正确：{reason}")


class UnknownItem(BadInput):
    def __init__(self, text: str, suggestions: Sequence[str] = ()) -> None:
        self.text = text
        self.suggestions = tuple(suggestions)
        hint = f"是否指：{'、'.join(suggestions)}" if suggestions else "请使用办事指南中的事项名称"
        super().__init__(f"没有这个事项：{shorten(text)}。{hint}")


class BadInviteTerm(BadInput):
    def __init__(self, days: float) -> None:
        self.days = days
        super().__init__(f"邀请有效期不正确：{days:g} 天。应大于 0 且不超过 90 天")


class BadPlanFile(BadInput):
    """The description of a project holds something that cannot be read."""

    def __init__(self, where: str, value: str, *, expected: str) -> None:
        self.where = where
        self.value = value
        super().__init__(
            f"项目描述中的“{shorten(where)}”不正确：{shorten(value)}。应为：{expected}"
        )


class UnknownRoute(BadInput):
    def __init__(self, text: str, known: Sequence[str]) -> None:
        self.text = text
        self.known = tuple(known)
        super().__init__(f"没有这条路线：{shorten(text)}。可选：{'、'.join(known)}")


class UnknownPlanItem(BadInput):
    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(f"项目描述里的事项没有收录：{shorten(text)}。请使用办事指南中的事项名称")


class UnreadableTable(BadInput):
    def __init__(self, path: str, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"无法读取 {path}：{reason}")


class BadColumns(BadInput):
    def __init__(
        self, *, missing: Sequence[str], unknown: Sequence[str], repeated: Sequence[str]
    ) -> None:
        self.missing = tuple(missing)
        self.unknown = tuple(unknown)
        self.repeated = tuple(repeated)
        said = (
            ("缺少列", missing),
            ("不认识的列", [shorten(name) for name in unknown]),
            ("重复的列", repeated),
        )
        problems = "；".join(f"{what}：{'、'.join(names)}" for what, names in said if names)
        super().__init__(f"表头不正确：{problems}。请按导入模板修改第 1 行")


class BadHolidayNotice(BadInput):
    def __init__(self, path: object, reason: str) -> None:
        self.path = str(path)
        self.reason = reason
        super().__init__(f"放假安排 {path} 不能用：{reason}")


class NotFound(CasesError):
    """Nothing on record under that name, as far as the asker may know."""


class ProjectNotFound(NotFound):
    """Also said to a stranger about a project that exists."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(f"没有可查看的项目：{shorten(code)}。请核对项目代码，或请项目管家发送邀请")


class CaseNotFound(NotFound):
    def __init__(self, ref: str) -> None:
        self.ref = ref
        super().__init__(f"没有这个办件：{shorten(ref)}。请核对办件编号")


class PersonNotFound(NotFound):
    def __init__(self, who: str) -> None:
        self.who = who
        super().__init__(f"没有这位工作人员：{shorten(who)}。请用 staff list 查看名单")


class FactNotFound(NotFound):
    def __init__(self, ref: str) -> None:
        self.ref = ref
        super().__init__(f"办件 {shorten(ref)} 中没有要更正的那条记录，或它已被更正")


class ApprovedAnswerNotFound(NotFound):
    def __init__(self, number: str) -> None:
        self.number = number
        super().__init__(
            f"没有找到唯一的审定答复：{shorten(number)}。请用 bangban questions answers 查看编号"
        )


class TokenNotFound(NotFound):
    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"没有这个 API 令牌：{shorten(name)}，请核对名称")


class MemberNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__("这个人已不在项目中，或您不能移除，请刷新名单后重试")


class CallNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__("没有这条待打的电话，可能已处理，请刷新名单后重试")


class CalendarVersionNotFound(NotFound):
    def __init__(self, name: str, known: Sequence[str]) -> None:
        self.name = name
        self.known = tuple(known)
        hint = f"已有：{'、'.join(known)}" if known else "请先用 calendar propose 提交一份"
        super().__init__(f"没有这个放假安排版本：{shorten(name)}。{hint}")


class Refused(CasesError):
    """Well-formed, but it contradicts what is on record."""


class StateCannotFollow(Refused):
    def __init__(self, ref: str, before: str | None, after: str, allowed: Sequence[str]) -> None:
        self.ref = ref
        self.before = before
        self.after = after
        self.allowed = tuple(allowed)
        now = f"当日状态是“{before}”" if before else "还没有记录"
        next_ = f"可记录：{'、'.join(allowed)}" if allowed else "此后不能再变更"
        super().__init__(f"办件 {ref} {now}，不能记为“{after}”。{next_}")


class FactCannotStand(Refused):
    def __init__(self, ref: str, kind: str, why: str) -> None:
        self.ref = ref
        self.kind = kind
        self.why = why
        super().__init__(f"办件 {ref} 不能登记“{kind}”：{why}")


class CaseOfAnotherProject(Refused):
    def __init__(self, ref: str) -> None:
        self.ref = ref
        super().__init__(f"办件编号 {ref} 已登记在另一个项目下，请核对项目代码和办件编号")


class CaseOfAnotherItem(Refused):
    def __init__(self, ref: str, item: str) -> None:
        self.ref = ref
        self.item = item
        super().__init__(f"办件 {ref} 登记的事项是“{item}”，请核对事项或办件编号")


class OtherOrganization(Refused):
    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(f"项目 {code} 登记的建设单位与该统一社会信用代码不一致，请核对")


class KeyReused(Refused):
    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(
            f"Idempotency-Key {shorten(key)} 已用于另一条不同的记录，请为新记录换一个键"
        )


class NameTaken(Refused):
    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"名称已被使用：{shorten(name)}，请换一个")


class AmbiguousPerson(Refused):
    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"有多位工作人员叫“{shorten(name)}”，请改用其聊天账号指明")


class ConcurrentChange(Refused):
    def __init__(self) -> None:
        super().__init__("另一项操作刚刚写入了同一项目或办件，本次未写入任何内容，请重试")


class TooManyMembers(Refused):
    def __init__(self, most: int) -> None:
        self.most = most
        super().__init__(f"本项目已绑定和已邀请的人共 {most} 个，不能再邀请，请联系项目管家")


class VersionAdopted(Refused):
    def __init__(self, in_use: str) -> None:
        self.in_use = in_use
        super().__init__(f"该年已采用放假安排 {in_use}，请提交并采用更新的版本")


class InviteRefused(CasesError):
    """
    An invite could not be used; the failed try is recorded in the session, so commit it.

    Every way of failing says the same: whoever guesses learns nothing from how it failed.
    """

    SAID = "邀请无效、已失效、已使用，或统一社会信用代码不符。请核对，或请项目管家重新发送邀请"


class InviteUnknown(InviteRefused):
    """No such invite, not the invited 统一社会信用代码, or its maker has lost the right to invite."""

    def __init__(self) -> None:
        super().__init__(self.SAID)


class InviteExpired(InviteRefused):
    def __init__(self) -> None:
        super().__init__(self.SAID)


class InviteUsed(InviteRefused):
    def __init__(self) -> None:
        super().__init__(self.SAID)


class TooManyGuesses(InviteRefused):
    def __init__(self, retry_at: datetime) -> None:
        self.retry_at = retry_at
        super().__init__("尝试次数过多，请一小时后再试，或联系项目管家")


class RouteBroken(CasesError):
    def __init__(self, steps: str) -> None:
        self.steps = steps
        super().__init__(f"路线的步骤互相等待：{shorten(steps)}。请检查路线文件的先后关系")


class BatchRefused(CasesError):
    """The fact at *index* (from 0) keeps the batch out; *error* says why, *field* where in it."""

    def __init__(self, index: int, field: str, error: CasesError) -> None:
        self.index = index
        self.field = field
        self.error = error
        super().__init__(f"第 {index + 1} 条的 {field} 有误：{error}")


class SchemaUnknown(CasesError):
    def __init__(self, database: str) -> None:
        self.database = database
        super().__init__(f"数据库 {database} 的结构不是本程序建立的版本，请升级本程序后重试")


def shorten(text: str, most: int = 40) -> str:
    """Return *text* on one line, fit to be repeated in a message."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return plain if len(plain) <= most else plain[: most - 1] + "…"
