"""Reading files: Markdown, text, Word, PDF and HTML become clean text, or are refused with a reason."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from knowledge.clause_tree import article_starts
from knowledge.errors import UnreadableFile
from knowledge.front_matter import FrontMatterError, split_front_matter
from knowledge.headings import read_lines
from knowledge.metadata import ProposedMetadata, propose

LARGEST = 50 * 1024 * 1024  # bytes; a policy text is never that large
FEWEST = 20  # characters per page below which a PDF is a picture of a text


@dataclass(frozen=True)
class LoadedText:
    """Clean text, what its front matter said, what the text says about itself, and the file's text."""

    text: str
    proposed: ProposedMetadata
    front_matter: Mapping[str, Any] = field(default_factory=dict)
    raw: str = ""


def load(path: Path) -> LoadedText:
    """
    Return the text of the file *path*.

    Raises:
        UnreadableFile: It is missing, empty, too large, encrypted, a scan, in no known encoding, or of
            a kind that we do not read.
    """
    if not path.is_file():
        raise UnreadableFile(path, "文件不存在")
    read = READERS.get(path.suffix.lower())
    if read is None:
        raise UnreadableFile(
            path, f"不支持 {path.suffix or '无后缀'} 文件，可用 {' '.join(READERS)}"
        )
    size = path.stat().st_size
    if size == 0 or size > LARGEST:
        raise UnreadableFile(path, "文件是空的" if size == 0 else "文件超过 50 MB")
    try:
        raw = clean(read(path))
        front, text = split_front_matter(raw) if path.suffix.lower() == ".md" else ({}, raw)
    except OSError as error:
        raise UnreadableFile(path, f"打不开（{error.strerror or type(error).__name__}）") from error
    except FrontMatterError as error:
        raise UnreadableFile(path, str(error)) from error
    if not text.strip() and not front:
        raise UnreadableFile(path, "没有文字内容")
    return LoadedText(text, propose(text), front, raw)


def clean(text: str) -> str:
    """Return *text* with one kind of line end and without characters that nobody can see."""
    lines = (line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return "".join(
        sign for sign in "\n".join(lines) if sign in "\n\t" or unicodedata.category(sign)[0] != "C"
    )


def read_text(path: Path) -> str:
    """Return a text file in UTF-8, or in GBK if it is not."""
    content = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "utf-8-sig" or _looks_chinese(text):
            return text
    # Imported here: only odd files need its guess.
    from charset_normalizer import from_bytes  # noqa: PLC0415

    guess = from_bytes(content, cp_isolation=["utf_16", "utf_16_le", "utf_16_be", "big5"]).best()
    if guess is None or not _looks_chinese(str(guess)):
        raise UnreadableFile(path, "认不出文字编码，请另存为 UTF-8")
    return str(guess)


def read_docx(path: Path) -> str:
    """Return the paragraphs and tables of a Word file in order; a table's row is one line."""
    import docx  # noqa: PLC0415
    from docx.opc.exceptions import PackageNotFoundError  # noqa: PLC0415
    from docx.table import Table  # noqa: PLC0415

    try:
        document = docx.Document(str(path))
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError) as error:
        raise UnreadableFile(path, "不是有效的 Word 文件，或者加了密码") from error
    lines: list[str] = []
    for block in document.iter_inner_content():
        lines += _table_lines(block) if isinstance(block, Table) else block.text.split("\n")
    return "\n".join(lines)


def read_pdf(path: Path) -> str:
    """Return the text of a PDF, lines joined again where only the page's edge broke them."""
    from pypdf import PdfReader  # noqa: PLC0415
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    try:
        with path.open("rb") as file:
            reader = PdfReader(file)
            if reader.is_encrypted and not reader.decrypt(""):
                raise UnreadableFile(path, "PDF 加了密码")
            pages = [page.extract_text() for page in reader.pages]
    except (PyPdfError, ValueError, KeyError, NotImplementedError, ImportError) as error:
        raise UnreadableFile(path, "PDF 已损坏，或者加密方式不受支持") from error
    if sum(len(page.strip()) for page in pages) < FEWEST * max(len(pages), 1):
        raise UnreadableFile(path, "PDF 里没有文字（可能是扫描件），请先做文字识别")
    return "\n".join(_unbroken("\n".join(pages)))


def read_html(path: Path) -> str:
    """Return the words of a page: its title, headings, paragraphs, list items and table rows."""
    from bs4 import BeautifulSoup  # noqa: PLC0415

    soup = BeautifulSoup(read_text(path), "html.parser")
    for element in soup(["script", "style", "nav", "footer", "noscript", "head"]):
        element.decompose()
    for row in soup.find_all("tr"):
        cells = [cell.get_text(" ", strip=True) for cell in row.find_all(["td", "th"])]
        row.replace_with(f"\n{' | '.join(cells)}\n")
    for element in soup.find_all(["p", "div", "li", "br", "h1", "h2", "h3", "h4", "section"]):
        element.append("\n")
        element.insert_before("\n")
    lines = (re.sub(r"[ \t\xa0]+", " ", line).strip() for line in soup.get_text().split("\n"))
    return "\n".join(line for line in lines if line)


READERS: Mapping[str, Callable[[Path], str]] = {
    ".md": read_text,
    ".txt": read_text,
    ".docx": read_docx,
    ".pdf": read_pdf,
    ".html": read_html,
    ".htm": read_html,
}


def _table_lines(table: Any) -> Iterator[str]:
    for row in table.rows:
        cells: list[str] = []
        for cell in row.cells:
            words = " ".join(cell.text.split())
            if not cells or cells[-1] != words:  # a merged cell is given once per column
                cells.append(words)
        yield " | ".join(cells)


def _unbroken(text: str) -> Iterator[str]:
    """Yield the paragraphs of *text*: a line goes on in the next unless it ends or that one starts one."""
    lines = [
        line for line in read_lines(text) if not re.fullmatch(r"[-—\s]*[0-9]+[-—\s]*", line.text)
    ]
    starts = article_starts(lines)
    opening = re.compile(r"[（(]?[一二三四五六七八九十百]+[）)、]|[0-9]+\s*[.．、]|附\s*[件录表]")
    longest = max((len(line.text) for line in lines), default=0)
    paragraph = ""
    for position, line in enumerate(lines):
        new = position in starts or line.depth is not None or opening.match(line.text) is not None
        if paragraph and (new or _is_finished(lines[position - 1].text, longest)):
            yield paragraph
            paragraph = ""
        paragraph += line.text
    if paragraph:
        yield paragraph


def _is_finished(line: str, longest: int) -> bool:
    # A short line was broken by its author, not by the page's edge.
    return line.endswith(("。", "；", "：", "！", "？")) or len(line) < longest * 0.6


def _looks_chinese(text: str) -> bool:
    """Say whether most letters are common Chinese ones: wrongly decoded text is full of rare signs."""
    letters = [sign for sign in text if not sign.isspace()]
    usual = sum(
        "\u4e00" <= s <= "\u9fff" or s.isascii() or s in "，。；：、“”‘’（）《》〔〕"
        for s in letters
    )
    printable = not any(unicodedata.category(sign) in {"Cc", "Cn", "Co"} for sign in letters)
    return bool(letters) and printable and usual / len(letters) > 0.9  # noqa: PLR2004
