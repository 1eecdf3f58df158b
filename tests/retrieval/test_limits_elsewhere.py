"""What another article takes out of the one quoted stands beside the answer."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.corpora import Folder
from knowledge.embeddings import HashingEmbeddings
from knowledge.index import KnowledgeIndex
from knowledge.passages import Passage
from knowledge.synchronise import synchronise
from retrieval.limits_elsewhere import excepted_in, limits_of
from retrieval.pipeline import answer_question
from tests.retrieval.conftest import TODAY
from tests.retrieval.outcome_builders import a_passage

ACT = """\
---
title: 样例弃土条例
level: 市
date: 2020-01-01
---

第一条 为了规范弃土管理，制定本条例。

第二条 排放弃土的单位，应当在动工前三十日申请处置核准。

第三条 主管部门应当公布弃土场名录。

第四条 运输弃土的车辆，除本条例第六条规定的情形外，应当密闭。

第五条 因防汛需要紧急排放弃土的，不适用本条例第二条规定。

第六条 运输袋装弃土的，可以不密闭。

第七条 村民自用窑洞的开挖活动，不适用本条例。
"""


@pytest.fixture(scope="module")
def acts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeIndex]:
    folder: Path = tmp_path_factory.mktemp("acts")
    (folder / "act.md").write_text(ACT, encoding="utf-8")
    directory = folder / "index"
    synchronise(Folder(folder), directory, HashingEmbeddings())
    with KnowledgeIndex.open(directory, HashingEmbeddings()) as opened:
        yield opened


async def said(question: str, index: KnowledgeIndex) -> str:
    answer = await answer_question(question, on=TODAY, index=index)
    assert answer.answered
    return answer.text


async def test_a_case_that_another_article_takes_out_is_said(acts: KnowledgeIndex):
    text = await said("排放弃土要提前几天申请核准", acts)

    assert "动工前三十日申请处置核准" in text
    assert "第五条另有规定：「因防汛需要紧急排放弃土的，不适用本条例第二条规定。」" in text


async def test_the_article_that_a_quote_names_as_its_exception_is_quoted(acts: KnowledgeIndex):
    text = await said("运输弃土的车辆要密闭吗", acts)

    assert "除本条例第六条规定的情形外" in text
    assert "运输袋装弃土的，可以不密闭。" in text


async def test_what_the_whole_text_leaves_out_is_said_to_whom_it_concerns(acts: KnowledgeIndex):
    assert "村民自用窑洞" in await said("村民开挖自用窑洞，弃土要申请处置核准吗", acts)
    assert "窑洞" not in await said("排放弃土要提前几天申请核准", acts)


def law(*articles: str) -> list[Passage]:
    numbers = "一二三四五六七八九"
    return [
        a_passage(text, id=f"样例法#第{n}条", article=f"第{n}条")
        for n, text in zip(numbers, articles, strict=False)
    ]


@pytest.mark.parametrize(
    ("words", "limited"),
    [
        ("因防汛紧急排放的，不适用本法第一条。", True),
        ("因防汛紧急排放的，不适用本法第一条、第三条的规定。", True),
        ("本法第一条所列事项，能够自行管理的，可以不申请。", True),
        ("因防汛紧急排放的，不适用本法第三条。", False),
        ("违反本法第一条规定的，处一万元罚款。", False),
        ("依照本法第一条申请的，应当提交图纸。", False),
    ],
)
def test_only_what_takes_a_case_out_of_that_article_limits_it(words: str, limited: bool):
    first, other = law("排放应当申请核准。", words)

    found = list(limits_of(first, "排放要申请吗", [first, other]))

    assert [limit.words for limit in found] == ([words] if limited else [])


def test_an_exception_by_number_is_found_in_a_quote_only():
    first, second = law("应当密闭。", "袋装的可以不密闭。")

    assert [
        x.passage for x in excepted_in("除本法第二条规定的情形外，应当密闭。", [first, second])
    ] == [second]
    assert [x.passage for x in excepted_in("本法第二条规定的情形除外。", [first, second])] == [
        second
    ]
    assert not list(excepted_in("依照本法第二条的规定处罚。", [first, second]))
