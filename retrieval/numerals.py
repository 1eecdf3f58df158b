"""Chinese and Arabic numerals read alike: 七日 is 7日, 百分之二十五 is 25%, 两次 is 2次."""

import re
from decimal import Decimal

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2}
_PLACES = {"十": 10, "百": 100, "千": 1000}
_GROUPS = {"万": 10**4, "亿": 10**8}

CHINESE = "〇零一二两三四五六七八九十百千万亿"
ARABIC = r"\d+(?:\.\d+)?"


def value_of(numeral: str) -> Decimal | None:
    """
    Return what *numeral* counts, or None when it is not a number.

    >>> [int(value_of(n)) for n in ("七", "十二", "一百零五", "二〇一九", "3万", "两千五百")]
    [7, 12, 105, 2019, 30000, 2500]
    """
    if re.fullmatch(ARABIC, numeral):
        return Decimal(numeral)
    mixed = re.fullmatch(rf"({ARABIC})([万亿])", numeral)
    if mixed:
        return Decimal(mixed[1]) * _GROUPS[mixed[2]]
    if not numeral or any(c not in CHINESE for c in numeral):
        return None
    if all(c in _DIGITS for c in numeral):
        return Decimal("".join(str(_DIGITS[c]) for c in numeral))
    return Decimal(_spelled(numeral))


def _spelled(numeral: str) -> int:
    total = section = digit = 0
    for c in numeral:
        if c in _DIGITS:
            digit = _DIGITS[c]
        elif c in _PLACES:
            section += (digit or 1) * _PLACES[c]
            digit = 0
        else:
            total = (
                (total + section + digit) * _GROUPS[c] if total + section + digit else _GROUPS[c]
            )
            section = digit = 0
    return total + section + digit
