"""Reading files: Markdown, text, Word, PDF and HTML become clean text, or are refused with a reason."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from knowledge.encodings import read_text
from knowledge.errors import UnreadableFile
from knowledge.front_matter import FrontMatterError, split_front_matter
from knowledge.invisible import without_invisible
from knowledge.markdown import without_marks
from knowledge.metadata import ProposedMetadata, propose
from knowledge.pdf import read_pdf
from knowledge.web_page import read_html
from knowledge.word import read_docx

LARGEST = 50 * 1024 * 1024  # bytes; a policy text is never that large
LONGEST = 5_000_000  # characters; ten times the longest code of laws


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
    read = _reader(path)
    try:
        raw = clean(read(path))
        front, text = split_front_matter(raw) if path.suffix.lower() == ".md" else ({}, raw)
    except OSError as error:
        raise UnreadableFile(path, f"打不开（{error.strerror or type(error).__name__}）") from error
    except FrontMatterError as error:
        raise UnreadableFile(path, str(error)) from error
    if not text.strip() and not front:
        raise UnreadableFile(path, "没有文字内容")
    if len(text) > LONGEST:
        raise UnreadableFile(path, f"正文超过 {LONGEST // 10_000} 万字，请拆分后重试")
    text = without_marks(text) if path.suffix.lower() == ".md" else text
    return LoadedText(text.strip(), propose(text), front, raw)


def clean(text: str) -> str:
    """Return *text* with one kind of line end and without characters that nobody can see."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    return "\n".join(line.rstrip() for line in without_invisible(unified).split("\n"))


READERS: Mapping[str, Callable[[Path], str]] = {
    ".md": read_text,
    ".txt": read_text,
    ".docx": read_docx,
    ".pdf": read_pdf,
    ".html": read_html,
    ".htm": read_html,
}
_ONE_STEP_AWAY = {
    ".doc": "请用 Word 或 WPS 另存为 .docx",
    ".wps": "请用 WPS 另存为 .docx",
    ".rtf": "请用 Word 或 WPS 另存为 .docx",
    ".ofd": "请另存为含文字的 .pdf",
}


def _reader(path: Path) -> Callable[[Path], str]:
    if not path.is_file():
        raise UnreadableFile(path, "是目录，不是文件" if path.is_dir() else "文件不存在")
    suffix = path.suffix.lower()
    read = READERS.get(suffix)
    if read is None:
        instead = _ONE_STEP_AWAY.get(suffix, f"可用 {' '.join(READERS)}")
        raise UnreadableFile(path, f"不支持 {path.suffix or '无后缀'} 文件，{instead}")
    size = path.stat().st_size
    if size == 0 or size > LARGEST:
        raise UnreadableFile(
            path, "文件是空的" if size == 0 else f"文件超过 {LARGEST // 1024**2} MB"
        )
    return read
