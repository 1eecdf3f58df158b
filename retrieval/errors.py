"""
What goes wrong while answering that a person has to mend.

RetrievalError
├── QuestionFileUnreadable   a line of a question file is not a question
└── ModelUnusable            the language model gave nothing that can be used (always recovered)
"""

from enum import StrEnum
from pathlib import Path


class Trouble(StrEnum):
    """Why a language model gave nothing that can be used."""

    TIMED_OUT = "timed_out"
    UNREACHABLE = "unreachable"
    KEY_REFUSED = "key_refused"  # 401, 403
    NOT_FOUND = "not_found"  # 404: the address or the model's name
    RATE_LIMITED = "rate_limited"  # 429
    REQUEST_REFUSED = "request_refused"  # any other 4xx
    SERVER_ERROR = "server_error"
    TOO_MUCH = "too_much"  # a body that no answer needs
    NO_COMPLETION = "no_completion"  # not what the chat completions API returns
    WRONG_FORM = "wrong_form"  # a completion, but not the claims asked for
    DECLINED = "declined"  # the model says that it will not
    RESTING = "resting"  # not asked: it has just failed

    @property
    def endpoint_is_down(self) -> bool:
        """Whether the next question would very likely meet the same."""
        return self not in {
            Trouble.REQUEST_REFUSED,
            Trouble.WRONG_FORM,
            Trouble.DECLINED,
            Trouble.RESTING,
        }


class RetrievalError(Exception):
    """Anything this package raises on purpose."""


class QuestionFileUnreadable(RetrievalError):
    """A question file cannot be used; names the file, the line and the mend."""

    def __init__(self, path: Path, line: int, reason: str) -> None:
        self.path = path
        self.line = line
        self.reason = reason
        super().__init__(f"{path}：第 {line} 行：{reason}")


class ModelUnusable(RetrievalError):
    """The model was unreachable, too slow, or said nothing in the agreed form; says which."""

    def __init__(self, trouble: Trouble, *, stay_away: float | None = None) -> None:
        self.trouble = trouble
        self.stay_away = (
            stay_away  # seconds for which asking again is pointless, where that is known
        )
        super().__init__(f"大模型不可用：{trouble}")
