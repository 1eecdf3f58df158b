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
    verdict: str = ""  # what the conclusion opens with: whether the question is right

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

    def limit(self, passage: Passage, citation: Citation, paragraph: str) -> None:
        """Append *paragraph*, which limits what is said; a closing remark stays behind it or makes room."""
        closing = self.paragraphs[-1:] == [phrases.CONFIRM_AT_WINDOW]
        if closing:
            self.paragraphs.pop()
        self.append(passage, citation, paragraph)
        if closing:
            self.remark_if_it_fits((phrases.CONFIRM_AT_WINDOW,))

    def take_back(self, citation: Citation) -> None:
        """Take a further quote out again, with the paragraph that shows it."""
        at = self.citations.index(citation)
        del self.citations[at], self.passages[at]
        self.paragraphs = [p for p in self.paragraphs if phrases.quoted(citation.quote) not in p]

    def remark_if_it_fits(self, remarks: Iterable[str]) -> None:
        """Add fixed remarks that need no source, in order, while there is room."""
        for remark in remarks:
            if len(remark) + len(_SPACE_BETWEEN) <= self.room():
                self.paragraphs.append(remark)

    def label(self, words: str) -> None:
        """Put *words* behind the conclusion; a closing remark makes room for them."""
        self.paragraphs.insert(1, words)
        self._make_room()

    def open_with(self, verdict: str, *, echo: str) -> None:
        """
        Put *verdict* in front of the conclusion, wherever that stands; it may repeat the words *echo*.

        A closing remark makes room for it.
        """
        self.verdict = verdict
        self.echoes.append(echo)
        if self.claims:
            first, self.claims[0] = self.claims[0], verdict + self.claims[0]
            at = next(n for n, paragraph in enumerate(self.paragraphs) if first in paragraph)
            self.paragraphs[at] = self.paragraphs[at].replace(first, self.claims[0], 1)
        else:
            self.claims.append(f"{verdict.rstrip('：。')}。")
            self.paragraphs.insert(0, self.claims[0])
        self._make_room()

    def _make_room(self) -> None:
        if self.room() < 0 and self.paragraphs[-1] == phrases.CONFIRM_AT_WINDOW:
            self.paragraphs.pop()

    def without_claims(self) -> "Draft":
        """Return the draft with nothing left in it but quotes."""
        kept = [p for p in self.paragraphs if not any(claim in p for claim in self.claims)]
        return Draft([], list(self.citations), list(self.passages), kept)

    @property
    def text(self) -> str:
        """The answer as people read it."""
        return _SPACE_BETWEEN.join((*self.paragraphs, phrases.DISCLAIMER))
