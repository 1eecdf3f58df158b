"""The first step: make a question safe to read, or say why it is not read."""

import re
from dataclasses import dataclass

from retrieval.answers import AnswerStatus
from retrieval.personal_data import mask_personal_data

MAX_CHARACTERS = 300

# Tag characters, zero-width signs, direction marks, soft hyphen, variation selectors: people cannot see
# them, a model can.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\s]+")
_FULL_WIDTH = {ord("０") + n: ord("0") + n for n in range(10)}
_FULL_WIDTH |= {ord("Ａ") + n: ord("A") + n for n in range(26)}
_FULL_WIDTH |= {ord("ａ") + n: ord("a") + n for n in range(26)}
_FULL_WIDTH |= {ord("\u3000"): ord(" "), ord("％"): ord("%")}
_SAYS_SOMETHING = re.compile(r"[0-9A-Za-z\u3400-\u9fff]")


@dataclass(frozen=True)
class Screened:
    """A question made safe; ``rejected`` is set when it goes no further."""

    text: str
    rejected: AnswerStatus | None = None


def screen(raw: str) -> Screened:
    """Return *raw* without invisible characters and personal data, or with the reason it is rejected."""
    text = _CONTROL.sub(" ", _INVISIBLE.sub("", raw).translate(_FULL_WIDTH)).strip()
    masked = mask_personal_data(text)
    if not _SAYS_SOMETHING.search(text):
        return Screened(masked, AnswerStatus.REJECTED_EMPTY)
    if len(text) > MAX_CHARACTERS:
        return Screened(masked[:MAX_CHARACTERS], AnswerStatus.REJECTED_TOO_LONG)
    return Screened(masked)
