"""In which order a notice goes out: a few first, then one in twenty, then everybody else."""

import hashlib
from collections.abc import Collection
from fractions import Fraction
from math import ceil
from uuid import UUID

CANARY = 5  # chats of the first wave
SECOND = Fraction(5, 100)  # of the audience in the second
LAST = 2
LEAST_SETTLED = 5  # endings before their share of troubles means anything
MOST_TROUBLED = Fraction(1, 5)


def waves_of(chats: Collection[UUID], *, seed: str) -> dict[UUID, int]:
    """
    Return the wave of each chat: 0, 1 or 2.

    Who goes first is drawn by *seed*, so that it is not always the same few, and stays the same when
    it is asked again.

    >>> from collections import Counter
    >>> waves = waves_of([UUID(int=n) for n in range(100)], seed="2026-0001")
    >>> sorted(Counter(waves.values()).items())
    [(0, 5), (1, 5), (2, 90)]
    """
    drawn = sorted(chats, key=lambda chat: hashlib.sha256(f"{seed}:{chat}".encode()).digest())
    second = CANARY + ceil(len(drawn) * SECOND)
    return {
        chat: 0 if place < CANARY else 1 if place < second else LAST
        for place, chat in enumerate(drawn)
    }


def troubled(settled: int, troubles: int) -> bool:
    """Tell whether too much goes wrong to go on: more than a fifth of at least five endings."""
    return settled >= LEAST_SETTLED and Fraction(troubles, settled) > MOST_TROUBLED
