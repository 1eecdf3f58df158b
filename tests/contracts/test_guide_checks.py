"""The checks of the guides against statutes and domain table find what is wrong, and only that."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.contracts.check_guides_against_domain import faults_of
from tests.contracts.check_guides_against_laws import Check
from tests.contracts.domain_table import rows_of
from tests.contracts.statutes import Statute, Statutes, read_statutes
from tests.knowledge.corpus_builders import a_guide

LAW = "桥梁管理条例"
BRIDGES = Statutes(
    [
        Statute(
            LAW,
            "市",
            date(2020, 1, 1),
            {
                "第三条": "第三条 应当在三个月内开工，逾期处一万元以上三万元以下罚款。",
                "第三条之一": "第三条之一 自受理之日起九日内作出决定。",
                "第四条": "第四条 公示五个工作日。",
            },
        )
    ]
)
A_LIMIT = {"kind": "decision", "effect": "statutory", "unit": "working"}
PLAIN: dict[str, Any] = {
    "limits": [A_LIMIT | {"days": 9, "basis": f"《{LAW}》第三条之一"}],
    "legal_basis": [
        {"law": LAW, "article": "第三条", "level": "市", "in_force_from": date(2020, 1, 1)}
        | {"says": "逾期处1万元以上3万元以下罚款"}
    ],
    "materials": [],
    "exceptions": [],
}


class TestAgainstStatutes:
    def test_a_guide_that_keeps_to_its_articles_passes(self, tmp_path: Path):
        """Figures match in Chinese and in Arabic numerals."""
        check = Check(BRIDGES)

        check.run((a_guide(tmp_path, **PLAIN),))

        assert check.faults == []
        assert check.figures == 3

    @pytest.mark.parametrize(
        ("changes", "fault"),
        [
            ({"limits": [A_LIMIT | {"days": 8, "basis": f"《{LAW}》第三条之一"}]}, "8日"),
            ({"limits": [A_LIMIT | {"days": 9, "basis": f"《{LAW}》第九条"}]}, "没有"),
            (
                {
                    "limits": [
                        A_LIMIT | {"unit": "calendar", "days": 5, "basis": f"《{LAW}》第四条"}
                    ]
                },
                "工作日",
            ),
            ({"conditions": [f"两个月内开工（《{LAW}》第三条）"]}, "2月"),
            ({"fees": {"text": "罚款五万元", "basis": f"《{LAW}》第三条"}}, "50000元"),
            ({"legal_basis": [PLAIN["legal_basis"][0] | {"level": "省"}]}, "应为 市"),
            (
                {"legal_basis": [PLAIN["legal_basis"][0] | {"in_force_from": date(2019, 1, 1)}]},
                "版本",
            ),
        ],
    )
    def test_what_the_article_does_not_say_is_found(
        self, tmp_path: Path, changes: dict[str, Any], fault: str
    ):
        """A figure, an article, a unit, a level, a date: each is held against the statute."""
        check = Check(BRIDGES)

        check.run((a_guide(tmp_path, **(PLAIN | changes)),))

        assert len(check.faults) == 1
        assert fault in check.faults[0]

    def test_a_statute_that_is_not_there_is_named_and_not_judged(self, tmp_path: Path):
        """Nothing is held against a text that nobody can read."""
        check = Check(BRIDGES)
        conditions = ["八十天内开工（《隧道管理条例》第三条）"]

        check.run((a_guide(tmp_path, **(PLAIN | {"conditions": conditions})),))

        assert check.faults == []
        assert check.not_held == {"隧道管理条例"}

    def test_a_hedged_figure_is_no_claim_about_the_article(self, tmp_path: Path):
        """What a guide calls unchecked is not read as the article's own."""
        check = Check(BRIDGES)
        conditions = [f"两个月内开工，依据未核到原文（《{LAW}》第三条）"]

        check.run((a_guide(tmp_path, **(PLAIN | {"conditions": conditions})),))

        assert check.faults == []

    def test_articles_are_read_with_their_paragraphs(self, tmp_path: Path):
        """An article reaches to the next one, and a heading belongs to none."""
        (tmp_path / "x.md").write_text(
            f"---\ntitle: {LAW}\nlevel: 法律\ndate: 2020-01-01\n---\n\n"
            "## 第一章 总则\n\n第一条 甲。\n\n乙。\n\n## 第二章 许可\n\n第一条之一 丙。\n",
            encoding="utf-8",
        )

        statute = read_statutes(tmp_path).find(f"《中华人民共和国{LAW}》")

        assert statute is not None
        assert {k: v.split() for k, v in statute.articles.items()} == {
            "第一条": ["第一条", "甲。", "乙。"],
            "第一条之一": ["第一条之一", "丙。"],
        }


REFERENCE = """
### 2.2 Per-item table

| 事项 | 法定时限 | 主要材料 | 依据 | 其他 |
|---|---|---|---|---|
| 验线 | **3日(wd)** 现场核验 | 书面申请 | 济南条例65 | 开工前 |

### 2.3 Elsewhere
"""
LINE_CHECK = A_LIMIT | {"days": 3, "basis": "《济南市城乡规划条例》第六十五条"}


class TestAgainstTheDomainTable:
    @pytest.mark.parametrize(
        ("limit", "faults"),
        [
            (LINE_CHECK, []),
            (LINE_CHECK | {"days": 4}, ["没有写 3日", "不符"]),
            (LINE_CHECK | {"basis": "《济南市城乡规划条例》第六十六条"}, ["条号不符"]),
            (LINE_CHECK | {"unit": "calendar"}, ["单位不符"]),
        ],
    )
    def test_number_article_and_unit_are_those_of_the_row(
        self, tmp_path: Path, limit: dict[str, Any], faults: list[str]
    ):
        """One of the three is wrong: the row says so."""
        guide = a_guide(tmp_path, item="site-line-check", limits=[limit])

        found = list(faults_of(rows_of(REFERENCE), {guide.slug: guide}))

        assert len(found) == len(faults)
        assert all(fault in line for fault, line in zip(faults, found, strict=True))

    def test_a_row_without_a_guide_is_found(self):
        """No item of the table is forgotten."""
        assert "没有对应的办事指南" in next(faults_of(rows_of(REFERENCE), {}))
