"""Whether guides speak only of guides that exist."""

from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.guides import Guide


@dataclass(frozen=True)
class DanglingReference:
    """*guide* names *target* under *key*, but there is no guide of that name."""

    guide: str
    key: str
    target: str


def dangling_references(guides: Iterable[Guide]) -> tuple[DanglingReference, ...]:
    """Return the slugs under ``prerequisites`` and ``items`` that no guide has."""
    known = {guide.slug: guide for guide in guides}
    return tuple(
        DanglingReference(guide.slug, key, target)
        for guide in known.values()
        for key, targets in (
            ("prerequisites", [p.item for p in guide.prerequisites]),
            ("items", guide.items),
        )
        for target in targets
        if target not in known
    )
