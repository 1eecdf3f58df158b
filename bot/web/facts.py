"""``POST /api/v1/facts``: another program says what happened to its cases."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Header

from bot.services import Services
from bot.texts import web as texts
from bot.web.access import Client
from bot.web.errors import Problem, status_of
from bot.web.facts_body import LONGEST_KEY, FactAnswer, FactsAnswer, FactsBody
from bot.web.field_errors import said_of, written
from cases.actors import Actor
from cases.answered import earlier_answer, keep_answer
from cases.batches import record_batch
from cases.casework import RecordedFact
from cases.database import Session
from cases.errors import BatchRefused, CaseNotFound, KeyReused, ProjectNotFound, shorten

KEY_HEADER = "Idempotency-Key"


def fact_routes(services: Services) -> APIRouter:
    """Return the route that records a batch of facts, all or none."""
    router = APIRouter(tags=["办件"])

    @router.post("/facts", summary="成批记录办件状态", response_model=FactsAnswer)
    async def post_facts(
        batch: FactsBody,
        client: Client,
        key: Annotated[str | None, Header(alias=KEY_HEADER)] = None,
    ) -> dict[str, Any]:
        if key is not None:
            key = checked_key(key)
        try:
            async with services.sessions.begin() as session:
                answer = await _answer(services, session, batch, client, key)
        except BatchRefused as refusal:
            raise problem_in(refusal) from refusal
        except KeyReused as error:
            raise Problem(409, texts.KEY_REUSED, KEY_HEADER) from error
        services.relay.wake()
        return answer

    return router


async def _answer(
    services: Services, session: Session, batch: FactsBody, client: Actor, key: str | None
) -> dict[str, Any]:
    at = services.clock.now()
    if key is not None:
        earlier = await earlier_answer(session, client, key, sha256=batch.sha256, at=at)
        if earlier is not None:
            return earlier
    recorded = await record_batch(
        session,
        [fact.as_fact() for fact in batch.facts],
        actor=client,
        at=at,
        calendar=services.calendar,
        quiet_hours=services.quiet_hours,
    )
    answer = answer_of(recorded).model_dump()
    if key is not None:
        await keep_answer(session, client, key, answer)
    return answer


def checked_key(key: str) -> str:
    """
    Return *key* if it can be one.

    Raises:
        Problem: It is empty, too long, or not plain ASCII.
    """
    plain = key.strip()
    if not 0 < len(plain) <= LONGEST_KEY or not (plain.isascii() and plain.isprintable()):
        raise Problem(400, texts.BAD_KEY.format(most=LONGEST_KEY), KEY_HEADER)
    return plain


def answer_of(recorded: Sequence[RecordedFact]) -> FactsAnswer:
    """Return what the program is told about its batch."""
    return FactsAnswer(
        facts=[
            FactAnswer(
                fact_id=str(fact.fact_id),
                ref=fact.ref,
                project_code=fact.project_code,
                item=fact.item_name,
                state=fact.recorded,
                before=fact.before,
                after=fact.after,
                appended=fact.appended,
                milestone=fact.milestone,
                conflict=fact.conflict,
            )
            for fact in recorded
        ],
        appended=sum(fact.appended for fact in recorded),
        unchanged=sum(not fact.appended for fact in recorded),
        conflicts=sum(fact.conflict and fact.appended for fact in recorded),
    )


def problem_in(refusal: BatchRefused) -> Problem:
    """Return what the program is told about the fact that kept its batch out."""
    path: list[str | int] = ["facts", refusal.index, *refusal.field.split(".")]
    match refusal.error:
        case CaseNotFound(ref=ref):
            status, reason = 422, texts.CASE_UNKNOWN.format(ref=shorten(ref))
        case ProjectNotFound(code=code):
            status, reason = 422, texts.PROJECT_UNKNOWN.format(code=shorten(code))
        case error:
            status, reason = status_of(error), str(error)
    return Problem(status, said_of(path, reason), written(path))
