"""Policy texts as documents: what was said about them, completed by what they show."""

import hashlib
import re
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from knowledge.clause_tree import article_starts
from knowledge.documents import Category, Document, DocumentKind, Level, Source, short_title_of
from knowledge.errors import ConfirmationNeeded, InvalidGuide
from knowledge.headings import read_lines
from knowledge.loaders import LoadedText
from knowledge.metadata import ProposedMetadata, level_of

_ACT = re.compile(r"(法|条例|规定|办法|细则|规则)$")
NAMES = {
    "title": "标题",
    "number": "文号",
    "issuer": "发文机关",
    "level": "层级（国家/省/市/区）",
    "effective_from": "施行日期",
    "effective_to": "失效日期",
}
_WORDS = ("title", "short_title", "number", "issuer", "supersedes", "category")
_DAYS = ("effective_from", "effective_to", "date")
_OTHER_NAMES = {
    "in_force_from": "effective_from",
    "in_force_to": "effective_to",
    "文号": "number",
}
_NEEDED = ("title", "level")
_CATEGORIES = ("law", "other")


def document_of(
    path: Path, loaded: LoadedText, *, document_id: str, confirmed: Mapping[str, Any] | None = None
) -> Document:
    """
    Return the document in *loaded*: front matter first, then what the text itself shows.

    What only the text shows is named in the document's ``unconfirmed``.

    Raises:
        ConfirmationNeeded: Title or level can be read nowhere.
        InvalidGuide: The front matter has a day, a level, a kind or a category that is none.
    """
    said = _as_said(path, {**loaded.front_matter, **(confirmed or {})})
    seen = _as_seen(loaded.proposed, said)
    known = {key: said[key] if _is_said(said, key) else seen[key] for key in NAMES}
    missing = tuple(NAMES[key] for key in _NEEDED if not known[key])
    if missing:
        raise ConfirmationNeeded(path, missing)
    first, end = known["effective_from"], known["effective_to"]
    if first and end and end <= first:
        raise InvalidGuide(path, "effective_to", f"失效日期 {end} 应晚于施行日期 {first}")
    title = str(known["title"])
    rest = {
        "short_title": said.get("short_title") or short_title_of(title),
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
        repeals=loaded.proposed.repeals,
        amends=loaded.proposed.amends,
        unconfirmed=_unconfirmed(known, said),
        **{**known, **rest},
    )


def _as_said(path: Path, front: Mapping[str, Any]) -> dict[str, Any]:
    other = {_OTHER_NAMES[key]: value for key, value in front.items() if key in _OTHER_NAMES}
    said = {**other, **{key: value for key, value in front.items() if key not in _OTHER_NAMES}}
    for key in _WORDS:
        if isinstance(said.get(key), list | dict):
            raise InvalidGuide(path, key, "应为一行文字")
        said.update({key: str(said[key])} if said.get(key) is not None else {})
    said.update({key: _day(path, key, said[key]) for key in _DAYS if said.get(key) is not None})
    if said.get("level") is not None:
        said["level"] = _level(path, said["level"])
    for key, allowed in (("kind", tuple(DocumentKind)), ("category", _CATEGORIES)):
        if said.get(key) not in (None, *allowed):
            raise InvalidGuide(path, key, f"应为 {' 或 '.join(allowed)}")
    if not isinstance(said.get("sources") or [], list | tuple):
        raise InvalidGuide(path, "sources", "应为列表，每项写 title、url、date")
    said["sources"] = [_source(path, source) for source in said.get("sources") or []]
    return said


def _as_seen(proposed: ProposedMetadata, said: Mapping[str, Any]) -> dict[str, Any]:
    seen = {key: getattr(proposed, key) for key in NAMES}
    published = said.get("date")
    if published is not None:
        # A text holds when it says so, but never before it was published: 建筑法 of 2019 still says 1998.
        own = proposed.effective_from if proposed.starts_for_certain else None
        seen["effective_from"] = max(filter(None, (own, published)))
    return seen


def _is_said(said: Mapping[str, Any], key: str) -> bool:
    """Say whether *key* was said; an empty one says that there is none, where there may be none."""
    return key in said and (said[key] is not None or key not in _NEEDED)


def _unconfirmed(known: Mapping[str, Any], said: Mapping[str, Any]) -> tuple[str, ...]:
    if isinstance(said.get("unconfirmed"), list):
        return tuple(key for key in NAMES if key in said["unconfirmed"])
    return tuple(
        key
        for key, value in known.items()
        if value is not None
        and not _is_said(said, key)
        and not (key == "effective_from" and said.get("date") is not None)
    )


def _day(path: Path, key: str, value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    try:
        return value if isinstance(value, date) else date.fromisoformat(value)
    except (ValueError, TypeError) as error:
        raise InvalidGuide(path, key, "应写成 2019-04-23 这样的日期") from error


def _level(path: Path, value: Any) -> Level:
    level = level_of(str(value))
    if level is None:
        raise InvalidGuide(path, "level", f"应为{'、'.join(Level)}之一")
    return level


def _source(path: Path, given: Any) -> Source:
    if isinstance(given, Source):
        return given
    if isinstance(given, str):
        return Source(given)
    if not isinstance(given, dict) or not isinstance(given.get("title"), str):
        raise InvalidGuide(path, "sources", "每项应写 title，可加 url、date")
    return Source(given["title"], _text(given.get("url")), _text(given.get("date")))


def _sources(said: Mapping[str, Any], title: str) -> tuple[Source, ...]:
    if said.get("sources"):
        return tuple(said["sources"])
    return (Source(title, _text(said.get("source") or said.get("url")), _text(said.get("date"))),)


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _category(title: str, text: str) -> Category:
    is_act = _ACT.search(short_title_of(title)) and article_starts(list(read_lines(text)))
    return "law" if is_act else "other"
