"""
A question becomes an answer.

screening → reading → intents → followups → lookup → search → evidence → compose → verify. Everything but the
optional rewording is deterministic, and no step touches anything but the index.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from knowledge.errors import IndexUnusable
from knowledge.index import KnowledgeIndex
from knowledge.lexicon import in_use
from retrieval import phrases
from retrieval.answers import Answer, AnswerStatus, Tier
from retrieval.approved import ApprovedAnswer, approved_for
from retrieval.as_of import AsOf, as_of
from retrieval.checking import checked
from retrieval.composing import Draft
from retrieval.confidence import tier_of
from retrieval.contradictions import show_contradictions
from retrieval.due_dates import DueDates
from retrieval.finding import find
from retrieval.followups import complete, lacks_topic
from retrieval.inquiry import Finding, Inquiry, retrieved, scores_of
from retrieval.intents import intent_of
from retrieval.limits_elsewhere import show_limits_elsewhere
from retrieval.model import AnswerModel
from retrieval.offices import deny_office
from retrieval.personal_data import without_personal_data
from retrieval.premises import Premise, asks_nothing_else, judge, premise_of
from retrieval.reading import Reading, read
from retrieval.reword import reworded
from retrieval.screening import screen
from retrieval.search import search
from retrieval.slots import asked_slots
from retrieval.times import deny_a_time_too_many

# Endings whose wordings questions about the rules share, and the nearness to a known question from which it is one of
# those: 投诉的话几天答复 is no complaint.
_PERHAPS_ASKED = {
    AnswerStatus.UNANSWERABLE_PREDICTION: 0.86,
    AnswerStatus.UNANSWERABLE_REQUEST: 0.8,
    AnswerStatus.ROUTED_COMPLAINT: 0.8,
    AnswerStatus.ROUTED_NEXT_STEP: 0.8,
}


async def answer_question(
    question: str,
    *,
    history: Sequence[str] = (),
    on: date,
    index: KnowledgeIndex,
    model: AnswerModel | None = None,
    approved: Sequence[ApprovedAnswer] = (),
    due_dates: DueDates | None = None,
) -> Answer:
    """
    Return the answer to *question* from what is in force on that day.

    *history* are the person's earlier questions, oldest first. With a *model*, the conclusion is in its
    words where every fact in them is covered by the passages cited; otherwise, and whenever it fails, in
    ours. With *due_dates*, days are counted on the real calendar. One of the *approved* answers is given
    as it is to the question it was approved for. Never raises for what a person may type; an index that
    cannot be read is a status.
    """
    with in_use(index.lexicon):
        return await _answer(
            question,
            history,
            on=on,
            index=index,
            model=model,
            approved=approved,
            due_dates=due_dates,
        )


async def _answer(
    question: str,
    history: Sequence[str],
    *,
    on: date,
    index: KnowledgeIndex,
    model: AnswerModel | None,
    approved: Sequence[ApprovedAnswer],
    due_dates: DueDates | None,
) -> Answer:
    screened = screen(question)
    if screened.rejected is not None:
        return Answer(screened.rejected, screened.text, on)
    reading = read(screened.text)
    ending = intent_of(reading.text)
    if ending is not None and ending not in _PERHAPS_ASKED:
        return Answer(ending, reading.text, on)
    try:
        # Searching may ask an embedding endpoint, and what documents say differently is read from all of
        # them: nobody else has to wait for that.
        looked = await asyncio.to_thread(
            _look,
            reading,
            history,
            on=on,
            index=index,
            approved=approved,
            due_dates=due_dates,
            ending=ending,
        )
    except IndexUnusable:
        return Answer(AnswerStatus.ERROR_INDEX, reading.text, on)
    if isinstance(looked, Answer):
        return looked
    return await _concluded(*looked, model)


def _look(
    reading: Reading,
    history: Sequence[str],
    *,
    on: date,
    index: KnowledgeIndex,
    approved: Sequence[ApprovedAnswer],
    due_dates: DueDates | None,
    ending: AnswerStatus | None,
) -> Answer | tuple[Inquiry, Finding]:
    alone = stand_alone(reading.text, history, index)
    if ending is not None and _nearest_to_guides(alone, index) < _PERHAPS_ASKED[ending]:
        return Answer(ending, reading.text, on)
    if lacks_topic(alone, index.find_guides):
        return Answer(AnswerStatus.CLARIFICATION_NO_TOPIC, alone, on)
    then = as_of(alone, on)
    given = approved_for(alone, approved, index, on) if then is None else None
    if given is not None:
        return given
    day = then.day if then else on

    def inquire(asked: str) -> Inquiry:
        hits = search(asked, index, day)
        return Inquiry(asked, index, day, hits, reading.translated, due_dates)

    asked = without_personal_data(then.question if then else alone)
    premise = premise_of(asked)
    inquiry = inquire(premise.open_question if premise else asked)
    finding = find(inquiry)
    if premise is not None and finding.draft is None:
        premise, inquiry = None, inquire(asked)
        finding = find(inquiry)
    if finding.draft is not None:
        _hold_claims_against(finding.draft, asked, premise, inquiry, finding.item)
    if ending is not None and finding.draft is None:
        return Answer(ending, reading.text, on)
    inquiry = replace(inquiry, question=alone)
    if finding.draft is not None:
        _remark(finding.draft, inquiry, then, on)
    return inquiry, finding


def _hold_claims_against(
    draft: Draft, asked: str, premise: Premise | None, inquiry: Inquiry, item: str | None
) -> None:
    """Say in front of *draft* what its source denies, or confirms, of what *asked* takes for granted."""
    if premise is not None:
        names = [mention.matched for mention in inquiry.index.find_guides(asked)]
        judge(draft, premise, nothing_else=asks_nothing_else(asked, premise, names))
    elif item:
        deny_office(draft, asked, inquiry.fields(item))
    deny_a_time_too_many(draft, asked)


def _nearest_to_guides(question: str, index: KnowledgeIndex) -> float:
    """
    Return how near *question* is to the nearest that a guide is known to be asked.

    占八十平的绿地，区里能批吗 sounds like the wish for a prediction; who decides is written down.
    """
    near = (to_questions for _, to_questions in index.near_fields(question).values())
    return max(near, default=0.0)


def stand_alone(question: str, history: Sequence[str], index: KnowledgeIndex) -> str:
    """Return *question*, as it was read, so that it can be searched without the turns before it."""

    def known(words: str) -> float:
        return max(index.known_like(words).values(), default=0.0)

    return complete(_spelt(question, index), history, index.find_guides, known)


def _spelt(question: str, index: KnowledgeIndex) -> str:
    """Return *question* spelt right where that names an item: 施工许克证 is one, 想续期 is no misspelling."""
    right = index.spelt_right(question)
    named, meant = index.find_guides(question), index.find_guides(right)
    longer = meant and len(meant[0].matched) > max((len(m.matched) for m in named), default=0)
    return right if longer else question


def _remark(draft: Draft, inquiry: Inquiry, then: AsOf | None, today: date) -> None:
    """Say which day's rule it is, and what other articles take out of it or other documents say differently."""
    if then is not None:
        still = all(passage.in_force(today) for passage in draft.passages)
        draft.label(phrases.as_of(then.day, still=still))
    if inquiry.translated:
        draft.remark_if_it_fits((phrases.IN_CHINESE,))
    show_limits_elsewhere(draft, inquiry)
    show_contradictions(draft, inquiry)


async def _concluded(inquiry: Inquiry, finding: Finding, model: AnswerModel | None) -> Answer:
    asked = asked_slots(inquiry.question)
    names = retrieved(inquiry, finding)
    answer = Answer(
        finding.status,
        inquiry.question,
        inquiry.on,
        retrieved=names,
        scores=scores_of(inquiry, names),
        slot=asked[0].value if asked else None,
        item=finding.item,
        candidates=finding.candidates,
        tier=Tier.CANDIDATES if finding.candidates else Tier.HAND_OVER,
    )
    if finding.draft is None:
        return answer
    draft = checked(finding.draft)
    if draft is None:
        return replace(answer, status=AnswerStatus.ERROR_UNVERIFIED)
    said = await reworded(inquiry.question, draft, model) if model is not None else None
    theirs = said.draft if said is not None else None
    return replace(
        answer,
        text=(theirs or draft).text,
        citations=tuple(draft.citations),
        confidence=finding.confidence,
        tier=tier_of(finding.confidence),
        model=said.use.model if said is not None and theirs is not None else None,
        model_use=said.use if said is not None else None,
    )
