"""A corpus that does not know some of its known questions, so that they can be asked as people would."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace

from knowledge.holdings import Holdings
from knowledge.synchronise import Corpus

KNOWN = "known"  # the type of a known question that is asked as if it were not
PARTS = 5  # in which the known questions are left out of the index
EVERY = 3  # of the known questions of a part is asked


def number_of(words: str) -> int:
    """Return a number that *words* always have, as good as drawn."""
    return int(hashlib.sha256(words.encode()).hexdigest()[:12], 16)


def part_of(question: str) -> int:
    """Return the part that a known question is left out with."""
    return number_of(question) % PARTS


def is_asked(question: str, part: int) -> bool:
    """Say whether a known question is one of those of *part* that are asked."""
    return part_of(question) == part and number_of(question) // PARTS % EVERY == 0


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
