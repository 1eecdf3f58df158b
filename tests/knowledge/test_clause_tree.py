"""How a text is cut into clauses."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.clause_tree import Clause, clauses
from knowledge.numerals import to_chinese
from knowledge.paragraphs import parts, place_of
from tests.knowledge.corpus_builders import LAW


def cut(text: str, title: str = "") -> dict[str, Clause]:
    return {clause.label: clause for clause in clauses(text, title)}


class TestALaw:
    def test_every_article_is_one_clause_in_order(self) -> None:
        labels = [clause.label for clause in clauses(LAW, "桥梁管理条例")]

        assert labels == ["题注", "第一条", "第二条", "第三条", "第三条之一", "第四条"]

    def test_a_clause_knows_the_headings_above_it(self) -> None:
        found = cut(LAW)

        assert found["第一条"].breadcrumb == ("第一章 总则",)
        assert found["第三条之一"].breadcrumb == ("第二章 许可", "第一节 申请")
        assert found["第四条"].breadcrumb == ("第二章 许可", "第二节 收费")

    def test_the_words_are_verbatim_and_do_not_repeat_the_label(self) -> None:
        assert cut(LAW)["第二条"].text == (
            "本条例所称桥梁，包括：\n（一）公路桥；\n（二）人行桥。\n临时桥不适用本条例。"
        )

    def test_a_line_that_begins_with_a_reference_opens_no_article(self) -> None:
        found = cut(LAW)

        assert found["第三条"].text == "建造桥梁的，应当申请桥梁许可证。"
        assert found["第三条之一"].text.endswith("第三条规定的许可证由申请人保存。")

    def test_what_stands_before_the_first_article_is_kept_by_itself(self) -> None:
        assert cut(LAW, "桥梁管理条例")["题注"].text == "2020年1月1日公布"

    def test_a_table_of_contents_does_not_set_the_headings(self) -> None:
        text = "目录\n第一章 总则\n第二章 附则\n第一章 总则\n第一条 甲。\n第二章 附则\n第二条 乙。"

        assert cut(text)["第一条"].breadcrumb == ("第一章 总则",)
        assert cut(text)["第二条"].breadcrumb == ("第二章 附则",)

    @pytest.mark.parametrize(
        "text",
        [
            "第1条 甲。\n第2条 乙。",
            "第 一 条 甲。\n第 二 条 乙。",
            "　　第一条　甲。\n　　第二条　乙。",
            "第一条为了甲。\n第二条本规定所称乙。",
            "第一条\n甲。\n第二条\n乙。",
            "第一条【目的】甲。\n第二条【定义】乙。",
            "第一条：甲。\n第二条：乙。",
            "## 第一条 目的\n甲。\n## 第二条\n乙。",
        ],
    )
    def test_articles_are_found_however_they_are_set(self, text: str) -> None:
        assert list(cut(text)) == ["第一条", "第二条"]

    def test_an_inserted_article_has_its_own_number(self) -> None:
        text = "第十二条 甲。\n第十二条之一 乙。\n第十二条之二 丙。\n第十三条 丁。"

        assert list(cut(text)) == ["第十二条", "第十二条之一", "第十二条之二", "第十三条"]

    def test_a_book_a_chapter_and_a_section_nest(self) -> None:
        text = "第一编 甲\n第一章 乙\n第一节 丙\n第一条 一。\n第二章 丁\n第二条 二。\n第二编 戊\n第三条 三。"

        assert [c.breadcrumb for c in clauses(text)] == [
            ("第一编 甲", "第一章 乙", "第一节 丙"),
            ("第一编 甲", "第二章 丁"),
            ("第二编 戊",),
        ]

    def test_an_annex_is_cut_by_itself(self) -> None:
        text = "第一条 按附件办理。\n附件1：名录\n甲桥\n乙桥\n附件2\n第一条 附则一。"

        found = clauses(text)

        assert [(c.annex, c.label) for c in found] == [
            ("", "第一条"),
            ("附件1", "附件1"),
            ("附件2", "附件2"),
            ("附件2", "第一条"),
        ]
        assert found[1].text == "附件1：名录\n甲桥\n乙桥"
        assert found[3].breadcrumb == ("附件2",)

    def test_an_annex_mentioned_in_a_sentence_opens_none(self) -> None:
        assert list(cut("第一条 甲。\n附件与许可证具有同等效力。\n第二条 乙。")) == [
            "第一条",
            "第二条",
        ]


class TestADecisionThatAmends:
    TEXT = (
        "关于修改《桥梁管理条例》的决定\n一、将第八条修改为：\n“第八条 建桥要许可。\n"
        "第九条 许可证不收费。”\n二、删去第十二条。\n第十三条改为第十二条。\n"
        "本决定自2025年1月1日起施行。"
    )

    def test_the_articles_that_it_words_anew_are_not_its_own(self) -> None:
        found = clauses(self.TEXT, "关于修改《桥梁管理条例》的决定")

        assert [c.label for c in found] == ["第一部分", "第二部分"]
        assert "第九条 许可证不收费。”" in found[0].text

    def test_a_quotation_that_is_never_closed_does_not_swallow_a_law(self) -> None:
        text = "第一条 所称“桥梁，是指：\n第二条 乙。\n第三条 丙。"

        assert [c.label for c in clauses(text, "桥梁条例")] == ["第一条", "第二条", "第三条"]


class TestANotice:
    NOTICE = (
        "各有关单位：\n现将有关事项通知如下。\n"
        "一、总体要求\n"
        "（一）目标。压缩时限。\n（二）原则\n便民。\n"
        "二、保障措施。各单位抓好落实。"
    )

    def test_it_is_cut_at_its_headings(self) -> None:
        found = clauses(self.NOTICE)

        assert [c.label for c in found] == ["引言", "第一部分（一）", "第一部分（二）", "第二部分"]
        assert found[1].breadcrumb == ("一、总体要求",)
        assert found[2].text == "（二）原则\n便民。"

    def test_points_that_run_on_are_its_articles(self) -> None:
        text = "一、甲\n1.压缩时限。\n2.减少材料。\n二、乙\n3.免收费用。"

        assert [c.label for c in clauses(text)] == ["第1项", "第2项", "第3项"]
        assert cut(text)["第3项"].breadcrumb == ("二、乙",)

    def test_points_that_start_anew_stay_inside_their_heading(self) -> None:
        text = "一、甲\n1.压缩时限。\n2.减少材料。\n二、乙\n1.免收费用。"

        assert [c.label for c in clauses(text)] == ["第一部分", "第二部分"]
        assert cut(text)["第一部分"].text == "一、甲\n1.压缩时限。\n2.减少材料。"

    def test_without_headings_it_is_cut_at_paragraphs(self) -> None:
        assert [(c.label, c.text) for c in clauses("甲。\n\n乙。")] == [
            ("第1段", "甲。"),
            ("第2段", "乙。"),
        ]

    def test_markdown_headings_count(self) -> None:
        found = clauses("# 名称\n## 时限\n九日。\n## 材料\n图纸。", "名称")

        assert [(c.label, c.text) for c in found] == [
            ("时限", "时限\n九日。"),
            ("材料", "材料\n图纸。"),
        ]


words = st.text(alphabet="桥梁许可证申请材料，应当规定附件一条章（）、1. ", min_size=1, max_size=30)
line = st.one_of(
    words,
    st.builds("第{}条 {}".format, st.integers(1, 30).map(to_chinese), words),
    st.builds("第{}章 {}".format, st.integers(1, 9).map(to_chinese), words),
    st.builds("{}、{}".format, st.integers(1, 9).map(to_chinese), words),
    st.builds("（{}）{}".format, st.integers(1, 9).map(to_chinese), words),
    st.builds("{}.{}".format, st.integers(1, 20), words),
    st.builds("附件{}：{}".format, st.integers(1, 3), words),
)


def without_space(text: str) -> str:
    return re.sub(r"\s", "", text)


@given(st.lists(line, max_size=25))
def test_the_clauses_together_lose_no_line(lines: list[str]) -> None:
    """Whatever a line looks like, its words are in a clause, its label or its breadcrumb."""
    found = clauses("\n".join(lines))

    kept = [without_space(f"{'/'.join(c.breadcrumb)}\n{c.label}{c.text}") for c in found]
    for one in map(without_space, lines):
        assert not one or any(one in clause for clause in kept), one


class TestInsideAnArticle:
    TEXT = cut(LAW)["第二条"].text

    def test_items_belong_to_the_paragraph_that_introduces_them(self) -> None:
        assert [(p.paragraph, p.item) for p in parts(self.TEXT)] == [
            (1, None),
            (1, "一"),
            (1, "二"),
            (2, None),
        ]

    @pytest.mark.parametrize(
        "quote, place",
        [("公路桥", "第一款第（一）项"), ("临时桥不适用", "第二款"), ("铁路桥", ""), ("", "")],
    )
    def test_a_quote_is_found_where_it_stands(self, quote: str, place: str) -> None:
        assert place_of(self.TEXT, quote) == place

    @pytest.mark.parametrize(
        "quote, place",
        [
            ("本条例所称桥梁，包括：（一）公路桥；", "第一款"),
            ("（一）公路桥；\n（二）人行桥", "第一款"),
            ("人行桥。\n临时桥不适用", ""),
            ("公路\n桥", "第一款第（一）项"),
            ("公路桥…", "第一款第（一）项"),
        ],
    )
    def test_a_quote_over_several_lines_stands_in_what_they_share(
        self, quote: str, place: str
    ) -> None:
        assert place_of(self.TEXT, quote) == place

    def test_a_point_under_an_item_is_a_part_of_it(self) -> None:
        text = "下列桥梁：\n（一）公路桥：\n1.大桥；\n2．中桥；\n（二）人行桥。\n1.5米以下的除外。"

        assert place_of(text, "中桥") == "第一款第（一）项第2目"
        assert place_of(text, "大桥；2．中桥") == "第一款第（一）项"
        assert place_of(text, "1.5米以下的") == "第二款"

    def test_a_single_paragraph_is_not_numbered(self) -> None:
        assert place_of("桥梁许可证不收费。", "不收费") == ""
        assert place_of("包括：\n（一）公路桥；", "公路桥") == "第（一）项"
