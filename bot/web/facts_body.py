"""What ``POST /api/v1/facts`` takes: the shape and the words of a batch."""

import hashlib
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Annotated, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)

from bot.texts import web as texts
from bot.web.field_errors import mistake
from cases.batches import BatchedFact, NewProject
from cases.errors import BadInput
from cases.rules.clock import MOST_DAYS
from cases.rules.dates import parse_date
from cases.rules.identifiers import check_uscc, normalise_project_code
from cases.rules.kinds import (
    NO_TERMS,
    PROCEDURES,
    RECORDABLE,
    FactKind,
    Terms,
    parse_kind,
)
from cases.rules.states import CaseState

T = TypeVar("T")
MOST_FACTS = 100  # one transaction: on SQLite it keeps every other writer waiting
LONGEST_KEY = 80
MOST_POSTPONED = 120  # months; what the law bounds more tightly is kept and marked, not refused
BREAKS = "\n\r\t"


def _said(read: Callable[[str], T]) -> Callable[[object], T]:
    """Let *read* take a text and say in its own words what is wrong with it."""

    def read_or_say(value: object) -> T:
        if not isinstance(value, str):
            raise mistake(texts.FIELD_REASONS["string_type"])
        try:
            return read(value)
        except BadInput as error:
            raise mistake(str(error)) from error

    return read_or_say


def _plain(value: str) -> str:
    if any(ord(c) < ord(" ") and c not in BREAKS for c in value):
        raise mistake(texts.CONTROL_CHARACTER)
    return value


def _fact_called(text: str) -> CaseState | FactKind:
    kind, state = parse_kind(text)
    return state or kind


def _procedure(value: str) -> str:
    if value not in {"", *PROCEDURES}:
        raise mistake(texts.BAD_PROCEDURE.format(known="、".join(PROCEDURES)))
    return value


def _text(most: int, *, least: int = 0) -> StringConstraints:
    return StringConstraints(strip_whitespace=True, min_length=least, max_length=most)


Plain = AfterValidator(_plain)
Name = Annotated[str, _text(128, least=1), Plain]
Short = Annotated[str, _text(32), Plain]
Medium = Annotated[str, _text(64), Plain]
Ref = Annotated[str, _text(64, least=1), Plain]
Note = Annotated[str, _text(2000), Plain]
Key = Annotated[str, _text(LONGEST_KEY, least=1), Plain]
Code = Annotated[str, BeforeValidator(_said(normalise_project_code))]
Uscc = Annotated[str, BeforeValidator(_said(check_uscc))]
Said = Annotated[
    CaseState | FactKind,
    BeforeValidator(_said(_fact_called)),
    WithJsonSchema({"type": "string", "enum": [*CaseState, *RECORDABLE]}),
]
Procedure = Annotated[str, AfterValidator(_procedure)]
Day = Annotated[date, BeforeValidator(_said(parse_date))]
Investment = Annotated[Decimal, Field(ge=0, max_digits=16, decimal_places=4)]


class Body(BaseModel):
    """A mistyped name is refused, not silently left out."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ProjectBody(Body):
    """项目尚未登记时用以登记；已登记的项目不因此改动，但统一社会信用代码须一致。"""

    name: Name = Field(description="项目名称")
    organization: Name = Field(description="建设单位")
    uscc: Uscc = Field(description="统一社会信用代码")
    kind: Short = Field("", description="项目类型")
    key_level: Short = Field("", description="重点级别")
    industry: Medium = Field("", description="行业")
    street: Medium = Field("", description="街道")
    investment: Investment | None = Field(None, description="总投资（万元）")
    steward: Medium = Field("", description="项目管家姓名")


class TermsBody(Body):
    """状态以外的事实所附的内容；用到哪一项，写哪一项。"""

    until: Day | None = Field(None, description="截止日期：补正、容缺、承诺或延续到哪一天")
    days: int | None = Field(
        None, ge=1, le=MOST_DAYS, description="延长期限的天数，单位同该事项的期限"
    )
    months: int | None = Field(None, ge=1, le=MOST_POSTPONED, description="开工延期的月数")
    approver: Medium = Field("", description="批准延长的负责人")
    noticed_on: Day | None = Field(None, description="书面告知申请人的日期")
    procedure: Procedure = Field("", description="特别程序的种类，如 检测")


class FactBody(Body):
    """一条记录：某办件于某日变为某状态，或发生了某事。"""

    ref: Ref = Field(description="办件编号")
    state: Said = Field(description="十五种状态之一，或 送达、延长期限、开工 等事实")
    effective_on: Day = Field(description="发生日期，如 2026-02-11")
    project_code: Code | None = Field(None, description="项目代码；新办件必填")
    item: Name | None = Field(None, description="事项名称；新办件必填")
    note: Note = Field("", description="备注")
    terms: TermsBody | None = Field(None, description="延长期限、特别程序告知等事实的内容")
    idempotency_key: Key | None = Field(None, description="这一条在贵系统中的唯一编号")
    project: ProjectBody | None = Field(None, description="新项目必填")

    @model_validator(mode="after")
    def _together(self) -> Self:
        if (self.project_code is None) is not (self.item is None):
            raise mistake(texts.TOGETHER, field="item" if self.item is None else "project_code")
        if self.project is not None and self.project_code is None:
            raise mistake(texts.PROJECT_ALONE, field="project_code")
        return self

    def as_fact(self) -> BatchedFact:
        """Return the value that the records understand."""
        said = self.model_dump(exclude={"project", "terms", "state"})
        state = self.state if isinstance(self.state, CaseState) else None
        kind = self.state if isinstance(self.state, FactKind) else FactKind.STATE
        project = NewProject(**self.project.model_dump()) if self.project else None
        terms = Terms(**self.terms.model_dump()) if self.terms else NO_TERMS
        return BatchedFact(**said, state=state, kind=kind, terms=terms, project=project)


class FactsBody(Body):
    """一批记录，要么全部写入，要么全不写入。"""

    facts: Annotated[tuple[FactBody, ...], Field(min_length=1, max_length=MOST_FACTS)]

    @property
    def sha256(self) -> str:
        """What tells one batch from another, whatever the spaces and order in its JSON."""
        # Terms that nobody gave are left out, so that a batch from before there were any stays the same.
        without = {"facts": {n: {"terms"} for n, fact in enumerate(self.facts) if not fact.terms}}
        return hashlib.sha256(self.model_dump_json(exclude=without).encode()).hexdigest()


class FactAnswer(BaseModel):
    """这一条的结果。appended 为 false 表示此前已记录。"""

    fact_id: str
    ref: str
    project_code: str
    item: str
    state: str
    before: str | None
    after: str | None
    appended: bool
    milestone: str | None
    conflict: bool


class FactsAnswer(BaseModel):
    """整批的结果，顺序与请求相同。conflicts 为与既有记录不衔接、已保留并标记的条数。"""

    facts: list[FactAnswer]
    appended: int
    unchanged: int
    conflicts: int
