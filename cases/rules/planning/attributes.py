"""What a plan may ask about a project: the attributes that thresholds and routes refer to."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass


class Kind(enum.StrEnum):
    """How an attribute is answered."""

    TEXT = "text"
    CHOICE = "choice"
    YES_NO = "yes_no"
    NUMBER = "number"
    DAY = "day"


@dataclass(frozen=True)
class Attribute:
    """One thing to know about a project; *unit* of a number, *choices* of a choice."""

    key: str
    label: str
    kind: Kind
    unit: str = ""
    choices: tuple[str, ...] = ()


def _number(key: str, label: str, unit: str) -> Attribute:
    return Attribute(key, label, Kind.NUMBER, unit)


def _choice(key: str, label: str, *choices: str) -> Attribute:
    return Attribute(key, label, Kind.CHOICE, choices=choices)


def _yes_no(key: str, label: str) -> Attribute:
    return Attribute(key, label, Kind.YES_NO)


# In the order in which a person is asked.
ATTRIBUTES: Mapping[str, Attribute] = {
    attribute.key: attribute
    for attribute in (
        Attribute("name", "项目名称", Kind.TEXT),
        Attribute("code", "项目代码", Kind.TEXT),
        Attribute("industry", "行业", Kind.TEXT),
        _choice("funding", "投资类型", "企业投资", "政府投资"),
        _yes_no("in_catalogue", "列入核准目录"),
        _choice("land", "用地方式", "出让", "划拨", "已有用地"),
        _choice("use", "用途", "工业", "仓储", "办公", "商业", "公共服务", "住宅", "市政", "其他"),
        _number("investment", "总投资", "万元"),
        _number("floor_area", "总建筑面积", "平方米"),
        _number("land_area", "用地面积", "平方米"),
        _number("height", "建筑高度", "米"),
        _number("basement_floors", "地下层数", "层"),
        _number("basement_area", "地下建筑面积", "平方米"),
        _number("earthwork", "挖填土石方总量", "立方米"),
        _number("electricity", "年用电量", "万千瓦时"),
        _number("energy", "年综合能源消费量", "吨标准煤"),
        _choice("eia", "环评类别", "报告书", "报告表", "登记表", "不纳入"),
        _yes_no("special_fire", "属于特殊建设工程"),
        _yes_no("hazardous", "涉及易燃易爆或有毒有害"),
        _yes_no("simple", "功能单一、技术简单"),
        _yes_no("takes_water", "取用河湖水或地下水"),
        _yes_no("digs_road", "挖掘城市道路"),
        _yes_no("occupies_road", "临时占用城市道路"),
        _yes_no("occupies_green", "临时占用城市绿地"),
        _yes_no("near_springs", "位于泉水重点保护范围"),
        _yes_no("renewal", "属于城市更新项目"),
        Attribute("land_on", "供地完成日", Kind.DAY),
        _number("construction_months", "施工工期", "个月"),
        _number("settlement_days", "竣工结算用时", "天"),
    )
}
BY_LABEL: Mapping[str, Attribute] = {a.label: a for a in ATTRIBUTES.values()}
