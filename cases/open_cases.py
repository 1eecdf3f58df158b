"""Reading every case that may still have an open date, at once and as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.processes import templates_by_id
from cases.rules.calendar import WorkCalendar
from cases.rules.dates import legal_day
from cases.rules.deadlines import Clocks, clocks_of
from cases.rules.facts import FactInCase, in_force
from cases.rules.kinds import Terms
from cases.rules.lifecycle import FoldedCase, fold_in_force
from cases.rules.states import DEAD
from cases.rules.templates import ProcessTemplate
from cases.tables.facts import Fact
from cases.tables.projects import Case, Project

ALIVE = or_(Case.state.is_(None), Case.state.not_in(DEAD))


@dataclass(frozen=True)
class OpenCase:
    """A case with the facts on record, and the day on which each was recorded."""

    id: UUID
    ref: str
    item_name: str
    project_id: UUID
    project_code: str
    project_name: str
    steward_id: UUID | None
    officer_id: UUID | None
    template: ProcessTemplate
    facts: tuple[FactInCase, ...]
    recorded_on: Mapping[UUID, date]

    @cached_property
    def timeline(self) -> tuple[FactInCase, ...]:
        return in_force(self.facts)

    @cached_property
    def folded(self) -> FoldedCase:
        return fold_in_force(self.timeline)

    def clocks(self, *, today: date, calendar: WorkCalendar) -> Clocks:
        return clocks_of(self.folded, self.template, today=today, calendar=calendar)

    def known_on(self, anchor: date) -> date:
        """Return the day on which we learned of what happened on *anchor*."""
        days = [self.recorded_on[f.id] for f in self.timeline if f.effective_on == anchor]
        return max(days, default=anchor)


async def open_cases(session: AsyncSession) -> tuple[OpenCase, ...]:
    """Return every case with facts whose clocks may run, the enterprise's own among them."""
    rows = await session.execute(
        select(
            Case.id,
            Case.ref,
            Case.item_name,
            Case.template_id,
            Case.officer_id,
            Project.id.label("project_id"),
            Project.code,
            Project.name,
            Project.steward_id,
        )
        .join(Project, Project.id == Case.project_id)
        .where(ALIVE)
        .order_by(Project.code, Case.ref)
    )
    cases = rows.all()
    facts, recorded = await _facts(session)
    templates = await templates_by_id(session, {case.template_id for case in cases})
    return tuple(
        OpenCase(
            id=case.id,
            ref=case.ref,
            item_name=case.item_name,
            project_id=case.project_id,
            project_code=case.code,
            project_name=case.name,
            steward_id=case.steward_id,
            officer_id=case.officer_id,
            template=templates[case.template_id],
            facts=tuple(facts[case.id]),
            recorded_on=recorded[case.id],
        )
        for case in cases
        if case.id in facts
    )


async def _facts(
    session: AsyncSession,
) -> tuple[dict[UUID, list[FactInCase]], dict[UUID, dict[UUID, date]]]:
    rows = await session.execute(
        select(
            Fact.case_id,
            Fact.id,
            Fact.seq,
            Fact.state,
            Fact.effective_on,
            Fact.corrects_id,
            Fact.kind,
            Fact.payload,
            Fact.recorded_at,
        )
        .join(Case, Case.id == Fact.case_id)
        .where(ALIVE)
        .order_by(Fact.case_id, Fact.seq)
    )
    facts: dict[UUID, list[FactInCase]] = {}
    recorded: dict[UUID, dict[UUID, date]] = {}
    for case_id, id_, seq, state, on, corrects, kind, payload, recorded_at in rows:
        fact = FactInCase(id_, seq, state, on, corrects, kind, Terms.from_payload(payload))
        facts.setdefault(case_id, []).append(fact)
        recorded.setdefault(case_id, {})[id_] = legal_day(recorded_at)
    return facts, recorded
