"""Answers in several parts: one paragraph each, conclusion and source together."""

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.guides import Guide
from knowledge.passages import Passage
from retrieval import phrases
from retrieval.citing import cite, where
from retrieval.compose import sought_in
from retrieval.composing import Draft
from retrieval.guide_leads import lead_of
from retrieval.quoting import best_quote
from retrieval.slots import asked_slots

_AROUND = 14  # characters of label, quotation marks and dashes around a part
_LEAST = 40  # characters below which a quotation says nothing


@dataclass(frozen=True)
class Part:
    """One part: what it is called, the field that answers it, and what is asked of that field."""

    label: str
    guide: Guide
    passage: Passage
    question: str
    matched: str = ""


def compose_several(parts: Sequence[Part]) -> Draft:
    """Return the parts, in order, each in its share of the room."""
    draft = Draft()
    for n, part in enumerate(parts):
        _add(draft, part, room=draft.room() // (len(parts) - n))
    draft.remark_if_it_fits((phrases.CONFIRM_AT_WINDOW,))
    return draft


def _add(draft: Draft, part: Part, *, room: int) -> None:
    asked = asked_slots(part.question)
    lead = lead_of(part.guide, part.passage, part.question) if asked else None
    source = where(cite(part.passage, ""))
    left = room - len(source) - len(part.label) - _AROUND
    if lead is not None and len(lead.text) <= left:
        held = lead.words if lead.words and lead.words in part.passage.text else part.passage.text
        note = held.partition("。")[2].strip()  # the first sentence is the limit itself
        in_full = phrases.part(part.label, f"{lead.text}{phrases.quoted(note)}", source)
        alone = phrases.part(part.label, lead.text, source)
        paragraph = in_full if note and len(in_full) <= room else alone
        draft.claims.append(lead.text)
        draft.append(part.passage, cite(part.passage, held, source=lead.basis), paragraph)
        return
    sought = sought_in(part.question, part.matched).within(part.passage)
    span = best_quote(part.passage.text, sought, budget=max(left, _LEAST), context=False)
    citation = cite(part.passage, span.of(part.passage.text))
    draft.append(
        part.passage,
        citation,
        phrases.part(part.label, phrases.quoted(citation.quote), where(citation)),
    )
