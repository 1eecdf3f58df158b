"""Lengths of time, shares, sums and sizes in Chinese text, as numbers that can be compared."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from knowledge.numerals import to_int

_DIGITS = r"\d+(?:\.\d+)?"
_NUMERALS = r"[零〇一二两三四五六七八九十百千]+"
_UNITS = {
    r"个?(?:工作日|自然日)|日(?!期|常|照|报)|天(?!然|桥)": "日",
    r"个?月(?!台)": "月",
    r"年(?!度|综|用|末|休)": "年",
    r"元": "元",
    r"倍": "倍",
    r"公顷": "公顷",
    r"平方米|㎡": "平方米",
    r"立方米": "立方米",
    r"米": "米",
    r"株": "株",
    r"吨标准煤": "吨标准煤",
    r"千瓦时": "千瓦时",
}
_UNIT = "|".join(f"(?P<u{n}>{pattern})" for n, pattern in enumerate(_UNITS))
_MEASURE = re.compile(
    rf"(?<![第\d.．号])(?P<number>{_DIGITS}|{_NUMERALS})\s*(?P<large>[万亿])?\s*(?:以[上下])?(?:{_UNIT})"
)
_SHARE = re.compile(
    rf"(?P<digits>{_DIGITS})\s*(?P<sign>[%％‰])|(?P<base>百分之|千分之)(?P<words>{_NUMERALS}|{_DIGITS})"
)
_LARGE = {"万": Decimal(10**4), "亿": Decimal(10**8), None: Decimal(1)}
_FIRST_YEAR = 1000  # 2019年 is a date, no length of time


@dataclass(frozen=True)
class Measure:
    """A number and what it counts; working days and days are one unit here."""

    value: Decimal
    unit: str

    def __str__(self) -> str:
        return f"{self.value.normalize():f}{self.unit}"


def measures_in(text: str) -> frozenset[Measure]:
    """
    Return every measure that *text* states.

    >>> sorted(map(str, measures_in("七日内决定；处20万元以上50万元以下罚款，百分之一以上")))
    ['1%', '200000元', '500000元', '7日']
    >>> measures_in("2019年的第十日条")
    frozenset()
    """
    return frozenset((*_measures(text), *_shares(text)))


def _measures(text: str) -> Iterator[Measure]:
    for found in _MEASURE.finditer(text):
        value = _value(found["number"])
        unit = next(name for n, name in enumerate(_UNITS.values()) if found[f"u{n}"])
        if value is not None and not (unit == "年" and value >= _FIRST_YEAR):
            yield Measure(value * _LARGE[found["large"]], unit)


def _shares(text: str) -> Iterator[Measure]:
    for found in _SHARE.finditer(text):
        value = _value(found["digits"] or found["words"])
        if value is not None:
            small = found["sign"] == "‰" or found["base"] == "千分之"
            yield Measure(value, "‰" if small else "%")


def _value(numeral: str) -> Decimal | None:
    try:
        return Decimal(numeral) if numeral[0].isdecimal() else Decimal(to_int(numeral))
    except (InvalidOperation, ValueError):
        return None
