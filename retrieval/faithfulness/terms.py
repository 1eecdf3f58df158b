"""Every word of content in a claim stands in its ground."""

import re
from collections.abc import Iterator

from retrieval.faithfulness.words import GLUE, ORDINARY, UNIVERSAL, WHOLE
from retrieval.numerals import ARABIC, CHINESE

_GLUE = re.compile(
    "|".join(
        (
            f"(?P<whole>{'|'.join(WHOLE)})",
            *sorted(map(re.escape, GLUE), key=len, reverse=True),
        )
    )
)
_NUMBER = re.compile(rf"百分之[{CHINESE}\d]+|{ARABIC}\s*[%％万亿]?|第[{CHINESE}\d]+[条款项]")
_CHINESE_NUMBER = re.compile(
    rf"[{CHINESE}]+(?=(?:个|工作日|日|天|月|年|次|元|公顷|平方|立方|吨|千瓦|米|层|人|份|家))"
)
_RUN = re.compile(r"[\u3400-\u9fff]+|[A-Za-z]+")
_TITLE = re.compile(r"《[^《》]*》")


def content_pairs(text: str) -> frozenset[str]:
    """
    Return the pairs of adjacent characters of *text* that are about something.

    >>> sorted(content_pairs("应当在七日内颁发开工许可"))
    ['发开', '工许', '开工', '许可', '颁发']
    """
    return frozenset(
        run[i : i + 2] for run in _runs(text) for i in range(len(run) - 1) if not run.isascii()
    )


def content_runs(text: str) -> list[str]:
    """
    Return the words of *text* that are about something, in order.

    >>> content_runs("建设单位应当在七日内颁发开工许可")
    ['建设单位', '颁发开工许可']
    """
    return list(_runs(text))


def unknown_terms(claim: str, ground: str) -> tuple[str, ...]:
    """
    Return the words of *claim* that *ground* does not hold.

    A run of characters may be put together from pieces of two and more that stand in the ground.

    >>> unknown_terms("申请延期要交延期费", "因故不能动工的，应当申请延期")
    ('费',)
    """
    ground = f"{ground}\n{ORDINARY}"
    found = [word for word in UNIVERSAL if word in claim and word not in ground]
    for run in _runs(claim):
        if run.isascii():
            if run.lower() not in ground.lower():
                found.append(run)
            continue
        found += _uncovered(run, ground)
    return tuple(dict.fromkeys(found))


def _runs(text: str) -> Iterator[str]:
    """Yield what is left between numbers and glue."""
    rest = _NUMBER.sub(" ", _TITLE.sub(" ", text))
    rest = _CHINESE_NUMBER.sub(" ", rest)
    yield from _RUN.findall(_GLUE.sub(lambda m: m["whole"] or " ", rest))


def _uncovered(run: str, ground: str) -> Iterator[str]:
    if len(run) == 1:
        if run not in ground:
            yield run
        return
    covered = [False] * len(run)
    for i in range(len(run) - 1):
        if run[i : i + 2] in ground:
            covered[i] = covered[i + 1] = True
    start = None
    for i, known in enumerate([*covered, True]):
        if not known and start is None:
            start = i
        elif known and start is not None:
            yield run[start:i]
            start = None
