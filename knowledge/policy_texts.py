"""Policy texts as documents: what was said about them, completed by what they show."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

from knowledge.clause_tree import article_starts
from knowledge.documents import Category, Document, DocumentKind, Source, short_title_of
from knowledge.errors import ConfirmationNeeded, InvalidGuide
from knowledge.headings import read_lines
from knowledge.loaders import LoadedText
from knowledge.metadata import ProposedMetadata, level_of

_ACT = re.compile(r"(法|条例|规定|办法|细则|规则)$")
NAMES = {
    "title": "标题",
    "short_title": "简称",
    "number": "文号",
    "issuer": "发文机关",
    "level": "层级（国家/省/市/区）",
    "effective_from": "施行日期",
    "effective_to": "失效日期",
}


def document_of(
    path: Path, loaded: LoadedText, *, document_id: str, confirmed: Mapping[str, Any] | None = None
) -> Document:
    """
    Return the document in *loaded*: front matter first, then what the text itself shows.

    Raises:
        ConfirmationNeeded: Title or level can be read nowhere.
        InvalidGuide: The front matter has a day or a kind that is none.
    """
    said = {**_as_said(path, loaded.front_matter), **(confirmed or {})}
    known = {
        field.name: said.get(field.name) or getattr(loaded.proposed, field.name)
        for field in fields(ProposedMetadata)
    }
    if isinstance(known["level"], str):
        known["level"] = level_of(known["level"])
    missing = tuple(NAMES[key] for key in ("title", "level") if not known[key])
    if missing:
        raise ConfirmationNeeded(path, missing)
    title = str(known["title"])
    rest = {
        "kind": DocumentKind(said.get("kind") or DocumentKind.OFFICIAL),
        "supersedes": said.get("supersedes"),
        "sources": _sources(said, title),
    }
    covered = repr(sorted({**known, **rest}.items(), key=lambda pair: pair[0])) + loaded.text
    return Document(
        id=document_id,
        category=said.get("category") or _category(title, loaded.text),
        text=loaded.text,
        checksum=hashlib.sha256(covered.encode()).hexdigest(),
        **{**known, **rest, "short_title": said.get("short_title") or short_title_of(title)},
    )


def _as_said(path: Path, front: Mapping[str, Any]) -> dict[str, Any]:
    said = {key: value for key, value in front.items() if value is not None}
    for key, others in (
        ("effective_from", ("in_force_from", "date")),
        ("effective_to", ("in_force_to",)),
        ("number", ("文号",)),
    ):
        for other in others:
            if other in said:
                said.setdefault(key, said[other])
    for key in ("effective_from", "effective_to"):
        if isinstance(said.get(key), str):
            try:
                said[key] = date.fromisoformat(said[key])
            except ValueError as error:
                raise InvalidGuide(path, key, "应写成 2019-04-23 这样的日期") from error
    if said.get("kind") not in {None, *DocumentKind}:
        raise InvalidGuide(path, "kind", f"应为 {' 或 '.join(DocumentKind)}")
    return said


def _sources(said: Mapping[str, Any], title: str) -> tuple[Source, ...]:
    given = said.get("sources")
    if isinstance(given, list | tuple) and given:
        return tuple(
            s if isinstance(s, Source) else Source(s["title"], s.get("url"), _text(s.get("date")))
            for s in given
        )
    url = said.get("source") or said.get("url")
    return (Source(title, str(url) if url else None, _text(said.get("date"))),)


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _category(title: str, text: str) -> Category:
    is_act = _ACT.search(short_title_of(title)) and article_starts(list(read_lines(text)))
    return "law" if is_act else "other"
