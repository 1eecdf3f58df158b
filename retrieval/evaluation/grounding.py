"""Whether answers stand on what they cite."""

from collections.abc import Callable, Mapping, Sequence

from retrieval.answers import Citation
from retrieval.evaluation.limitations import left_out
from retrieval.evaluation.outcomes import Outcome, bare
from retrieval.evaluation.shares import Share, share

_Test = Callable[[Outcome, Citation], bool]


def grounding(outcomes: Sequence[Outcome]) -> Mapping[str, Share]:
    """
    Return citation_precision and stale_citations over citations, dropped_conditions over answers.

    A citation is precise if its words stand verbatim in a passage in force on the day, and stale if
    its passage is not in force then. An answer drops a condition if it quotes a sentence and neither
    quotes nor mentions what limits it.
    """
    answered = [o for o in outcomes if o.answer.answered and o.answer.citations]
    return {
        "citation_precision": Share(tuple(_counted(o, _is_precise) for o in answered)),
        "stale_citations": Share(tuple(_counted(o, _is_stale) for o in answered)),
        "dropped_conditions": share(answered, lambda o: bool(dropped(o))),
    }


def dropped(outcome: Outcome) -> tuple[str, ...]:
    """Return what limits a sentence quoted in the answer and is missing from it."""
    quotes: dict[str, list[str]] = {}
    for citation in outcome.answer.citations:
        quotes.setdefault(citation.passage_id, []).append(citation.quote)
    return tuple(
        missing
        for passage_id, words in quotes.items()
        if passage_id in outcome.cited
        for missing in left_out(words, outcome.cited[passage_id].text, outcome.answer.text)
    )


def _counted(outcome: Outcome, test: _Test) -> tuple[float, float]:
    citations = outcome.answer.citations
    return float(sum(test(outcome, citation) for citation in citations)), float(len(citations))


def _is_precise(outcome: Outcome, citation: Citation) -> bool:
    passage = outcome.passage_of(citation)
    quote = bare(citation.quote).strip("…")
    return (
        passage is not None
        and passage.in_force(outcome.on)
        and bool(quote)
        and quote in bare(passage.text)
    )


def _is_stale(outcome: Outcome, citation: Citation) -> bool:
    passage = outcome.passage_of(citation)
    return passage is not None and not passage.in_force(outcome.on)
