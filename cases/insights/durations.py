"""How long cases stay in each state, and how long the law lets their clock stand still."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.insights.live_facts import spells
from cases.rules.grounds import ground_of
from cases.rules.percentiles import percentile
from cases.rules.states import CLOSED, CaseState
from cases.rules.workdays import Workdays
from cases.tables.facts import Fact
from cases.tables.projects import Case

MEDIAN, MOST = 0.5, 0.9
DECIDING = frozenset(  # the decision's clock runs, or stands still for a 特别程序
    {
        CaseState.ACCEPTED,
        CaseState.IN_REVIEW,
        CaseState.SPECIAL_BEGUN,
        CaseState.SPECIAL_ENDED,
    }
)


@dataclass(frozen=True)
class TimeInState:
    """Working days that cases of *item* stayed in *state*, of *spells* that ended in the period."""

    item: str
    state: CaseState
    spells: int
    median: int
    p90: int

    def as_dict(self) -> dict[str, Any]:
        return {
            "item": self.item,
            "state": self.state.value,
            "spells": self.spells,
            "median": self.median,
            "p90": self.p90,
        }


@dataclass(frozen=True)
class Stopped:
    """
    Working days between acceptance and decision on which the clock stood still.

    *days* by legal ground, of *total* working days that cases were under decision in the period.
    """

    days: Mapping[str, int]
    total: int

    @property
    def share(self) -> float:
        """The stopped part of all days under decision."""
        return sum(self.days.values()) / self.total if self.total else 0.0

    def as_dict(self) -> dict[str, Any]:
        stopped = sum(self.days.values())
        return {
            "total_days": self.total,
            "stopped_days": stopped,
            "share": round(self.share, 4),
            "by_ground": {
                ground: {"days": days, "share": round(days / stopped, 4) if stopped else 0.0}
                for ground, days in self.days.items()
            },
        }


async def time_in_state(
    session: AsyncSession, *, since: date, workdays: Workdays
) -> tuple[TimeInState, ...]:
    """Return the times in state that ended after *since*, by item, the commonest first, and by state."""
    spell = spells()
    alike = (Case.item_name, spell.c.state, spell.c.start, spell.c.until)
    rows = await session.execute(
        select(*alike, func.count())
        .join(Case, Case.id == spell.c.case_id)
        .where(spell.c.until > since, spell.c.state.not_in(CLOSED))
        .group_by(*alike)
    )
    lengths: defaultdict[tuple[str, CaseState], list[tuple[int, int]]] = defaultdict(list)
    for item, state, start, end, count in rows:
        lengths[item, state].append((workdays.elapsed(start, end), count))
    found = [
        TimeInState(
            item,
            state,
            spells=sum(count for _, count in values),
            median=percentile(values, MEDIAN) or 0,
            p90=percentile(values, MOST) or 0,
        )
        for (item, state), values in lengths.items()
    ]
    often: Counter[str] = Counter()
    for one in found:
        often[one.item] += one.spells
    order = list(CaseState)
    return tuple(
        sorted(found, key=lambda one: (-often[one.item], one.item, order.index(one.state)))
    )


async def stopped_time(
    session: AsyncSession, *, since: date, today: date, workdays: Workdays
) -> Stopped:
    """Return how long clocks stood still between *since* and *today*, by legal ground."""
    spell = spells()
    procedure = Fact.payload["procedure"].as_string()
    alike = (
        spell.c.state, spell.c.start, spell.c.until, procedure, Fact.legal_basis, Fact.note,
    )  # fmt: skip
    rows = await session.execute(
        select(*alike, func.count())
        .join(Fact, Fact.id == spell.c.fact_id)
        .where(spell.c.state.in_(DECIDING), or_(spell.c.until.is_(None), spell.c.until > since))
        .group_by(*alike)
    )
    days: defaultdict[str, int] = defaultdict(int)
    total = 0
    for state, start, end, *said, often in rows:
        length = workdays.elapsed(max(start, since), min(end or today, today)) * often
        total += length
        if state is CaseState.SPECIAL_BEGUN and length:
            days[ground_of(*said)] += length
    return Stopped(dict(sorted(days.items(), key=lambda one: -one[1])), total)
