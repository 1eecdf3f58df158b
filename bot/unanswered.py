"""Which endings count as unanswered, and who can do something about each."""

from cases.conversations.gaps import NOT_HELPFUL
from retrieval.answers import AnswerStatus

S = AnswerStatus

GROUPS = frozenset({"unanswerable", "clarification", "error"})
UNANSWERED = tuple(status.value for status in S if status.group in GROUPS)


def who_can_answer(reason: str) -> str:
    """Return the role that can close a gap: officer, steward, maintainer (of the corpus) or nobody."""
    if reason == NOT_HELPFUL:
        return "steward"
    status = AnswerStatus(reason)
    match status:
        case S.UNANSWERABLE_NO_SOURCE | S.UNANSWERABLE_PREDICTION:
            return "officer"
        case S.UNANSWERABLE_TEXT_NOT_HELD | S.ERROR_UNVERIFIED | S.ERROR_INDEX:
            return "maintainer"
        case S.UNANSWERABLE_OUT_OF_SCOPE:
            return "nobody"
        case _ if status.group in GROUPS:
            return "steward"
        case _:
            return "nobody"
