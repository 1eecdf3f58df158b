"""From facts to where a case stands: the fold."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from cases.rules.clock import Stop
from cases.rules.facts import FactInCase, in_force
from cases.rules.kinds import FactKind, Terms
from cases.rules.objections import objection
from cases.rules.spans import (
    Commitment,
    Extension,
    Lacking,
    Postponement,
    Procedure,
    Renewal,
    Suspension,
    Target,
    Window,
)
from cases.rules.states import CLOSED, GRANTS, CaseState, followers, may_follow

__all__ = [
    "CaseState",
    "FactInCase",
    "FoldedCase",
    "fold",
    "followers",
    "in_force",
    "may_follow",
    "state_on",
]

K, S = FactKind, CaseState
ALREADY_DEEMED = "此前已按法律视为受理，两条记录都保留，请核对受理日期"


@dataclass(frozen=True)
class FoldedCase:
    """
    Where a case stands, by its facts alone.

    Attributes:
        since: Day the present state took effect.
        windows: Receipt and each completed 补正, with the day of the authority's answer.
        accepted_on: Day of acceptance on record; anchor of the decision unless the law deems earlier.
        deemed_on: Day from which the system put on record that the case counts as accepted.
        procedures: 特别程序, which stop the decision's clock; the last may be open.
        supplements: 补正 asked for after acceptance, which as a rule stop nothing.
        decided_on: Day of the decision that stands.
        granted_on: Day of the first decision to grant; anchor of delivery.
        closed_on: Day after which no clock of the authority runs.
        objections: Facts that could not stand where they do, and why; a person's would be refused.
        doubts: Facts that stand, but that an officer should look at, and why.
    """

    state: CaseState | None = None
    since: date | None = None
    windows: tuple[Window, ...] = ()
    accepted_on: date | None = None
    deemed_on: date | None = None
    procedures: tuple[Procedure, ...] = ()
    supplements: tuple[Procedure, ...] = ()
    extensions: tuple[Extension, ...] = ()
    decided_on: date | None = None
    granted_on: date | None = None
    delivered_on: date | None = None
    closed_on: date | None = None
    lacking: Lacking | None = None
    commitment: Commitment | None = None
    target: Target | None = None
    begun_on: date | None = None
    postponements: tuple[Postponement, ...] = ()
    suspensions: tuple[Suspension, ...] = ()
    works_accepted_on: date | None = None
    reported_on: tuple[date, ...] = ()
    renewals: tuple[Renewal, ...] = ()
    objections: Mapping[UUID, str] = field(default_factory=dict)
    doubts: Mapping[UUID, str] = field(default_factory=dict)

    @property
    def received_on(self) -> date | None:
        """Day from which the acceptance clock last ran."""
        return self.windows[-1].received_on if self.windows else None

    @property
    def told_on(self) -> date | None:
        """Day the acceptance clock was last answered (受理, 补正告知, refusal…)."""
        return self.windows[-1].told_on if self.windows else None

    @property
    def ended_on(self) -> date | None:
        """Day on which the permit was given back or taken away; nothing it asked for is due then."""
        return self.closed_on if self.state in {S.WITHDRAWN, S.REVOKED} else None

    @property
    def stops(self) -> tuple[Stop, ...]:
        """The days of 特别程序, as the clock takes them."""
        return tuple(procedure.as_stop() for procedure in self.procedures)

    @property
    def conflicts(self) -> tuple[UUID, ...]:
        """Facts that an officer should look at."""
        return (*self.objections, *(id_ for id_ in self.doubts if id_ not in self.objections))


def fold(facts: Iterable[FactInCase]) -> FoldedCase:
    """Return where the case stands after *facts*, given in any order."""
    return fold_in_force(in_force(facts))


def fold_in_force(timeline: Iterable[FactInCase]) -> FoldedCase:
    """Return where the case stands after *timeline*, facts in force in their order."""
    folding = _Folding()
    for fact in timeline:
        folding.take(fact)
    return FoldedCase(**vars(folding))


def state_on(facts: Sequence[FactInCase], day: date) -> CaseState | None:
    """Return the state at the end of *day*, by what is on record now."""
    states = [fact.state for fact in in_force(facts) if fact.state and fact.effective_on <= day]
    return states[-1] if states else None


class _Folding:
    """The case while its facts are gone through; its attributes are those of ``FoldedCase``."""

    def __init__(self) -> None:
        self.state: CaseState | None = None
        self.since: date | None = None
        self.windows: tuple[Window, ...] = ()
        self.accepted_on: date | None = None
        self.deemed_on: date | None = None
        self.procedures: tuple[Procedure, ...] = ()
        self.supplements: tuple[Procedure, ...] = ()
        self.extensions: tuple[Extension, ...] = ()
        self.decided_on: date | None = None
        self.granted_on: date | None = None
        self.delivered_on: date | None = None
        self.closed_on: date | None = None
        self.lacking: Lacking | None = None
        self.commitment: Commitment | None = None
        self.target: Target | None = None
        self.begun_on: date | None = None
        self.postponements: tuple[Postponement, ...] = ()
        self.suspensions: tuple[Suspension, ...] = ()
        self.works_accepted_on: date | None = None
        self.reported_on: tuple[date, ...] = ()
        self.renewals: tuple[Renewal, ...] = ()
        self.objections: dict[UUID, str] = {}
        self.doubts: dict[UUID, str] = {}

    def take(self, fact: FactInCase) -> None:
        if fact.state is not None:
            self._take_state(fact, fact.state)
            return
        against = objection(self, fact)
        if against is None:
            self._take_kind(fact.kind, fact.effective_on, fact.terms)
        else:
            self.objections[fact.id] = against

    def _take_state(self, fact: FactInCase, state: CaseState) -> None:
        on = fact.effective_on
        if not may_follow(self.state, state):
            self.objections[fact.id] = "与办理顺序不符"
        elif state is S.ACCEPTED and self.deemed_on is not None:
            self.doubts[fact.id] = ALREADY_DEEMED
        self._move(state, on, fact.terms)
        self.state, self.since = state, on
        self.closed_on = on if state in CLOSED else None
        if state in CLOSED:
            self._answer(on)
            self.procedures = _ended(self.procedures, on)
            self.supplements = _ended(self.supplements, on)

    def _move(self, state: CaseState, on: date, terms: Terms) -> None:
        """Bring the dates after *state*; only the dates."""
        match state:
            case S.GRANTED | S.GRANTED_LACKING | S.DENIED:
                self._decide(state, on, terms)
            case S.SPECIAL_BEGUN if not _is_open(self.procedures):
                begun = Procedure(on, None, terms.procedure, terms.noticed_on)
                self.procedures = (*self.procedures, begun)
            case S.SPECIAL_ENDED:
                self.procedures = _ended(self.procedures, on)
            case S.SUPPLEMENT_ASKED if self.accepted_on and not _is_open(self.supplements):
                self.supplements = (*self.supplements, Procedure(on, None, "受理后补正"))
            case S.SUPPLEMENT_GIVEN if self.accepted_on:
                self.supplements = _ended(self.supplements, on)
            case S.RECEIVED | S.SUPPLEMENT_GIVEN if not self.accepted_on:
                self.windows = (*self.windows, Window(on))
            case S.SUPPLEMENT_ASKED if not self.accepted_on:
                self._answer(on, until=terms.until)
            case S.ACCEPTED if not self.accepted_on:
                self.accepted_on = on
                self._answer(on)
                if terms.until is not None:  # 容缺受理: accepted with papers still to come
                    self.lacking = Lacking(on, terms.until)

    def _decide(self, state: CaseState, on: date, terms: Terms) -> None:
        self.decided_on = self.decided_on or on
        if state in GRANTS:
            self.granted_on = self.granted_on or on
        if state is S.GRANTED_LACKING:
            self.lacking = Lacking(on, terms.until)
        elif self.lacking is not None and self.lacking.made_good_on is None:
            self.lacking = replace(self.lacking, made_good_on=on)

    def _answer(self, on: date, *, until: date | None = None) -> None:
        # The first answer counts: what is missing must be said at once (第三十二条).
        if self.windows and self.windows[-1].told_on is None:
            last = replace(self.windows[-1], told_on=on, supplement_until=until)
            self.windows = (*self.windows[:-1], last)

    def _take_kind(self, kind: FactKind, on: date, terms: Terms) -> None:  # noqa: C901, PLR0912 — one arm a kind
        match kind:
            case K.DEEMED:
                self.deemed_on = self.deemed_on or on
            case K.EXTENDED:
                extension = Extension(on, terms.days or 0, terms.approver, terms.noticed_on)
                self.extensions = (*self.extensions, extension)
            case K.STOP_NOTICE:
                *before, last = self.procedures
                noticed_on = terms.noticed_on or on
                self.procedures = (*before, replace(last, noticed_on=noticed_on))
            case K.DELIVERED:
                self.delivered_on = on
            case K.MADE_GOOD if self.lacking is not None:
                self.lacking = replace(self.lacking, made_good_on=on)
            case K.COMMITTED:
                self.commitment = Commitment(on, terms.until)
            case K.CHECKED if self.commitment is not None:
                self.commitment = replace(self.commitment, checked_on=on)
            case K.TARGET if terms.until is not None:
                self.target = Target(on, terms.until)
            case K.WORKS_BEGUN:
                self.begun_on = on
            case K.START_POSTPONED:
                self.postponements = (*self.postponements, Postponement(on, terms.months or 0))
            case K.WORKS_SUSPENDED:
                self.suspensions = (*self.suspensions, Suspension(on))
            case K.WORKS_RESUMED:
                *earlier, suspended = self.suspensions
                self.suspensions = (*earlier, replace(suspended, resumed_on=on))
            case K.WORKS_ACCEPTED:
                self.works_accepted_on = on
            case K.REPORTED:
                self.reported_on = (*self.reported_on, on)
            case K.RENEWED if terms.until is not None:
                self.renewals = (*self.renewals, Renewal(on, terms.until))
            case _:
                pass


def _is_open(spans: tuple[Procedure, ...]) -> bool:
    return bool(spans) and spans[-1].end is None


def _ended(spans: tuple[Procedure, ...], on: date) -> tuple[Procedure, ...]:
    if not _is_open(spans):
        return spans
    return (*spans[:-1], replace(spans[-1], end=on))
