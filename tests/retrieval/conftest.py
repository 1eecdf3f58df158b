"""A small corpus of our own, indexed for real, and the shipped one."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from knowledge.corpora import Folder
from knowledge.embeddings import HashingEmbeddings
from knowledge.index import KnowledgeIndex
from knowledge.library import Library
from knowledge.synchronise import synchronise

TODAY = date(2026, 11, 23)
CORPUS = Path(__file__).parent / "corpus"


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeIndex]:
    """Three guides, one act and two rules of which one is past."""
    directory = tmp_path_factory.mktemp("sample-index")
    report = synchronise(Folder(CORPUS), directory, HashingEmbeddings())
    assert not report.rejected
    with KnowledgeIndex.open(directory, HashingEmbeddings()) as opened:
        yield opened


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeIndex]:
    """The corpus that comes with the project."""
    directory = tmp_path_factory.mktemp("shipped-index")
    synchronise(Library(directory), directory, HashingEmbeddings())
    with KnowledgeIndex.open(directory, HashingEmbeddings()) as opened:
        yield opened
