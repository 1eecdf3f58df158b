"""How many decisions came in time, by the law's limit and by the authority's own promise."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import String, case, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.insights.live_facts import spells
from cases.processes import templates_by_id
from cases.rules.clock import Stop, Unit
from cases.rules.states import CLOSED, DECISIONS, CaseState
from cases.rules.workdays import Decided, Workdays, in_time
from cases.tables.projects import Case


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

    def as_dict(self) -> dict[str, Any]:
        return {"statutory": self.statutory.as_dict(), "promised": self.promised.as_dict()}


async def punctuality(session: AsyncSession, *, since: date, workdays: Workdays) -> Punctuality:
    """Return how punctual the decisions after *since* were: a row for each kind of case."""
    found = await _decided(session, since=since)
    templates = await templates_by_id(session, {template for template, _, _ in found})
    statutory, promised = Rate(), Rate()
    for template_id, decided, often in found:
        template = templates[template_id]
        immediate = template.decision_unit is Unit.IMMEDIATE
        days = 0 if immediate else template.decision_days
        if days is not None:
            met = in_time(decided, days, template.decision_unit, workdays=workdays)
            statutory += Rate(often * met, often)
        if template.promised_days is not None:
            unit = Unit.WORKING if immediate else template.decision_unit
            met = in_time(decided, template.promised_days, unit, workdays=workdays)
            promised += Rate(often * met, often)
    return Punctuality(statutory, promised)


async def _decided(session: AsyncSession, *, since: date) -> list[tuple[UUID, Decided, int]]:
    """Return the decisions after *since*, as (template, dates, how often)."""
    spell = spells()
    begun = cast(spell.c.start, String)
    ended = func.coalesce(cast(spell.c.until, String), "")
    accepted_on = func.min(case((spell.c.state == CaseState.ACCEPTED, spell.c.start)))
    decided_on = func.min(case((spell.c.state.in_(DECISIONS), spell.c.start)))
    stops = func.aggregate_strings(
        case((spell.c.state == CaseState.SPECIAL_BEGUN, begun + "/" + ended)), " "
    )
    each = (
        select(
            Case.template_id,
            accepted_on.label("accepted_on"),
            decided_on.label("decided_on"),
            stops.label("stops"),
        )
        .join(Case, Case.id == spell.c.case_id)
        .where(Case.state.in_(CLOSED))
        .group_by(Case.id, Case.template_id)
        .having(decided_on > since, accepted_on.is_not(None))
        .subquery()
    )
    rows = await session.execute(select(each, func.count()).group_by(*each.c))
    return [
        (template, Decided(accepted, decided, _stops(said)), often)
        for template, accepted, decided, said, often in rows
    ]


def _stops(said: str | None) -> tuple[Stop, ...]:
    pairs = (text.split("/") for text in (said or "").split())
    return tuple(
        Stop(date.fromisoformat(start), date.fromisoformat(end) if end else None, "特别程序")
        for start, end in pairs
    )
