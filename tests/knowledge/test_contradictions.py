"""Documents in force that give different figures for the same fact of the same item."""

from datetime import date
from pathlib import Path

import pytest

from knowledge.contradictions import contradictions
from knowledge.documents import DocumentKind, Level
from knowledge.guide_passages import passages_of_guide
from knowledge.guides import Guide
from knowledge.mentions import GuideNames
from knowledge.passages import Passage
from knowledge.statements import FactKind, statements
from tests.knowledge.corpus_builders import TODAY, a_guide, a_passage

LAW = "主管部门应当自受理之日起二十日内作出是否核发桥梁许可证的决定。"
CITY = "桥梁许可证的审批时限为15个工作日。"


@pytest.fixture
def bridge(tmp_path: Path) -> Guide:
    return a_guide(tmp_path)


def said(guide: Guide, *texts: str) -> list[tuple[FactKind, str]]:
    passages = [a_passage(text) for text in texts]
    return [(s.fact, s.said) for s in statements(passages, GuideNames([guide]))]


class TestReadingStatements:
    @pytest.mark.parametrize(
        "words, found",
        [
            (LAW, [(FactKind.DECISION, "二十日")]),
            (CITY, [(FactKind.DECISION, "15个工作日")]),
            (
                "自收到申请之日起7日内，对符合条件的申请颁发桥梁许可证。",
                [(FactKind.DECISION, "7日")],
            ),
            ("桥梁许可证办理时限压缩至 3 个工作日。", [(FactKind.DECISION, "3 个工作日")]),
            ("桥梁许可证承诺时限：2 个工作日。", [(FactKind.PROMISE, "2 个工作日")]),
            ("桥梁许可证有效期为三年。", [(FactKind.VALIDITY, "三年")]),
            ("桥梁许可证工本费每本20元。", [(FactKind.FEE, "20元")]),
            ("核发桥梁许可证不收费。", [(FactKind.FEE, "不收费")]),
        ],
    )
    def test_a_sentence_that_names_the_item_states_a_fact(
        self, bridge: Guide, words: str, found: list[tuple[FactKind, str]]
    ) -> None:
        assert said(bridge, words) == found

    @pytest.mark.parametrize(
        "words",
        [
            "自收到桥梁许可证申请之日起五日内一次告知需要补正的全部内容，再作出决定。",
            "建设单位应当自领取桥梁许可证之日起三个月内开工。",
            "主管部门应当自受理之日起二十日内作出决定。",
            "未取得桥梁许可证的，处二万元以上五万元以下罚款。",
            "桥梁许可证应当公示七日。",
        ],
    )
    def test_a_step_on_the_way_a_duty_a_fine_or_an_unnamed_item_is_none(
        self, bridge: Guide, words: str
    ) -> None:
        assert said(bridge, words) == []

    def test_several_cases_of_one_text_are_several_figures(self, bridge: Guide) -> None:
        words = (
            "自收到大桥的桥梁许可证申请之日起六十日内，收到小桥的申请之日起三十日内，分别作出决定。"
        )

        assert [figure for _, figure in said(bridge, words)] == ["六十日", "三十日"]


def passage(text: str, document: str, level: Level, **changes: object) -> Passage:
    return a_passage(
        text,
        id=f"{document}#第一条",
        document_id=document,
        document_title=document,
        short_title=document,
        level=level,
        **changes,
    )


def found(guide: Guide, *passages: Passage, on: date = TODAY) -> list[str]:
    read = statements(passages, GuideNames([guide]))
    return [str(one) for one in contradictions(read, [guide], on)]


class TestContradicting:
    def test_different_figures_are_listed_from_the_highest_level_down(self, bridge: Guide) -> None:
        city = passage(CITY, "市办法", Level.CITY)
        law = passage(LAW, "桥梁法", Level.NATIONAL)

        assert found(bridge, city, law) == [
            "桥梁许可证核发的审批时限：国家《桥梁法》第一条写“二十日”；市《市办法》第一条写“15个工作日”"
        ]

    def test_days_of_an_approval_are_working_days(self, bridge: Guide) -> None:
        """行政许可法第八十二条: 二十日 and 20 个工作日 are the same."""
        law = passage(LAW, "桥梁法", Level.NATIONAL)
        city = passage("桥梁许可证的审批时限为20个工作日。", "市办法", Level.CITY)

        assert found(bridge, law, city) == []

    def test_texts_with_one_figure_in_common_agree(self, bridge: Guide) -> None:
        both = passage(f"{LAW}{CITY}", "桥梁法", Level.NATIONAL)
        city = passage(CITY, "市办法", Level.CITY)

        assert found(bridge, both, city) == []

    def test_a_promise_does_not_contradict_the_law(self, bridge: Guide) -> None:
        law = passage(LAW, "桥梁法", Level.NATIONAL)
        promise = passage("桥梁许可证承诺时限：2 个工作日。", "承诺", Level.DISTRICT)

        assert found(bridge, law, promise) == []

    def test_one_document_does_not_contradict_itself(self, bridge: Guide) -> None:
        one = passage(LAW, "市办法", Level.CITY)
        other = passage(CITY, "市办法", Level.CITY)

        assert found(bridge, one, other) == []

    def test_what_is_not_in_force_contradicts_nothing(self, bridge: Guide) -> None:
        ended = date(2026, 1, 1)
        law = passage(LAW, "桥梁法", Level.NATIONAL, effective_to=ended)
        city = passage(CITY, "市办法", Level.CITY)

        assert found(bridge, law, city) == []
        assert len(found(bridge, law, city, on=date(2025, 12, 31))) == 1

    def test_within_a_level_the_official_text_stands_first(self, bridge: Guide) -> None:
        ours = passage(LAW, "甲", Level.CITY, kind=DocumentKind.COMPILED)
        theirs = passage(CITY, "乙", Level.CITY)

        (one,) = found(bridge, ours, theirs)

        assert one.index("《乙》") < one.index("《甲》")

    def test_a_guide_is_held_against_other_texts(self, tmp_path: Path) -> None:
        """The shipped corpus too: its limits are statements like any other."""
        guide = a_guide(tmp_path)
        law = passage(LAW, "桥梁法", Level.NATIONAL)

        (one,) = found(guide, *passages_of_guide(guide), law)

        assert "“9 个工作日”" in one
        assert "“二十日”" in one
