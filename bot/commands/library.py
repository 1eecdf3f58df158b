"""What ``bangban knowledge`` does with the library, and how it shows documents."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from bot.clock import SystemClock
from bot.knowledge_base import knowledge_directory, open_index
from bot.settings import Settings, read_settings
from bot.texts import terminal
from knowledge.additions import Adding
from knowledge.contradictions import Contradiction
from knowledge.documents import Document, DocumentKind
from knowledge.errors import UnreadableFile
from knowledge.library import Library
from knowledge.loaders import READERS
from knowledge.policy_texts import NAMES
from knowledge.synchronise import SyncReport
from knowledge.versions import Ending, outdated
from retrieval.contradictions import contradictions_in


def opened() -> Library:
    """Return the library of the configured data directory."""
    return Library(knowledge_directory(read_settings()))


def today() -> date:
    """Return the day it is at the bureau."""
    return SystemClock(read_settings().zone).today()


def propose(paths: Sequence[Path], *, correction: bool, **said: Any) -> Adding:
    """
    Return what the files would become; a folder stands for the readable files in it.

    Raises:
        KnowledgeError: One of the files cannot be taken in; nothing was changed.
    """
    files = [file for path in paths for file in _files(path)]
    return opened().propose(files, correction=correction, **said)


def take_in(adding: Adding) -> list[dict[str, Any]]:
    """Take the files in, all or none, and return for programs what became of each."""
    documents = opened().take_in(adding)
    return [
        row_of(document)
        | {
            "unchanged": addition.unchanged,
            "ended": [_ending(ending) for ending in addition.ends],
            "would_end": [
                _ending(ending) for ending in addition.repealed if not adding.has_ended(ending)
            ],
        }
        for document, addition in zip(documents, adding.additions, strict=True)
    ]


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
        "repeals": list(document.repeals),
        "amends": list(document.amends),
        "unconfirmed": list(document.unconfirmed),
        "sources": [asdict(source) for source in document.sources],
    }


def standings(documents: Sequence[Document], day: date) -> dict[str, str]:
    """Return in words how each document stands on that day, by its id."""
    followers = {d.supersedes: d for d in documents if d.supersedes}
    changed = outdated(documents, day)
    return {d.id: _standing(d, day, followers.get(d.id), changed.get(d.id)) for d in documents}


def _standing(
    document: Document, day: date, follower: Document | None, change: Document | None
) -> str:
    if document.effective_from and day < document.effective_from:
        return terminal.NOT_YET.format(day=document.effective_from)
    if document.effective_to and document.effective_to <= day:
        by = terminal.FOLLOWED_BY.format(id=follower.id) if follower else ""
        return terminal.ENDED.format(day=document.effective_to, by=by)
    said = terminal.IN_FORCE
    if document.effective_to:
        said = terminal.ENDS.format(day=document.effective_to)
    if change:
        said += terminal.AMENDED.format(title=change.title)
    if document.unconfirmed:
        said += terminal.UNCONFIRMED.format(names=names_of(document.unconfirmed))
    return said


def line_of(document: Document, standing: str) -> str:
    """Return *document* on one line."""
    kind = terminal.COMPILED if document.kind is DocumentKind.COMPILED else terminal.OFFICIAL
    return f"{document.id}　{document.title}　{document.level}　{kind}　{standing}"


def names_of(keys: Sequence[str]) -> str:
    """Return what people call those fields."""
    return "、".join(NAMES[key].partition("（")[0] for key in keys)


def details(document: Document, standing: str) -> Iterator[str]:
    """Yield what is known about *document*, then its text."""
    yield f"{document.id}　{document.title}"
    said = (
        (terminal.LEVEL, document.level),
        (terminal.ISSUER, document.issuer),
        (terminal.NUMBER, document.number),
        (terminal.FROM, document.effective_from),
        (terminal.TO, document.effective_to),
        (terminal.STANDING, standing),
        (terminal.SUPERSEDES, document.supersedes),
        (terminal.REPEALS, _titles(document.repeals)),
        (terminal.AMENDS, _titles(document.amends)),
    )
    yield from (f"{label}：{value}" for label, value in said if value)
    for source in document.sources:
        yield "　".join(filter(None, (terminal.SOURCE.format(title=source.title), source.url)))
    yield ""
    yield document.text


def report_of(report: SyncReport) -> dict[str, Any]:
    """Return what a synchronisation found, for programs."""
    return asdict(report)


def disagreements(settings: Settings) -> tuple[Contradiction, ...]:
    """Return where documents in force today contradict each other, as the index has them."""
    with open_index(settings) as index:
        return contradictions_in(index, SystemClock(settings.zone).today())


def contradiction_row(found: Contradiction) -> dict[str, Any]:
    """Return a contradiction for programs."""
    return {
        "item": found.item,
        "name": found.item_name,
        "fact": found.fact.value,
        "statements": [
            {
                "document": s.passage.document_id,
                "article": s.passage.article,
                "level": s.passage.level.value,
                "kind": s.passage.kind.value,
                "figure": s.said,
                "words": s.words,
            }
            for s in found.statements
        ],
    }


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = [file for file in sorted(path.rglob("*")) if file.suffix.lower() in READERS]
    if not found:
        raise UnreadableFile(path, terminal.EMPTY_FOLDER)
    return found


def _ending(ending: Ending) -> dict[str, Any]:
    return {"id": ending.document.id, "title": ending.document.title, "on": _iso(ending.on)}


def _titles(titles: Sequence[str]) -> str:
    return "".join(f"《{title}》" for title in titles)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
