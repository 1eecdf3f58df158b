"""Guides: typed front matter, and the fixed sentences in which it is said."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from knowledge.documents import DocumentKind, Level
from knowledge.errors import InvalidGuide
from knowledge.guide_fields import LimitKind, Unit
from knowledge.guide_passages import passages_of_guide
from knowledge.guides import parse_guide
from knowledge.passages import Passage, Slot
from knowledge.references import DanglingReference, dangling_references
from tests.knowledge.corpus_builders import a_guide, write_guide

A_LIMIT = {"kind": "decision", "effect": "statutory"}


def said(folder: Path, *, body: str = "", **changes: Any) -> dict[str, Passage]:
    passages = passages_of_guide(a_guide(folder, body=body, **changes))
    return {passage.id.partition("#")[2]: passage for passage in passages}


class TestReading:
    def test_the_front_matter_becomes_typed_values(self, tmp_path: Path) -> None:
        guide = a_guide(tmp_path)

        assert (guide.slug, guide.category, guide.level) == ("bridge-permit", "item", Level.CITY)
        assert guide.kind is DocumentKind.COMPILED
        assert guide.limits[0].unit is Unit.WORKING
        assert guide.legal_basis[0].level is Level.CITY
        assert guide.in_force_from == date(2020, 1, 1)
        assert guide.sources[0].date == "2020-01-01"

    def test_the_first_limit_for_a_decision_is_the_clock(self, tmp_path: Path) -> None:
        duty = {"kind": "duty", "effect": "statutory", "days": 90, "unit": "calendar"}
        decision = {"kind": "decision", "effect": "statutory", "days": 9, "unit": "working"}

        guide = a_guide(tmp_path, limits=[duty, decision])

        assert guide.decision_limit is not None
        assert guide.decision_limit.days == 9
        assert a_guide(tmp_path, limits=[duty]).decision_limit is None

    def test_short_forms_are_understood(self, tmp_path: Path) -> None:
        guide = a_guide(tmp_path, materials=["桥梁图纸"], fees="不收费", sources=["桥梁管理条例"])

        assert guide.materials[0].name == "桥梁图纸"
        assert guide.fees is not None
        assert guide.fees.text == "不收费"
        assert guide.sources[0].title == "桥梁管理条例"

    @pytest.mark.parametrize(
        "changes, key, problem",
        [
            ({"name": None}, "name", "缺少"),
            ({"level": "乡"}, "level", "'国家', '省', '市' or '区'"),
            ({"meterials": []}, "meterials", "没有这个字段"),
            ({"limits": [{"kind": "decision", "effect": "statutory"}]}, "limits[0].unit", "缺少"),
            ({"limits": [{"kind": "quick"}]}, "limits[0].kind", "decision"),
            ({"limits": [A_LIMIT | {"unit": "month", "days": 90}]}, "limits[0]", "用 count"),
            ({"limits": [A_LIMIT | {"unit": "year"}]}, "limits[0]", "用 count"),
            ({"limits": [A_LIMIT | {"unit": "working", "count": 7}]}, "limits[0]", "日数写 days"),
            ({"conditions": "有用地"}, "conditions", "应为列表"),
            ({"conditions": [{"有用地": "是"}]}, "conditions[0]", "应为文字"),
            ({"in_force_from": "去年"}, "in_force_from", "应为日期"),
            ({"stage": "开工"}, "stage", "立项用地规划许可"),
            ({"stage": ["施工许可"]}, "stage", "立项用地规划许可"),
            ({"measure": "bridge-permit"}, "item/measure/route/concept", "只能写其中一个"),
            ({"category": "route"}, "category", "item"),
        ],
    )
    def test_what_is_wrong_is_said_with_file_and_key(
        self, tmp_path: Path, changes: dict[str, Any], key: str, problem: str
    ) -> None:
        path = write_guide(tmp_path, **changes)

        with pytest.raises(InvalidGuide) as wrong:
            parse_guide(path)

        assert wrong.value.key == key
        assert problem in wrong.value.problem
        assert str(wrong.value).startswith(f"bridge-permit.md 的“{key}”有误")
        assert "\n" not in str(wrong.value)

    def test_the_slug_is_the_file_name(self, tmp_path: Path) -> None:
        path = write_guide(tmp_path).rename(tmp_path / "other.md")

        with pytest.raises(InvalidGuide, match="应与文件名“other”一致"):
            parse_guide(path)

    @pytest.mark.parametrize("text", ["---\nitem: x\n", "---\nitem: [\n---\n", "---\n- x\n---\n"])
    def test_front_matter_that_is_no_yaml_mapping_is_refused(
        self, tmp_path: Path, text: str
    ) -> None:
        path = tmp_path / "x.md"
        path.write_text(text, encoding="utf-8")

        with pytest.raises(InvalidGuide, match="front matter"):
            parse_guide(path)


class TestSaying:
    def test_every_field_becomes_one_passage_under_its_slot(self, tmp_path: Path) -> None:
        found = said(tmp_path)

        assert list(found) == [
            "含义",
            "时限",
            "材料",
            "条件",
            "例外",
            "部门",
            "流程",
            "费用",
            "依据",
        ]
        assert all(passage.slot.value == name for name, passage in found.items())
        assert {passage.item for passage in found.values()} == {"bridge-permit"}
        assert {passage.document_title for passage in found.values()} == {
            "《桥梁许可证核发》办事指南（整理稿）"
        }

    def test_the_limit_says_length_unit_start_basis_and_note(self, tmp_path: Path) -> None:
        assert said(tmp_path)["时限"].text == (
            "法定时限：9 个工作日，自受理之日起计算（《桥梁管理条例》第三条之一）。条文写「九日」。\n"
            "本局承诺时限：本整理稿未收录，以窗口告知为准。"
        )

    def test_a_promised_limit_stands_beside_the_statutory_one(self, tmp_path: Path) -> None:
        text = said(tmp_path, promised={"days": 3, "unit": "working"})["时限"].text

        assert "法定时限：9 个工作日" in text
        assert "承诺时限：3 个工作日" in text
        assert "未收录" not in text

    @pytest.mark.parametrize(
        "limit, sentence",
        [
            ({"days": 15, "unit": "calendar"}, "法定时限：15 日（自然日）。"),
            ({"unit": "immediate"}, "法定时限：即时办结。"),
            ({"count": 3, "unit": "month"}, "法定时限：3 个月。"),
            (
                {"count": 1, "unit": "year", "from": "期满之日"},
                "法定时限：1 年，自期满之日起计算。",
            ),
            ({"unit": "working", "note": "三个月内开工"}, "法定时限：三个月内开工。"),
            (
                {
                    "unit": "calendar",
                    "from": "领证之日",
                    "basis": "《法》第一条",
                    "note": "三个月内开工",
                },
                "法定时限：三个月内开工（自领证之日起计算；《法》第一条）。",
            ),
            ({"unit": "working"}, "法定时限：天数未收录，以窗口告知为准。"),
            (
                {"kind": "duty", "days": 30, "unit": "calendar"},
                "企业应遵守的期限（法定）：30 日（自然日）。",
            ),
        ],
    )
    def test_each_unit_has_its_wording(
        self, tmp_path: Path, limit: dict[str, Any], sentence: str
    ) -> None:
        limits = [{"kind": "decision", "effect": "statutory"} | limit]

        assert said(tmp_path, limits=limits)["时限"].text.splitlines()[0] == sentence

    def test_an_unknown_limit_is_said_to_be_unknown(self, tmp_path: Path) -> None:
        text = said(tmp_path, limits=[])["时限"].text

        assert text.startswith("法定办理时限：本整理稿未收录")
        assert not any(sign.isdecimal() for sign in text)

    def test_the_legal_basis_is_one_passage_with_a_line_for_each_article(
        self, tmp_path: Path
    ) -> None:
        assert said(tmp_path)["依据"].text == (
            "《桥梁管理条例》第三条：建桥要有许可证\n《桥梁管理条例》第四条：许可证不收费"
        )

    def test_materials_are_numbered_with_note_and_basis(self, tmp_path: Path) -> None:
        assert said(tmp_path)["材料"].text == "1. 桥梁图纸：原件一份（《桥梁管理条例》第三条）"

    def test_a_known_question_goes_to_the_field_it_asks_for(self, tmp_path: Path) -> None:
        found = said(tmp_path)

        assert found["时限"].known_questions == ("桥证几天能下来",)
        assert found["材料"].known_questions == ("办桥证要交哪些材料",)
        assert found["含义"].known_questions == ("过街天桥归这个管吗",)

    def test_a_guide_may_say_itself_which_field_a_question_asks_for(self, tmp_path: Path) -> None:
        found = said(tmp_path, known_questions={"材料": ["桥证几天能下来"], "含义": None})

        assert found["材料"].known_questions == ("桥证几天能下来",)
        assert found["时限"].known_questions == ()

    def test_a_field_that_no_guide_has_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(InvalidGuide, match="没有“天数”这一栏"):
            said(tmp_path, known_questions={"天数": ["桥证几天能下来"]})

    def test_sections_of_the_body_become_passages_of_their_own(self, tmp_path: Path) -> None:
        found = said(tmp_path, body="## 办理顺序\n先方案后许可。\n\n## 近况\n2026年试点。\n")

        assert found["办理顺序"].slot is Slot.PROCESS
        assert found["近况"].slot is Slot.CAUTION
        assert found["近况"].text == "2026年试点。"

    def test_a_measure_has_no_limit_to_speak_of(self, tmp_path: Path) -> None:
        found = said(
            tmp_path,
            item=None,
            measure="one-visit",
            stage=None,
            limits=[],
            definition="跑一次办完",
            how=["先预约"],
        )

        assert "时限" not in found
        assert found["含义"].text == "桥梁许可证核发，也叫桥证、桥梁许可证。跑一次办完。"
        assert found["怎么用"].text == "1. 先预约"
        assert found["含义"].document_title == "《桥梁许可证核发》（整理稿）"

    def test_passages_carry_level_and_days(self, tmp_path: Path) -> None:
        passage = said(tmp_path, in_force_to=date(2027, 1, 1))["时限"]

        assert passage.level is Level.CITY
        assert passage.in_force(date(2026, 12, 31))
        assert not passage.in_force(date(2027, 1, 1))
        assert not passage.in_force(date(2019, 12, 31))


def test_a_guide_that_names_an_unknown_guide_is_found(tmp_path: Path) -> None:
    guide = a_guide(tmp_path, prerequisites=["bridge-permit", "no-such"])

    assert dangling_references([guide]) == (
        DanglingReference("bridge-permit", "prerequisites", "no-such"),
    )


def test_every_kind_of_limit_has_a_name(tmp_path: Path) -> None:
    for kind in LimitKind:
        limits = [{"kind": kind.value, "effect": "promised", "days": 1, "unit": "working"}]

        assert "1 个工作日" in said(tmp_path, limits=limits)["时限"].text
