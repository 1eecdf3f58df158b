"""
Characters that nobody can see.

A reader would miss them and a language model would not: words hidden that way never get into the corpus.
"""

import unicodedata

# Fillers, variation selectors and blanks that Unicode does not count among the control characters.
_BLANK = frozenset(
    [0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0, *range(0x180B, 0x1810)]
) | frozenset([*range(0xFE00, 0xFE10), *range(0xE0000, 0xE1000)])


class _Kept(dict[int, int | None]):
    """What becomes of each character, found out when it is first met."""

    def __missing__(self, code: int) -> int | None:
        hidden = code in _BLANK or unicodedata.category(chr(code)).startswith("C")
        self[code] = None if hidden and chr(code) not in "\n\t" else code
        return self[code]


_KEPT = _Kept()


def without_invisible(text: str) -> str:
    """
    Return *text* without control, format, private and filler characters; line ends and tabs stay.

    >>> without_invisible("建\\u200b桥\\U000e0041 要\\ufe0f许可\\n")
    '建桥 要许可\\n'
    """
    return text.translate(_KEPT)
