"""The owner of an approved answer that lapsed lets it go on."""

from bot.approved_answers import REVIEW_AFTER, approved_of
from bot.context import Context, Turn
from bot.handlers.staff_only import staff_only
from bot.texts import answering as texts
from cases import approved_answers as records
from cases.errors import ApprovedAnswerNotFound
from retrieval.approved import Lapse, lapse_of


async def on_renew_button(turn: Turn, context: Context, number: str) -> None:
    """Put it back into force for another half year, if its clauses are what they were."""
    if not await staff_only(turn):
        return
    try:
        row = await records.find_approved_answer(turn.session, number)
    except ApprovedAnswerNotFound:
        await turn.say(texts.NOT_RENEWED.format(why=texts.WITHDRAWN))
        return
    lapse = lapse_of(approved_of(row), context.services.index, turn.today)
    if lapse not in {None, Lapse.REVIEW_DUE}:
        await turn.say(texts.NOT_RENEWED.format(why=texts.LAPSES[lapse]))
        return
    review_on = turn.today + REVIEW_AFTER
    renewed = await records.renew(
        turn.session, row.id, by=turn.person.id, review_on=review_on, on=turn.today, at=turn.at
    )
    words = texts.RENEWED.format(review=review_on)
    await turn.say(words if renewed else texts.NOT_RENEWED.format(why=texts.WITHDRAWN))
