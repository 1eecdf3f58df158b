"""What ``bangban questions`` does, and how it shows gaps and approved answers."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from bot.approved_answers import cited, review
from bot.commands.transactions import Desk, transact
from bot.knowledge_base import open_index
from bot.settings import read_settings
from bot.texts import terminal
from bot.texts.answering import WHO, WHY
from bot.unanswered import UNANSWERED, who_can_answer
from cases import approved_answers as records
from cases.actors import COMMAND_LINE
from cases.approved_answers import ApprovedAnswer
from cases.conversations.gaps import Gap, gaps
from cases.database import Session
from retrieval.approved import Lapse

RECENT = timedelta(days=90)


def gaps_since(since: date | None) -> tuple[Gap, ...]:
    """Return what was not answered since that day, or in the last 90 days; the widest gap first."""

    async def _find(session: Session, desk: Desk) -> tuple[Gap, ...]:
        start = desk.clock.now() - RECENT
        if since is not None:
            start = datetime.combine(since, time(), desk.settings.zone).astimezone(UTC)
        return await gaps(session, unanswered=UNANSWERED, since=start)

    return transact(_find)


def approved() -> tuple[tuple[ApprovedAnswer, str], ...]:
    """Return the approved answers with their owners' names."""
    return transact(lambda session, _desk: records.approved_answers(session))


def withdraw_one(number: str, *, reason: str) -> tuple[ApprovedAnswer, str]:
    """
    Take one back; taking it back twice is taking it back once.

    Raises:
        ApprovedAnswerNotFound: There is none, or *number* fits several.
    """

    async def _withdraw(session: Session, desk: Desk) -> tuple[ApprovedAnswer, str]:
        row = await records.find_approved_answer(session, number)
        await records.withdraw_answer(
            session, row.id, reason=reason, actor=COMMAND_LINE, at=desk.clock.now()
        )
        await session.refresh(row)
        owners = {kept.id: owner for kept, owner in await records.approved_answers(session)}
        return row, owners[row.id]

    return transact(_withdraw)


def review_all() -> Sequence[tuple[ApprovedAnswer, Lapse]]:
    """
    Hold every approved answer against the corpus as it is now; return what went out of use.

    Raises:
        NotReady: The index cannot be built or read.
    """
    with open_index(read_settings()) as index:
        return transact(lambda session, desk: review(session, index, desk.clock))


def gap_as_dict(gap: Gap) -> dict[str, Any]:
    """Return a gap for programs."""
    return {
        "item": gap.item,
        "slot": gap.slot,
        "reason": gap.reason,
        "count": gap.count,
        "people": gap.people,
        "waiting": gap.waiting,
        "who": who_can_answer(gap.reason),
        "last_at": gap.last_at.isoformat(),
        "examples": list(gap.examples),
        "retrieved": list(gap.missed),
        "complaints": dict(gap.complaints),
    }


def gap_lines(gap: Gap) -> Iterator[str]:
    """Yield a gap for people."""
    yield terminal.GAP.format(
        item=gap.item or terminal.NO_ITEM,
        slot=gap.slot or terminal.NO_SLOT,
        reason=WHY[gap.reason],
        count=gap.count,
        people=gap.people,
        waiting=gap.waiting,
        who=WHO[who_can_answer(gap.reason)],
    )
    for example in gap.examples:
        yield terminal.GAP_EXAMPLE.format(question=example)
    if gap.complaints:
        said = "、".join(f"{reason} {count}" for reason, count in gap.complaints.items())
        yield terminal.GAP_COMPLAINTS.format(said=said)
    if gap.missed:
        yield terminal.GAP_MISSED.format(names="、".join(gap.missed))


def number_of(row: ApprovedAnswer) -> str:
    """Return the beginning of an answer's id, by which ``withdraw`` finds it."""
    return row.id.hex[:8]


def answer_as_dict(row: ApprovedAnswer, owner: str) -> dict[str, Any]:
    """Return an approved answer for programs."""
    return {
        "id": number_of(row),
        "question": row.question,
        "answer": row.answer,
        "citations": cited(row),
        "owner": owner,
        "approved_on": row.approved_on.isoformat(),
        "review_on": row.review_on.isoformat(),
        "state": row.state.value,
        "reason": row.reason,
    }


def answer_lines(row: ApprovedAnswer, owner: str) -> Iterator[str]:
    """Yield an approved answer for people."""
    yield terminal.APPROVED.format(
        number=number_of(row),
        state=terminal.APPROVAL_STATES[row.state.value],
        question=row.question,
        owner=owner,
        approved_on=row.approved_on,
        review_on=row.review_on,
    )
    yield terminal.APPROVED_ANSWER.format(answer=row.answer)
    if row.reason:
        reason = terminal.LAPSES.get(row.reason, row.reason)
        yield terminal.APPROVED_ENDED.format(reason=reason)


def lapsed_as_dict(row: ApprovedAnswer, lapse: Lapse) -> dict[str, Any]:
    """Return what went out of use for programs."""
    return {"id": number_of(row), "reason": lapse.value}


def lapsed_line(row: ApprovedAnswer, lapse: Lapse) -> str:
    """Return what went out of use for people."""
    return terminal.LAPSED.format(number=number_of(row), reason=terminal.LAPSES[lapse.value])
