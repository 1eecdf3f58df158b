"""Whether a fact comes too late to have the effect it claims; the calendar decides."""

from collections.abc import Iterable
from datetime import date

from cases.rules.deadline_values import Deadline, DeadlineKind, LegalEffect
from cases.rules.duties import BEGIN_WORKS
from cases.rules.extensions import extension_refusal
from cases.rules.kinds import FactKind, Terms
from cases.rules.templates import ProcessTemplate

MAY_BE_TOO_LATE = frozenset({FactKind.EXTENDED, FactKind.START_POSTPONED})
DECISION = (DeadlineKind.DECISION, LegalEffect.STATUTORY, "")
BEGINNING = (DeadlineKind.DUTY, LegalEffect.STATUTORY, BEGIN_WORKS)


def too_late(
    deadlines: Iterable[Deadline],
    template: ProcessTemplate,
    kind: FactKind,
    *,
    on: date,
    terms: Terms,
) -> str | None:
    """Return why an extension or a postponement *on* that day has no effect, or ``None``."""
    named = {deadline.name: deadline for deadline in deadlines}
    if kind is FactKind.EXTENDED:
        return extension_refusal(terms.days or 0, on, template, named.get(DECISION))
    begin = named.get(BEGINNING)
    late = begin is not None and begin.due_on is not None and on > begin.due_on
    if kind is FactKind.START_POSTPONED and late:
        return "开工期限已经届满，届满后不能再延期（建筑法第九条）"
    return None
