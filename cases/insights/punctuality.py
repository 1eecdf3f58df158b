"""How many decisions came in time, by the law's limit and by the authority's own promise."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import String, case, cast, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.insights.live_facts import is_live, spells
from cases.ledger import facts_in_case
from cases.loading import chunks
from cases.processes import templates_by_id
from cases.rules.calendar import WorkCalendar
from cases.rules.clock import Stop, Unit
from cases.rules.deadline_values import DeadlineKind, LegalEffect
from cases.rules.deadlines import Clocks, clocks_of
from cases.rules.kinds import FactKind
from cases.rules.lifecycle import fold
from cases.rules.states import CLOSED, DECISIONS, CaseState
from cases.rules.templates import ProcessTemplate
from cases.rules.workdays import Decided, Workdays, in_time
from cases.tables.facts import Fact, FactRow, select_facts
from cases.tables.projects import Case

NOT_PLAIN = frozenset({FactKind.EXTENDED, FactKind.DEEMED})


@dataclass(frozen=True)
class Rate:
    """*met* of *of*; cases without such a limit, or without a recorded acceptance, are in neither."""

    met: int = 0
    of: int = 0

    def __add__(self, other: "Rate") -> "Rate":
        return Rate(self.met + other.met, self.of + other.of)

    @property
    def late(self) -> int:
        return self.of - self.met

    def as_dict(self) -> dict[str, Any]:
        return {"met": self.met, "of": self.of, "rate": self.met / self.of if self.of else None}


@dataclass(frozen=True)
class Punctuality:
    """
    Decisions of the period against the limits of their own process template.

    *promised* is empty while the authority has published no 承诺时限.
    """

    statutory: Rate
    promised: Rate

    def __add__(self, other: "Punctuality") -> "Punctuality":
        return Punctuality(self.statutory + other.statutory, self.promised + other.promised)

    def as_dict(self) -> dict[str, Any]:
        return {"statutory": self.statutory.as_dict(), "promised": self.promised.as_dict()}


async def punctuality(
    session: AsyncSession, *, since: date, today: date, calendar: WorkCalendar, workdays: Workdays
) -> Punctuality:
    """
    Return how punctual the decisions after *since* were.

    Most are plain: accepted within the law's days, neither extended nor deemed accepted. Those are
    counted by subtraction; what the law treats otherwise is asked of the clock itself.
    """
    found = await _decided(session, since=since)
    templates = await templates_by_id(session, {row.template_id for row in found})
    total = Punctuality(Rate(), Rate())
    special: list[UUID] = []
    for row in found:
        template = templates[row.template_id]
        waited = workdays.elapsed(row.received_on or row.accepted_on, row.accepted_on)
        if row.special or template.supplement_stops or waited > template.acceptance_days:
            special.append(row.case_id)
        else:
            decided = Decided(row.accepted_on, row.decided_on, _stops(row.stops))
            total += _plain(decided, template, workdays)
    for clocks in await _clocks(session, special, today=today, calendar=calendar):
        total += _by_the_clock(clocks)
    return total


def _plain(decided: Decided, template: ProcessTemplate, workdays: Workdays) -> Punctuality:
    def rate(days: int | None, unit: Unit) -> Rate:
        if days is None:
            return Rate()
        return Rate(int(in_time(decided, days, unit, workdays=workdays)), 1)

    return Punctuality(
        rate(template.statutory_days, template.decision_unit),
        rate(template.promised_days, template.promised_unit),
    )


def _by_the_clock(clocks: Clocks) -> Punctuality:
    rates = {LegalEffect.STATUTORY: Rate(), LegalEffect.PROMISED: Rate()}
    for deadline in clocks.deadlines:
        if deadline.kind is DeadlineKind.DECISION and deadline.legal_effect in rates:
            rates[deadline.legal_effect] += Rate(int(bool(deadline.met)), 1)
    return Punctuality(rates[LegalEffect.STATUTORY], rates[LegalEffect.PROMISED])


async def _clocks(
    session: AsyncSession, cases: list[UUID], *, today: date, calendar: WorkCalendar
) -> list[Clocks]:
    found = []
    for some in chunks(cases):
        rows = (await session.scalars(select(Case).where(Case.id.in_(some)))).all()
        templates = await templates_by_id(session, {row.template_id for row in rows})
        facts: defaultdict[UUID, list[FactRow]] = defaultdict(list)
        for said in await session.execute(select_facts().where(Fact.case_id.in_(some))):
            fact = FactRow(*said)
            facts[fact.case_id].append(fact)
        found += [
            clocks_of(
                fold(facts_in_case(facts[row.id])),
                templates[row.template_id],
                today=today,
                calendar=calendar,
            )
            for row in rows
        ]
    return found


async def _decided(session: AsyncSession, *, since: date) -> list[Any]:
    """Return the cases decided after *since*, with the days that a plain one is judged by."""
    spell = spells()
    begun = cast(spell.c.start, String)
    ended = func.coalesce(cast(spell.c.until, String), "")
    received_on = func.min(case((spell.c.state == CaseState.RECEIVED, spell.c.start)))
    accepted_on = func.min(case((spell.c.state == CaseState.ACCEPTED, spell.c.start)))
    decided_on = func.min(case((spell.c.state.in_(DECISIONS), spell.c.start)))
    stops = func.aggregate_strings(
        case((spell.c.state == CaseState.SPECIAL_BEGUN, begun + "/" + ended)), " "
    )
    special = exists().where(Fact.case_id == Case.id, Fact.kind.in_(NOT_PLAIN), is_live(Fact))
    rows = await session.execute(
        select(
            Case.id.label("case_id"),
            Case.template_id,
            received_on.label("received_on"),
            accepted_on.label("accepted_on"),
            decided_on.label("decided_on"),
            stops.label("stops"),
            special.label("special"),
        )
        .join(Case, Case.id == spell.c.case_id)
        .where(Case.state.in_(CLOSED))
        .group_by(Case.id, Case.template_id)
        .having(decided_on > since, accepted_on.is_not(None))
    )
    return list(rows)


def _stops(said: str | None) -> tuple[Stop, ...]:
    pairs = (text.split("/") for text in (said or "").split())
    return tuple(
        Stop(date.fromisoformat(start), date.fromisoformat(end) if end else None, "特别程序")
        for start, end in pairs
    )
