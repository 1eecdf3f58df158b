"""Percentiles of counted values."""

from collections.abc import Iterable


def percentile(values: Iterable[tuple[int, int]], share: float) -> int | None:
    """
    Return the smallest value that at least *share* of all are at most; ``None`` without values.

    Nearest rank: the answer is one of the values, never something in between.

    Args:
        values: ``(value, how often)``.

    >>> percentile([(3, 1), (5, 2), (9, 1)], 0.5)
    5
    """
    counted = sorted(values)
    total = sum(often for _, often in counted)
    reached = 0
    for value, often in counted:
        reached += often
        if reached >= share * total:
            return value
    return None
