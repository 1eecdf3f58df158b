"""What a question points at by name: articles, titles and document numbers."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.documents import Document
from knowledge.numerals import article_label

_NUMERAL = r"[零〇一二两三四五六七八九十百千]+|\d+"
_ARTICLE = re.compile(
    rf"(?P<sign>第)?\s*(?P<number>{_NUMERAL})\s*条(?:\s*之\s*(?P<sub>{_NUMERAL}))?"
)
_SIGNED_ARTICLE = re.compile(
    r"第\s*[零〇一二两三四五六七八九十百千\d]+\s*条(?:\s*之\s*[一二三四五六七八九十\d]+)?"
)
_TITLE = re.compile(r"《([^《》]{2,60})》")
_NUMBER = re.compile(
    r"([\u4e00-\u9fff]{1,10})\s*[〔\[［【（(]\s*(\d{4})\s*[〕\]］】）)]\s*第?\s*(\d{1,4})\s*号"
)
_BARE_LAW = re.compile(
    r"([\u4e00-\u9fff]{2,24}?(?:法|条例|办法|规定|细则|规范|意见|通知))(?:的)?\s*第"
)


@dataclass(frozen=True)
class ArticleReference:
    """A title as the question gives it (or the title in the library it means), and an article label."""

    title: str
    article: str


def articles_in(text: str) -> frozenset[str]:
    """
    Return the labels of the articles that *text* names.

    >>> sorted(articles_in("第 8 条和第八条之一，其中一条"))
    ['第八条', '第八条之一']
    """
    return frozenset(
        label
        for named in _SIGNED_ARTICLE.findall(text)
        if (label := article_label("".join(named.split())))
    )


def article_reference(question: str, documents: Iterable[Document]) -> ArticleReference | None:
    """
    Return the article that *question* names, or None when it names none.

    Understands 《建筑法》第八条, 建筑法第8条, 建筑法8条; the title nearest before the number wins, and a
    title of the library wins over a longer run of characters that merely ends in 法 or 条例.
    """
    names = {name for d in documents for name in (d.title, d.short_title)}
    for found in _ARTICLE.finditer(question):
        before = question[: found.start()]
        label = article_label(
            f"{found['number']}条" + (f"之{found['sub']}" if found["sub"] else "")
        )
        if label is None:
            continue
        title = _title_before(before, names, needs_sign=found["sign"] is None)
        if title is not None:
            return ArticleReference(title, label)
    return None


def _title_before(before: str, names: Iterable[str], *, needs_sign: bool) -> str | None:
    """Return the title that ends where the article number starts."""
    tail = re.sub(r"[》\s（(）)的里中规定]*$", "", before)
    known = [name for name in names if tail.endswith(name.strip("《》"))]
    if known:
        return max(known, key=len)
    quoted = _TITLE.findall(before)
    if quoted and before.rstrip(" 的里中规定").endswith("》"):
        return str(quoted[-1])
    if needs_sign:  # "20条" after an unknown name is a count, not an article
        return None
    bare = _BARE_LAW.search(before + "第")
    return bare[1] if bare else None


_PLACED = re.compile(r"(?P<place>[\u4e00-\u9fff]{2,4}?[省市])(?P<rest>[\u4e00-\u9fff]+)")
_ASKING = re.compile(
    r"(?:请问|想问|我想|知道|问|一下|下|那|按照?|根据|依[据照]|看看?|查|我们?|你们?|说|在|本|的)*"
)


def meant_by(title: str, titles: Iterable[str]) -> tuple[str, ...]:
    """
    Return those of *titles* that *title* names but for their place, each once.

    The words before it may only ask; a place of another name is another text.

    >>> meant_by("绿化条例", ["济南市绿化条例", "城市绿化条例"])
    ('济南市绿化条例',)
    >>> meant_by("济南绿化条例", ["济南市绿化条例"]), meant_by("青岛绿化条例", ["济南市绿化条例"])
    (('济南市绿化条例',), ())
    """
    asked = title.strip("《》")
    return tuple(dict.fromkeys(t for t in (t.strip("《》") for t in titles) if _names(asked, t)))


def _names(asked: str, title: str) -> bool:
    placed = _PLACED.fullmatch(title)
    if placed is None or not asked.endswith(placed["rest"]):
        return False
    before = asked.removesuffix(placed["rest"])
    for place in (placed["place"], placed["place"][:-1], placed["place"][-1]):
        before = before.removesuffix(place)
    return _ASKING.fullmatch(before) is not None


def document_number(question: str) -> str | None:
    """
    Return the 文号 in *question*, brackets unified.

    >>> document_number("国办发[2019]11号讲什么")
    '国办发〔2019〕11号'
    """
    found = _NUMBER.search(question)
    return f"{found[1]}〔{found[2]}〕{int(found[3])}号" if found else None


def same_number(asked: str, held: str | None) -> bool:
    """Say whether *held* is the 文号 asked for, however its brackets are written."""
    found = _NUMBER.search(held or "")
    return found is not None and asked.endswith(f"{found[1]}〔{found[2]}〕{int(found[3])}号")
