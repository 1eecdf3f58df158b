"""Questions about statutes lead to the article they were written for, and to no other version of it."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from knowledge.holdings import read_holding
from knowledge.numerals import article_label
from knowledge.statute_questions import QUESTIONS, with_statute_questions

FILES = sorted(QUESTIONS.glob("*.yaml"))
ACT = """\
---
title: 某某条例
level: 市
date: {day}
---

第一条 开工前领取许可证。

第二条 停工一个月内报告。
"""


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    folder = tmp_path / "questions"
    folder.mkdir()
    written = {"in_force_from": date(2020, 1, 1), "asked": {"第二条": ["工地歇了要不要说一声"]}}
    (folder / "某某条例.yaml").write_text(yaml.safe_dump(written), encoding="utf-8")
    return folder


def asked_of(tmp_path: Path, questions: Path, day: str) -> dict[str, tuple[str, ...]]:
    path = tmp_path / "act.md"
    path.write_text(ACT.format(day=day), encoding="utf-8")
    holding = read_holding(path)
    passages = with_statute_questions(holding.document, holding.passages, questions)
    return {passage.article: passage.known_questions for passage in passages}


class TestAStatute:
    def test_its_articles_know_how_people_ask(self, tmp_path: Path, questions: Path):
        assert asked_of(tmp_path, questions, "2020-01-01") == {
            "第一条": (),
            "第二条": ("工地歇了要不要说一声",),
        }

    def test_another_version_gets_none(self, tmp_path: Path, questions: Path):
        """An amendment may have moved the article."""
        assert set(asked_of(tmp_path, questions, "2024-01-01").values()) == {()}


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
class TestTheShippedQuestions:
    def test_a_file_says_which_version_it_is_for(self, path: Path):
        written = yaml.safe_load(path.read_text(encoding="utf-8"))

        assert set(written) == {"in_force_from", "asked"}
        assert isinstance(written["in_force_from"], date)

    def test_each_article_has_a_few_short_questions(self, path: Path):
        """As people type them; none twice under one article."""
        asked = yaml.safe_load(path.read_text(encoding="utf-8"))["asked"]

        for article, said in asked.items():
            assert article_label(article) == article
            assert 1 <= len(said) == len(set(said)) <= 12, article
            assert all(isinstance(one, str) and 4 <= len(one) <= 40 for one in said), article
