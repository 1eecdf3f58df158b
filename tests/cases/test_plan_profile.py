"""The description of a project: by labels or keys, and refused where it cannot be read."""

from datetime import date
from decimal import Decimal

import pytest

from cases.errors import BadPlanFile
from cases.rules.planning.profile import read_profile


class TestReading:
    def test_labels_and_keys_are_the_same(self):
        assert read_profile({"用地方式": "出让"}) == read_profile({"land": "出让"})

    @pytest.mark.parametrize("written", [12000, "1,2000", "12,000", "12000万元", "12000.0"])
    def test_a_number_may_be_written_as_people_do(self, written: object):
        assert read_profile({"总投资": written}).get("investment") == Decimal(12000)

    @pytest.mark.parametrize("written", [True, "是", "有", "yes"])
    def test_so_may_a_yes(self, written: object):
        assert read_profile({"挖掘城市道路": written}).get("digs_road") is True

    def test_units_come_in_the_order_in_which_they_are_built(self):
        profile = read_profile({"单位工程": {"二号": "2027-09-30", "一号": date(2027, 3, 31)}})

        assert [unit.name for unit in profile.units] == ["一号", "二号"]

    def test_what_is_left_empty_has_not_been_said(self):
        assert read_profile({"用途": None}).get("use") is None


class TestRefusing:
    @pytest.mark.parametrize(
        ("written", "where", "expected"),
        [
            ({"楼层": 3}, "楼层", "没有这一项"),
            ({"用地方式": "租赁"}, "用地方式", "出让、划拨、已有用地"),
            ({"总投资": "很多"}, "总投资", "不小于 0 的数"),
            ({"总投资": -1}, "总投资", "不小于 0 的数"),
            ({"总投资": "NaN"}, "总投资", "不小于 0 的数"),
            ({"挖掘城市道路": "大概"}, "挖掘城市道路", "是或否"),
            ({"供地完成日": "下个月"}, "供地完成日", "这样的日期"),
            ({"单位工程": ["一号"]}, "单位工程", "建成日期"),
            ({"单位工程": {"一号": "2027-02-30"}}, "单位工程一号", "这样的日期"),
            ({"预计天数": {"施工图审查": 0}}, "预计天数施工图审查", "整数"),
            ({"预计天数": 5}, "预计天数", "天数"),
            ({"容缺材料": 5}, "容缺材料", "补齐日期"),
            ({"告知承诺事项": "全部"}, "告知承诺事项", "列表"),
        ],
    )
    def test_it_says_where_and_what_is_expected(self, written: dict, where: str, expected: str):
        with pytest.raises(BadPlanFile) as refused:
            read_profile(written)

        assert refused.value.where == where
        assert expected in str(refused.value)
        assert "\n" not in str(refused.value)
