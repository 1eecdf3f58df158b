"""What a question points at by name."""

from datetime import date

import pytest

from knowledge.index import KnowledgeIndex
from retrieval.lookup import look_up
from retrieval.references import article_reference, document_number, same_number

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    "question",
    [
        "《样例建设法》第三条规定了什么",
        "样例建设法第3条",
        "样例建设法3条是啥",
        "请问样例建设法里的第三条怎么说",
        "《样例建设法》的第 三 条",
    ],
)
def test_an_article_is_found_by_its_number_however_it_is_written(
    index: KnowledgeIndex, question: str
):
    found = look_up(question, index, TODAY)

    assert found is not None
    assert found.passage is not None
    assert (found.passage.short_title, found.passage.article) == ("样例建设法", "第三条")


@pytest.mark.parametrize("question", ["开工许可几天", "提速增效20条", "有3条路要挖", "第三条"])
def test_a_count_is_no_article(index: KnowledgeIndex, question: str):
    assert article_reference(question, index.documents()) is None


def test_an_article_that_is_not_held_leads_to_the_guide_that_rests_on_it(index: KnowledgeIndex):
    found = look_up("《未收录的样例规定》第九条说了什么", index, TODAY)

    assert found is not None
    assert found.passage is None
    assert [basis.says for _, basis, _ in found.grounds] == ["小型工程的限额"]


def test_a_past_rule_is_not_looked_up(index: KnowledgeIndex):
    found = look_up("样例围挡旧规定第一条", index, TODAY)

    assert found is not None
    assert found.passage is None


def test_a_past_rule_is_looked_up_on_a_day_when_it_held(index: KnowledgeIndex):
    found = look_up("样例围挡旧规定第一条", index, date(2015, 6, 1))

    assert found is not None
    assert found.passage is not None
    assert "一点八米" in found.passage.text


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("国办发〔2019〕11号讲什么", "国办发〔2019〕11号"),
        ("鲁政发[2019]9号", "鲁政发〔2019〕9号"),
        ("济审批(2023) 第 020 号", "济审批〔2023〕20号"),
        ("2019年11号楼", None),
    ],
)
def test_document_numbers_are_read_in_any_brackets(written: str, number: str | None):
    assert document_number(written) == number


def test_words_before_a_document_number_do_not_matter():
    assert same_number("请问国办发〔2019〕11号", "国办发【2019】11号")
    assert not same_number("国办发〔2019〕11号", "国办发〔2019〕12号")
