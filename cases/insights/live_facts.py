"""
Facts in force, in SQL: what nothing corrects, each until the next of its case.

The order is that of ``rules.lifecycle.in_force``: by the day of effect, then by the order of
recording, a correction in the place of what it corrects. A test holds the two together.
"""

from sqlalchemy import CTE, ColumnElement, Date, Subquery, exists, func, select
from sqlalchemy.orm import aliased

from cases.tables.facts import Fact


def is_live(fact: type[Fact]) -> ColumnElement[bool]:
    """Return the condition that nothing corrects *fact*."""
    later = aliased(Fact)
    return ~exists().where(later.corrects_id == fact.id)


def spells() -> Subquery:
    """
    Return the times that cases were in a state, as a subquery.

    Columns: ``fact_id``, ``case_id``, ``state``, ``start`` and ``until``, which is NULL for the
    present state.
    """
    places = _places()
    place = func.coalesce(places.c.place, Fact.seq)
    following = func.lead(Fact.effective_on, type_=Date()).over(
        partition_by=Fact.case_id, order_by=(Fact.effective_on, place)
    )
    return (
        select(
            Fact.id.label("fact_id"),
            Fact.case_id,
            Fact.state,
            Fact.effective_on.label("start"),
            following.label("until"),
        )
        .outerjoin(places, places.c.id == Fact.id)
        .where(is_live(Fact), Fact.state.is_not(None))
        .subquery()
    )


def _places() -> CTE:
    """Return the place of every correction: that of the fact at the bottom of its chain."""
    walk = (
        select(Fact.id.label("id"), Fact.corrects_id.label("at"))
        .where(Fact.corrects_id.is_not(None))
        .cte("walk", recursive=True)
    )
    below = aliased(Fact)
    walk = walk.union_all(
        select(walk.c.id, below.corrects_id)
        .join(below, below.id == walk.c.at)
        .where(below.corrects_id.is_not(None))
    )
    bottom = aliased(Fact)
    return (
        select(walk.c.id.label("id"), bottom.seq.label("place"))
        .join(bottom, bottom.id == walk.c.at)
        .where(bottom.corrects_id.is_(None))
        .cte("places")
    )
