"""Word files as lines: paragraphs with the numbers that Word counts itself, tables row by row."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from knowledge.errors import UnreadableFile
from knowledge.word_numbering import Numbering

LARGEST_UNPACKED = 300 * 1024 * 1024  # bytes; more than that is no document but a bomb
_OLD_FORMAT = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# Deleted words, what is shown once more for older programs, and the instructions of a field.
_NOT_READ = frozenset({"del", "moveFrom", "Fallback", "instrText", "delText"})

_FRAMES = frozenset({"sdt", "sdtContent", "ins", "customXml", "smartTag"})  # around blocks


def read_docx(path: Path) -> str:
    """
    Return the words of a Word file in order; a row of a table is one line.

    Headers, footers, deleted and hidden words are left out; accepted or not, insertions are read.
    """
    _refuse_what_is_no_docx(path)
    import docx  # noqa: PLC0415

    try:
        document = docx.Document(str(path))
        return "\n".join(_lines(document.element.body, Numbering.of(document)))
    except Exception as error:  # python-docx and lxml raise whatever a broken part leads them to
        raise UnreadableFile(path, "不是有效的 Word 文件，或者已损坏") from error


def _refuse_what_is_no_docx(path: Path) -> None:
    with path.open("rb") as file:
        start = file.read(4)
        if start == _OLD_FORMAT:
            encrypted = _ENCRYPTED in file.read()
            reason = "加了密码，请去掉密码" if encrypted else "是旧版 Word 格式，请"
            raise UnreadableFile(path, f"{reason}另存为 .docx")
    try:
        with ZipFile(path) as package:
            unpacked = sum(entry.file_size for entry in package.infolist())
    except BadZipFile as error:
        raise UnreadableFile(path, "不是有效的 Word 文件，或者已损坏") from error
    if unpacked > LARGEST_UNPACKED:
        raise UnreadableFile(path, "展开后超过 300 MB，不是正常的 Word 文件")


def _lines(parent: Any, numbering: Numbering) -> Iterator[str]:
    for block in parent:
        name = _name(block)
        if name == "p":
            yield from (numbering.label(block) + _words(block)).split("\n")
        elif name == "tbl":
            yield from _rows(block, numbering)
        elif name in _FRAMES:
            yield from _lines(block, numbering)


def _rows(table: Any, numbering: Numbering) -> Iterator[str]:
    for row in (element for element in table.iter() if _name(element) == "tr"):
        if _table_of(row) is not table:
            continue  # a table inside a cell is read with its cell
        cells = (element for element in row.iter() if _name(element) == "tc")
        own = [cell for cell in cells if _table_of(cell) is table]
        words = [" ".join(" ".join(_lines(cell, numbering)).split()) for cell in own]
        if any(words):
            yield " | ".join(words)


def _table_of(element: Any) -> Any:
    return next((above for above in element.iterancestors() if _name(above) == "tbl"), None)


def _words(paragraph: Any) -> str:
    return "".join(_spelled(paragraph))


def _spelled(element: Any) -> Iterator[str]:
    for child in element:
        name = _name(child)
        if name in _NOT_READ or (name == "r" and _is_hidden(child)):
            continue
        if name == "t":
            yield child.text or ""
        elif name in {"tab", "ptab"}:
            yield "\t"
        elif name in {"br", "cr"}:
            yield "\n"
        elif name == "noBreakHyphen":
            yield "-"
        elif name != "pPr":  # whose tab stops are no tabs
            yield from _spelled(child)


def _is_hidden(run: Any) -> bool:
    return any(
        _name(mark) == "vanish" and not {"0", "false", "off"} & set(mark.attrib.values())
        for properties in run
        if _name(properties) == "rPr"
        for mark in properties
    )


def _name(element: Any) -> str:
    # Comments and processing instructions of XML have a function for a tag.
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
