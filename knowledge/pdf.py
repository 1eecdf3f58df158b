"""PDF files as paragraphs: what only the page put there is taken off, what only its edge broke is joined."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from knowledge.clause_tree import article_starts
from knowledge.errors import UnreadableFile
from knowledge.headings import read_lines

FEWEST = 20  # characters per page below which a PDF is a picture of a text
MOST_PAGES = 2000
_EDGE = 2  # lines at the top and at the bottom of a page that may be header or footer
# Share of the pages on which a line stands that belongs to the page and not to the text.
_OFTEN = 0.6
_SHORT = (
    0.6  # share of the longest line; a shorter one was broken by its author, not by the page's edge
)
_PAGE_NUMBER = re.compile(
    r"[-—–―·.\s]*(?:第\s*)?[0-9０-９]{1,4}(?:\s*页)?"
    r"(?:\s*[/／，,]?\s*(?:共\s*)?[0-9０-９]{1,4}(?:\s*页)?)?[-—–―·.\s]*"
)
_OPENS = re.compile(r"[（(]?[一二三四五六七八九十百]+[）)、]|[0-9]+\s*[.．、]|附\s*[件录表]")


def read_pdf(path: Path) -> str:
    """Return the text of a PDF; a row of a table is one line."""
    try:
        pages = _pages(path)
    except (UnreadableFile, OSError):
        raise
    except Exception as error:  # pypdf raises whatever a broken file leads it to
        raise UnreadableFile(path, "PDF 已损坏，或者加密方式不受支持") from error
    if sum(len(page.strip()) for page in pages) < FEWEST * max(len(pages), 1):
        raise UnreadableFile(path, "PDF 里没有文字（可能是扫描件），请先做文字识别")
    return "\n".join(_unbroken("\n".join(_bare_pages(pages))))


def _pages(path: Path) -> list[str]:
    from pypdf import PdfReader  # noqa: PLC0415

    with path.open("rb") as file:
        reader = PdfReader(file)
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableFile(path, "PDF 加了密码，请去掉密码后重试")
        if len(reader.pages) > MOST_PAGES:
            raise UnreadableFile(path, f"PDF 超过 {MOST_PAGES} 页，请拆分后重试")
        return [page.extract_text() for page in reader.pages]


def _bare_pages(pages: Sequence[str]) -> Iterator[str]:
    """Yield the pages without page numbers, running headers and footers."""
    split = [[line.strip() for line in page.splitlines() if line.strip()] for page in pages]
    seen = Counter(words for lines in split for words in {_general(line) for line in _edges(lines)})
    often = max(2, round(len(pages) * _OFTEN))
    running = {words for words, pages_with_it in seen.items() if pages_with_it >= often}
    for lines in split:
        yield "\n".join(_without_edges(lines, running))


def _without_edges(lines: list[str], running: set[str]) -> list[str]:
    first, last = 0, len(lines)
    while first < min(_EDGE, last) and _is_of_the_page(lines[first], running):
        first += 1
    while last > max(first, len(lines) - _EDGE) and _is_of_the_page(lines[last - 1], running):
        last -= 1
    return lines[first:last]


def _is_of_the_page(line: str, running: set[str]) -> bool:
    return _PAGE_NUMBER.fullmatch(line) is not None or _general(line) in running


def _edges(lines: list[str]) -> list[str]:
    return lines[:_EDGE] + lines[_EDGE:][-_EDGE:]


def _general(line: str) -> str:
    """Return what a line has in common with that of the next page: everything but its numbers."""
    return re.sub(r"[0-9０-９]+", "0", re.sub(r"\s", "", line))


def _unbroken(text: str) -> Iterator[str]:
    """Yield the paragraphs of *text*: a line goes on in the next unless it ends or that one starts one."""
    lines = list(read_lines(text))
    starts = article_starts(lines)
    longest = max((len(line.text) for line in lines), default=0)
    paragraph = ""
    for position, line in enumerate(lines):
        new = position in starts or line.depth is not None or _OPENS.match(line.text) is not None
        if paragraph and (new or _is_finished(lines[position - 1].text, longest)):
            yield paragraph
            paragraph = ""
        paragraph += line.text
    if paragraph:
        yield paragraph


def _is_finished(line: str, longest: int) -> bool:
    return line.endswith(("。", "；", "：", "！", "？")) or len(line) < longest * _SHORT
