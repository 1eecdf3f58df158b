"""
How often something may be done, held against the time that a question speaks of.

第二次延期还是老流程吧 takes for granted that there is a second time. Where the source allows one, the answer says so first.
"""

import re

from retrieval import phrases
from retrieval.composing import Draft
from retrieval.numerals import ARABIC, CHINESE, value_of

_NUMBER = rf"(?:{ARABIC}|[{CHINESE}]+)"
_TIME = re.compile(rf"第(?P<which>{_NUMBER})[次回]")
_AT_MOST = re.compile(
    rf"(?:只能|最多|不得?超过|以)[^，。；（）]{{0,6}}?(?P<most>{_NUMBER})\s*[次回]"
)


def deny_a_time_too_many(draft: Draft, question: str) -> None:
    """Say in front of *draft* that what it quotes first allows no such time as *question* speaks of."""
    times = {value_of(found["which"]): found[0] for found in _TIME.finditer(question)}
    which = max((time for time in times if time is not None), default=None)
    allowed = _AT_MOST.search(draft.citations[0].quote) if draft.citations else None
    most = value_of(allowed["most"]) if allowed else None
    if which is not None and most is not None and which > most and not draft.verdict:
        draft.open_with(phrases.no_such_time(times[which]), echo=times[which])
