"""An answer shows what another document in force says differently."""

import asyncio
from datetime import date
from pathlib import Path

import pytest

from knowledge.embeddings import HashingEmbeddings
from knowledge.index import KnowledgeIndex
from knowledge.library import Library
from knowledge.synchronise import synchronise
from retrieval.answers import Answer
from retrieval.contradictions import contradictions_in
from retrieval.pipeline import answer_question
from tests.knowledge.corpus_builders import TODAY, write_guide, write_law

MODEL = HashingEmbeddings(64)
LAW = "主管部门应当自受理之日起二十日内作出是否核发桥梁许可证的决定。"
CITY = "主管部门应当自受理之日起十五日内作出是否核发桥梁许可证的决定。"
QUESTION = "桥梁许可证多少天能批下来？"


def answer(folder: Path, *laws: tuple[str, str, str], on: date = TODAY, **guide: object) -> Answer:
    """The answer where a guide and those laws (title, level, words) are held."""
    library = Library(folder / "data", shipped=folder / "shipped")
    write_guide(folder / "shipped", **guide)
    for title, level, words in laws:
        library.add(
            write_law(folder / "inbox", title, "甲。", words, level=level, date=date(2020, 1, 1))
        )
    synchronise(library, library.directory, MODEL)
    with KnowledgeIndex.open(library.directory, MODEL) as index:
        assert len(contradictions_in(index, on)) <= 1
        return asyncio.run(answer_question(QUESTION, on=on, index=index))


def test_what_the_levels_say_stands_side_by_side_from_the_highest_down(tmp_path: Path) -> None:
    said = answer(tmp_path, ("中华人民共和国桥梁法", "国家", LAW), kind="compiled")

    assert said.answered
    assert "各级规定不同：国家规定 二十日；市规定 9 个工作日。" in said.text
    assert {"法定时限", "第二条"} <= {c.article for c in said.citations}
    assert LAW in {c.quote for c in said.citations}


def test_an_official_text_of_the_same_level_wins_over_our_compilation(tmp_path: Path) -> None:
    said = answer(tmp_path, ("济南市桥梁办法", "市", CITY))

    assert "以正式文本为准" in said.text
    assert CITY in {c.quote for c in said.citations}


def test_texts_of_the_same_authority_that_disagree_send_to_the_window(tmp_path: Path) -> None:
    said = answer(tmp_path, ("济南市桥梁办法", "市", CITY), kind="official")

    assert "有效文件说法不一致" in said.text
    assert "请以窗口确认为准" in said.text


def test_where_the_texts_agree_nothing_is_added(tmp_path: Path) -> None:
    said = answer(tmp_path, ("济南市桥梁办法", "市", CITY.replace("十五", "九")))

    assert "不一致" not in said.text
    assert "各级规定不同" not in said.text


@pytest.mark.parametrize("on", [date(2019, 12, 31)])
def test_a_text_that_is_not_in_force_on_the_day_is_not_shown(tmp_path: Path, on: date) -> None:
    said = answer(tmp_path, ("济南市桥梁办法", "市", CITY), on=on, in_force_from=date(2010, 1, 1))

    assert "十五日" not in said.text
