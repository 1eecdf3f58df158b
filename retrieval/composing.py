"""Fitting an answer onto a phone: what comes first stays, what does not fit is left out whole."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from knowledge.passages import Passage
from retrieval import phrases
from retrieval.answers import Citation
from retrieval.citing import shown

LONGEST = 500  # characters; nobody reads more on a phone
_SPACE_BETWEEN = "\n\n"


@dataclass
class Draft:
    """An answer while it is put together. Paragraphs are only ever added whole."""

    claims: list[str] = field(default_factory=list)  # our own sentences, to be verified
    citations: list[Citation] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)
    echoes: list[str] = field(
        default_factory=list
    )  # words of the question that our sentences repeat

    def room(self) -> int:
        """Return how many characters are left, the disclaimer kept free."""
        used = sum(len(p) + len(_SPACE_BETWEEN) for p in self.paragraphs)
        return LONGEST - used - len(phrases.DISCLAIMER)

    def say(self, claim: str) -> None:
        """Add a sentence of ours; it must be supported by the passages cited."""
        self.claims.append(claim)
        self.paragraphs.append(claim)

    def quote(self, passage: Passage, citation: Citation) -> None:
        """Add words of *passage* and, below them, where they stand, whether or not they fit."""
        self.append(passage, citation, shown(citation))

    def add_if_it_fits(self, passage: Passage, citation: Citation, paragraph: str) -> bool:
        """Add a further quote when there is room for the whole of it."""
        if len(paragraph) + len(_SPACE_BETWEEN) > self.room():
            return False
        self.append(passage, citation, paragraph)
        return True

    def append(self, passage: Passage, citation: Citation, paragraph: str) -> None:
        """Add *paragraph*, which shows *citation*, whether or not it fits."""
        self.passages.append(passage)
        self.citations.append(citation)
        self.paragraphs.append(paragraph)

    def remark_if_it_fits(self, remarks: Iterable[str]) -> None:
        """Add fixed remarks that need no source, in order, while there is room."""
        for remark in remarks:
            if len(remark) + len(_SPACE_BETWEEN) <= self.room():
                self.paragraphs.append(remark)

    def label(self, words: str) -> None:
        """Put *words* behind the conclusion; a closing remark makes room for them."""
        self.paragraphs.insert(1, words)
        if self.room() < 0 and self.paragraphs[-1] == phrases.CONFIRM_AT_WINDOW:
            self.paragraphs.pop()

    def opened_with(self, verdict: str, *, echo: str) -> "Draft":
        """Return the draft with *verdict* in front of its conclusion; it may repeat the words *echo*."""
        first = self.claims[0] if self.claims else ""
        said = verdict + first if first else verdict.rstrip("：").rstrip("。") + "。"
        return Draft(
            [said, *self.claims[1:]],
            list(self.citations),
            list(self.passages),
            [said, *(p for p in self.paragraphs if p != first)],
            [*self.echoes, echo],
        )

    def without_claims(self) -> "Draft":
        """Return the draft with nothing left in it but quotes."""
        kept = [p for p in self.paragraphs if not any(claim in p for claim in self.claims)]
        return Draft([], list(self.citations), list(self.passages), kept)

    @property
    def text(self) -> str:
        """The answer as people read it."""
        return _SPACE_BETWEEN.join((*self.paragraphs, phrases.DISCLAIMER))
