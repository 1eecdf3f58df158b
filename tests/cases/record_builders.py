"""Builders for the tests of the records: every value has a default, a test states what it varies."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.actors import Actor, ActorKind
from cases.casework import RecordedFact, record_fact
from cases.database import Sessions
from cases.holidays import work_calendar
from cases.import_rows import Column, RawRow
from cases.membership import accept_invite, create_invite
from cases.people import register_chat
from cases.processes import install
from cases.projects import open_case, open_project
from cases.rules.clock import Unit
from cases.rules.stages import Stage
from cases.rules.states import CaseState
from cases.rules.templates import ProcessTemplate
from cases.tables.facts import FactSource
from cases.tables.outbox import Delivery, OutboxMessage

CALENDAR = work_calendar()
NOON = datetime(2026, 3, 20, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai, a Friday
TODAY = date(2026, 3, 20)

CODE = "2312-370103-04-01-123456"
OTHER_CODE = "2401-370103-04-01-654321"
USCC = "91370103MA0000001B"
OTHER_USCC = "91370103MA3TE5T015"
REF = "SZ-2026-0001"

OFFICER = Actor(ActorKind.PERSON, "officer-1", "李审批")

PERMIT = ProcessTemplate(
    item="construction-permit",
    name="建筑工程施工许可证核发",
    stage=Stage.CONSTRUCTION,
    decision_days=7,
    basis="《中华人民共和国建筑法》第八条",
    aliases=("施工许可证", "施工许可"),
)
FIRE_REVIEW = ProcessTemplate(
    item="fire-design-review",
    name="特殊建设工程消防设计审查",
    stage=Stage.CONSTRUCTION,
    decision_days=15,
    basis="《建设工程消防设计审查验收管理暂行规定》",
    aliases=("消防设计审查",),
)
FILING = ProcessTemplate(
    item="project-filing",
    name="企业投资项目备案",
    stage=Stage.LAND,
    decision_unit=Unit.IMMEDIATE,
    basis="《企业投资项目核准和备案管理条例》第十三条",
    aliases=("项目备案", "立项备案"),
)
TEMPLATES = (PERMIT, FIRE_REVIEW, FILING)


async def some_items(session: AsyncSession) -> None:
    await install(session, TEMPLATES, at=NOON)


async def a_project(session: AsyncSession, **changes: Any) -> UUID:
    values: dict[str, Any] = {
        "code": CODE,
        "name": "未来云谷项目",
        "organization": "济南示例建设有限公司",
        "uscc": USCC,
        "at": NOON,
    }
    return (await open_project(session, **(values | changes))).id


async def a_case(
    session: AsyncSession, *, ref: str = REF, item: str = "施工许可证", code: str = CODE
) -> UUID:
    return (await open_case(session, ref=ref, project_code=code, item=item, at=NOON)).id


async def a_running_project(sessions: Sessions, **changes: Any) -> None:
    """One project with one construction permit applied for, nothing recorded."""
    async with sessions.begin() as session:
        await some_items(session)
        await a_project(session, **changes)
        await a_case(session, code=changes.get("code", CODE))


async def record(
    session: AsyncSession, state: CaseState | None, on: date, **changes: Any
) -> RecordedFact:
    values: dict[str, Any] = {
        "ref": REF,
        "state": state,
        "effective_on": on,
        "actor": OFFICER,
        "source": FactSource.OFFICER,
        "at": NOON,
        "calendar": CALENDAR,
    }
    return await record_fact(session, **(values | changes))


async def a_bound_chat(session: AsyncSession, address: str = "1001", code: str = CODE) -> UUID:
    """The chat of somebody of the enterprise who has accepted an invite."""
    chat, _ = await register_chat(session, address=address, name="王敏", at=NOON)
    invite = await create_invite(session, code, USCC, at=NOON, created_by=OFFICER)
    await accept_invite(session, invite.payload, chat_id=chat.id, at=NOON)
    return chat.id


async def owed(session: AsyncSession) -> list[tuple[str, str, UUID]]:
    """Everything owed, as (kind, class, chat)."""
    rows = await session.execute(
        select(OutboxMessage.kind, OutboxMessage.message_class, Delivery.chat_id)
        .join(Delivery, Delivery.message_id == OutboxMessage.id)
        .order_by(OutboxMessage.created_at, OutboxMessage.kind)
    )
    return [(kind, class_.value, chat) for kind, class_, chat in rows]


async def payloads(session: AsyncSession, kind: str) -> list[dict[str, Any]]:
    rows = await session.scalars(select(OutboxMessage.payload).where(OutboxMessage.kind == kind))
    return list(rows)


def a_row(number: int = 2, **cells: str) -> RawRow:
    """A row of an import file; cells are given by the column's enum name, e.g. STATE=…"""
    values = {
        Column.CODE: CODE,
        Column.NAME: "未来云谷项目",
        Column.ORGANIZATION: "济南示例建设有限公司",
        Column.USCC: USCC,
        Column.KIND: "社会投资",
        Column.KEY_LEVEL: "市级",
        Column.INDUSTRY: "数字经济",
        Column.INVESTMENT: "120000",
        Column.STREET: "兴隆街道",
        Column.STEWARD: "",
        Column.ITEM: "建筑工程施工许可证核发",
        Column.REF: REF,
        Column.STATE: "已受理",
        Column.DATE: "2026-02-11",
        Column.NOTE: "",
    }
    return RawRow(number, values | {Column[name]: value for name, value in cells.items()})
