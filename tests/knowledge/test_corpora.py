"""Corpora that are no library: a folder of files, a file of articles."""

import gzip
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from knowledge.corpora import ArticleFile, Folder
from knowledge.errors import UnreadableFile
from knowledge.holdings import Holdings
from tests.knowledge.corpus_builders import write_guide, write_law

ARTICLE = {
    "document": "桥梁法",
    "article": "第八条",
    "heading": ["第二章 许可"],
    "date": "2019-04-23",
    "text": "九日内决定。",
}


def read(path: Path, *rows: Any) -> Holdings:
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(lines.encode()))
    else:
        path.write_text(lines, encoding="utf-8")
    return ArticleFile(path).read()


class TestAFileOfArticles:
    @pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
    def test_every_line_is_one_passage(self, tmp_path: Path, name: str) -> None:
        held = read(tmp_path / name, ARTICLE, ARTICLE | {"article": "第九条", "text": "不收费。"})

        assert [p.id for p in held.passages] == ["桥梁法#第八条", "桥梁法#第九条"]
        assert held.passages[0].breadcrumb == ("第二章 许可",)
        assert held.passages[0].text == "九日内决定。"
        assert held.documents[0].effective_from == date(2019, 4, 23)

    def test_articles_of_a_document_belong_together_wherever_they_stand(
        self, tmp_path: Path
    ) -> None:
        other = ARTICLE | {"document": "渡口法"}

        held = read(tmp_path / "a.jsonl", ARTICLE, other, ARTICLE | {"article": "第九条"})

        assert sorted(d.id for d in held.documents) == ["桥梁法", "渡口法"]
        assert len({p.id for p in held.passages}) == 3

    @pytest.mark.parametrize("row", [[], {"document": "桥梁法"}, ARTICLE | {"date": "去年"}])
    def test_a_line_that_is_no_article_is_named(self, tmp_path: Path, row: Any) -> None:
        with pytest.raises(UnreadableFile, match="第 2 行"):
            read(tmp_path / "a.jsonl", ARTICLE, row)

    def test_a_file_that_is_not_there_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableFile):
            ArticleFile(tmp_path / "no.jsonl").read()


class TestAFolder:
    def test_laws_and_guides_are_read_and_the_rest_is_reported(self, tmp_path: Path) -> None:
        write_law(tmp_path, "济南市桥梁条例", "甲。", "乙。")
        write_guide(tmp_path)
        (tmp_path / "empty.txt").touch()
        (tmp_path / "picture.png").write_bytes(b"x")

        held = Folder(tmp_path).read()

        assert {d.id for d in held.documents} == {"济南市桥梁条例", "bridge-permit"}
        assert [r.name for r in held.rejected] == ["empty.txt"]

    def test_two_files_of_one_name_are_not_silently_one(self, tmp_path: Path) -> None:
        write_law(tmp_path / "1", "济南市桥梁条例", "甲。")
        write_law(tmp_path / "2", "济南市桥梁条例", "乙。")

        held = Folder(tmp_path).read()

        assert [p.text for p in held.passages] == ["甲。"]
        assert ["编号相同" in r.reason for r in held.rejected] == [True]

    def test_known_questions_join_the_articles_that_answer_them(self, tmp_path: Path) -> None:
        write_law(tmp_path, "济南市桥梁条例", "甲。", "乙。")

        held = Folder(tmp_path, {"济南市桥梁条例第二条": ("过街天桥算桥吗",)}).read()

        assert [p.known_questions for p in held.passages] == [(), ("过街天桥算桥吗",)]
