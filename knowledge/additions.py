"""Files on their way into the library: what each would become, and what its coming changes."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from knowledge.documents import Document
from knowledge.errors import ConfirmationNeeded, DocumentNotFound, DuplicateDocument
from knowledge.guides import is_guide
from knowledge.holdings import holding_of
from knowledge.loaders import load
from knowledge.policy_texts import NAMES, document_of
from knowledge.versions import Ending, Shelf, is_same, same_words


@dataclass(frozen=True)
class Addition:
    """
    What the file *path* becomes.

    *ends* are texts that end because of it, *repealed* those that its own words put an end to, if a
    person confirms it. *unchanged* says that the library holds it already, word for word.
    """

    path: Path
    document: Document
    ends: tuple[Ending, ...] = ()
    repealed: tuple[Ending, ...] = ()
    unchanged: bool = False


@dataclass
class Adding:
    """
    One call of ``add``: every file sees what those before it have changed. Nothing is written.

    *guides* are the operator's guides as they are kept; of *guide_documents*, the shipped ones too, those
    that end are in *ended*.
    """

    shelf: Shelf
    guides: dict[str, str]
    guide_documents: Callable[[], Mapping[str, Document]]  # read only when one of them is named
    correction: bool = False
    ended: dict[str, date] = field(default_factory=dict)
    additions: list[Addition] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.before = dict(self.shelf.held)
        self.guides_before = dict(self.guides)

    def read(self, paths: Iterable[Path], said: Mapping[str, Any]) -> None:
        """Read the files, and note what they become; see ``Library.propose`` for what it raises."""
        for path in paths:
            addition = self._read(path, said)
            for other in self.additions:
                same_id = other.document.id == addition.document.id
                if same_id and not same_words(other.document, addition.document):
                    raise DuplicateDocument(path, other.path)
            self.additions.append(addition)

    def confirm(self) -> None:
        """Take a person's word for what was only read off the texts."""
        for number, addition in enumerate(self.additions):
            held = self.shelf.held.get(addition.document.id)
            if held is not None and held.unconfirmed:
                document = replace(held, unconfirmed=())
                self.shelf.held[document.id] = document
                self.additions[number] = replace(addition, document=document, unchanged=False)

    def repeal(self) -> None:
        """Let the texts end that the new ones put an end to."""
        for ending in (e for addition in self.additions for e in addition.repealed):
            self.shelf.end(ending)

    def has_ended(self, ending: Ending) -> bool:
        """Say whether the text ends on that day, or earlier."""
        return self.shelf.has_ended(ending)

    @property
    def texts(self) -> tuple[Document, ...]:
        """The texts that are new or not what they were."""
        held, before = self.shelf.held, self.before
        return tuple(
            d for key, d in held.items() if key not in before or not is_same(d, before[key])
        )

    @property
    def new_guides(self) -> Mapping[str, str]:
        """The guides that are new or not what they were, as they are kept."""
        before = self.guides_before
        return {key: raw for key, raw in self.guides.items() if before.get(key) != raw}

    def _read(self, path: Path, said: Mapping[str, Any]) -> Addition:
        loaded = load(path)
        if is_guide(loaded.front_matter):
            document = holding_of(path, loaded).document
            same = self.guides.get(document.id) == loaded.raw
            self.guides[document.id] = loaded.raw
            return Addition(path, document, unchanged=same)
        document = document_of(path, loaded, document_id="", confirmed=said)
        document, ended = self._superseding(path, document, must_be_held="supersedes" in said)
        placing = self.shelf.place(document, correction=self.correction)
        return Addition(
            path, placing.document, (*ended, *placing.ends), placing.repealed, placing.unchanged
        )

    def _superseding(
        self, path: Path, document: Document, *, must_be_held: bool
    ) -> tuple[Document, tuple[Ending, ...]]:
        """Let the document end that *document* says it replaces, and name it by its id."""
        if document.supersedes is None:
            return document, ()
        older = self.shelf.find(document.supersedes) or self.guide_documents().get(
            document.supersedes
        )
        if older is None and must_be_held:
            raise DocumentNotFound(document.supersedes)
        if older is None:
            return document, ()
        if document.effective_from is None:
            raise ConfirmationNeeded(path, (NAMES["effective_from"],))
        ending = Ending(older, document.effective_from)
        if older.id in self.shelf.held:
            self.shelf.end(ending)
        else:
            self.ended[older.id] = ending.on
        return replace(document, supersedes=older.id), (ending,)
