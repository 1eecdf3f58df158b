"""What the ground says of some is not said of all: qualifiers, moments, and where the words stand."""

import re
from collections.abc import Sequence
from itertools import combinations

from retrieval.faithfulness.clauses import Clause, share
from retrieval.faithfulness.terms import content_pairs, content_runs
from retrieval.quantities import quantities_in

_CLOSE = 0.6  # share of a clause's pairs that make the clause of the ground its own
_SHORT = 2  # characters, or pairs, that can be told from chance
_TELLING = 4  # characters of a thing that has kinds
_PARTY = re.compile(r"(?:部门|机关|机构|局|厅|委员会|政府|中心|窗口|单位|申请人|企业)$")
_MOMENT = re.compile(r"(前|后)(?=可以|应当|必须|方可|不得)")


def widened_subjects(clause: Clause, drawn_from: Sequence[Clause], names: str) -> tuple[str, ...]:
    """Return the thing that *clause* begins with when its ground only speaks of some of its kind."""
    runs = content_runs(clause.text)
    if not drawn_from or not runs or len(runs[0]) < _TELLING or runs[0] in names:
        return ()
    if _PARTY.search(runs[0]) or not all(
        _qualified(runs[0], other, clause) for other in drawn_from
    ):
        return ()
    return (runs[0],)


def _qualified(thing: str, ground: Clause, clause: Clause) -> bool:
    """Say whether *ground* puts words right before *thing* that *clause* leaves out."""
    before, found, _ = ground.text.partition(thing)
    lead = before.removesuffix("的")
    own = content_runs(lead)
    if not found or not own or not lead.endswith(own[-1]) or own[-1] == "其中":
        return False
    qualifier = own[-1]
    return (
        len(qualifier) >= _SHORT
        and not _PARTY.search(qualifier)
        and not content_pairs(qualifier) & content_pairs(clause.sentence)
    )


def lost_moments(clause: Clause, drawn_from: Sequence[Clause]) -> tuple[str, ...]:
    """Return the before or after that the ground puts on what *clause* says."""
    lost = [
        found[1]
        for other in drawn_from
        if share(clause.pairs, other.pairs) >= _CLOSE
        and (found := _MOMENT.search(other.text))
        and found[1] not in clause.sentence
    ]
    return tuple(lost[:1]) if len(lost) == len(drawn_from) else ()


def other_amounts(clause: Clause, drawn_from: Sequence[Clause]) -> tuple[str, ...]:
    """Return the quantities of *clause* where its own clause of the ground has another of that unit."""
    own = [other for other in drawn_from if share(clause.pairs, other.pairs) >= _CLOSE]
    held = {q for other in own for q in quantities_in(other.text)}
    return tuple(
        str(q)
        for q in sorted(quantities_in(clause.text))
        if q.unit and q not in held and any(h.unit == q.unit for h in held)
    )


def gathered_words(
    clause: Clause, drawn_from: Sequence[Clause], text: str, names: str
) -> tuple[str, ...]:
    """Return words of *clause* that stand beside its own sentence of the ground *text*, not in it."""
    homes = {other.sentence for other in drawn_from}
    strangers = clause.pairs - content_pairs("\n".join((*homes, names)))
    if not homes or len(strangers) < _SHORT:
        return ()
    # The lines of a list may be gathered into one clause, the sentences of a paragraph may not.
    beside = [line for line in text.split("\n") if any(home in line for home in homes)]
    return tuple(sorted(strangers & content_pairs("\n".join(beside))))


def exchanged_parties(clause: Clause, drawn_from: Sequence[Clause]) -> tuple[str, ...]:
    """Return two words that stand the other way round in every sentence *clause* is drawn from."""
    sentences = {other.sentence for other in drawn_from}
    found = [_exchanged(clause.text, sentence) for sentence in sentences]
    return found[0] if found and all(found) else ()


def _exchanged(text: str, sentence: str) -> tuple[str, ...]:
    words = [w for run in content_runs(text) for w in _pieces(run, sentence)]
    for first, second in combinations(words, 2):
        of_parties = _PARTY.search(first) or _PARTY.search(second)
        once = sentence.count(first) == sentence.count(second) == 1
        if of_parties and once and sentence.find(first) > sentence.find(second):
            return (first, second)
    return ()


def _pieces(run: str, sentence: str) -> list[str]:
    """Return the longest pieces of *run*, left to right, that stand in *sentence*."""
    found, at = [], 0
    while at < len(run) - 1:
        end = next((e for e in range(len(run), at + 1, -1) if run[at:e] in sentence), at)
        if end > at:
            found.append(run[at:end])
        at = max(end, at + 1)
    return found
