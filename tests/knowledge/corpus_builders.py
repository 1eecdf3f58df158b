"""Small laws and guides for tests, and folders of them."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from textwrap import dedent
from typing import Any

import yaml

from knowledge.documents import Document, DocumentKind, Level
from knowledge.embeddings import HashingEmbeddings, Vectors
from knowledge.errors import EmbeddingFailed
from knowledge.guides import Guide, parse_guide
from knowledge.passages import Passage, Slot

TODAY = date(2026, 11, 23)

LAW = """\
# 桥梁管理条例

> 2020年1月1日公布

## 第一章 总　则

第一条 为了管理桥梁，制定本条例。

第二条 本条例所称桥梁，包括：
（一）公路桥；
（二）人行桥。

临时桥不适用本条例。

## 第二章 许　可

### 第一节 申请

第三条 建造桥梁的，应当申请桥梁许可证。

第三条之一 主管部门应当自受理之日起九日内作出决定。

第三条规定的许可证由申请人保存。

### 第二节 收费

第四条 桥梁许可证不收费。
"""


def a_document(text: str = LAW, **changes: Any) -> Document:
    values: dict[str, Any] = {
        "id": "桥梁管理条例",
        "title": "桥梁管理条例",
        "short_title": "桥梁管理条例",
        "category": "law",
        "kind": DocumentKind.OFFICIAL,
        "level": Level.CITY,
        "issuer": None,
        "number": None,
        "effective_from": None,
        "effective_to": None,
        "supersedes": None,
        "sources": (),
        "checksum": "",
        "text": text,
    }
    return Document(**(values | changes))


def a_passage(text: str, **changes: Any) -> Passage:
    values: dict[str, Any] = {
        "id": f"p#{text[:8]}",
        "document_id": "p",
        "document_title": "文件",
        "short_title": "文件",
        "category": "law",
        "article": "第一条",
        "breadcrumb": (),
        "text": text,
        "slot": Slot.ARTICLE,
        "item": None,
        "item_name": None,
        "level": Level.CITY,
        "kind": DocumentKind.OFFICIAL,
        "effective_from": None,
        "effective_to": None,
        "sources": (),
    }
    return Passage(**(values | changes))


def front_matter(**changes: Any) -> dict[str, Any]:
    """The front matter of a complete item guide; ``None`` takes a key away."""
    values: dict[str, Any] = {
        "item": "bridge-permit",
        "name": "桥梁许可证核发",
        "aliases": ["桥证", "桥梁许可证"],
        "stage": "施工许可",
        "kind": "compiled",
        "level": "市",
        "department": "桥梁局",
        "limits": [
            {
                "kind": "decision",
                "effect": "statutory",
                "days": 9,
                "unit": "working",
                "from": "受理之日",
                "basis": "《桥梁管理条例》第三条之一",
                "note": "条文写「九日」",
            }
        ],
        "materials": [{"name": "桥梁图纸", "note": "原件一份", "basis": "《桥梁管理条例》第三条"}],
        "conditions": ["有建桥用地（《桥梁管理条例》第三条）"],
        "exceptions": ["临时桥不用办（《桥梁管理条例》第二条）"],
        "process": ["提出申请", "作出决定"],
        "fees": {"text": "不收费", "basis": "《桥梁管理条例》第四条"},
        "legal_basis": [
            {"law": "桥梁管理条例", "article": "第3条", "level": "市", "says": "建桥要有许可证"},
            {"law": "桥梁管理条例", "article": "第四条", "says": "许可证不收费"},
        ],
        "sources": [{"title": "桥梁管理条例", "date": date(2020, 1, 1)}],
        "in_force_from": date(2020, 1, 1),
        "known_questions": ["桥证几天能下来", "办桥证要交哪些材料", "过街天桥归这个管吗"],
    }
    return {key: value for key, value in (values | changes).items() if value is not None}


def write_guide(folder: Path, *, body: str = "", **changes: Any) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    values = front_matter(**changes)
    slug = next(values[key] for key in ("item", "measure", "concept", "route") if key in values)
    path = folder / f"{slug}.md"
    head = yaml.safe_dump(values, allow_unicode=True, sort_keys=False)
    path.write_text(f"---\n{head}---\n{dedent(body)}", encoding="utf-8")
    return path


def a_guide(folder: Path, *, body: str = "", **changes: Any) -> Guide:
    return parse_guide(write_guide(folder, body=body, **changes))


def write_law(folder: Path, title: str, *articles: str, **front: Any) -> Path:
    """Write a law with those articles, numbered from 第1条."""
    folder.mkdir(parents=True, exist_ok=True)
    head = yaml.safe_dump({"title": title, "level": "市"} | front, allow_unicode=True)
    lines = "\n\n".join(f"第{n}条 {text}" for n, text in enumerate(articles, start=1))
    path = folder / f"{title}.md"
    path.write_text(f"---\n{head}---\n\n# {title}\n\n{lines}\n", encoding="utf-8")
    return path


class UnreachableEmbeddings(HashingEmbeddings):
    """The hashing model, as if it stood behind a line that can be cut."""

    cut = False
    weight = 0.2

    def embed(self, texts: Sequence[str]) -> Vectors:
        if self.cut:
            raise EmbeddingFailed(self.id, "ConnectError")
        return super().embed(texts)
