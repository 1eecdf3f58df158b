"""What ``bangban doctor`` looks at, one by one. Looking changes nothing."""

import asyncio
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from bot.clock import SystemClock
from bot.errors import BadSettings, NotReady
from bot.knowledge_base import embeddings, knowledge_directory
from bot.records import database_trouble
from bot.settings import Settings, read_settings
from bot.texts import doctor as texts
from cases import database
from cases.holidays import work_calendar
from knowledge.errors import KnowledgeError
from knowledge.index import KnowledgeIndex
from retrieval.contradictions import contradictions_in


@dataclass(frozen=True)
class Finding:
    """One thing looked at; *todo* is what a person should do, if anything."""

    name: str
    ok: bool
    detail: str
    todo: str = ""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def examine() -> list[Finding]:
    """Return what was found, in the order in which a new installation is set up."""
    try:
        settings = read_settings()
    except BadSettings as error:
        return [Finding(texts.SETTINGS, ok=False, detail=str(error), todo=texts.MEND_SETTINGS)]
    checks: list[Callable[[Settings], Finding]] = [
        _settings,
        _data_directory,
        _database,
        _index,
        _calendar,
        _telegram,
    ]
    return [check(settings) for check in checks]


def _settings(settings: Settings) -> Finding:
    for address, model in (
        ("llm_base_url", "llm_model"),
        ("embedding_base_url", "embedding_model"),
    ):
        if getattr(settings, address) and not getattr(settings, model):
            said = {"set": f"BANGBAN_{address.upper()}", "unset": f"BANGBAN_{model.upper()}"}
            return Finding(
                texts.SETTINGS,
                ok=False,
                detail=texts.HALF_SET.format(**said),
                todo=texts.SET_BOTH.format(**said),
            )
    wording = settings.llm_model or texts.NO_MODEL
    return Finding(texts.SETTINGS, ok=True, detail=texts.SETTINGS_READ.format(model=wording))


def _data_directory(settings: Settings) -> Finding:
    directory = settings.data_dir.resolve()
    nearest = next(path for path in (directory, *directory.parents) if path.exists())
    if not nearest.is_dir():
        detail = texts.IN_THE_WAY.format(path=nearest)
        return Finding(texts.DIRECTORY, ok=False, detail=detail, todo=texts.OTHER_DIRECTORY)
    if not os.access(nearest, os.W_OK | os.X_OK):
        detail = texts.NOT_WRITABLE.format(path=nearest)
        return Finding(texts.DIRECTORY, ok=False, detail=detail, todo=texts.OTHER_DIRECTORY)
    made = texts.WRITABLE if directory.is_dir() else texts.WILL_BE_MADE
    return Finding(texts.DIRECTORY, ok=True, detail=made.format(path=directory))


def _database(settings: Settings) -> Finding:
    where = database.shown(settings.database)
    file = database.file_of(settings.database)
    if file is not None and not file.exists():
        detail = texts.NO_DATABASE.format(database=where)
        return Finding(texts.DATABASE, ok=False, detail=detail, todo=texts.UPGRADE)
    try:
        schema = database.look(settings.database)
    except (database.DatabaseTrouble, OSError) as error:
        detail, _, todo = database_trouble(settings, error).partition("：")
        return Finding(texts.DATABASE, ok=False, detail=detail, todo=todo)
    if schema.current != schema.newest:
        said = {"database": where, "current": schema.current or "-", "newest": schema.newest or "-"}
        detail = texts.OLD_SCHEMA.format(**said)
        return Finding(texts.DATABASE, ok=False, detail=detail, todo=texts.UPGRADE)
    return Finding(texts.DATABASE, ok=True, detail=texts.DATABASE_FINE.format(database=where))


def _index(settings: Settings) -> Finding:
    directory = knowledge_directory(settings)
    try:
        with KnowledgeIndex.open(directory, embeddings(settings)) as index:
            documents = index.documents()
            day = SystemClock(settings.zone).today()
            found = len(index.search(texts.PROBE, on=day, limit=1))
            apart = len(contradictions_in(index, day))
    except KnowledgeError as error:
        return Finding(texts.INDEX, ok=False, detail=str(error), todo=texts.SYNC)
    except OSError as error:
        detail = texts.NO_ACCESS.format(path=directory, reason=error.strerror)
        return Finding(texts.INDEX, ok=False, detail=detail, todo=texts.OTHER_DIRECTORY)
    if not documents or not found:
        return Finding(texts.INDEX, ok=False, detail=texts.EMPTY_INDEX, todo=texts.SYNC)
    if apart:
        detail = texts.INDEX_DISAGREES.format(count=len(documents), disagreeing=apart)
        return Finding(texts.INDEX, ok=True, detail=detail, todo=texts.SEE_SYNC)
    return Finding(texts.INDEX, ok=True, detail=texts.INDEX_FINE.format(count=len(documents)))


def _calendar(settings: Settings) -> Finding:
    year = SystemClock(settings.zone).today().year
    announced = work_calendar().announced
    detail = texts.YEARS.format(first=min(announced), last=max(announced))
    if year not in announced:
        missing = texts.YEAR_MISSING.format(year=year)
        return Finding(texts.CALENDAR, ok=False, detail=f"{detail}，{missing}", todo=texts.RENEW)
    if year + 1 not in announced:
        coming = texts.NEXT_YEAR_MISSING.format(year=year + 1)
        return Finding(texts.CALENDAR, ok=True, detail=f"{detail}，{coming}", todo=texts.RENEW)
    return Finding(texts.CALENDAR, ok=True, detail=detail)


def _telegram(settings: Settings) -> Finding:
    if not settings.telegram_token.get_secret_value():
        return Finding(
            texts.TELEGRAM, ok=True, detail=texts.TELEGRAM_UNSET, todo=texts.SET_TELEGRAM
        )
    from bot.telegram_identity import username

    try:
        name = asyncio.run(username(settings))
    except NotReady as error:
        detail, _, todo = str(error).rpartition("：")
        return Finding(texts.TELEGRAM, ok=False, detail=detail, todo=todo)
    return Finding(texts.TELEGRAM, ok=True, detail=texts.BOT.format(name=name))
