"""The quantities a text states, in one form, so that what an answer says can be held against its source."""

import re
from dataclasses import dataclass
from decimal import Decimal

from retrieval.numerals import ARABIC, CHINESE, value_of

_UNITS = {
    "工作日": "工作日", "自然日": "日", "日": "日", "天": "日", "号": "日",
    "个月": "月", "月": "月", "年": "年", "周年": "年", "小时": "小时", "周": "周", "分钟": "分钟",
    "元": "元", "平方米": "平方米", "㎡": "平方米", "平方": "平方米", "平米": "平方米", "公顷": "公顷",
    "亩": "亩", "米": "米", "千米": "千米", "公里": "千米", "立方米": "立方米", "吨": "吨",
    "千瓦时": "千瓦时", "层": "层", "级": "级", "倍": "倍", "次": "次", "回": "次", "份": "份", "件": "件",
    "户": "户", "人": "人", "名": "人", "家": "家", "株": "株", "项": "项", "位": "位", "个部门": "部门",
    "℃": "度", "度": "度", "%": "%", "％": "%",
}  # fmt: skip
_UNIT = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_NUMERAL = rf"(?:{ARABIC}[万亿]?|[{CHINESE}]+)"
_PERCENT = re.compile(rf"百分之(?P<value>{_NUMERAL})")
_FRACTION = re.compile(rf"(?P<below>[{CHINESE}]+)分之(?P<above>[{CHINESE}]+)")
_MEASURED = re.compile(
    rf"(?P<value>{_NUMERAL})\s*(?P<big>[万亿]?)\s*(?:个(?=\s*(?:工作日|自然日)))?\s*(?P<unit>{_UNIT})(?!性)"
)
_BARE = re.compile(ARABIC)
_ORDINAL = re.compile(
    rf"第\s*(?:{ARABIC}|[{CHINESE}]+)\s*[条款项章节编](?:之[{CHINESE}])?|（[{CHINESE}\d]+）"
)


@dataclass(frozen=True, order=True)
class Quantity:
    """A number and what it counts; the unit is empty where the text names none."""

    value: Decimal
    unit: str

    def __str__(self) -> str:
        return f"{self.value.normalize():f}{self.unit}"


def quantities_in(text: str) -> frozenset[Quantity]:
    """
    Return every quantity in *text*; article numbers and list marks are not quantities.

    >>> sorted(map(str, quantities_in("处2万元以上五万元以下罚款；第八条，七日内，30 个工作日，百分之二十五")))
    ['20000元', '25%', '30工作日', '50000元', '7日']
    """
    rest = _ORDINAL.sub("＿", text)
    found: set[Quantity] = set()

    def take(match: re.Match[str], unit: str, factor: Decimal = Decimal(1)) -> str:
        value = value_of(match["value"])
        if value is not None:
            found.add(Quantity(value * factor, unit))
        return "＿"

    def fraction(match: re.Match[str]) -> str:
        below, above = value_of(match["below"]), value_of(match["above"])
        if below and above is not None:
            found.add(Quantity((above / below).quantize(Decimal("0.0001")), "比"))
        return "＿"

    def measured(match: re.Match[str]) -> str:
        factor = {"万": Decimal(10**4), "亿": Decimal(10**8)}.get(match["big"], Decimal(1))
        return take(match, _UNITS[match["unit"]], factor)

    rest = _PERCENT.sub(lambda m: take(m, "%"), rest)
    rest = _FRACTION.sub(fraction, rest)
    rest = _MEASURED.sub(measured, rest)
    found |= {Quantity(Decimal(m[0]), "") for m in _BARE.finditer(rest)}
    return frozenset(found)
