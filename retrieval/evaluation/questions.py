"""Reading question files."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from retrieval.errors import QuestionFileUnreadable


@dataclass(frozen=True)
class Question:
    """
    A question whose right ending is known.

    ``gold`` are names of passages that answer it (建筑法第八条, guide#slot, or the slug of a guide),
    ``key_fact`` words that a right answer contains, ``answerable`` whether the corpus has the answer at
    all. Optional: ``facts`` that a complete answer contains too, ``forbidden`` words that no answer
    contains, ``expect`` the statuses (or their first words) in which an unanswerable question may end,
    ``group`` the name of the questions that mean the same, ``on`` the day that is asked about.
    """

    id: str
    question: str
    history: tuple[str, ...] = ()
    gold: tuple[str, ...] = ()
    key_fact: str | None = None
    type: str | None = None
    answerable: bool = True
    facts: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    expect: tuple[str, ...] = ()
    group: str | None = None
    on: date | None = None


def read_questions(path: Path) -> tuple[Question, ...]:
    """
    Return the questions of a JSONL file, one object a line; empty lines are skipped.

    Raises:
        QuestionFileUnreadable: The file or a line of it is no question file; names the line.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise QuestionFileUnreadable(path, 0, f"打不开（{error.strerror}）") from error
    except UnicodeDecodeError as error:
        raise QuestionFileUnreadable(path, 0, "不是 UTF-8 编码，请另存为 UTF-8") from error
    questions: dict[str, Question] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        question = _question(path, number, line)
        if question.id in questions:
            raise QuestionFileUnreadable(path, number, f"编号 {question.id} 重复")
        questions[question.id] = question
    if not questions:
        raise QuestionFileUnreadable(path, 0, "没有任何问题")
    return tuple(questions.values())


def _question(path: Path, number: int, line: str) -> Question:
    try:
        row: Any = json.loads(line)
    except json.JSONDecodeError as error:
        raise QuestionFileUnreadable(path, number, f"不是 JSON（{error.msg}）") from error
    if not isinstance(row, dict):
        raise QuestionFileUnreadable(path, number, "应是一个 JSON 对象")
    for key in ("id", "question"):
        if not isinstance(row.get(key), str) or not row[key].strip():
            raise QuestionFileUnreadable(path, number, f"缺少 {key}，或不是文字")
    for key in ("history", "gold", "facts", "forbidden", "expect"):
        value = row.get(key) or []
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise QuestionFileUnreadable(path, number, f"{key} 应是文字的列表")
    if not isinstance(row.get("answerable", True), bool):
        raise QuestionFileUnreadable(path, number, "answerable 应是 true 或 false")
    for key in ("key_fact", "type", "group"):
        if not isinstance(row.get(key), str | None):
            raise QuestionFileUnreadable(path, number, f"{key} 应是文字或 null")
    return Question(
        id=row["id"],
        question=row["question"],
        history=tuple(row.get("history") or ()),
        gold=tuple(row.get("gold") or ()),
        key_fact=row.get("key_fact"),
        type=row.get("type"),
        answerable=row.get("answerable", True),
        facts=tuple(row.get("facts") or ()),
        forbidden=tuple(row.get("forbidden") or ()),
        expect=tuple(row.get("expect") or ()),
        group=row.get("group"),
        on=_day(path, number, row.get("on")),
    )


def _day(path: Path, number: int, said: Any) -> date | None:
    if said is None:
        return None
    try:
        return date.fromisoformat(said)
    except (TypeError, ValueError) as error:
        raise QuestionFileUnreadable(path, number, "on 应写成 2026-11-23 这样的日期") from error
