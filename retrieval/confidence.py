"""How sure an answer is, and what that means for how it is given."""

import math
from collections.abc import Sequence

from knowledge.index import Hit
from retrieval.answers import Tier
from retrieval.fields import FieldChoice

EXACT = 0.99  # found by name, not by likeness
FIELD = 0.95  # a field of a guide, where nothing speaks against it
SEVERAL = 0.8  # fields side by side: of the parts of a question, or of two things compared
ANSWER = 0.75  # at and above: an answer by itself
SEE_ALSO = 0.30  # at and above: an answer with other passages beside it; below: hand over

_FULL_OVERLAP = 0.45  # overlap of a question in the words of the text itself
_FULL_MARGIN = 1.6  # how far a clear winner stands above the next, as a ratio


def from_field(choice: FieldChoice) -> float:
    """Return 0 to 1 from how sure the field chosen answers, and how far it leads; fitted to how often it is right."""
    return round(FIELD * math.sqrt(choice.answers * (1 + choice.chance) / 2), 3)


def from_search(hits: Sequence[Hit], chosen: Hit) -> float:
    """Return 0 to 1 from how much of the question the chosen passage holds and how far it leads."""
    others = [h.lexical for h in hits if h.passage.id != chosen.passage.id]
    margin = chosen.lexical / max(max(others, default=0.0), 1e-6)
    lead = min(max((margin - 0.8) / (_FULL_MARGIN - 0.8), 0.0), 1.0)
    share = min(chosen.overlap / _FULL_OVERLAP, 1.0)
    return round(0.15 + 0.45 * share + 0.4 * lead, 3)


def tier_of(confidence: float) -> Tier:
    """Return how an answer of that confidence is given."""
    if confidence >= ANSWER:
        return Tier.ANSWER
    return Tier.ANSWER_SEE_ALSO if confidence >= SEE_ALSO else Tier.HAND_OVER
