"""
What goes wrong while answering that a person has to mend.

RetrievalError
├── QuestionFileUnreadable   a line of a question file is not a question
└── ModelUnusable            the language model gave nothing that can be used (always recovered)
"""

from pathlib import Path


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
    """The model was unreachable, too slow, or said nothing in the agreed form."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"大模型不可用：{reason}")
