"""What answering a question ends in: a named status, words, and the ground they stand on."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class AnswerStatus(StrEnum):
    """Every ending. The part before the first underscore says what kind of ending it is."""

    ANSWERED = "answered"

    CLARIFICATION_CANDIDATES = "clarification_candidates"  # several items fit equally well
    CLARIFICATION_NO_TOPIC = "clarification_no_topic"  # "要几天？" with nothing before it

    ROUTED_CASE_STATUS = "routed_case_status"
    ROUTED_NEXT_STEP = "routed_next_step"
    ROUTED_SALON = "routed_salon"
    ROUTED_PERSON = "routed_person"
    ROUTED_COMPLAINT = "routed_complaint"
    ROUTED_GREETING = "routed_greeting"
    ROUTED_THANKS = "routed_thanks"
    ROUTED_ABOUT = "routed_about"  # who are you, what can you do

    UNANSWERABLE_PREDICTION = "unanswerable_prediction"
    UNANSWERABLE_OUT_OF_SCOPE = "unanswerable_out_of_scope"
    UNANSWERABLE_REQUEST = "unanswerable_request"
    UNANSWERABLE_TEXT_NOT_HELD = "unanswerable_text_not_held"  # 该文件正文未收录
    UNANSWERABLE_NO_SOURCE = "unanswerable_no_source"

    REJECTED_EMPTY = "rejected_empty"
    REJECTED_TOO_LONG = "rejected_too_long"

    ERROR_UNVERIFIED = (
        "error_unverified"  # what was composed could not be shown to be in the source
    )
    ERROR_INDEX = "error_index"  # the index could not be read

    @property
    def group(self) -> str:
        """answered, clarification, routed, unanswerable, rejected or error."""
        return self.value.partition("_")[0]


class Tier(StrEnum):
    """How far an answer may be trusted, and so how it is shown."""

    ANSWER = "answer"
    ANSWER_SEE_ALSO = "answer_see_also"
    CANDIDATES = "candidates"
    HAND_OVER = "hand_over"


@dataclass(frozen=True)
class Citation:
    """The ground of an answer: words that stand verbatim in one passage in force."""

    passage_id: str
    document: str  # title of the document, without 《》
    article: str  # "第八条", or the field of a guide: "法定时限"
    quote: str
    level: str  # 国家 | 省 | 市 | 区
    kind: str  # official | compiled
    in_force_from: date | None
    source: str | None  # where the passage says its facts come from
    url: str | None
    place: str = ""  # where in the article, as its number goes on: "第二款第（三）项"


class ModelOutcome(StrEnum):
    """What became of asking a language model."""

    USED = "used"  # its wording stands in the answer
    REJECTED = "rejected"  # it said something that its sources do not
    SILENT = "silent"  # no claim that rests on a passage
    UNUSABLE = "unusable"  # no answer in the agreed form, or none in time


@dataclass(frozen=True)
class ModelUse:
    """That a model was asked, and what it took; nothing of what was said."""

    model: str
    outcome: ModelOutcome
    trouble: str | None  # why it was unusable
    input_tokens: int  # 0 where the endpoint does not say
    output_tokens: int
    milliseconds: int


@dataclass(frozen=True)
class Candidate:
    """One choice offered when a question fits several items."""

    label: str
    question: str


@dataclass(frozen=True)
class Answer:
    """
    The ending of one question.

    ``text`` is for people: paragraphs split by an empty line. It is empty wherever the status alone
    decides what is said. ``question`` is the stand-alone question, personal data masked: the only form
    that may be recorded.
    """

    status: AnswerStatus
    question: str
    as_of: date
    text: str = ""
    citations: tuple[Citation, ...] = ()
    confidence: float = 0.0  # 0 to 1
    tier: Tier = Tier.HAND_OVER
    candidates: tuple[Candidate, ...] = ()
    retrieved: tuple[str, ...] = ()  # names of the passages found, best first, at most 10
    slot: str | None = None  # 时限, 材料, …: the kind of fact asked for
    item: str | None = None  # slug of the guide asked about
    scores: tuple[
        float | None, ...
    ] = ()  # lexical, of each of ``retrieved``; None: not searched for
    approved: str | None = None  # id of the approved answer that was given
    model: str | None = None  # the model whose wording stands in ``text``; None means ours
    model_use: ModelUse | None = field(default=None, compare=False)  # None: no model was asked

    @property
    def answered(self) -> bool:
        """Whether the question got an answer with its ground."""
        return self.status.group == "answered"
