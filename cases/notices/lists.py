"""
A list of enterprises and cases, row by row: what each row means, and whom it reaches.

A list is taken whole or not at all: with a single row that nothing on record answers to, it is none.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.audience import BELONGS
from cases.errors import BadUscc
from cases.notices.errors import BadNotice
from cases.notices.preflight import WHY_BY_STATUS, WhyNot
from cases.preferences import Category, turned_off
from cases.rules.access import Role
from cases.rules.identifiers import USCC_LENGTH, check_uscc
from cases.tables.membership import Binding
from cases.tables.people import Chat, ChatStatus, Person
from cases.tables.projects import Case, Organization, Project
from cases.tabular import Cells, cells_of

USCC, REF = "统一社会信用代码", "办件编号"
COLUMNS = (REF, USCC)  # where a row has both, the case is what is meant
MOST_LISTED = 2_000
LARGEST = 1024 * 1024  # bytes; ten times what so many codes take
NOT_ON_RECORD = "没有登记的统一社会信用代码或办件编号"


@dataclass(frozen=True)
class ListedRow:
    """One row of which something is to be said; *line* counts from 1, the header included."""

    line: int
    value: str
    why: str


@dataclass(frozen=True)
class EnterpriseList:
    """
    What a list amounts to.

    Attributes:
        listed: The credit codes and case numbers, each once, in the order of the file.
        rows: How many rows name something.
        unknown: Rows that nothing on record answers to; with any, the list is not to be used.
        repeated: Rows that say again what an earlier one said.
        unreached: Rows whose enterprise or case reaches nobody at this moment, with the reason.
    """

    listed: tuple[str, ...]
    rows: int
    unknown: tuple[ListedRow, ...]
    repeated: tuple[ListedRow, ...]
    unreached: tuple[ListedRow, ...]


def rows_of(content: bytes, *, name: str) -> tuple[Cells, ...]:
    """
    Return the rows of a list that came as the file *name*.

    Raises:
        BadNotice: More than 1 MB: whoever waits meanwhile would wait too long.
        UnreadableTable: No table.
    """
    if len(content) > LARGEST:
        raise BadNotice("名单", "应为 1 MB 以内的 CSV 或 XLSX")
    return cells_of(content, name=name)


async def read_list(session: AsyncSession, rows: Sequence[Cells]) -> EnterpriseList:
    """
    Return what the *rows* of a table mean: a column named 统一社会信用代码 or 办件编号, or the first cell.

    Raises:
        BadNotice: No row, or more than 2,000.
    """
    named = list(_named(rows))
    if not 0 < len(named) <= MOST_LISTED:
        raise BadNotice("名单", f"应有 1 到 {MOST_LISTED} 行，现有 {len(named)} 行")
    values = {value for _, value in named}
    reached = await _reached(session, Case.ref, values)
    reached |= await _reached(
        session, Organization.uscc, {code for v in values if (code := _uscc(v))}
    )
    lines: dict[str, int] = {}
    unknown, repeated, unreached = [], [], []
    for line, value in named:
        meant = value if value in reached else _uscc(value)
        if meant is None or meant not in reached:
            unknown.append(ListedRow(line, value, _why_unknown(value)))
        elif meant in lines:
            repeated.append(ListedRow(line, value, f"与第 {lines[meant]} 行重复"))
        else:
            lines[meant] = line
            if (why := reached[meant]) is not None:
                unreached.append(ListedRow(line, value, why.value))
    return EnterpriseList(
        tuple(lines), len(named), tuple(unknown), tuple(repeated), tuple(unreached)
    )


def _named(rows: Sequence[Cells]) -> Iterator[tuple[int, str]]:
    """Yield line and value of every row that has one."""
    header = rows[0] if rows else ()
    places = [header.index(column) for column in COLUMNS if column in header]
    for line, row in enumerate(rows, start=1):
        if places and line == 1:
            continue
        cells = [row[place] for place in places if place < len(row)] if places else row
        value = next((cell for cell in cells if cell), "")
        if value:
            yield line, value


def _uscc(value: str) -> str | None:
    try:
        return check_uscc(value)
    except BadUscc:
        return None


def _why_unknown(value: str) -> str:
    """Return what is wrong with a row; a code that is one but for a slip is told from any other word."""
    try:
        check_uscc(value)
    except BadUscc as error:
        if len(value) == USCC_LENGTH and value.isalnum():
            return f"信用代码有误：{error.reason}"
        return NOT_ON_RECORD
    return "没有登记这家企业"


async def _reached(session: AsyncSession, key: Any, values: set[str]) -> dict[str, WhyNot | None]:
    """Return, for each of *values* on record, why it reaches nobody; None when it reaches somebody."""
    known = (await session.scalars(select(key).where(key.in_(values)))).all()
    found: defaultdict[str, set[WhyNot | None]] = defaultdict(set)
    for value, status, off in await session.execute(_chats_behind(key, values)):
        active = status is ChatStatus.ACTIVE
        found[value].add((WhyNot.OFF if off else None) if active else WHY_BY_STATUS[status])
    return {value: _best_of(found[value]) for value in known}


def _best_of(whys: set[WhyNot | None]) -> WhyNot | None:
    if None in whys:
        return None
    return next(
        (why for why in (WhyNot.OFF, WhyNot.BLOCKED, WhyNot.MOVED) if why in whys), WhyNot.UNBOUND
    )


def _chats_behind(key: Any, values: set[str]) -> Select[Any]:
    off = Person.id.in_(turned_off(Category.NOTICE))
    return (
        select(key, Chat.status, off)
        .select_from(Project)
        .join(Organization, Organization.id == Project.organization_id)
        .outerjoin(Case, Case.project_id == Project.id)
        .join(Binding, BELONGS)
        .join(Person, Person.id == Binding.person_id)
        .join(Chat, Chat.person_id == Person.id)
        .where(
            key.in_(values),
            Binding.ended_at.is_(None),
            Person.active,
            Person.role == Role.ENTERPRISE,
        )
        .distinct()
    )
