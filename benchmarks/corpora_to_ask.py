"""The corpora that questions are asked over, each readable by every system."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from benchmarks.own_corpus import own_library
from knowledge.corpora import ArticleFile, Folder
from knowledge.holdings import Holdings, with_known_questions
from knowledge.known_questions import read_known_questions
from knowledge.passages import Passage
from knowledge.synchronise import Corpus
from retrieval.citing import name_of


class CorpusKind(StrEnum):
    """Where a corpus comes from."""

    LAWS = "laws"  # a folder of statutes
    ARTICLES = "articles"  # a JSONL file with an article a line
    OWN = "own"  # what is shipped, with the dated texts


@dataclass(frozen=True)
class Searchable:
    """What a system without a clause tree is given: a name and all the words that may find it."""

    name: str
    text: str
    body: str


@dataclass(frozen=True)
class OwnCorpus:
    """The shipped corpus with the dated texts, and more known questions."""

    directory: Path
    known: Mapping[str, tuple[str, ...]]

    def read(self) -> Holdings:
        """Return everything it holds."""
        return with_known_questions(own_library(self.directory).read(), self.known)


def corpus_of(kind: CorpusKind, path: Path | None, known: Path | None, scratch: Path) -> Corpus:
    """Return the corpus, with the known questions in the file *known*."""
    questions = read_known_questions(known) if known else {}
    if path is None or kind is CorpusKind.OWN:
        return OwnCorpus(scratch / "library", questions)
    if kind is CorpusKind.LAWS:
        return Folder(path, questions)
    return ArticleFile(path, questions)


def searchable(corpus: Corpus, *, with_known: bool) -> Iterator[Searchable]:
    """Yield every passage as "short title, chapter, article, text", known questions behind it."""
    for passage in corpus.read().passages:
        known = passage.known_questions if with_known else ()
        words = (_head(passage), passage.text, *known)
        yield Searchable(name_of(passage), " ".join(words), passage.text)


def _head(passage: Passage) -> str:
    return " ".join((passage.short_title, *passage.breadcrumb, passage.article))
