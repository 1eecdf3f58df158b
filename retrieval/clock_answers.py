"""Answers that a calendar gives: the day on which a limit ends, how it was counted, and where the limit stands."""

import re

from knowledge.guide_fields import Limit, Unit
from knowledge.guide_wording import limit_sentence
from knowledge.guides import Guide
from knowledge.passages import Passage, Slot
from retrieval import confidence, phrases
from retrieval.answers import AnswerStatus
from retrieval.choosing import decided
from retrieval.citing import cite
from retrieval.composing import Draft
from retrieval.due_dates import DueDates, DueDay
from retrieval.guide_leads import limit_asked
from retrieval.inquiry import Finding, Inquiry
from retrieval.reckonings import Reckoning
from retrieval.subjects import subject_of

_COUNTING_RULE = ("中华人民共和国行政许可法", "第八十二条")  # limits of permits are in working days
_COUNTING_GUIDE = "working-days"
_OF_A_PERMIT = re.compile(r"受理|许可|审批|核发|核准")
_ROWS = 170  # characters of rows; above, only the days that are out of the ordinary are shown
_ORDINARY = ("工作日", "周末")


def answer_by_clock(inquiry: Inquiry, reckoning: Reckoning, due_dates: DueDates) -> Finding | None:
    """Return the day that is asked for, or None when nothing held says how long the limit is."""
    guide = decided(subject_of(inquiry.question, inquiry.hits, inquiry.index), inquiry.hits)
    ground = _ground(inquiry, guide, reckoning)
    if ground is None:
        return None
    passage, quote, count, unit = ground
    due = due_dates(reckoning.start, count, unit)
    if due is None:
        return None
    draft = Draft()
    draft.paragraphs += [_conclusion(reckoning, count, unit, due), phrases.COUNTED + _rows(due)]
    draft.quote(passage, cite(passage, quote))
    draft.remark_if_it_fits((phrases.CONFIRM_AT_WINDOW,))
    return Finding(AnswerStatus.ANSWERED, draft, confidence.FIELD, passage.item)


def _ground(
    inquiry: Inquiry, guide: Guide | None, reckoning: Reckoning
) -> tuple[Passage, str, int, Unit] | None:
    """Return the passage that sets the limit or the way of counting, its words, and the limit."""
    limit = limit_asked(guide, inquiry.question) if guide else None
    if guide is not None and limit is not None:
        field = next((f for f in inquiry.fields(guide.slug) if f.slot is Slot.LIMIT), None)
        length = _length(limit, reckoning)
        if field is not None and length is not None and limit_sentence(limit) in field.text:
            return field, limit_sentence(limit), *length
    rule = _rule(inquiry)
    if rule is None or reckoning.count is None:
        return None
    if reckoning.unit is None and not _OF_A_PERMIT.search(inquiry.question):
        return None  # 30天 of a contract or a review are not the rule's days
    return rule, rule.text, reckoning.count, reckoning.unit or Unit.WORKING


def _length(limit: Limit, reckoning: Reckoning) -> tuple[int, Unit] | None:
    """Return how much is counted: what the question says, in the limit's unit where it names none."""
    if reckoning.count is not None:
        return reckoning.count, reckoning.unit or limit.unit
    count = limit.days if limit.days is not None else limit.count
    return (count, limit.unit) if count is not None else None


def _rule(inquiry: Inquiry) -> Passage | None:
    """Return what says how permits' limits are counted."""
    said = (f for f in inquiry.fields(_COUNTING_GUIDE) if f.slot is Slot.DEFINITION)
    return inquiry.index.article(*_COUNTING_RULE, inquiry.on) or next(said, None)


def _conclusion(reckoning: Reckoning, count: int, unit: Unit, due: DueDay) -> str:
    said = phrases.last_day(reckoning.start, phrases.length(count, unit.value), due.day)
    if reckoning.assumed_year:
        said += phrases.year_taken(reckoning.start.year)
    return said + (phrases.PROVISIONAL if due.provisional else "")


def _rows(due: DueDay) -> str:
    said = "；".join(due.rows)
    if len(said) <= _ROWS:
        return said
    telling = [row for row in due.rows if not any(f"：{plain}，" in row for plain in _ORDINARY)]
    return "；".join((*telling, phrases.ORDINARY)) if telling else phrases.ORDINARY
