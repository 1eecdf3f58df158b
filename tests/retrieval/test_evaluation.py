"""Measuring on question files."""

import json
from datetime import date
from pathlib import Path

import pytest

from knowledge.index import KnowledgeIndex
from retrieval.errors import QuestionFileUnreadable
from retrieval.evaluation import Question, evaluate, read_questions

TODAY = date(2026, 11, 23)
QUESTIONS = (
    Question("a", "样例建设法第四条", gold=("样例建设法第四条",), key_fact="三个月"),
    Question("b", "开工许可几天", gold=("样例开工许可核发#时限",), key_fact="七个工作日"),
    Question("c", "那要什么材料", history=("开工许可几天",), gold=("样例开工许可核发#材料",)),
    Question("d", "开工许可几天", gold=("从没有过的法第一条",), key_fact="从没有过"),
    Question("e", "离婚以后孩子抚养费给多少", answerable=False),
    Question("f", "开工许可几天", answerable=False),
    Question("g", "开工许可要交多少钱", answerable=True),
)


async def test_figures_count_what_they_say(index: KnowledgeIndex):
    result = await evaluate(QUESTIONS, index, on=TODAY)

    assert result.metrics["questions"] == 7
    assert result.metrics["hit@1"] == pytest.approx(3 / 4)
    assert result.metrics["mrr@10"] == pytest.approx(3 / 4)
    assert result.metrics["key_fact"] == pytest.approx(2 / 3)
    assert result.metrics["refused_unanswerable"] == pytest.approx(1 / 2)
    assert result.metrics["false_refusal"] == pytest.approx(1 / 5)
    assert result.metrics["latency_ms_p95"] >= result.metrics["latency_ms_p50"] > 0


async def test_a_gold_may_be_an_id_a_name_or_a_guide(index: KnowledgeIndex):
    asked = [
        Question(gold, "开工许可几天", gold=(gold,))
        for gold in (
            "works-permit#时限",
            "样例开工许可核发#时限",
            "works-permit",
            "works-permit#材料",
        )
    ]

    result = await evaluate(asked, index, on=TODAY)

    assert result.metrics["hit@1"] == 3 / 4
    assert result.metrics["item_hit@1"] == 1


async def test_a_question_may_bring_its_own_day(index: KnowledgeIndex):
    asked = "样例围挡的高度不得低于多少"
    past = Question("past", asked, key_fact="一点八米", on=date(2015, 5, 4))
    now = Question("now", asked, key_fact="二点五米")

    result = await evaluate([past, now], index, on=TODAY)

    assert result.metrics["key_fact"] == 1
    assert result.metrics["stale_citations"] == 0


async def test_every_question_comes_back_as_a_row_of_plain_values(index: KnowledgeIndex):
    result = await evaluate(QUESTIONS, index, on=TODAY)
    rows = json.loads(json.dumps(result.as_dict(), ensure_ascii=False))["per_question"]

    assert [row["id"] for row in rows] == list("abcdefg")
    assert set(rows[0]) >= {"id", "status", "answer", "retrieved", "citations", "latency_ms"}
    assert rows[0]["retrieved"][0] == "样例建设法第四条"
    assert len(rows[1]["retrieved"]) <= 10
    assert rows[0]["citations"][0]["in_force_from"] == "2020-01-01"


async def test_every_share_has_an_interval_around_it(index: KnowledgeIndex):
    result = await evaluate(QUESTIONS, index, on=TODAY)

    assert set(result.intervals) == set(result.shares)
    for name, interval in result.intervals.items():
        value = result.metrics[name]
        assert (interval is None) == (value is None)
        assert interval is None or 0 <= interval[0] <= value <= interval[1] <= 1


async def test_a_figure_that_no_question_speaks_to_is_none(index: KnowledgeIndex):
    result = await evaluate([Question("x", "你好", answerable=False)], index, on=TODAY)

    assert result.metrics["hit@1"] is None
    assert result.metrics["refused_unanswerable"] == 1.0


def test_a_question_file_is_read_with_its_optional_parts(tmp_path: Path):
    path = tmp_path / "q.jsonl"
    path.write_text(
        '\ufeff{"id": "1", "question": "几天", "history": ["施工许可证"], "gold": ["建筑法第八条"], '
        '"key_fact": "七日", "type": "abbr", "answerable": true}\n\n{"id": "2", "question": "多少", '
        '"on": "2020-02-29", "group": "a", "facts": ["五"], "forbidden": ["六"], "expect": ["routed"]}\n',
        encoding="utf-8",
    )

    first, second = read_questions(path)

    assert first == Question("1", "几天", ("施工许可证",), ("建筑法第八条",), "七日", "abbr", True)
    assert second == Question(
        "2",
        "多少",
        facts=("五",),
        forbidden=("六",),
        expect=("routed",),
        group="a",
        on=date(2020, 2, 29),
    )


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (b'{"id": "1", "question": "a"}\n{oops', 2, "不是 JSON"),
        (b'["a"]', 1, "JSON 对象"),
        (b'{"id": "1"}', 1, "缺少 question"),
        (b'{"id": 1, "question": "a"}', 1, "缺少 id"),
        (b'{"id": "1", "question": "a", "history": "b"}', 1, "history"),
        (b'{"id": "1", "question": "a", "gold": [1]}', 1, "gold"),
        (b'{"id": "1", "question": "a", "answerable": "no"}', 1, "answerable"),
        (b'{"id": "1", "question": "a", "key_fact": 7}', 1, "key_fact"),
        (b'{"id": "1", "question": "a", "group": 7}', 1, "group"),
        (b'{"id": "1", "question": "a", "facts": "7"}', 1, "facts"),
        (b'{"id": "1", "question": "a", "on": "yesterday"}', 1, "on"),
        (b'{"id": "1", "question": "a", "on": 20261123}', 1, "on"),
        (b'{"id": "1", "question": "a"}\n{"id": "1", "question": "b"}', 2, "重复"),
        ("{}".encode("utf-16"), 0, "UTF-8"),
        (b"\n\n", 0, "没有任何问题"),
    ],
)
def test_a_bad_line_is_named_with_its_number(tmp_path: Path, content: bytes, line: int, words: str):
    path = tmp_path / "bad.jsonl"
    path.write_bytes(content)

    with pytest.raises(QuestionFileUnreadable, match=words) as raised:
        read_questions(path)

    assert raised.value.line == line
    assert "bad.jsonl" in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path):
    with pytest.raises(QuestionFileUnreadable, match="打不开"):
        read_questions(tmp_path / "none.jsonl")
