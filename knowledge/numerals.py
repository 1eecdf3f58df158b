"""Chinese numerals and the numbers of articles."""

import re

DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
UNITS = {"十": 10, "百": 100, "千": 1000}
NAMES = "零一二三四五六七八九"
LARGEST = 9999
NUMERAL = r"[零〇一二两三四五六七八九十百千]+|[0-9０-９]+"

_LABEL = re.compile(rf"第?\s*({NUMERAL})\s*条?(?:\s*之\s*({NUMERAL}))?\s*(?:$|第|[（(])")


def to_int(numeral: str) -> int:
    """
    Return the number that *numeral* writes, in Chinese or (full-width) Arabic digits.

    >>> to_int("一百零三"), to_int("十二"), to_int("二〇"), to_int("18")
    (103, 12, 20, 18)

    Raises:
        ValueError: *numeral* is not a number.
    """
    if numeral.isdecimal():
        return int(numeral)
    if not numeral or any(sign not in DIGITS and sign not in UNITS for sign in numeral):
        raise ValueError(numeral)
    if not any(sign in UNITS for sign in numeral):  # written digit by digit: 二〇
        return int("".join(str(DIGITS[sign]) for sign in numeral))
    total, digit = 0, None
    for sign in numeral:
        if sign in UNITS:
            total += (1 if digit is None else digit) * UNITS[sign]
            digit = None
        else:
            digit = DIGITS[sign] or None
    return total + (digit or 0)


def to_chinese(number: int) -> str:
    """
    Return *number* as a statute writes it.

    >>> to_chinese(8), to_chinese(12), to_chinese(103), to_chinese(110)
    ('八', '十二', '一百零三', '一百一十')

    Raises:
        ValueError: *number* is not between 1 and 9999.
    """
    if not 1 <= number <= LARGEST:
        raise ValueError(number)
    written, gap = "", False
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit == 0:
            gap = bool(written)
            continue
        written += ("零" if gap else "") + NAMES[digit] + sign
        gap = False
    return written.removeprefix("一") if 10 <= number < 20 else written  # noqa: PLR2004 — 十二, not 一十二


def article_label(number: str | int) -> str | None:
    """
    Return the label that a statute gives to article *number*, or nothing if that is no number.

    >>> article_label("第8条"), article_label("8"), article_label("第十二条之1"), article_label("总则")
    ('第八条', '第八条', '第十二条之一', None)
    """
    match = _LABEL.match(str(number).strip())
    if match is None:
        return None
    main, sub = (to_int(part) if part else None for part in match.groups())
    if not main or main > LARGEST or sub == 0:
        return None
    return f"第{to_chinese(main)}条" + (f"之{to_chinese(sub)}" if sub else "")
