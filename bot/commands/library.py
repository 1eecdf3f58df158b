"""What ``bangban knowledge`` does with the library, and how it shows documents."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from bot.clock import SystemClock
from bot.knowledge_base import knowledge_directory
from bot.settings import read_settings
from bot.texts import terminal
from knowledge.documents import Document, DocumentKind
from knowledge.errors import UnreadableFile
from knowledge.guides import is_guide
from knowledge.holdings import holding_of
from knowledge.library import Library
from knowledge.loaders import READERS, load
from knowledge.policy_texts import document_of
from knowledge.synchronise import SyncReport


def opened() -> Library:
    """Return the library of the configured data directory."""
    return Library(knowledge_directory(read_settings()))


def today() -> date:
    """Return the day it is at the bureau."""
    return SystemClock(read_settings().zone).today()


def add_all(paths: Sequence[Path], **confirmed: Any) -> list[Document]:
    """
    Take every file into the library, or none; a folder stands for the readable files in it.

    Raises:
        KnowledgeError: One of the files cannot be taken in; nothing was changed.
    """
    files = [file for path in paths for file in _files(path)]
    for file in files:
        _check(file, confirmed)
    library = opened()
    return [library.add(file, **confirmed) for file in files]


def row_of(document: Document) -> dict[str, Any]:
    """Return *document* without its text, for programs."""
    return {
        "id": document.id,
        "title": document.title,
        "short_title": document.short_title,
        "category": document.category,
        "kind": document.kind.value,
        "level": document.level.value,
        "issuer": document.issuer,
        "number": document.number,
        "effective_from": _iso(document.effective_from),
        "effective_to": _iso(document.effective_to),
        "supersedes": document.supersedes,
        "sources": [asdict(source) for source in document.sources],
    }


def line_of(document: Document, day: date) -> str:
    """Return *document* on one line."""
    force = terminal.IN_FORCE if document.in_force(day) else terminal.NOT_IN_FORCE
    kind = terminal.COMPILED if document.kind is DocumentKind.COMPILED else terminal.OFFICIAL
    return f"{document.id}　{document.title}　{document.level}　{kind}　{force}"


def details(document: Document) -> Iterator[str]:
    """Yield what is known about *document*, then its text."""
    yield f"{document.id}　{document.title}"
    said = (
        (terminal.LEVEL, document.level),
        (terminal.ISSUER, document.issuer),
        (terminal.NUMBER, document.number),
        (terminal.FROM, document.effective_from),
        (terminal.TO, document.effective_to),
    )
    yield from (f"{label}：{value}" for label, value in said if value)
    for source in document.sources:
        yield "　".join(filter(None, (terminal.SOURCE.format(title=source.title), source.url)))
    yield ""
    yield document.text


def report_of(report: SyncReport) -> dict[str, Any]:
    """Return what a synchronisation found, for programs."""
    return asdict(report)


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = [file for file in sorted(path.rglob("*")) if file.suffix.lower() in READERS]
    if not found:
        raise UnreadableFile(path, terminal.EMPTY_FOLDER)
    return found


def _check(file: Path, confirmed: dict[str, Any]) -> None:
    loaded = load(file)
    if is_guide(loaded.front_matter):
        holding_of(file, loaded)
    else:
        said = {key: value for key, value in confirmed.items() if value is not None}
        document_of(file, loaded, document_id="", confirmed=said)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
