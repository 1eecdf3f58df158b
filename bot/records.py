"""Opening the system of record: its database, its calendar, and the items it knows."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from bot.clock import Clock
from bot.errors import NotReady
from bot.settings import Settings
from cases import database, processes
from cases.calendars import current_calendar
from cases.rules.calendar import WorkCalendar
from cases.rules.clock import Unit
from cases.rules.stages import Stage
from cases.rules.templates import ProcessTemplate, Term
from knowledge.guide_fields import LimitKind
from knowledge.guides import Guide


@dataclass(frozen=True)
class Records:
    """An open database: what everything that touches cases needs."""

    sessions: database.Sessions
    calendar: WorkCalendar


@asynccontextmanager
async def open_records(settings: Settings) -> AsyncIterator[Records]:
    """
    Open the database, migrated to the newest schema on one machine.

    Raises:
        NotReady: It cannot be reached, is locked, or its directory cannot be written; or it fails
            later, while it is open.
    """
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        await asyncio.to_thread(database.upgrade, settings.database)
    except (database.DatabaseTrouble, OSError) as error:
        raise NotReady(database_trouble(settings, error)) from error
    engine = database.create_engine(settings.database)
    try:
        sessions = database.create_sessions(engine)
        async with sessions.begin() as session:
            calendar = await current_calendar(session)
        yield Records(sessions, calendar)
    except database.DatabaseTrouble as error:
        raise NotReady(database_trouble(settings, error)) from error
    finally:
        await engine.dispose()


def database_trouble(settings: Settings, error: Exception) -> str:
    """Return one line: which database, what is wrong, what to do. Never with its password."""
    where = database.shown(settings.database)
    words = str(getattr(error, "orig", error)).lower()
    if "locked" in words:
        return f"数据库 {where} 被另一个进程占用：请停止其他写入它的程序后重试"
    if "unable to open" in words or "readonly" in words or isinstance(error, OSError):
        return f"数据库 {where} 打不开：请检查数据目录是否存在、可写（BANGBAN_DATA_DIR）"
    if "not a database" in words or "malformed" in words:
        return f"数据库 {where} 已损坏或不是数据库文件：请从备份恢复，或改用另一个数据目录"
    if "already exists" in words:
        return f"数据库 {where} 里已有别的表：请改用一个空的数据库（BANGBAN_DATABASE_URL）"
    if "connect" in words or "password" in words or "resolve" in words:
        return f"数据库 {where} 连接失败：请检查 BANGBAN_DATABASE_URL 与数据库服务"
    return f"数据库 {where} 操作失败（{type(error).__name__}）：请运行 bangban doctor 检查"


async def install_processes(records: Records, guides: Iterable[Guide], clock: Clock) -> None:
    """Hand the item guides' limits to casework: an answer and a clock then count the same days."""
    async with records.sessions.begin() as session:
        await processes.install(session, templates_of(guides), at=clock.now())


def templates_of(guides: Iterable[Guide]) -> list[ProcessTemplate]:
    """Return what casework counts by, for the guides of approval items."""
    return [template_of(guide) for guide in guides if guide.category == "item" and guide.stage]


def template_of(guide: Guide) -> ProcessTemplate:
    """Return what casework counts by for the item of *guide*; its stage is one of the five."""
    limit, promised = guide.decision_limit, guide.promised
    plain = ProcessTemplate(
        item=guide.slug,
        name=guide.name,
        stage=Stage(guide.stage or Stage.PARALLEL),
        decision_days=limit.days or limit.count if limit else None,
        decision_unit=Unit(limit.unit.value) if limit else Unit.WORKING,
        basis=(limit.basis or "") if limit else "",
        promised_days=promised.days if promised else None,
        duties=tuple(_duties(guide)),
        validity=_validity(guide),
        aliases=guide.aliases,
    )
    if limit is None or limit.extendable is None:
        return plain
    return replace(plain, extension_days=limit.extendable, extension_basis=limit.basis or "")


def _duties(guide: Guide) -> Iterator[Term]:
    """Yield what the enterprise itself must do in time; a duty without a length is no date."""
    for limit in guide.limits:
        length = limit.days or limit.count
        if limit.kind is LimitKind.DUTY and length is not None:
            yield Term(length, Unit(limit.unit.value), limit.start or "", limit.basis or "")


def _validity(guide: Guide) -> Term | None:
    good_for = guide.validity
    if good_for is None or good_for.count is None or good_for.unit is None:
        return None
    return Term(good_for.count, Unit(good_for.unit.value), basis=good_for.basis or "")
