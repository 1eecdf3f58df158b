"""What the corpus does not answer: questions without an answer, or with one that did not help."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.tables.conversations import (
    Exchange,
    Feedback,
    HumanRequest,
    HumanRequestState,
    Vote,
)

NOT_HELPFUL = "not_helpful"  # the reason of a question whose answer was voted down
EXAMPLES = 3
Key = tuple[str | None, str | None, str]  # item, slot, reason


@dataclass(frozen=True)
class Gap:
    """
    Questions about the same *item* and *slot* that ended for the same *reason*.

    *reason* is the ending's name, or ``not_helpful``. *people* counts chats; who they are is not told.
    *missed* are the passages found most often, which were not enough.
    """

    item: str | None
    slot: str | None
    reason: str
    count: int
    people: int
    waiting: int  # calls for a person about them that are open
    last_at: datetime
    examples: tuple[str, ...]
    missed: tuple[str, ...]
    complaints: Mapping[str, int]  # why people voted an answer down, as far as they said


async def gaps(
    session: AsyncSession, *, unanswered: Collection[str], since: datetime
) -> tuple[Gap, ...]:
    """Return the gaps since then, the widest first. *unanswered* names the endings that count."""
    rows = await session.execute(
        select(Exchange, Feedback.vote, Feedback.reason)
        .outerjoin(Feedback, Feedback.exchange_id == Exchange.id)
        .where(
            Exchange.at >= since,
            or_(Exchange.status.in_(list(unanswered)), Feedback.vote == Vote.DOWN),
        )
        .order_by(Exchange.at.desc(), Exchange.id)
    )
    groups: defaultdict[Key, list[Exchange]] = defaultdict(list)
    said: defaultdict[Key, Counter[str]] = defaultdict(Counter)
    for exchange, vote, complaint in rows:
        reason = NOT_HELPFUL if vote is Vote.DOWN else exchange.status
        key = (exchange.item, exchange.slot, reason)
        groups[key].append(exchange)
        said[key].update([complaint] if complaint else [])
    open_calls = await _open_calls(session)
    found = [_gap(key, asked, open_calls, said[key]) for key, asked in groups.items()]
    return tuple(sorted(found, key=lambda gap: (-gap.count, -gap.last_at.timestamp())))


async def _open_calls(session: AsyncSession) -> frozenset[UUID]:
    calls = select(HumanRequest.exchange_id).where(
        HumanRequest.state == HumanRequestState.OPEN, HumanRequest.exchange_id.is_not(None)
    )
    return frozenset(one for one in await session.scalars(calls) if one)


def _gap(
    key: Key, asked: list[Exchange], open_calls: frozenset[UUID], complaints: Counter[str]
) -> Gap:
    item, slot, reason = key
    found = Counter(passage["name"] for one in asked for passage in one.retrieved[:EXAMPLES])
    return Gap(
        item=item,
        slot=slot,
        reason=reason,
        count=len(asked),
        people=len({one.chat_id for one in asked}),
        waiting=sum(one.id in open_calls for one in asked),
        last_at=asked[0].at,
        examples=tuple(dict.fromkeys(one.standalone for one in asked))[:EXAMPLES],
        missed=tuple(name for name, _ in found.most_common(EXAMPLES)),
        complaints=dict(complaints.most_common()),
    )
