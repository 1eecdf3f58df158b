"""From a stand-alone question to the draft of an answer, or to the reason why there is none."""

from knowledge.documents import DocumentKind
from retrieval import confidence
from retrieval.answers import AnswerStatus
from retrieval.choosing import choices, decided
from retrieval.clock_answers import answer_by_clock
from retrieval.comparing import pair_of
from retrieval.compose import compose_articles, compose_ground
from retrieval.fields import choose_field
from retrieval.guide_answers import answer_comparing, answer_from_field
from retrieval.inquiry import Finding, Inquiry
from retrieval.intents import asks_for_the_twenty, names_the_twenty
from retrieval.lookup import Found, look_up
from retrieval.reckonings import reckoning_of
from retrieval.scope import outside_the_district
from retrieval.search_answers import answer_from_search
from retrieval.subjects import subject_of


def find(inquiry: Inquiry) -> Finding:
    """Return what the corpus in force on the day has to say: lookup first, then what was searched."""
    question, index = inquiry.question, inquiry.index
    if asks_for_the_twenty(question) and not _holds_the_twenty(inquiry):
        return Finding(AnswerStatus.UNANSWERABLE_TEXT_NOT_HELD)
    found = look_up(question, index, inquiry.on)
    if found is not None:
        return _from_lookup(inquiry, found)
    named = bool(index.find_guides(question))
    if outside_the_district(question, index.documents(), names_a_guide=named):
        return Finding(AnswerStatus.UNANSWERABLE_OUT_OF_SCOPE)
    return _from_subject(inquiry)


def _from_lookup(inquiry: Inquiry, found: Found) -> Finding:
    if found.passage is not None:
        draft = compose_articles(inquiry.question, (found.passage,), alone=True)
    elif found.grounds:
        draft = compose_ground(found)
    else:
        held = found.reference and inquiry.index.named(found.reference.title, inquiry.on)
        return Finding(
            AnswerStatus.UNANSWERABLE_NO_SOURCE if held else AnswerStatus.UNANSWERABLE_TEXT_NOT_HELD
        )
    item = draft.passages[0].item if draft.passages else None
    return Finding(AnswerStatus.ANSWERED, draft, confidence.EXACT, item)


def _from_subject(inquiry: Inquiry) -> Finding:
    reckoning = reckoning_of(inquiry.question, inquiry.on) if inquiry.due_dates else None
    if reckoning is not None and inquiry.due_dates is not None:
        counted = answer_by_clock(inquiry, reckoning, inquiry.due_dates)
        if counted is not None:
            return counted
    pair = pair_of(inquiry.question, inquiry.index)
    if pair is not None and pair.guides:
        compared = answer_comparing(inquiry, pair)
        if compared is not None:
            return compared
    subject = subject_of(inquiry.question, inquiry.hits, inquiry.index)
    guide = decided(subject, inquiry.hits)
    if guide is None and subject.ambiguous:
        candidates = choices(inquiry.question, subject)
        return Finding(AnswerStatus.CLARIFICATION_CANDIDATES, candidates=candidates)
    if guide is not None and not inquiry.fields(guide.slug):
        return Finding(AnswerStatus.UNANSWERABLE_NO_SOURCE)  # nothing is known of it on that day
    choice = choose_field(inquiry, subject)
    if choice is None or not choice.answering:
        return answer_from_search(inquiry, guide)
    if guide is None and _text_is_nearer(inquiry):
        searched = answer_from_search(inquiry, None)
        if searched.draft is not None:
            return searched
    return answer_from_field(inquiry, choice)


def _text_is_nearer(inquiry: Inquiry) -> bool:
    """Say whether the search puts an article before the fields of all guides."""
    best = max(inquiry.hits, key=lambda hit: hit.lexical, default=None)
    return best is not None and best.passage.item is None


def _holds_the_twenty(inquiry: Inquiry) -> bool:
    return any(
        d.kind is DocumentKind.OFFICIAL and names_the_twenty(d.title) and d.in_force(inquiry.on)
        for d in inquiry.index.documents()
    )
