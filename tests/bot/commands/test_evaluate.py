"""``bangban evaluate``: a file of questions through the pipeline that serves people."""

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.bot.commands.conftest import Run

ARTICLES = [
    ("试点条例", "第一条", "为了规范试点工作，制定本条例。"),
    (
        "试点条例",
        "第八条",
        "审批机关应当自收到试点申请之日起九日内，对符合条件的申请颁发试点许可证。",
    ),
    ("试点条例", "第九条", "领取试点许可证后应当在六个月内开工。"),
]
QUESTION = {
    "id": "q1",
    "question": "试点许可证自收到申请之日起几日内颁发？",
    "gold": ["试点条例第八条"],
    "key_fact": "九日",
}


def lines(path: Path, *rows: Any) -> Path:
    path.write_text(
        "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8"
    )
    return path


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    return lines(tmp_path / "questions.jsonl", QUESTION)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A corpus of one act, as a file of text."""
    path = tmp_path / "corpus" / "act.md"
    path.parent.mkdir()
    body = "\n\n".join(f"{number} {text}" for _, number, text in ARTICLES)
    head = "---\ntitle: 试点条例\nlevel: 区\ndate: 2020-01-01\n---\n\n"
    path.write_text(head + body + "\n", encoding="utf-8")
    return path.parent


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """The same act, an article a line."""
    path = tmp_path / "articles.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        for document, article, text in ARTICLES:
            row = {"document": document, "article": article, "heading": [], "text": text}
            file.write(json.dumps(row | {"date": "2020-01-01"}, ensure_ascii=False) + "\n")
    return path


class TestEvaluating:
    @pytest.mark.parametrize("kind", ["folder", "articles"])
    def test_a_corpus_alone_is_asked(
        self, run: Run, questions: Path, kind: str, request: pytest.FixtureRequest
    ):
        """Only what was given can be found; the rows say what was, best first."""
        knowledge = request.getfixturevalue(kind)

        ran = run("evaluate", questions, "--knowledge", knowledge, "--json")

        assert ran.status == 0, ran.err
        (row,) = ran.value["per_question"]
        assert row["id"] == "q1"
        assert row["retrieved"][0] == "试点条例第八条"
        assert {name.partition("第")[0] for name in row["retrieved"]} == {"试点条例"}
        assert len(row["retrieved"]) <= 10
        assert {"status", "answer", "citations", "latency_ms"} <= set(row)
        assert ran.value["metrics"]["hit@1"] == 1

    def test_known_questions_find_what_its_words_do_not(
        self, run: Run, folder: Path, tmp_path: Path
    ):
        """A house's own jargon comes to its article once somebody has said which it is."""
        lay = "小绿条的老黄历怎么算"
        asked = lines(
            tmp_path / "lay.jsonl", QUESTION | {"question": lay, "gold": ["试点条例第九条"]}
        )
        known = lines(tmp_path / "known.jsonl", {"question": lay, "gold": ["试点条例第九条"]})
        command = ("evaluate", asked, "--knowledge", folder, "--json")

        without = run(*command).value["metrics"]["hit@1"]
        with_them = run(*command, "--known-questions", known).value["metrics"]["hit@1"]

        assert (without, with_them) == (0, 1)

    @pytest.mark.usefixtures("library")
    def test_without_a_corpus_the_installed_one_is_asked(self, run: Run, tmp_path: Path):
        """The guides that serve people."""
        file = lines(tmp_path / "q.jsonl", {"id": "a", "question": "施工许可证几天能批下来？"})

        (row,) = run("evaluate", file, "--json").value["per_question"]

        assert row["status"] == "answered"
        assert "7 个工作日" in row["answer"]

    def test_people_read_one_figure_a_line(self, run: Run, questions: Path, folder: Path):
        """Without --json."""
        ran = run("evaluate", questions, "--knowledge", folder)

        assert {"hit@1", "mrr@10"} <= {line.split()[0] for line in ran.out.splitlines() if line}

    def test_every_figure_says_what_it_means(self, run: Run, questions: Path, folder: Path):
        """In Chinese, with its interval and the number of questions behind it."""
        ran = run("evaluate", questions, "--knowledge", folder)

        for line in ran.out.partition("\n\n")[0].splitlines():
            assert re.search(r"[一-鿿]", line), line
        (hit,) = (line for line in ran.out.splitlines() if line.startswith("hit@1"))
        assert hit.split()[1:4] == ["1", "[1.000,", "1.000]"]
        assert hit.split()[4] == "1"

    def test_json_has_the_interval_of_every_share(self, run: Run, questions: Path, folder: Path):
        """Beside the figures, whose names stay as they are."""
        value = run("evaluate", questions, "--knowledge", folder, "--json").value

        assert value["intervals"]["hit@1"] == [1.0, 1.0]
        assert set(value["intervals"]) < set(value["metrics"])
        assert value["by_type"]["-"]["questions"] == 1

    def test_the_installed_corpus_is_left_alone(
        self, run: Run, questions: Path, folder: Path, data_dir: Path
    ):
        """The fresh index lives and dies elsewhere."""
        run("evaluate", questions, "--knowledge", folder)

        assert not data_dir.exists()


class TestBadInput:
    def test_a_question_file_is_refused_with_its_line(
        self, run: Run, questions: Path, folder: Path, tmp_path: Path
    ):
        """Missing, no JSON, no question, the same id twice."""
        good = json.dumps(QUESTION, ensure_ascii=False)
        for name, content, said in (
            ("json.jsonl", f"{good}\n{{oops\n", "第 2 行"),
            ("keys.jsonl", '{"id": "x"}\n', "question"),
            ("twice.jsonl", f"{good}\n{good}\n", "重复"),
            ("gbk.jsonl", None, "UTF-8"),
            ("none.jsonl", "", "打不开"),
        ):
            file = tmp_path / name
            if content is None:
                file.write_bytes(good.encode("gbk"))
            elif content:
                file.write_text(content, encoding="utf-8")

            ran = run("evaluate", file, "--knowledge", folder, "--json")

            assert (ran.status, ran.out) == (2, ""), name
            assert name in ran.complaint
            assert said in ran.complaint

    def test_a_corpus_that_is_none_is_refused(self, run: Run, questions: Path, tmp_path: Path):
        """Missing, of another kind, empty, or with a line that is no article."""
        hollow, bad = tmp_path / "hollow", tmp_path / "bad.jsonl.gz"
        hollow.mkdir()
        with gzip.open(bad, "wt", encoding="utf-8") as file:
            file.write('{"document": "x"}\n')
        not_zipped = tmp_path / "plain.jsonl.gz"
        not_zipped.write_text("{}\n", encoding="utf-8")
        for path in (tmp_path / "none", questions.with_suffix(".txt"), hollow, bad, not_zipped):
            ran = run("evaluate", questions, "--knowledge", path, "--json")

            assert (ran.status, ran.out) == (2, ""), path
            assert path.name in ran.complaint

    def test_known_questions_that_cannot_be_read_are_refused(
        self, run: Run, questions: Path, folder: Path, tmp_path: Path
    ):
        """Before anything is indexed."""
        missing = tmp_path / "none.jsonl"

        ran = run("evaluate", questions, "--knowledge", folder, "--known-questions", missing)

        assert ran.status == 2
        assert "--known-questions" in ran.complaint
