"""A corpus that does not know some of its known questions, so that they can be asked as people would."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from knowledge.holdings import Holdings
from knowledge.synchronise import Corpus

KNOWN = "known"  # the type of a known question that is asked as if it were not
PARTS = 5  # in which the known questions are left out of the index


@dataclass(frozen=True)
class Without:
    """*corpus* with only those known questions that *stays* says yes to."""

    corpus: Corpus
    stays: Callable[[str], bool]

    def read(self) -> Holdings:
        """Return everything it holds, less the other questions."""
        held = self.corpus.read()
        left = (
            replace(p, known_questions=tuple(filter(self.stays, p.known_questions)))
            for p in held.passages
        )
        return replace(held, passages=tuple(left))
