"""The index inside somebody's LangChain chain."""

from datetime import date

from knowledge.index import KnowledgeIndex
from retrieval.retriever import PassageRetriever

TODAY = date(2026, 11, 23)


def test_passages_come_as_documents_with_where_they_stand(index: KnowledgeIndex):
    documents = PassageRetriever(index=index, today=lambda: TODAY).invoke(
        "未取得开工许可擅自动工怎么罚"
    )

    first = documents[0]
    assert first.metadata["name"] == "样例建设法第五条"
    assert "百分之一以上百分之二以下" in first.page_content
    assert index.passages([first.id or ""])[0].text == first.page_content


async def test_it_can_be_awaited(index: KnowledgeIndex):
    documents = await PassageRetriever(index=index, today=lambda: TODAY).ainvoke("施工围挡的高度")

    assert [d.metadata["document"] for d in documents][:1] == ["样例围挡新规定"]


def test_what_is_no_evidence_is_not_retrieved(index: KnowledgeIndex):
    retriever = PassageRetriever(index=index, today=lambda: TODAY)

    assert retriever.invoke("孩子抚养费给多少") == []
    assert retriever.invoke("你好") == []
