"""The items that cases are about: installed from the guides, version by version."""

import difflib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.errors import UnknownItem
from cases.rules.templates import ProcessTemplate
from cases.tables.processes import ProcessTemplateRow

__all__ = ["InstalledItem", "ItemCatalogue", "ProcessTemplate", "catalogue", "install"]


@dataclass(frozen=True)
class InstalledItem:
    """The newest version of an item."""

    id: UUID
    version: int
    template: ProcessTemplate


class ItemCatalogue:
    """All items by slug, name and alias."""

    def __init__(self, items: Iterable[InstalledItem]) -> None:
        self.items = tuple(items)
        self._by_name: dict[str, InstalledItem] = {}
        for rank in (_aliases, _names):  # a name wins over somebody else's alias
            for item in self.items:
                self._by_name.update(dict.fromkeys(map(_plain, rank(item.template)), item))

    def find(self, text: str) -> InstalledItem:
        """
        Return the item that *text* names.

        Raises:
            UnknownItem: None; carries the nearest names.
        """
        if found := self._by_name.get(_plain(text)):
            return found
        near = difflib.get_close_matches(_plain(text), self._by_name, n=6, cutoff=0.5)
        names = dict.fromkeys(self._by_name[name].template.name for name in near)
        raise UnknownItem(text, tuple(names)[:3])


async def install(
    session: AsyncSession, templates: Iterable[ProcessTemplate], *, at: datetime
) -> int:
    """
    Make *templates* the newest versions of their items; return how many changed.

    An unchanged template adds nothing, and cases under way keep the version they began with.
    """
    newest = {row.item: row for row in await _newest(session)}
    changed = 0
    for template in templates:
        last = newest.get(template.item)
        if last is not None and last.sha256 == template.sha256:
            continue
        session.add(
            ProcessTemplateRow(
                item=template.item,
                version=last.version + 1 if last else 1,
                body=template.as_body(),
                sha256=template.sha256,
                installed_at=at,
            )
        )
        changed += 1
    await session.flush()
    return changed


async def catalogue(session: AsyncSession) -> ItemCatalogue:
    """Return the newest version of every item."""
    return ItemCatalogue(
        InstalledItem(row.id, row.version, ProcessTemplate.from_body(row.body))
        for row in await _newest(session)
    )


async def templates_by_id(
    session: AsyncSession, ids: Iterable[UUID]
) -> Mapping[UUID, ProcessTemplate]:
    """Return the versions that cases refer to."""
    wanted = set(ids)
    rows = await session.scalars(
        select(ProcessTemplateRow).where(ProcessTemplateRow.id.in_(wanted))
    )
    return {row.id: ProcessTemplate.from_body(row.body) for row in rows}


async def _newest(session: AsyncSession) -> tuple[ProcessTemplateRow, ...]:
    versions = (
        select(ProcessTemplateRow.item, func.max(ProcessTemplateRow.version).label("version"))
        .group_by(ProcessTemplateRow.item)
        .subquery()
    )
    rows = await session.scalars(
        select(ProcessTemplateRow)
        .join(
            versions,
            (ProcessTemplateRow.item == versions.c.item)
            & (ProcessTemplateRow.version == versions.c.version),
        )
        .order_by(ProcessTemplateRow.item)
    )
    return tuple(rows)


def _names(template: ProcessTemplate) -> tuple[str, ...]:
    return (template.item, template.name)


def _aliases(template: ProcessTemplate) -> tuple[str, ...]:
    return template.aliases


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()
