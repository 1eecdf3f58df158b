"""The corpus that the project ships, as it is searched."""

from collections.abc import Iterator

import pytest

from knowledge.embeddings import HashingEmbeddings
from knowledge.holdings import Holdings
from knowledge.index import KnowledgeIndex
from knowledge.library import Library
from knowledge.references import dangling_references
from knowledge.synchronise import synchronise
from tests.knowledge.corpus_builders import TODAY

ONE_IN = 11  # of the known questions is asked: there are twenty thousand


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Holdings:
    return Library(tmp_path_factory.mktemp("empty")).read()


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeIndex]:
    folder = tmp_path_factory.mktemp("knowledge")
    synchronise(Library(folder), folder, HashingEmbeddings())
    with KnowledgeIndex.open(folder, HashingEmbeddings()) as opened:
        yield opened


def test_every_file_is_taken_in(held: Holdings) -> None:
    assert held.rejected == ()
    assert len(held.guides) == len(held.documents)


def test_guides_speak_only_of_guides_that_exist(held: Holdings) -> None:
    assert dangling_references(held.guides) == ()


def test_every_passage_has_a_name_of_its_own_and_words(held: Holdings) -> None:
    assert len({passage.id for passage in held.passages}) == len(held.passages)
    assert all(passage.text.strip() for passage in held.passages)


def test_every_known_question_finds_its_guide(index: KnowledgeIndex) -> None:
    """What the corpus says it can answer is among the first five that a search brings."""
    known = [(guide.slug, q) for guide in index.guides() for q in guide.known_questions][::ONE_IN]

    missed = [
        (slug, question)
        for slug, question in known
        if slug not in {hit.passage.item for hit in index.search(question, on=TODAY, limit=5)}
    ]

    assert len(missed) <= len(known) * 0.03, missed


@pytest.mark.parametrize(
    "question, passage",
    [
        ("施工许可证几天能批下来？", "construction-permit#时限"),
        ("办施工证要交哪些材料", "construction-permit#材料"),
    ],
)
def test_the_commonest_questions_find_the_field_that_answers_them(
    index: KnowledgeIndex, question: str, passage: str
) -> None:
    assert index.search(question, on=TODAY)[0].passage.id == passage
