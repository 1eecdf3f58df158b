"""Forgetting a person's words at their request."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Select, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cases.conversations.answering import call_key
from cases.inbox import erase_payloads
from cases.salons.questions import question_key
from cases.tables.approved_answers import ApprovedAnswer
from cases.tables.conversations import Exchange, Feedback, Flow, HumanRequest
from cases.tables.outbox import OPEN, Delivery, MessageClass, OutboxMessage
from cases.tables.people import Chat
from cases.tables.salons import SalonQuestion


async def forget(session: AsyncSession, person_id: UUID, *, chat_keys: Collection[str] = ()) -> int:
    """
    Erase what a person said; return how many exchanges that was.

    Gone are their exchanges, votes and forms, what they asked before a salon, the words of their calls for a
    person, of the answers and replies they got and of what staff were told, and what they wrote to us once
    it has been handled. An
    approved answer stays, as the bureau's own words; nothing leads from it to who asked. What stays is the record
    of the cases, which is the bureau's duty, and the bare fact that something was said.

    Args:
        chat_keys: The keys under which the inbox keeps the person's updates.
    """
    chats = select(Chat.id).where(Chat.person_id == person_id)
    mine = select(Exchange.id).where(Exchange.chat_id.in_(chats))
    await session.execute(delete(Feedback).where(Feedback.exchange_id.in_(mine)))
    gone = await session.scalars(
        delete(Exchange).where(Exchange.chat_id.in_(chats)).returning(Exchange.id)
    )
    erased = len(gone.all())
    await session.execute(delete(Flow).where(Flow.chat_id.in_(chats)))
    await _blank_calls(session, chats)
    await _forget_salon_questions(session, person_id)
    await _blank_replies(session, chats)
    await erase_payloads(session, chat_keys)
    return erased


async def _blank_calls(session: AsyncSession, chats: Select[UUID]) -> None:
    """Blank calls for a person, their answers, and what staff were told of them."""
    calls = select(HumanRequest.id).where(HumanRequest.chat_id.in_(chats))
    told = [call_key(call) for call in await session.scalars(calls)]
    await session.execute(
        update(ApprovedAnswer)
        .where(ApprovedAnswer.request_id.in_(calls))
        .values(request_id=None)
        .execution_options(synchronize_session=False)
    )
    await session.execute(
        update(HumanRequest)
        .where(HumanRequest.chat_id.in_(chats))
        .values(question=None, answer=None, exchange_id=None)
        .execution_options(synchronize_session=False)
    )
    # Also what is still on its way: a call without words can be delivered, and /questions lists it.
    await session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.dedupe_key.in_(told))
        .values(payload={"name": "", "question": ""})
        .execution_options(synchronize_session=False)
    )


async def _forget_salon_questions(session: AsyncSession, person_id: UUID) -> None:
    """Delete what a person asked before a salon, and blank what staff were told of it."""
    gone = await session.scalars(
        delete(SalonQuestion)
        .where(SalonQuestion.person_id == person_id)
        .returning(SalonQuestion.id)
    )
    about = [OutboxMessage.dedupe_key.startswith(question_key(one)) for one in gone]
    if about:
        await session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.kind == "salon_question", or_(*about))
            .values(payload={"title": "", "name": "", "question": ""})
            .execution_options(synchronize_session=False)
        )


async def _blank_replies(session: AsyncSession, chats: Select[UUID]) -> None:
    owed = select(Delivery.message_id).where(Delivery.chat_id.in_(chats))
    await session.execute(
        update(OutboxMessage)
        .where(
            OutboxMessage.message_class == MessageClass.REPLY,
            OutboxMessage.id.in_(owed),
            OutboxMessage.id.not_in(owed.where(Delivery.state.in_(OPEN))),
        )
        .values(payload={})
        .execution_options(synchronize_session=False)
    )
