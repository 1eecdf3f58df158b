"""What the bureau's own lexicon says counts wherever a question is understood, not only in the search."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.corpora import Folder
from knowledge.embeddings import HashingEmbeddings
from knowledge.index import KnowledgeIndex
from knowledge.lexicon import FILE, Lexicon, in_use, statutory_words
from knowledge.synchronise import synchronise
from retrieval.answers import Answer
from retrieval.pipeline import answer_question
from tests.retrieval.conftest import CORPUS, TODAY

ALIAS = "蓝皮纸"


@pytest.fixture(scope="module")
def bureau(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeIndex]:
    """The sample corpus, with a word that only this bureau has for the works permit."""
    directory = tmp_path_factory.mktemp("bureau")
    synchronise(Folder(CORPUS), directory, HashingEmbeddings())
    (directory / FILE).write_text(f"{ALIAS}: 开工许可证\n", encoding="utf-8")
    with KnowledgeIndex.open(directory, HashingEmbeddings()) as opened:
        yield opened


async def ask(question: str, index: KnowledgeIndex, *history: str) -> Answer:
    return await answer_question(question, history=history, on=TODAY, index=index)


@pytest.mark.parametrize("question", ["{}几天下来", "办{}要什么材料", "{}归谁办"])
async def test_an_alias_leads_to_the_answer_that_the_name_leads_to(
    question: str, bureau: KnowledgeIndex
):
    """The same field of the same guide, found from a word that stands in no text."""
    by_name = await ask(question.format("开工许可证"), bureau)

    by_alias = await ask(question.format(ALIAS), bureau)

    assert by_name.answered
    assert by_alias.answered
    assert (by_alias.item, by_alias.citations[0].article) == (
        by_name.item,
        by_name.citations[0].article,
    )


async def test_without_the_entry_the_same_word_leads_nowhere(index: KnowledgeIndex):
    answer = await ask(f"{ALIAS}几天下来", index)

    assert not answer.answered


async def test_each_question_is_read_with_the_words_of_its_own_index(
    bureau: KnowledgeIndex, index: KnowledgeIndex
):
    """Two bureaus in one process, asked at the same time."""
    asked = [ask(f"{ALIAS}几天下来", one) for one in (bureau, index) * 4]

    answers = await asyncio.gather(*asked)

    assert [answer.answered for answer in answers] == [True, False] * 4


def test_the_shipped_words_count_again_afterwards(tmp_path: Path):
    """Even when what was asked fails."""
    (tmp_path / FILE).write_text(f"{ALIAS}: 开工许可证\n", encoding="utf-8")
    lexicon = Lexicon.read(tmp_path / FILE)

    def fail() -> None:
        with in_use(lexicon):
            assert statutory_words(ALIAS) == ("开工许可证",)
            raise ConnectionError

    with pytest.raises(ConnectionError):
        fail()

    assert statutory_words(ALIAS) == ()
    assert statutory_words("能评") != ()
