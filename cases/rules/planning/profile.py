"""A project as the planner sees it, read from what a person wrote."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from cases.errors import BadDate, BadPlanFile
from cases.rules.clock import MOST_DAYS
from cases.rules.dates import parse_date
from cases.rules.planning.attributes import ATTRIBUTES, BY_LABEL, Attribute, Kind

Value = str | bool | Decimal | date

UNITS = ("units", "单位工程")
ESTIMATES = ("estimates", "预计天数")
LATE = ("late_materials", "容缺材料")
COMMITTED = ("committed", "告知承诺事项")
_YES = frozenset({"是", "有", "要", "yes", "true", "y", "1"})
_NO = frozenset({"否", "没有", "无", "不", "no", "false", "n", "0"})


@dataclass(frozen=True)
class BuildingUnit:
    """One 单位工程: its name, and the day on which it is built."""

    name: str
    built_on: date


@dataclass(frozen=True)
class Profile:
    """
    What is known about a project; an attribute that is not in *values* has not been said.

    Attributes:
        units: 单位工程 with the days on which they are built, earliest first.
        estimates: Calendar days that the enterprise itself reckons with, by item, where no law counts.
        late_materials: Days on which a paper that an item lacks will be there, by item (容缺).
        committed: Items that the window has agreed to decide on a commitment (告知承诺).
    """

    values: Mapping[str, Value] = field(default_factory=dict)
    units: tuple[BuildingUnit, ...] = ()
    estimates: Mapping[str, int] = field(default_factory=dict)
    late_materials: Mapping[str, date] = field(default_factory=dict)
    committed: frozenset[str] = frozenset()

    def get(self, key: str) -> Value | None:
        """Return the value of the attribute *key*, or nothing if it has not been said."""
        return self.values.get(key)

    def number(self, key: str) -> int | None:
        """Return a number as whole days or months, rounded up; nothing if it has not been said."""
        value = self.values.get(key)
        return int(value.to_integral_value("ROUND_CEILING")) if isinstance(value, Decimal) else None

    def day(self, key: str) -> date | None:
        """Return a day, or nothing if it has not been said."""
        value = self.values.get(key)
        return value if isinstance(value, date) else None


def read_profile(written: Mapping[str, Any]) -> Profile:
    """
    Return the profile that *written* holds, by English keys or Chinese labels.

    Raises:
        BadPlanFile: A key is unknown or a value cannot be read; names key, value and what is expected.
    """
    values: dict[str, Value] = {}
    rest: dict[str, Any] = {}
    special = {*UNITS, *ESTIMATES, *LATE, *COMMITTED}
    for key, value in written.items():
        attribute = ATTRIBUTES.get(str(key)) or BY_LABEL.get(str(key))
        if str(key) in special:
            rest[str(key)] = value
        elif attribute is None:
            raise BadPlanFile(str(key), "没有这一项", expected="、".join(BY_LABEL))
        elif value is not None:
            values[attribute.key] = read_value(attribute, value)
    return Profile(
        values,
        units=_units(_either(rest, UNITS)),
        estimates=_estimates(_either(rest, ESTIMATES)),
        late_materials=_days_by_item(_either(rest, LATE)),
        committed=_committed(_either(rest, COMMITTED)),
    )


def read_value(attribute: Attribute, value: Any) -> Value:
    """
    Return *value* as the attribute wants it.

    Raises:
        BadPlanFile: It cannot be read as such.
    """
    match attribute.kind:
        case Kind.TEXT:
            return str(value).strip()
        case Kind.CHOICE:
            if str(value).strip() in attribute.choices:
                return str(value).strip()
            raise BadPlanFile(attribute.label, str(value), expected="、".join(attribute.choices))
        case Kind.YES_NO:
            return _yes_no(attribute, value)
        case Kind.NUMBER:
            return _number(attribute, value)
        case Kind.DAY:
            return _day(attribute.label, value)


def _yes_no(attribute: Attribute, value: Any) -> bool:
    plain = str(value).strip().lower()
    if plain in _YES or plain in _NO:
        return plain in _YES
    raise BadPlanFile(attribute.label, str(value), expected="是或否")


def _number(attribute: Attribute, value: Any) -> Decimal:
    expected = f"不小于 0 的数，单位{attribute.unit}"
    plain = str(value).replace(",", "").replace("，", "").strip().removesuffix(attribute.unit)
    try:
        number = Decimal(plain.strip())
    except InvalidOperation as error:
        raise BadPlanFile(attribute.label, str(value), expected=expected) from error
    if isinstance(value, bool) or not number.is_finite() or number < 0:
        raise BadPlanFile(attribute.label, str(value), expected=expected)
    return number


def _day(where: str, value: Any) -> date:
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    try:
        return parse_date(str(value))
    except BadDate as error:
        raise BadPlanFile(where, str(value), expected="2026-02-11 这样的日期") from error


def _either(rest: Mapping[str, Any], keys: tuple[str, ...]) -> Any:
    return next((rest[key] for key in keys if rest.get(key) is not None), None)


def _units(written: Any) -> tuple[BuildingUnit, ...]:
    if written is None:
        return ()
    if not isinstance(written, Mapping) or not written:
        raise BadPlanFile(UNITS[1], str(written), expected="“名称: 建成日期”的列表")
    units = [BuildingUnit(str(name), _day(f"{UNITS[1]}{name}", d)) for name, d in written.items()]
    return tuple(sorted(units, key=lambda unit: unit.built_on))


def _estimates(written: Any) -> dict[str, int]:
    if written is None:
        return {}
    if not isinstance(written, Mapping):
        raise BadPlanFile(ESTIMATES[1], str(written), expected="“事项: 天数”的列表")
    for item, days in written.items():
        if isinstance(days, bool) or not isinstance(days, int) or not 0 < days <= MOST_DAYS:
            raise BadPlanFile(
                f"{ESTIMATES[1]}{item}", str(days), expected=f"1 到 {MOST_DAYS} 的整数"
            )
    return {str(item): days for item, days in written.items()}


def _days_by_item(written: Any) -> dict[str, date]:
    if written is None:
        return {}
    if not isinstance(written, Mapping):
        raise BadPlanFile(LATE[1], str(written), expected="“事项: 补齐日期”的列表")
    return {str(item): _day(f"{LATE[1]}{item}", day) for item, day in written.items()}


def _committed(written: Any) -> frozenset[str]:
    if written is None:
        return frozenset()
    if not isinstance(written, list | tuple):
        raise BadPlanFile(COMMITTED[1], str(written), expected="事项名称的列表")
    return frozenset(str(item) for item in written)
