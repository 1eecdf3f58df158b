"""A stand-alone question on its way to an answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.documents import DocumentKind
from knowledge.index import Hit, KnowledgeIndex
from knowledge.passages import Passage
from retrieval.answers import AnswerStatus, Candidate
from retrieval.citing import name_of
from retrieval.composing import Draft
from retrieval.due_dates import DueDates


@dataclass(frozen=True)
class Inquiry:
    """A question, the day it is asked about, and what the search found for it."""

    question: str
    index: KnowledgeIndex
    on: date
    hits: tuple[Hit, ...]
    translated: bool = False  # it was asked in English
    due_dates: DueDates | None = None  # counts on the real calendar

    def fields(self, slug: str) -> tuple[Passage, ...]:
        """Return the passages of a guide that are in force on the day, official ones first."""
        fields = (p for p in self.index.passages_of_item(slug) if p.in_force(self.on))
        return tuple(sorted(fields, key=lambda p: p.kind is not DocumentKind.OFFICIAL))


@dataclass(frozen=True)
class Finding:
    """What was found: the draft of an answer, or a status without one."""

    status: AnswerStatus
    draft: Draft | None = None
    confidence: float = 0.0
    item: str | None = None
    candidates: tuple[Candidate, ...] = ()
    sure: float = 0.0  # that it answers at all, where that was judged
    evidence: tuple[Passage, ...] = ()  # what can answer, best first, where it was searched for


def retrieved(inquiry: Inquiry, finding: Finding) -> tuple[str, ...]:
    """Return names of passages, at most ten: what the answer cites, what else can answer, the rest."""
    cited = finding.draft.passages if finding.draft else ()
    searched = (hit.passage for hit in inquiry.hits)
    return tuple(dict.fromkeys(map(name_of, (*cited, *finding.evidence, *searched))))[:10]


def scores_of(inquiry: Inquiry, names: Sequence[str]) -> tuple[float | None, ...]:
    """Return the lexical score of each of *names*; None for what was looked up, not searched."""
    best: dict[str, float] = {}
    for hit in inquiry.hits:
        best.setdefault(name_of(hit.passage), round(hit.lexical, 3))
    return tuple(best.get(name) for name in names)
