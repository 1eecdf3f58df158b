"""Which passages a search may find."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from knowledge.documents import Category, DocumentKind, Level
from knowledge.embeddings import Vectors
from knowledge.passages import Passage

ALWAYS = date.min.toordinal()
NEVER = date.max.toordinal() + 1


@dataclass(frozen=True)
class Scope:
    """Which passages a search may find; an empty part means no limit."""

    on: date | None = None  # in force on that day
    categories: frozenset[Category] = frozenset()
    kinds: frozenset[DocumentKind] = frozenset()
    levels: frozenset[Level] = frozenset()

    def includes(self, passage: Passage) -> bool:
        """Say whether *passage* may be found."""
        return (
            (self.on is None or passage.in_force(self.on))
            and (not self.categories or passage.category in self.categories)
            and (not self.kinds or passage.kind in self.kinds)
            and (not self.levels or passage.level in self.levels)
        )

    def as_filter(self) -> dict[str, Any] | None:
        """Return the same as a condition on Chroma's metadata."""
        parts: list[dict[str, Any]] = []
        if self.on is not None:
            day = self.on.toordinal()
            parts += [{"effective_from": {"$lte": day}}, {"effective_to": {"$gt": day}}]
        for key, allowed in (
            ("category", self.categories),
            ("kind", self.kinds),
            ("level", self.levels),
        ):
            if allowed:
                parts.append({key: {"$in": sorted(str(value) for value in allowed)}})
        return parts[0] if len(parts) == 1 else {"$and": parts} if parts else None


def days_of(passage: Passage) -> tuple[int, int]:
    """Return the ordinals of the days ``[from, to)`` on which *passage* is in force."""
    first = passage.effective_from.toordinal() if passage.effective_from else ALWAYS
    return first, passage.effective_to.toordinal() if passage.effective_to else NEVER


class Nearest(Protocol):
    """Vectors that can be searched."""

    def search(self, vector: Vectors, scope: Scope | None, limit: int) -> list[tuple[int, float]]:
        """Return the nearest passages in *scope* as (number, cosine), nearest first."""
        ...

    def close(self) -> None:
        """Let go of the files."""
        ...
