"""What a search may bring up."""

from datetime import date
from pathlib import Path

from knowledge.corpora import Folder
from knowledge.embeddings import HashingEmbeddings
from knowledge.index import KnowledgeIndex
from knowledge.synchronise import synchronise
from retrieval.search import search

ACT = """\
---
title: 样例桥梁条例
level: 市
date: 2020-01-01
---

2020年1月1日 样例市人民代表大会常务委员会通过样例桥梁条例

第一条 桥梁由市政部门管理。
"""


def test_what_stands_above_the_first_article_is_never_found(tmp_path: Path):
    """It names who passed the text and when, in the very words of the title."""
    (tmp_path / "act.md").write_text(ACT, encoding="utf-8")
    directory = tmp_path / "index"
    synchronise(Folder(tmp_path), directory, HashingEmbeddings())

    with KnowledgeIndex.open(directory, HashingEmbeddings()) as index:
        hits = search("样例桥梁条例什么时候通过", index, date(2026, 1, 1))

    assert [hit.passage.article for hit in hits] == ["第一条"]
