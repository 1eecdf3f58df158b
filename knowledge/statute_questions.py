"""
How people ask about the articles of statutes: known questions that come with the project.

A statute itself is added by the operator; what is kept here are only questions in everyday words, written
from the articles. They help to find an article, and are never part of an answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

from knowledge.documents import Document
from knowledge.passages import Passage
from knowledge.yaml_text import load_yaml

QUESTIONS = Path(__file__).parent / "corpus" / "questions"


def with_statute_questions(
    document: Document, passages: Sequence[Passage], questions: Path = QUESTIONS
) -> tuple[Passage, ...]:
    """
    Return *passages* of *document* with the questions that people ask about its articles.

    Only for the very version that the questions were written for: an amendment may move an article, and
    a question must not lead to the one that took its number.
    """
    found = _files(questions).get(document.short_title)
    if found is None or document.category != "law":
        return tuple(passages)
    written_for, asked = _read(found)
    if written_for != document.effective_from:
        return tuple(passages)
    return tuple(
        replace(p, known_questions=(*p.known_questions, *asked.get(p.article, ())))
        for p in passages
    )


@cache
def _files(folder: Path) -> Mapping[str, Path]:
    return {path.stem: path for path in folder.glob("*.yaml")}


def _read(path: Path) -> tuple[date, Mapping[str, tuple[str, ...]]]:
    written = load_yaml(path.read_text(encoding="utf-8"))
    asked = {article: tuple(said) for article, said in written["asked"].items()}
    return written["in_force_from"], asked
