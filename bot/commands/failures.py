"""From an exception to one line for people and an exit status."""

from bot.errors import BadInput, BadSettings, EdgeError
from bot.texts import terminal
from cases.errors import CasesError, ConcurrentChange, SchemaUnknown, shorten
from knowledge.errors import (
    ConfirmationNeeded,
    DocumentNotFound,
    DuplicateDocument,
    InvalidGuide,
    KnowledgeError,
    UnreadableFile,
    VersionUnclear,
)
from retrieval.errors import QuestionFileUnreadable, RetrievalError

FAILED = 1
BAD_INPUT = 2
LONGEST = 500  # characters of a line; our own messages are far shorter

Ours = (EdgeError, CasesError, KnowledgeError, RetrievalError)
TheirsToMend = (  # the one who typed the command can put these right
    BadInput,
    BadSettings,
    CasesError,
    UnreadableFile,
    InvalidGuide,
    ConfirmationNeeded,
    VersionUnclear,
    DuplicateDocument,
    DocumentNotFound,
    QuestionFileUnreadable,
)
NobodysFault = (ConcurrentChange, SchemaUnknown)


def ending_of(error: BaseException) -> tuple[str, int]:
    """Return what to say about *error* and the exit status: 1 failed, 2 bad input."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    if isinstance(error, Ours):
        mendable = isinstance(error, TheirsToMend) and not isinstance(error, NobodysFault)
        return shorten(str(error), LONGEST), BAD_INPUT if mendable else FAILED
    if isinstance(error, OSError) and error.filename is not None:
        reason = error.strerror or type(error).__name__
        return terminal.FILE_TROUBLE.format(path=error.filename, reason=reason), FAILED
    return terminal.UNEXPECTED.format(name=type(error).__name__), FAILED
