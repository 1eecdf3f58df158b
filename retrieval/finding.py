"""From a stand-alone question to the draft of an answer, or to the reason why there is none."""

from knowledge.documents import DocumentKind
from knowledge.guides import Guide
from knowledge.passages import Passage
from retrieval import confidence
from retrieval.answers import AnswerStatus
from retrieval.apart import taken_apart
from retrieval.choosing import choices, decided, titles_to_choose
from retrieval.clock_answers import answer_by_clock
from retrieval.comparing import pair_of
from retrieval.compose import compose_articles, compose_ground
from retrieval.fields import FieldChoice, choose_field
from retrieval.guide_answers import answer_apart, answer_comparing, answer_from_field
from retrieval.inquiry import Finding, Inquiry
from retrieval.intents import asks_for_the_twenty, names_the_twenty
from retrieval.lookup import Found, look_up
from retrieval.reckonings import reckoning_of
from retrieval.scope import another_place, others_business
from retrieval.search_answers import answer_from_search
from retrieval.slots import topic_of
from retrieval.subjects import Subject, subject_of
from retrieval.topics import topic_of_hits, words_of
from retrieval.wording import naming_pairs, share_found

_ABOUT_IT = 0.6  # share of what a question is about that a passage found first has to hold
_PLAINLY = 0.93  # sureness from which something answers, whatever else its words may be about
_CLEAR = (
    0.65  # chance of one guide among all from which nobody has to choose, if it plainly answers
)


def find(inquiry: Inquiry) -> Finding:
    """Return what the corpus in force on the day has to say: lookup first, then what was searched."""
    question, index = inquiry.question, inquiry.index
    if asks_for_the_twenty(question) and not _holds_the_twenty(inquiry):
        return Finding(AnswerStatus.UNANSWERABLE_TEXT_NOT_HELD)
    found = look_up(question, index, inquiry.on)
    if found is not None:
        return _from_lookup(inquiry, found)
    if another_place(question, index.documents()):
        return Finding(AnswerStatus.UNANSWERABLE_OUT_OF_SCOPE)
    finding = _from_subject(inquiry)
    # A 超市 may be a firm to be registered elsewhere, or a building that a statute speaks of.
    plainly = finding.sure >= _PLAINLY or index.find_guides(question)
    said = words_of(finding.draft.passages[0]) if finding.draft else ""
    about = _about_it(inquiry) + said
    if not plainly and others_business(question, index.documents(), found=about):
        return Finding(AnswerStatus.UNANSWERABLE_OUT_OF_SCOPE)
    return finding


def _about_it(inquiry: Inquiry) -> str:
    """Return the words of the first passage found, if they hold most of what the question is about."""
    words = words_of(inquiry.hits[0].passage) if inquiry.hits else ""
    asked = naming_pairs(topic_of(inquiry.question))
    return words if share_found(asked, words) >= _ABOUT_IT else ""


def _from_lookup(inquiry: Inquiry, found: Found) -> Finding:
    if found.passage is not None:
        draft = compose_articles(inquiry.question, (found.passage,), alone=True)
    elif found.grounds:
        draft = compose_ground(found)
    elif found.titles and found.reference:
        candidates = titles_to_choose(inquiry.question, found.reference.title, found.titles)
        return Finding(AnswerStatus.CLARIFICATION_CANDIDATES, candidates=candidates)
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
    apart = taken_apart(inquiry.question)
    each = answer_apart(inquiry, apart) if apart is not None else None
    if each is not None:
        return each
    pair = pair_of(inquiry.question, inquiry.index)
    if pair is not None and pair.guides:
        compared = answer_comparing(inquiry, pair)
        if compared is not None:
            return compared
    subject = subject_of(inquiry.question, inquiry.hits, inquiry.index)
    guide = decided(subject, inquiry.hits)
    choice = choose_field(inquiry, subject)
    if guide is None and subject.ambiguous and not _clear(inquiry.question, subject, choice):
        candidates = choices(inquiry.question, subject)
        return Finding(AnswerStatus.CLARIFICATION_CANDIDATES, candidates=candidates)
    return _from_guides_or_articles(inquiry, guide, choice)


def _from_guides_or_articles(
    inquiry: Inquiry, guide: Guide | None, choice: FieldChoice | None
) -> Finding:
    """Return what the field chosen says, or an article: where no field answers, or where it is nearer."""
    if guide is not None and not inquiry.fields(guide.slug):
        return Finding(AnswerStatus.UNANSWERABLE_NO_SOURCE)  # nothing is known of it on that day
    if choice is None or not choice.answering:
        return answer_from_search(inquiry, guide)
    if guide is None:
        searched = answer_from_search(inquiry, None)
        surer = searched.draft is not None and searched.sure > choice.answers
        if searched.draft and surer and _says_more(searched.draft.passages[0], choice, inquiry):
            return searched
    return answer_from_field(inquiry, choice)


def _clear(question: str, subject: Subject, choice: FieldChoice | None) -> bool:
    """Say whether the rest of *question* leaves little doubt which of the guides named alike is meant."""
    rest = naming_pairs(topic_of(question.replace(subject.matched, " ")))
    return (
        bool(rest)
        and choice is not None
        and choice.of_item >= _CLEAR
        and choice.answers >= _PLAINLY
    )


def _says_more(article: Passage, choice: FieldChoice, inquiry: Inquiry) -> bool:
    """Say whether *article* is nearer to what *inquiry* is about than the field chosen, of an item not named."""
    topic = topic_of_hits(inquiry.question, inquiry.hits)
    return topic.share_in(words_of(article)) > topic.share_in(words_of(choice.passage))


def _holds_the_twenty(inquiry: Inquiry) -> bool:
    return any(
        d.kind is DocumentKind.OFFICIAL and names_the_twenty(d.title) and d.in_force(inquiry.on)
        for d in inquiry.index.documents()
    )
