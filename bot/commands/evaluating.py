"""What ``bangban evaluate`` does: a fresh index over a corpus alone, and every question through it."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.clock import SystemClock
from bot.due_dates import due_dates
from bot.errors import BadInput
from bot.knowledge_base import embeddings, knowledge_directory, open_index
from bot.language_model import answer_model
from bot.settings import Settings, read_settings
from bot.texts import terminal
from knowledge.corpora import ArticleFile, Folder
from knowledge.holdings import Holdings, Rejected, with_known_questions
from knowledge.index import KnowledgeIndex
from knowledge.known_questions import read_known_questions
from knowledge.library import Library
from knowledge.synchronise import Corpus, synchronise
from retrieval.evaluation import Evaluation, evaluate, read_questions

ARTICLES = (".gz", ".jsonl")


@dataclass(frozen=True)
class Asked:
    """A corpus with more known questions."""

    corpus: Corpus
    questions: Mapping[str, tuple[str, ...]]

    def read(self) -> Holdings:
        """Return everything it holds."""
        return with_known_questions(self.corpus.read(), self.questions)


def evaluate_file(
    file: Path, *, knowledge: Path | None, known_questions: Path | None, on: date | None
) -> tuple[Evaluation, tuple[Rejected, ...]]:
    """
    Return how the questions in *file* end, and the files that the corpus could not take in.

    Raises:
        QuestionFileUnreadable, BadInput: A file cannot be used.
        KnowledgeError: No index can be built.
    """
    questions = read_questions(file)
    more = _known(known_questions)
    settings = read_settings()
    day = on or SystemClock(settings.zone).today()
    with _index(settings, knowledge, more) as (index, rejected):
        model = answer_model(settings)
        found = asyncio.run(evaluate(questions, index, on=day, model=model, due_dates=due_dates()))
    return found, rejected


@contextmanager
def _index(
    settings: Settings, knowledge: Path | None, more: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[KnowledgeIndex, tuple[Rejected, ...]]]:
    if knowledge is None and not more:
        with open_index(settings) as index:
            yield index, ()
        return
    corpus = Asked(_corpus(settings, knowledge), more)
    embedding = embeddings(settings)
    with TemporaryDirectory(prefix="bangban-") as folder:
        report = synchronise(corpus, Path(folder), embedding)
        with KnowledgeIndex.open(Path(folder), embedding) as index:
            if not index.documents():
                raise BadInput(terminal.EMPTY_CORPUS.format(path=knowledge))
            yield index, report.rejected


def _corpus(settings: Settings, knowledge: Path | None) -> Corpus:
    if knowledge is None:
        return Library(knowledge_directory(settings))
    if knowledge.is_dir():
        return Folder(knowledge)
    if knowledge.is_file() and knowledge.suffix in ARTICLES:
        return ArticleFile(knowledge)
    raise BadInput(terminal.BAD_CORPUS.format(path=knowledge))


def _known(path: Path | None) -> Mapping[str, tuple[str, ...]]:
    if path is None:
        return {}
    try:
        return read_known_questions(path)
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(terminal.BAD_KNOWN_QUESTIONS.format(path=path)) from error
