"""Which open dates moved between two looks at a case."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from cases.rules.deadline_values import Deadline, DeadlineKind, LegalEffect


@dataclass(frozen=True)
class Move:
    """One open date, before and after; ``None`` while the clock stands."""

    kind: DeadlineKind
    legal_effect: LegalEffect
    subject: str
    before: date | None
    after: date | None
    provisional: bool

    def as_dict(self) -> dict[str, Any]:
        return {
            "kind": self.kind.value,
            "legal_effect": self.legal_effect.value,
            "subject": self.subject,
            "before": self.before.isoformat() if self.before else None,
            "after": self.after.isoformat() if self.after else None,
            "provisional": self.provisional,
        }


def moves(before: Iterable[Deadline], after: Iterable[Deadline]) -> tuple[Move, ...]:
    """Return the dates that are open in both looks and not on the same day."""
    earlier = {deadline.name: deadline for deadline in before if deadline.open}
    return tuple(
        Move(*deadline.name, old.due_on, deadline.due_on, deadline.provisional)
        for deadline in after
        if deadline.open
        and (old := earlier.get(deadline.name)) is not None
        and old.due_on != deadline.due_on
    )
