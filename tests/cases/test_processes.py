"""Installing what is known of the items."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from cases.database import Sessions
from cases.errors import UnknownItem
from cases.processes import catalogue, install
from cases.tables.processes import ProcessTemplateRow
from tests.cases.record_builders import FILING, NOON, PERMIT, TEMPLATES


async def versions(sessions: Sessions) -> int:
    async with sessions() as session:
        return await session.scalar(select(func.count()).select_from(ProcessTemplateRow)) or 0


async def test_what_has_not_changed_adds_no_version(sessions: Sessions):
    async with sessions.begin() as session:
        assert await install(session, TEMPLATES, at=NOON) == 3
    async with sessions.begin() as session:
        assert await install(session, TEMPLATES, at=NOON) == 0

    assert await versions(sessions) == 3


async def test_a_change_adds_a_version_and_the_newest_is_found(sessions: Sessions):
    async with sessions.begin() as session:
        await install(session, TEMPLATES, at=NOON)
        changed = replace(PERMIT, promised_days=3)
        assert await install(session, [changed], at=NOON) == 1

        found = (await catalogue(session)).find("施工许可证")

    assert (found.version, found.template) == (2, changed)


@pytest.mark.parametrize(
    "text", ["construction-permit", "建筑工程施工许可证核发", " 施工许可证 ", "施 工 许 可"]
)
async def test_an_item_is_found_by_slug_name_or_alias(sessions: Sessions, text: str):
    async with sessions.begin() as session:
        await install(session, TEMPLATES, at=NOON)

        assert (await catalogue(session)).find(text).template == PERMIT


async def test_a_name_wins_over_somebody_elses_alias(sessions: Sessions):
    async with sessions.begin() as session:
        await install(session, [replace(PERMIT, aliases=(FILING.name,)), FILING], at=NOON)

        assert (await catalogue(session)).find(FILING.name).template == FILING


async def test_with_nothing_installed_nothing_is_found(sessions: Sessions):
    async with sessions() as session:
        with pytest.raises(UnknownItem, match="办事指南"):
            (await catalogue(session)).find("施工许可证")
