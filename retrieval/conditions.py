"""Exceptions: what may not be lost when a clause is quoted in part."""

import re

from retrieval.quoting import sentences

_EXCEPTION = re.compile(
    r"但书|但是|(?:^|[，；。])但(?!书)|除外|除.{1,40}(?:以?外|的情形)|不适用|不包括|例外"
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

    An exception in another paragraph of the same article limits that paragraph, not this one.
    """
    missing: list[str] = []
    for paragraph in text.split("\n"):
        said = [s.of(paragraph) for s in sentences(paragraph)]
        if not any(words and words in quoted for words in said):
            continue
        missing += [w for w in exceptions_of(paragraph) if w not in quoted]
    return tuple(missing)
