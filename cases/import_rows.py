"""One row of an import file: its columns, and each cell checked."""

import enum
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TypeVar, cast

from cases.errors import BadColumns, BadInput, BadText
from cases.processes import InstalledItem, ItemCatalogue
from cases.rules.clock import MOST_DAYS
from cases.rules.dates import check_happened, parse_date
from cases.rules.identifiers import check_uscc, normalise_project_code
from cases.rules.kinds import NO_TERMS, PROCEDURES, FactKind, Terms, parse_kind
from cases.rules.states import CaseState

T = TypeVar("T")


class Column(enum.StrEnum):
    """The header of an import file."""

    CODE = "项目代码"
    NAME = "项目名称"
    ORGANIZATION = "建设单位"
    USCC = "统一社会信用代码"
    KIND = "项目类型"
    KEY_LEVEL = "重点级别"
    INDUSTRY = "行业"
    INVESTMENT = "总投资万元"
    STREET = "街道"
    STEWARD = "项目管家"
    ITEM = "事项"
    REF = "办件编号"
    STATE = "状态"
    DATE = "发生日期"
    NOTE = "备注"
    UNTIL = "截止日期"
    DAYS = "延长天数"
    MONTHS = "延期月数"
    APPROVER = "批准人"
    NOTICED_ON = "书面告知日期"
    PROCEDURE = "特别程序种类"


C = Column

Memory = dict[tuple[Column, str], tuple[object, str | None]]  # what a cell says, or why it cannot
REQUIRED = (C.CODE, C.NAME, C.ORGANIZATION, C.USCC, C.ITEM, C.REF, C.STATE, C.DATE)
LONGEST: Mapping[Column, int] = {
    C.NAME: 128,
    C.ORGANIZATION: 128,
    C.KIND: 32,
    C.KEY_LEVEL: 32,
    C.INDUSTRY: 64,
    C.STREET: 64,
    C.STEWARD: 64,
    C.REF: 64,
    C.NOTE: 2000,
    C.APPROVER: 64,
}
TERMS = (C.UNTIL, C.DAYS, C.MONTHS, C.NOTICED_ON, C.PROCEDURE)
MOST_INVESTMENT = Decimal("1e12")  # 万元; the column holds no more
INVESTMENT_PLACES = 4  # a single yuan


@dataclass(frozen=True)
class RawRow:
    """A row as read; *number* is what a spreadsheet shows beside it."""

    number: int
    cells: Mapping[Column, str]
    surplus: str = ""


@dataclass(frozen=True)
class Rejection:
    """Why a cell keeps a row, and by default the file, out."""

    row: int
    column: str
    reason: str

    def as_dict(self) -> dict[str, int | str]:
        return {"row": self.row, "column": self.column, "reason": self.reason}


@dataclass(frozen=True)
class ImportRow:
    """A row whose every cell can be used. *investment* is in 万元."""

    number: int
    code: str
    name: str
    organization: str
    uscc: str
    kind: str
    key_level: str
    industry: str
    investment: Decimal | None
    street: str
    steward: str
    item: InstalledItem
    ref: str
    state: CaseState | None  # None unless the fact is one of the fifteen states
    fact: FactKind
    effective_on: date
    note: str
    terms: Terms


def rows_of(table: Sequence[Sequence[str]]) -> tuple[RawRow, ...]:
    """
    Return the rows below the header of *table*; blank rows are left out but counted.

    Raises:
        BadColumns: The header misses a required column, or has one unknown or twice.
    """
    header = [name.strip() for name in table[0]]
    while header and not header[-1]:
        header.pop()
    columns = _columns(header)
    rows = []
    for number, cells in enumerate(table[1:], start=2):
        if not any(cells):
            continue
        named = dict(zip(columns, cells, strict=False))
        surplus = next((cell for cell in cells[len(columns) :] if cell), "")
        rows.append(RawRow(number, named, surplus))
    return tuple(rows)


def check_row(
    row: RawRow, items: ItemCatalogue, *, today: date, memory: Memory
) -> tuple[ImportRow | None, tuple[Rejection, ...]]:
    """
    Return the row if every cell of it can be used, or everything that is wrong with it.

    *memory* is empty before the first row of a file: most cells say what another said before.
    """
    cells = _Cells(row, memory)
    if row.surplus:
        cells.reject("", f"表头以外还有内容：{row.surplus[:20]}")
    code = cells.read(C.CODE, normalise_project_code)
    uscc = cells.read(C.USCC, check_uscc)
    item = cells.read(C.ITEM, items.find)
    said = cells.read(C.STATE, parse_kind)
    effective_on = cells.read(C.DATE, lambda text: check_happened(parse_date(text), today=today))
    investment = cells.read(C.INVESTMENT, _investment)
    texts = {column: cells.read(column, _text_of(column)) or "" for column in LONGEST}
    terms = cells.terms(texts[C.APPROVER])
    if (
        cells.rejections
        or code is None
        or uscc is None
        or item is None
        or said is None
        or effective_on is None
    ):
        return None, tuple(cells.rejections)
    return (
        ImportRow(
            number=row.number,
            code=code,
            name=texts[C.NAME],
            organization=texts[C.ORGANIZATION],
            uscc=uscc,
            kind=texts[C.KIND],
            key_level=texts[C.KEY_LEVEL],
            industry=texts[C.INDUSTRY],
            investment=investment,
            street=texts[C.STREET],
            steward=texts[C.STEWARD],
            item=item,
            ref=texts[C.REF],
            state=said[1],
            fact=said[0],
            effective_on=effective_on,
            note=texts[C.NOTE],
            terms=terms,
        ),
        (),
    )


class _Cells:
    """The cells of one row, and what turned out to be wrong with them."""

    def __init__(self, row: RawRow, memory: Memory) -> None:
        self.row = row
        self.memory = memory
        self.rejections: list[Rejection] = []

    def read(self, column: Column, parse: Callable[[str], T]) -> T | None:
        text = self.row.cells.get(column, "").strip()
        if not text:
            if column in REQUIRED:
                self.reject(column, "不能为空")
            return None
        if (column, text) not in self.memory:
            self._parse(column, text, parse)
        value, problem = self.memory[column, text]
        if problem is not None:
            self.reject(column, problem)
        return cast("T | None", value)

    def terms(self, approver: str) -> Terms:
        """Return what the fact says beyond its kind and day; most facts say nothing."""
        if not approver and not any(map(self.row.cells.get, TERMS)):
            return NO_TERMS
        return Terms(
            until=self.read(C.UNTIL, parse_date),
            days=self.read(C.DAYS, _count),
            months=self.read(C.MONTHS, _count),
            approver=approver,
            noticed_on=self.read(C.NOTICED_ON, parse_date),
            procedure=self.read(C.PROCEDURE, _procedure) or "",
        )

    def _parse(self, column: Column, text: str, parse: Callable[[str], T]) -> None:
        try:
            self.memory[column, text] = parse(text), None
        except BadInput as error:
            self.memory[column, text] = None, str(error)

    def reject(self, column: str, reason: str) -> None:
        self.rejections.append(Rejection(self.row.number, str(column), reason))


def _columns(header: Sequence[str]) -> list[Column]:
    known = {column.value for column in Column}
    unknown = [name or "（空）" for name in header if name not in known]
    repeated = [column for column in Column if header.count(column) > 1]
    missing = [column for column in REQUIRED if column not in header]
    if unknown or repeated or missing:
        raise BadColumns(missing=missing, unknown=unknown, repeated=repeated)
    return [Column(name) for name in header]


def _text_of(column: Column) -> Callable[[str], str]:
    def read(text: str) -> str:
        most = LONGEST[column]
        if len(text) > most:
            raise BadText(column, f"最多 {most} 个字，实为 {len(text)} 个")
        if any(ord(c) < ord(" ") and c not in "\n\r\t" for c in text):
            raise BadText(column, "含有控制字符")
        return text

    return read


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MOST_DAYS):
        raise BadText("数量", f"应为 1 到 {MOST_DAYS} 的整数，实为 {text[:20]}")
    return int(text)


def _procedure(text: str) -> str:
    if text not in PROCEDURES:
        raise BadText(C.PROCEDURE, f"应为 {'、'.join(PROCEDURES)} 之一")
    return text


def _investment(text: str) -> Decimal:
    try:
        amount = Decimal(text.replace(",", "").replace("，", ""))
    except InvalidOperation:
        raise BadText(C.INVESTMENT, f"应为数字（万元），实为 {text[:20]}") from None
    if not amount.is_finite() or not 0 <= amount < MOST_INVESTMENT:
        raise BadText(C.INVESTMENT, "应为不小于 0 的数字（万元）")
    if amount != round(amount, INVESTMENT_PLACES):
        raise BadText(C.INVESTMENT, "最多四位小数（万元）")
    return amount
