"""What a fact can say besides one of the fifteen states, and the terms that it may carry."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cases.errors import BadState
from cases.rules.states import CaseState, parse_state


class FactKind(enum.StrEnum):
    """What a fact is about. Only ``STATE`` moves the official state of a case."""

    STATE = "状态"
    DEEMED = "视为受理"  # by silence; put on record by the system: 行政许可法 第三十二条第（四）项
    EXTENDED = "延长期限"  # 行政许可法 第四十二条
    STOP_NOTICE = "特别程序告知"  # in writing, with the time needed: 行政许可法 第四十五条
    DELIVERED = "送达"  # 行政许可法 第四十四条
    MADE_GOOD = "容缺补齐"
    COMMITTED = "告知承诺"
    CHECKED = "承诺核查"
    TARGET = "内部时限"
    WORKS_BEGUN = "开工"
    START_POSTPONED = "开工延期"  # 建筑法 第九条
    WORKS_SUSPENDED = "中止施工"  # 建筑法 第十条
    WORKS_RESUMED = "恢复施工"
    WORKS_ACCEPTED = "竣工验收合格"
    REPORTED = "企业报送"  # the enterprise has reported, filed or handed in what it had to
    RENEWED = "有效期延续"  # 行政许可法 第五十条
    VOID = "作废"  # the fact that it corrects was wrong and nothing takes its place


K = FactKind

BY_SYSTEM = frozenset({K.DEEMED})
PLAIN = frozenset(  # say everything by their name and day
    {
        K.STOP_NOTICE,
        K.DELIVERED,
        K.MADE_GOOD,
        K.CHECKED,
        K.WORKS_BEGUN,
        K.WORKS_SUSPENDED,
        K.WORKS_RESUMED,
        K.WORKS_ACCEPTED,
        K.REPORTED,
    }
)
RECORDABLE = tuple(kind for kind in FactKind if kind not in {K.STATE, K.VOID, *BY_SYSTEM})
PROCEDURES = ("听证", "招标", "拍卖", "检验", "检测", "检疫", "鉴定", "专家评审")


@dataclass(frozen=True)
class Terms:
    """
    What a fact says beyond its kind and day.

    Attributes:
        until: Last day set by a written notice, a commitment or a renewal.
        days: Length of an extension, in the unit of the limit.
        months: Length of a postponement of the works.
        approver: Who approved an extension.
        noticed_on: Day on which the applicant was told in writing.
        procedure: Which of 行政许可法 第四十五条: 听证, 检测, 专家评审…
    """

    until: date | None = None
    days: int | None = None
    months: int | None = None
    approver: str = ""
    noticed_on: date | None = None
    procedure: str = ""

    def as_payload(self) -> dict[str, Any]:
        """Return what is said, as JSON; a plain fact says nothing."""
        said = {
            "until": self.until and self.until.isoformat(),
            "days": self.days,
            "months": self.months,
            "approver": self.approver,
            "noticed_on": self.noticed_on and self.noticed_on.isoformat(),
            "procedure": self.procedure,
        }
        return {name: value for name, value in said.items() if value not in {None, ""}}

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> "Terms":
        if not payload:
            return NO_TERMS
        return cls(
            until=_day(payload.get("until")),
            days=payload.get("days"),
            months=payload.get("months"),
            approver=payload.get("approver", ""),
            noticed_on=_day(payload.get("noticed_on")),
            procedure=payload.get("procedure", ""),
        )


NO_TERMS = Terms()


def parse_kind(text: str) -> tuple[FactKind, CaseState | None]:
    """
    Return the kind of fact that *text* names, and the state if it is one of the fifteen.

    >>> parse_kind("已受理")
    (<FactKind.STATE: '状态'>, <CaseState.ACCEPTED: '已受理'>)
    >>> parse_kind("送达")
    (<FactKind.DELIVERED: '送达'>, None)

    Raises:
        BadState: Neither one of the fifteen states nor another fact that people may record.
    """
    plain = "".join(text.split())
    if plain in RECORDABLE:
        return FactKind(plain), None
    try:
        return K.STATE, parse_state(text)
    except BadState as error:
        raise BadState(text, (*CaseState, *RECORDABLE)) from error


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
