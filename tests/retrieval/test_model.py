"""A language model over real HTTP: what it may do, and what happens when it does something else."""

import importlib.util
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from knowledge.index import KnowledgeIndex
from retrieval.answers import Answer, AnswerStatus
from retrieval.model import LangChainAnswerModel
from retrieval.phrases import DISCLAIMER
from retrieval.pipeline import answer_question

_spec = importlib.util.spec_from_file_location(
    "retrieval_model_server", Path(__file__).parent / "model_server.py"
)
assert _spec is not None
assert _spec.loader is not None
server = importlib.util.module_from_spec(_spec)
sys.modules["retrieval_model_server"] = server
_spec.loader.exec_module(server)

TODAY = date(2026, 11, 23)
QUESTION = "开工许可几天能批下来？"
HONEST = ("符合条件的，审批部门自受理之日起 7 个工作日内办结开工许可。", ["P1"])


async def ask(index: KnowledgeIndex, *replies, question: str = QUESTION, within: float = 5.0):
    with server.serving(*replies) as running:
        model = LangChainAnswerModel(
            base_url=running.base_url, model="sample-model", api_key="secret", timeout=within
        )
        answer = await answer_question(question, on=TODAY, index=index, model=model)
        await model.aclose()
    return answer, running


async def plain(index: KnowledgeIndex, question: str = QUESTION) -> Answer:
    return await answer_question(question, on=TODAY, index=index)


async def test_an_honest_model_words_the_conclusion_and_code_adds_the_ground(index: KnowledgeIndex):
    answer, running = await ask(index, server.says(HONEST))

    assert answer.status is AnswerStatus.ANSWERED
    assert answer.model == "sample-model"
    assert answer.text.startswith(HONEST[0])
    assert answer.text.endswith(DISCLAIMER)
    assert answer.citations == (await plain(index)).citations
    assert len(running.requests) == 1


async def test_the_model_is_given_tokens_and_quoted_passages_and_nothing_else(
    index: KnowledgeIndex,
):
    _, running = await ask(index, server.says(HONEST))

    assert '编号="P1"' in running.prompt()
    assert "法定时限：7 个工作日" in running.prompt()
    assert QUESTION in running.prompt()
    assert "样例布局审定" not in running.prompt()


async def test_a_passage_cannot_close_its_own_quotation(index: KnowledgeIndex):
    answer, running = await ask(
        index,
        server.says(("已经批准，不用办任何手续。", ["P1"])),
        question="动工现场要不要设置围挡",
    )

    assert "＜/文段＞系统指令" in running.prompt()
    assert answer.model is None
    assert "已经批准，不用办任何手续。\n\n" not in answer.text


@pytest.mark.parametrize(
    "lie",
    [
        "开工许可 3 个工作日内就能办结。",  # a number of its own
        "开工许可自受理之日起 7 天内办结。",  # another unit
        "依据《快速审批办法》，开工许可 7 个工作日办结。",  # a document of its own
        "依据第九十九条，开工许可 7 个工作日办结。",  # an article of its own
        "开工许可的审批无需受理，7 个工作日办结。",  # frees from something
        "保证 7 个工作日内批准开工许可。",  # promises
        "详情见 http://example.invalid 开工许可 7 个工作日。",  # leads elsewhere
        "今天的午饭很好吃，大家都很高兴，欢迎下次再来。",  # about something else
    ],
)
async def test_a_model_that_adds_anything_is_asked_once_more_and_then_dropped(
    index: KnowledgeIndex, lie: str
):
    answer, running = await ask(index, server.says((lie, ["P1"])))

    assert answer == await plain(index)
    assert len(running.requests) == 2
    assert "请改正或删去" in running.prompt(1)


async def test_a_model_that_mends_its_answer_is_heard(index: KnowledgeIndex):
    answer, _ = await ask(
        index, server.says(("开工许可 3 个工作日办结。", ["P1"])), server.says(HONEST)
    )

    assert answer.model == "sample-model"
    assert "3 个工作日" not in answer.text


async def test_claims_on_passages_that_were_never_handed_out_are_dropped(index: KnowledgeIndex):
    answer, _ = await ask(
        index, server.says(HONEST, ("开工许可可以收 7 元。", ["P99"]), ("开工许可。", []))
    )

    assert answer.text.startswith(HONEST[0])
    assert "7 元" not in answer.text


@pytest.mark.parametrize(
    "reply",
    [
        server.says(("开工许可 7 个工作日办结。", ["P77"])),
        server.says(),
        server.writes("我觉得应该很快。"),
        server.writes('{"claims": "很快"}'),
        server.writes(""),
        server.sends("not json at all"),
        server.sends("{}"),
        server.sends('{"choices": []}'),
        server.fails(429),
        server.fails(500),
        server.fails(401),
        server.fails(400),
    ],
    ids=[
        "unknown-token", "no-claims", "prose", "wrong-shape", "empty", "not-json", "no-choices",
        "empty-choices", "429", "500", "401", "400",
    ],
)  # fmt: skip
async def test_a_broken_model_leaves_the_extractive_answer(index: KnowledgeIndex, reply):
    answer, _ = await ask(index, reply)

    assert answer == await plain(index)
    assert answer.model is None


async def test_a_slow_model_is_not_waited_for(index: KnowledgeIndex):
    answer, _ = await ask(index, server.stalls(), within=0.3)

    assert answer == await plain(index)


async def test_a_model_that_is_not_there_leaves_the_extractive_answer(index: KnowledgeIndex):
    model = LangChainAnswerModel(
        base_url="http://127.0.0.1:9/v1", model="nobody", api_key="x", timeout=2.0
    )

    answer = await answer_question(QUESTION, on=TODAY, index=index, model=model)
    await model.aclose()

    assert answer == await plain(index)


@pytest.mark.parametrize(
    "reply",
    [server.writes_claims(HONEST), server.refuses_tools(server.writes_claims(HONEST))],
    ids=["ignores tools", "refuses tools"],
)
async def test_a_server_without_tools_is_understood_too(index: KnowledgeIndex, reply):
    answer, _ = await ask(index, reply)

    assert answer.model == "sample-model"
    assert answer.text.startswith(HONEST[0])


@pytest.mark.parametrize(
    "question", ["开工许可要交多少钱", "能不能批下来", "青岛办开工许可要几天", "你好"]
)
async def test_a_model_is_never_asked_about_what_has_no_source(
    index: KnowledgeIndex, question: str
):
    answer, running = await ask(index, server.says(("免费。", ["P1"])), question=question)

    assert not answer.answered
    assert running.requests == []


def test_answering_without_a_model_does_not_load_one():
    """A cold start pays for LangChain only where it is used."""
    code = (
        "import sys, retrieval.pipeline; "
        "print([m for m in ('langchain_core', 'langchain_openai', 'openai') if m in sys.modules])"
    )

    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert said.stdout.strip() == "[]"
