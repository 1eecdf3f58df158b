"""What a status, a card or a work list shows: values, with their shape for other programs."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from cases.rules.deadlines import Clocks, Deadline
from cases.rules.kinds import FactKind, Terms
from cases.rules.milestones import NextStep
from cases.rules.phases import Phase
from cases.rules.stages import STAGES, Stage, StageProgress, StageState
from cases.rules.states import CLOSED, CaseState
from cases.tables.facts import FactSource
from cases.tables.projects import PartyRole


@dataclass(frozen=True)
class FactLine:
    """A fact in force; *conflict*: it does not fit what was on record before it."""

    id: UUID
    kind: FactKind
    state: CaseState | None
    effective_on: date
    recorded_at: datetime
    source: FactSource
    actor: str
    note: str
    terms: Terms
    conflict: bool

    @property
    def said(self) -> CaseState | FactKind:
        """What the fact is called."""
        return self.state or self.kind

    def as_dict(self) -> dict[str, Any]:
        return {
            "id": str(self.id),
            "kind": self.kind.value,
            "state": self.state.value if self.state else None,
            "effective_on": self.effective_on.isoformat(),
            "recorded_at": self.recorded_at.isoformat(),
            "source": self.source.value,
            "actor": self.actor,
            "note": self.note,
            "terms": self.terms.as_payload(),
            "conflict": self.conflict,
        }


@dataclass(frozen=True)
class CaseProgress:
    """A case on the day asked about; ``clocks`` has settled dates too."""

    ref: str
    item: str
    item_name: str
    stage: Stage
    state: CaseState | None
    since: date | None
    facts: tuple[FactLine, ...]
    clocks: Clocks
    next_step: NextStep | None

    @property
    def deadlines(self) -> tuple[Deadline, ...]:
        """The dates still to be met."""
        return self.clocks.open

    @property
    def notes(self) -> tuple[str, ...]:
        return self.clocks.notes

    @property
    def overdue(self) -> bool:
        """Whether the authority is late with a case that is still in its hands."""
        late = (d for d in self.deadlines if d.overdue and not d.of_the_enterprise)
        return not self.closed and any(late)

    @property
    def closed(self) -> bool:
        return self.state in CLOSED

    def as_dict(self) -> dict[str, Any]:
        return {
            "ref": self.ref,
            "item": self.item_name,
            "state": self.state.value if self.state else None,
            "since": self.since.isoformat() if self.since else None,
            "notes": list(self.notes),
            "facts": [fact.as_dict() for fact in self.facts],
            "deadlines": [deadline.as_dict() for deadline in self.deadlines],
        }


@dataclass(frozen=True)
class MilestoneLine:
    """Something worth telling that was reached; *ref* and *item* are empty for a stage."""

    kind: str
    on: date
    stage: Stage
    ref: str
    item: str

    def as_dict(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "on": self.on.isoformat(),
            "stage": self.stage.value,
            "ref": self.ref,
            "item": self.item,
        }


@dataclass(frozen=True)
class ProjectSummary:
    """What identifies a project to a reader. *investment* is in 万元."""

    id: UUID
    code: str
    name: str
    organization: str
    kind: str
    key_level: str
    industry: str
    investment: Decimal | None
    street: str
    steward: str
    role: PartyRole | None = None

    def as_dict(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "name": self.name,
            "organization": self.organization,
            "kind": self.kind,
            "key_level": self.key_level,
            "industry": self.industry,
            "investment": f"{self.investment.normalize():f}"
            if self.investment is not None
            else None,
            "street": self.street,
            "steward": self.steward,
        }


@dataclass(frozen=True)
class PhaseLine:
    """One of the 五个环节 that a project is in; *ground* is the case that says so, if any does."""

    phase: Phase
    ground: CaseProgress | None

    def as_dict(self) -> dict[str, Any]:
        ground = self.ground
        return {
            "phase": self.phase.value,
            "ground": ground
            and {
                "ref": ground.ref,
                "item": ground.item_name,
                "state": ground.state,
                "since": ground.since.isoformat() if ground.since else None,
            },
        }


@dataclass(frozen=True)
class ProjectProgress:
    """
    Everything ``cases show`` says.

    The *stages* and *phases* of a project count its 单位工程 (*units*) in; *cases* are its own.
    """

    project: ProjectSummary
    phases: tuple[PhaseLine, ...]
    units: tuple["ProjectProgress", ...]
    stages: tuple[StageProgress, ...]
    cases: tuple[CaseProgress, ...]
    milestones: tuple[MilestoneLine, ...]
    today: date

    @property
    def current_stage(self) -> Stage | None:
        """The last of the four stages that has begun; ``None`` before the first. It may be one of
        several: ``stages_under_way`` has them all.
        """
        begun = [s.stage for s in self.stages if s.state is not StageState.NOT_BEGUN]
        return next((stage for stage in reversed(STAGES) if stage in begun), None)

    @property
    def stages_under_way(self) -> tuple[Stage, ...]:
        """Every stage that a case is under way in, what runs in parallel too."""
        return tuple(s.stage for s in self.stages if s.state is StageState.UNDER_WAY)

    @property
    def everything(self) -> tuple[CaseProgress, ...]:
        """The cases of the project and of its units."""
        return (*self.cases, *(case for unit in self.units for case in unit.cases))

    @property
    def overdue(self) -> bool:
        return any(case.overdue for case in self.everything)

    @property
    def next_deadline(self) -> tuple[CaseProgress, Deadline] | None:
        """The open date that comes first."""
        dated = [(c, d) for c in self.everything for d in c.deadlines if d.due_on is not None]
        return min(dated, key=lambda pair: (pair[1].due_on, pair[0].ref), default=None)

    def as_dict(self) -> dict[str, Any]:
        return {
            "project": self.project.as_dict(),
            "stages": [
                {
                    "stage": stage.stage.value,
                    "state": stage.state.value,
                    "done": stage.done,
                    "total": stage.total,
                }
                for stage in self.stages
            ],
            "phases": [phase.as_dict() for phase in self.phases],
            "cases": [case.as_dict() for case in self.cases],
            "units": [unit.as_dict() for unit in self.units],
            "milestones": [milestone.as_dict() for milestone in self.milestones],
        }


@dataclass(frozen=True)
class WorkItem:
    """An open case that somebody of the bureau should look at."""

    project_code: str
    project_name: str
    steward: str
    case: CaseProgress

    @property
    def deadline(self) -> Deadline | None:
        """The open date that comes first; one that stands still comes last."""
        return min(self.case.deadlines, key=lambda d: d.due_on or date.max, default=None)


@dataclass(frozen=True)
class ProjectLoad:
    """How many cases of a project are running, and how many of those are overdue."""

    code: str
    name: str
    running: int = 0
    overdue: int = 0
