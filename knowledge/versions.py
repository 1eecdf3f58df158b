"""Where a text meets those already held: the same again, another version, one that it puts an end to."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from knowledge.documents import Document, short_title_of
from knowledge.errors import VersionUnclear

LONGEST_ID = 60  # characters; file systems count bytes, three to a character


@dataclass(frozen=True)
class Ending:
    """The text *document* ends on *on* because of another."""

    document: Document
    on: date


@dataclass(frozen=True)
class Placing:
    """
    *document* with its id and its days, and what its coming changes.

    *ends* follow from the versions of one title; *repealed* are texts that its own words put an end to,
    which a person has to confirm; *unchanged* says that the library holds it already, word for word.
    """

    document: Document
    ends: tuple[Ending, ...] = ()
    repealed: tuple[Ending, ...] = ()
    unchanged: bool = False


@dataclass
class Shelf:
    """The operator's texts by id while files are added, and the ids that are taken."""

    held: dict[str, Document]
    taken: set[str] = field(default_factory=set)

    def place(self, document: Document, *, correction: bool = False) -> Placing:
        """
        Return where *document* goes, and put it there.

        A version of another day ends the one before it and ends where the one after it begins. With
        *correction*, it takes the place of the one of the same day.

        Raises:
            VersionUnclear: A text of the same title is held, and no day tells the two apart.
        """
        versions = [d for d in self.held.values() if name_of(d.title) == name_of(document.title)]
        same = _same_version(document, versions)
        if same is None and correction and len(versions) == 1:
            same = versions[0]
        if same is not None:
            document = _with_days_of(document, same)
        if not correction and _is_unclear(document, same, versions):
            raise VersionUnclear(document.title, (same or versions[-1]).id)
        placing = self._put(document, versions, same)
        for ending in placing.ends:
            self.end(ending)
        if not placing.unchanged:
            self.held[placing.document.id] = placing.document
            self.taken.add(placing.document.id)
        return placing

    def find(self, name: str) -> Document | None:
        """Return the text of that id, or the newest of that title."""
        titled = (d for d in self.held.values() if name_of(d.title) == name_of(name))
        return self.held.get(name) or max(titled, key=_start, default=None)

    def has_ended(self, ending: Ending) -> bool:
        """Say whether the text ends on that day, or earlier."""
        return _ends_by(self.held[ending.document.id], ending.on)

    def end(self, ending: Ending) -> None:
        """Let the text end, unless it does so earlier."""
        if not self.has_ended(ending):
            held = self.held[ending.document.id]
            self.held[held.id] = replace(held, effective_to=ending.on)

    def _put(self, document: Document, versions: list[Document], same: Document | None) -> Placing:
        others = [v for v in versions if v is not same]
        started = _start(document)
        before = max((v for v in others if _start(v) < started), key=_start, default=None)
        after = min((v for v in others if _start(v) > started), key=_start, default=None)
        if after is not None:
            end = min(document.effective_to or _start(after), _start(after))
            document = replace(document, effective_to=end)
        if before is not None:
            document = replace(document, supersedes=document.supersedes or before.id)
        document = replace(document, id=same.id if same else free_id(document, self.taken))
        ended = before is not None and not _ends_by(before, started)
        return Placing(
            document,
            ends=(Ending(before, started),) if before is not None and ended else (),
            repealed=tuple(self._repealed(document)),
            unchanged=same is not None and is_same(same, document),
        )

    def _repealed(self, document: Document) -> Iterator[Ending]:
        if document.effective_from is None:
            return
        names = {name_of(title) for title in document.repeals}
        for other in self.held.values():
            if name_of(other.title) in names and not _ends_by(other, document.effective_from):
                yield Ending(other, document.effective_from)


def name_of(title: str) -> str:
    """Return what all versions of a text are called: without 中华人民共和国 and the year of the version."""
    return re.sub(r"[\s《》〈〉<>]", "", short_title_of(title))


def free_id(document: Document, taken: Iterable[str]) -> str:
    """Return an id for *document* that is not in *taken*: its short title, then with its first day."""
    used = set(taken)
    plain = re.sub(r"[^\w一-鿿-]", "", document.short_title)[:LONGEST_ID] or "document"
    if plain not in used:
        return plain
    dated = f"{plain}-{document.effective_from or 'undated'}"
    number, free = 2, dated
    while free in used:
        free, number = f"{dated}-{number}", number + 1
    return free


def outdated(documents: Iterable[Document], on: date) -> Mapping[str, Document]:
    """
    Return the documents in force on that day that a later one changes, by id, with the one that does.

    Their words are no longer the law's where the change applies; the text as changed should be added.
    """
    in_force = [d for d in documents if d.in_force(on)]
    changes = [(name_of(title), d) for d in in_force for title in d.amends]
    return {
        document.id: change
        for name, change in changes
        for document in in_force
        if name_of(document.title) == name and _start(document) < _start(change)
    }


def _same_version(document: Document, versions: Iterable[Document]) -> Document | None:
    """Return the version that *document* is again: the one of its words, or else that of its day."""
    by_words = next((v for v in versions if same_words(v, document)), None)
    return by_words or next(
        (v for v in versions if v.effective_from == document.effective_from), None
    )


def _is_unclear(document: Document, same: Document | None, versions: Sequence[Document]) -> bool:
    """
    Say whether no day tells other words under the same title apart from those that are held.

    A day that only the text shows does not: an amended law goes on saying when its first version began.
    """
    if not versions or (same is not None and same_words(same, document)):
        return False
    if document.effective_from is None:
        return True
    return same is not None and "effective_from" in document.unconfirmed


def _start(document: Document) -> date:
    return document.effective_from or date.min


def _ends_by(document: Document, day: date) -> bool:
    return document.effective_to is not None and document.effective_to <= day


def is_same(one: Document, other: Document) -> bool:
    """Say whether the two differ in nothing but the checksum, which is that of the file each came from."""
    return replace(one, checksum="") == replace(other, checksum="")


def same_words(one: Document, other: Document) -> bool:
    """Say whether the two texts differ in nothing but white space."""
    return re.sub(r"\s", "", one.text) == re.sub(r"\s", "", other.text)


def _with_days_of(document: Document, held: Document) -> Document:
    """Return *document* with the days of *held* where it shows none itself."""
    return replace(
        document,
        effective_from=document.effective_from or held.effective_from,
        effective_to=document.effective_to or held.effective_to,
    )
