"""Corpora that are no library: a folder of files, or a file of articles."""

import gzip
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from knowledge.documents import Document, DocumentKind, Level, Source
from knowledge.errors import UnreadableFile
from knowledge.holdings import Holding, Holdings, Rejected, assemble, collect, with_known_questions
from knowledge.loaders import READERS
from knowledge.passages import Passage, Slot, unique

Questions = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Folder:
    """Every readable file under *path*; *questions* go by passage id or by 建筑法第八条."""

    path: Path
    questions: Questions = field(default_factory=dict)

    def read(self) -> Holdings:
        """Return what the files hold; of files with one name in several folders, the first."""
        files = [p for p in sorted(self.path.rglob("*")) if p.suffix.lower() in READERS]
        first = {path.stem: path for path in reversed(files)}
        held = collect(path for path in files if first[path.stem] is path)
        repeated = tuple(
            Rejected(path.name, f"{path.name} 与 {first[path.stem].name} 编号相同，请改名")
            for path in files
            if first[path.stem] is not path
        )
        held = replace(held, rejected=(*held.rejected, *repeated))
        return with_known_questions(held, self.questions)


@dataclass(frozen=True)
class ArticleFile:
    """
    A JSONL file (or ``.jsonl.gz``) with an article a line.

    ``{"document": …, "article": "第八条", "heading": ["第二章 …"], "date": "2019-04-23", "text": …}``
    """

    path: Path
    questions: Questions = field(default_factory=dict)

    def read(self) -> Holdings:
        """
        Return the articles, document by document.

        Raises:
            UnreadableFile: A line is not an article; names the line.
        """
        rows = sorted(self._rows(), key=lambda row: str(row["document"]))
        by_document = groupby(rows, key=lambda row: str(row["document"]))
        held = [_holding(title, list(articles)) for title, articles in by_document]
        return with_known_questions(assemble(held), self.questions)

    def _rows(self) -> Iterator[dict[str, Any]]:
        opened = gzip.open if self.path.suffix == ".gz" else open
        try:
            with opened(self.path, "rt", encoding="utf-8") as file:
                for number, line in enumerate(file, start=1):
                    if line.strip():
                        yield self._row(line, number)
        except (OSError, UnicodeDecodeError, EOFError) as error:
            raise UnreadableFile(self.path, "打不开，或者不是 UTF-8 的 JSONL") from error

    def _row(self, line: str, number: int) -> dict[str, Any]:
        try:
            row = json.loads(line)
            date.fromisoformat(row["date"]) if row.get("date") else None
            said = {key: row[key].strip() for key in ("document", "article", "text")}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            reason = f"第 {number} 行应有 document、article、text，日期写作 2019-04-23"
            raise UnreadableFile(self.path, reason) from error
        return {**row, **said}


def _holding(title: str, rows: list[dict[str, Any]]) -> Holding:
    text = "\n".join(f"{row['article']} {row['text']}" for row in rows)
    days = [date.fromisoformat(row["date"]) for row in rows if row.get("date")]
    document = Document(
        id=title,
        title=title,
        short_title=title,
        category="law",
        kind=DocumentKind.OFFICIAL,
        level=Level.NATIONAL,
        issuer=None,
        number=None,
        effective_from=max(days, default=None),
        effective_to=None,
        supersedes=None,
        sources=(Source(title),),
        checksum=hashlib.sha256(text.encode()).hexdigest(),
        text=text,
    )
    return Holding(document, unique(_passage(document, row) for row in rows))


def _passage(document: Document, row: Mapping[str, Any]) -> Passage:
    return Passage(
        id=f"{document.id}#{row['article']}",
        document_id=document.id,
        document_title=document.title,
        short_title=document.short_title,
        category=document.category,
        article=row["article"],
        breadcrumb=tuple(row.get("heading") or ()),
        text=row["text"],
        slot=Slot.ARTICLE,
        item=None,
        item_name=None,
        level=document.level,
        kind=document.kind,
        effective_from=document.effective_from,
        effective_to=None,
        sources=document.sources,
    )
