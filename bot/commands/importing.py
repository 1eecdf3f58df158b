"""What ``bangban cases import`` does: the items from the guides, then the file's rows."""

from datetime import date
from pathlib import Path

from bot.commands.transactions import Desk, transact
from bot.knowledge_base import knowledge_directory
from bot.records import templates_of
from cases.database import Session
from cases.imports import ImportReport, import_rows, read_table
from cases.processes import install
from knowledge.library import Library


def import_file(
    file: Path, *, dry_run: bool, partial: bool, quiet_before: date | None
) -> ImportReport:
    """
    Put the rows of *file* on record and return what that did.

    Raises:
        CasesError: The file cannot be read as a table of facts.
        NotReady: The database cannot be used.
    """
    rows = read_table(file)

    async def _import(session: Session, desk: Desk) -> ImportReport:
        at = desk.clock.now()
        guides = Library(knowledge_directory(desk.settings)).guides()
        trial = await session.begin_nested()
        await install(session, templates_of(guides), at=at)
        report = await import_rows(
            session,
            rows,
            at=at,
            calendar=desk.records.calendar,
            source_name=file.name,
            dry_run=dry_run,
            partial=partial,
            quiet_before=quiet_before,
            quiet_hours=desk.settings.quiet,
        )
        await (trial.rollback() if dry_run else trial.commit())
        return report

    return transact(_import)
