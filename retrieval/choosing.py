"""When a name fits several guides: whether the search decides, or the person has to."""

from collections.abc import Sequence

from knowledge.guides import Guide
from knowledge.index import Hit
from retrieval import phrases
from retrieval.answers import Candidate
from retrieval.subjects import CHOICES, Subject

_CLEAR = 1.3  # lexical lead over the next item that makes a choice unnecessary


def decided(subject: Subject, hits: Sequence[Hit]) -> Guide | None:
    """Return the guide meant, or None when none is named or a person has to choose."""
    if not subject.ambiguous:
        return subject.guide
    best = sorted(subject.guides, key=lambda g: -_lexical(g, hits))
    first, second = _lexical(best[0], hits), _lexical(best[1], hits)
    return best[0] if first > 0 and first >= _CLEAR * second else None


def choices(question: str, subject: Subject) -> tuple[Candidate, ...]:
    """Return the questions a person may have meant."""
    return tuple(
        Candidate(
            guide.name,
            question.replace(subject.matched, guide.name, 1)
            if subject.matched in question
            else phrases.candidate(guide.name, question),
        )
        for guide in subject.guides
    )


def titles_to_choose(question: str, named: str, titles: Sequence[str]) -> tuple[Candidate, ...]:
    """Return the questions a person may have meant who left out whose text it is."""
    return tuple(
        Candidate(phrases.document_name(title), question.replace(named, title, 1))
        for title in titles[:CHOICES]
    )


def _lexical(guide: Guide, hits: Sequence[Hit]) -> float:
    return max((h.lexical for h in hits if h.passage.item == guide.slug), default=0.0)
