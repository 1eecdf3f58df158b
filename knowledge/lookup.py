"""Exact lookup: a document by title or 文号, an article by number."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from knowledge.documents import Document, short_title_of
from knowledge.ngrams import normalise
from knowledge.numerals import article_label, to_int
from knowledge.passages import Passage

_NOTICE_ITEM = re.compile(r"第([一二三四五六七八九十百]+)条$")


class Lookup:
    """Documents by what they are called, and their passages by label."""

    def __init__(self, documents: Iterable[Document], passages: Iterable[Passage]) -> None:
        self._named: defaultdict[str, list[Document]] = defaultdict(list)
        for document in documents:
            for name in dict.fromkeys(_names(document)):
                self._named[name].append(document)
        self._passages: defaultdict[str, list[Passage]] = defaultdict(list)
        for passage in passages:
            self._passages[passage.document_id].append(passage)

    def documents(self, name: str, on: date | None) -> tuple[Document, ...]:
        """Return the documents called *name* (title, short title or 文号), newest first."""
        found = next((self._named[key] for key in _keys(name) if key in self._named), [])
        in_force = [d for d in found if on is None or d.in_force(on)]
        return tuple(
            sorted(in_force, key=lambda d: (d.effective_from or date.min, d.id), reverse=True)
        )

    def passages_of(self, document_id: str) -> tuple[Passage, ...]:
        """Return the passages of a document, in its order."""
        return tuple(self._passages.get(document_id, ()))

    def article(self, name: str, number: str | int, on: date | None) -> Passage | None:
        """
        Return article *number* of the document called *name*, in the version in force on that day.

        In a notice without articles, whose points run on as 1. 2. 3., point *n* is its article *n*.
        """
        label = article_label(number)
        if label is None:
            return None
        for document in self.documents(name, on):
            passages = self._passages.get(document.id, ())
            for wanted in (label, _point(label)):
                if found := next((p for p in passages if p.article == wanted), None):
                    return found
        return None


def _point(label: str) -> str:
    match = _NOTICE_ITEM.match(label)
    return f"第{to_int(match[1])}项" if match else ""


def _names(document: Document) -> Iterator[str]:
    for name in (document.title, document.short_title, document.number or ""):
        if name:
            yield _plain(name)
            yield _plain(short_title_of(name))


def _keys(name: str) -> tuple[str, str]:
    return _plain(name), _plain(short_title_of(_bare(name)))


def _bare(name: str) -> str:
    return name.strip().strip("《》")


def _plain(name: str) -> str:
    return re.sub(r"[\s《》〔〕\[\]【】()（）]", "", normalise(_bare(name)))
