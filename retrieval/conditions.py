"""Exceptions: what may not be lost when a clause is quoted in part."""

import re

from retrieval.quoting import parts, sentences

_EXCEPTION = re.compile(
    r"但书|但是|(?:^|[，；。])但(?!书)|除外|除.{1,40}(?:以?外|的情形)|不适用|不包括|例外|可以延长|不计入|不计算在|另有规定的"
)


def exceptions_of(text: str) -> tuple[str, ...]:
    """
    Return the sentences of *text* that make an exception.

    >>> exceptions_of("应当申请领取施工许可证；但是，限额以下的小型工程除外。其他照办。")
    ('应当申请领取施工许可证；但是，限额以下的小型工程除外。',)
    """
    return tuple(words for s in sentences(text) if _EXCEPTION.search(words := s.of(text)))


def dropped_exceptions(quoted: str, text: str) -> tuple[str, ...]:
    """
    Return the exceptions in the paragraphs that *quoted* touches and that *quoted* leaves out.

    An exception in another paragraph of the same article limits that paragraph, not this one. Of a
    sentence that is quoted up to a semicolon, what excepts behind it is returned.

    >>> dropped_exceptions("应当申请许可", "应当申请许可；小型工程除外。\\n临时工程不收费，桥梁除外。")
    ('小型工程除外。',)
    """
    missing: list[str] = []
    for paragraph in text.split("\n"):
        units = [part.of(paragraph) for s in sentences(paragraph) for part in parts(paragraph, s)]
        if not any(_stands(unit, quoted) for unit in units):
            continue
        for sentence in sentences(paragraph):
            words = sentence.of(paragraph)
            if not _EXCEPTION.search(words) or words in quoted:
                continue
            behind = [part.of(paragraph) for part in parts(paragraph, sentence)]
            quotes_some = any(_stands(part, quoted) for part in behind)
            excepts = [
                part for part in behind if _EXCEPTION.search(part) and not _stands(part, quoted)
            ]
            missing += excepts if quotes_some else [words]
    return tuple(missing)


def _stands(words: str, quoted: str) -> bool:
    """Say whether *words* stand in *quoted*, which may leave out their last sign."""
    return bool(words.rstrip("；。")) and words.rstrip("；。") in quoted
