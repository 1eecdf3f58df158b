"""Questions in several parts: what is asked, part by part."""

import re

from retrieval.slots import Asked, asked_slots, guide_slots

_BREAK = re.compile(r"[，,；;、？?。！! ]+|还有|以及|另外|并且|(?<=[吗么天久])和")
MOST = 4  # parts; more would leave a line for each


def parts_of(question: str) -> tuple[str, ...]:
    """
    Return the parts of *question* that ask for different fields of a guide; empty unless there are two.

    >>> parts_of("施工许可要什么材料，几天，收费吗")
    ('施工许可要什么材料', '几天', '收费吗')
    >>> parts_of("停工了，要多久报告")
    ()
    """
    found: dict[Asked, str] = {}
    for part in _BREAK.split(question):
        asked = asked_slots(part)
        if asked and guide_slots(asked[0]) and asked[0] is not Asked.PERMISSION:
            found.setdefault(asked[0], part)
    return tuple(found.values())[:MOST] if len(found) > 1 else ()
