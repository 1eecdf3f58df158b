"""A local law named without its place: the one that is held, a choice, or that it is not held."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.corpora import Folder
from knowledge.embeddings import HashingEmbeddings
from knowledge.index import KnowledgeIndex
from knowledge.synchronise import synchronise
from retrieval.answers import AnswerStatus as S
from retrieval.pipeline import answer_question
from retrieval.references import meant_by
from tests.retrieval.conftest import TODAY

LAWS = {
    "济南市桥梁条例": "桥梁应当每年检查。",
    "山东省渡口条例": "渡口由县级人民政府设立。",
    "济南市渡口条例": "渡口夜间停渡。",
    "城市桥梁条例": "桥梁由城市管理。",
}


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeIndex]:
    """Laws of a province and its city, and one of the state."""
    folder: Path = tmp_path_factory.mktemp("laws")
    for title, text in LAWS.items():
        written = f"---\ntitle: {title}\nlevel: 市\ndate: 2020-01-01\n---\n\n第一条 {text}\n"
        (folder / f"{title}.md").write_text(written, encoding="utf-8")
    directory = folder / "index"
    synchronise(Folder(folder), directory, HashingEmbeddings())
    with KnowledgeIndex.open(directory, HashingEmbeddings()) as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("桥梁条例第一条说什么", "济南市桥梁条例"),
        ("济南桥梁条例第一条说什么", "济南市桥梁条例"),
        ("请问《桥梁条例》第一条", "济南市桥梁条例"),
        ("省渡口条例第一条说什么", "山东省渡口条例"),
        ("城市桥梁条例第一条说什么", "城市桥梁条例"),
    ],
)
async def test_the_one_text_of_that_name_answers_under_its_full_title(
    local: KnowledgeIndex, question: str, title: str
):
    answer = await answer_question(question, on=TODAY, index=local)

    assert answer.answered
    assert [citation.document for citation in answer.citations] == [title]
    assert f"《{title}》第一条" in answer.text


async def test_several_of_that_name_are_a_choice(local: KnowledgeIndex):
    answer = await answer_question("渡口条例第一条说什么", on=TODAY, index=local)

    assert answer.status is S.CLARIFICATION_CANDIDATES
    assert {c.question for c in answer.candidates} == {
        "山东省渡口条例第一条说什么",
        "济南市渡口条例第一条说什么",
    }


@pytest.mark.parametrize(
    "question",
    ["青岛市桥梁条例第一条说什么", "青岛桥梁条例第一条", "江苏省渡口条例第一条", "隧道条例第一条"],
)
async def test_the_law_of_another_place_is_not_held(local: KnowledgeIndex, question: str):
    answer = await answer_question(question, on=TODAY, index=local)

    assert answer.status is S.UNANSWERABLE_TEXT_NOT_HELD


async def test_an_article_that_the_text_does_not_have_is_not_taken_from_another(
    local: KnowledgeIndex,
):
    """The title is held and has no such article: its namesake's is no answer."""
    answer = await answer_question("城市桥梁条例第九条说什么", on=TODAY, index=local)

    assert not answer.answered


def test_each_title_is_meant_once():
    assert meant_by("桥梁条例", ["《济南市桥梁条例》", "济南市桥梁条例"]) == ("济南市桥梁条例",)
